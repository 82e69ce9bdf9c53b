// The only writer of Vorgänge: intake, commands, Versand and seeder all end here. It allots feed numbers and
// Vorgangsnummern, keeps where a Vorgang stood before (for `entzogen`), and queues what has to be sent.
//
// Rule for callers: call `schreibe` ONCE per transaction and as its LAST statement. It takes the row lock of each Mandant's
// counter (by ascending Mandant, so that two forwardings cannot block each other for ever) and holds it until COMMIT; so
// numbers become visible in the order in which they are given, and no reader of the feed can skip one. Rows of Vorgänge
// must have been locked before, by ascending id (`sperre`). After the commit call `wecker.melde` for each Mandant.
import { type Lage, lageVon } from '../../src-shared/domain/sicht.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { imAnderenMandant, type Tx } from '../db/mandant.ts';
import { loescheInhalt } from './loeschen.ts';
import { reiheEin } from './postausgang.ts';
import { gleicheLage } from './sicht.ts';
import { alsDokument, ausDokument, type Dokument, entschiedenAm, ohneMedienbruch } from './zeile.ts';

/** A Vorgang as it is in the database, under lock. */
export type Stand = { vorgang: Vorgang; lage: Lage; feedNr: number };

/** What happens to one Vorgang in this transaction; several commands make one change, from the first state to the last. */
export type Aenderung = {
  mandantId: string;
  id: string;
  /** As read by `sperre`; undefined for a new Vorgang. */
  vorher: Stand | undefined;
  /**
   * The Vorgang to store; a new one with `nummer: ''` gets its number here. null: deleted – a row without content stays,
   * so that the feed can say `geloescht`.
   */
  nachher: Vorgang | null;
  /** New Vorgänge: the transactionId of their Antrag. */
  transactionId?: string;
};

export type Geschrieben = { id: string; feedNr: number; vorgang: Vorgang | null };

type Geaendert = { id: string; feedNr: number; vorgang: Vorgang; vorher: Stand };

/**
 * Reads Vorgänge and locks their rows, by ascending id, whoever may see them (check with `sieht`). Missing, deleted and
 * foreign ones are absent from the result. The transaction must be in this Mandant.
 */
export async function sperre(tx: Tx, mandantId: string, ids: readonly string[]): Promise<Map<string, Stand>> {
  const ergebnis = await tx.query<Dokument & { id: string; feed_nr: number }>(
    `SELECT id, feed_nr, kopf, details FROM vorgang
     WHERE mandant_id = $1 AND id = ANY ($2::uuid[]) AND NOT geloescht ORDER BY id FOR NO KEY UPDATE`,
    [mandantId, [...new Set(ids)]],
  );
  return new Map(
    ergebnis.rows.map((zeile) => {
      const vorgang = ausDokument(zeile);
      return [zeile.id, { vorgang, lage: lageVon(vorgang), feedNr: zeile.feed_nr }];
    }),
  );
}

/**
 * Writes all changes of this transaction (see the rule above) and returns them with their feed numbers, in the order given.
 * Changes of another Mandant (forwarding) are written there. `jetzt` is the instant of the change (RFC 3339). Throws when
 * a Vorgang was to be changed that had not been locked.
 */
export async function schreibe(tx: Tx, aenderungen: readonly Aenderung[], jetzt: string): Promise<Geschrieben[]> {
  const jeMandant = Map.groupBy(aenderungen, (aenderung) => aenderung.mandantId);
  const ergebnis = new Map<Aenderung, Geschrieben>();
  for (const mandantId of [...jeMandant.keys()].sort()) {
    const eigene = jeMandant.get(mandantId) ?? [];
    await imAnderenMandant(tx, mandantId, async () => {
      const geschrieben = await schreibeInEinem(tx, mandantId, eigene, jetzt);
      geschrieben.forEach((g, n) => {
        ergebnis.set(eigene[n] as Aenderung, g);
      });
    });
  }
  return aenderungen.map((aenderung) => ergebnis.get(aenderung) as Geschrieben);
}

/** The form of a Vorgangsnummer: FL-2026-000123. */
export function vorgangsnummer(kuerzel: string, jahr: string, laufend: number): string {
  return `${kuerzel}-${jahr}-${String(laufend).padStart(6, '0')}`;
}

async function schreibeInEinem(tx: Tx, mandantId: string, eigene: Aenderung[], jetzt: string): Promise<Geschrieben[]> {
  const ohneNummer = eigene.filter((a) => a.nachher?.nummer === '').length;
  const zaehler = await nimmNummern(tx, mandantId, eigene.length, ohneNummer);
  const geschrieben = eigene.map((a): Geschrieben => {
    zaehler.feedNr += 1;
    const { id, nachher } = a;
    if (nachher?.nummer !== '') return { id, feedNr: zaehler.feedNr, vorgang: nachher };
    zaehler.laufend += 1;
    const nummer = vorgangsnummer(zaehler.kuerzel, nachher.eingangAm.slice(0, 4), zaehler.laufend);
    return { id, feedNr: zaehler.feedNr, vorgang: { ...nachher, nummer } };
  });
  const neue = geschrieben.filter((g, n) => g.vorgang && !eigene[n]?.vorher);
  await fuegeEin(tx, mandantId, neue, new Map(eigene.map((a) => [a.id, a.transactionId])));
  const geaenderte = geschrieben.flatMap((g, n): Geaendert[] => {
    const vorher = eigene[n]?.vorher;
    return vorher && g.vorgang ? [{ ...g, vorgang: g.vorgang, vorher }] : [];
  });
  await aendere(tx, mandantId, geaenderte);
  await merkeVorherige(tx, mandantId, geaenderte, jetzt);
  for (const [n, g] of geschrieben.entries()) {
    const vorher = eigene[n]?.vorher;
    if (g.vorgang) await reiheEin(tx, mandantId, vorher?.vorgang, g.vorgang, jetzt);
    else if (vorher) {
      await loescheInhalt(tx, mandantId, g.id, { version: vorher.vorgang.version + 1, feedNr: g.feedNr, am: jetzt });
    }
  }
  return geschrieben;
}

/** Takes numbers from the Mandant's counter, under its row lock until COMMIT; answers the last ones given before these. */
async function nimmNummern(tx: Tx, mandantId: string, anzahl: number, neue: number) {
  const ergebnis = await tx.query<{ stand: number; nummern: number; kuerzel: string }>(
    `UPDATE feed_zaehler z SET stand = z.stand + $2, nummern = z.nummern + $3 FROM mandant m
     WHERE z.mandant_id = $1 AND m.id = z.mandant_id RETURNING z.stand, z.nummern, m.kuerzel`,
    [mandantId, anzahl, neue],
  );
  const zeile = ergebnis.rows[0];
  if (!zeile) throw new Error(`No counter for Mandant ${mandantId}`);
  return { feedNr: zeile.stand - anzahl, laufend: zeile.nummern - neue, kuerzel: zeile.kuerzel };
}

/** Columns beside the document, named as in the table. */
function spalten(v: Vorgang, lage: Lage) {
  return {
    nummer: v.nummer,
    version: v.version,
    status: lage.status,
    oe_id: lage.oeId,
    bearbeiter_sub: lage.bearbeiterSub,
    mitzeichnung_an: lage.mitzeichnungAn,
    dienst_id: v.dienst.id,
    eingang_am: v.eingangAm,
    geaendert_am: v.geaendertAm,
    frist: v.frist ?? null,
    entschieden_am: entschiedenAm(v),
    ohne_medienbruch: ohneMedienbruch(v),
  };
}

const FELDER = `nummer text, version integer, status text, oe_id text, bearbeiter_sub text, mitzeichnung_an text[],
  dienst_id text, eingang_am timestamptz, geaendert_am timestamptz, frist date, entschieden_am timestamptz,
  ohne_medienbruch boolean, feed_nr bigint, kopf jsonb, details jsonb`;
const NAMEN = FELDER.split(',').map((feld) => feld.trim().split(' ')[0] as string);

/** All new ones in one statement: the seeder brings hundreds. */
async function fuegeEin(
  tx: Tx,
  mandantId: string,
  neue: Geschrieben[],
  transaktionen: Map<string, string | undefined>,
): Promise<void> {
  if (neue.length === 0) return;
  const zeilen = neue.map(({ id, feedNr, vorgang }) => {
    const v = vorgang as Vorgang;
    return {
      id,
      transaction_id: transaktionen.get(id) ?? null,
      feed_nr: feedNr,
      ...spalten(v, lageVon(v)),
      ...alsDokument(v),
    };
  });
  await tx.query(
    `INSERT INTO vorgang (mandant_id, id, transaction_id, ${NAMEN.join(', ')})
     SELECT $1, z.id, z.transaction_id, ${NAMEN.map((name) => `z.${name}`).join(', ')}
     FROM jsonb_to_recordset($2::jsonb) AS z (id uuid, transaction_id text, ${FELDER})`,
    [mandantId, JSON.stringify(zeilen)],
  );
}

/** All changed ones in one statement: the counter's lock is held while they are written. */
async function aendere(tx: Tx, mandantId: string, geaenderte: readonly Geaendert[]): Promise<void> {
  if (geaenderte.length === 0) return;
  const zeilen = geaenderte.map(({ id, feedNr, vorgang, vorher }) => ({
    id,
    feed_nr_vorher: vorher.feedNr,
    feed_nr: feedNr,
    ...spalten(vorgang, lageVon(vorgang)),
    ...alsDokument(vorgang),
  }));
  const ergebnis = await tx.query(
    `UPDATE vorgang v SET ${NAMEN.map((name) => `${name} = z.${name}`).join(', ')}
     FROM jsonb_to_recordset($2::jsonb) AS z (id uuid, feed_nr_vorher bigint, ${FELDER})
     WHERE v.mandant_id = $1 AND v.id = z.id AND v.feed_nr = z.feed_nr_vorher`,
    [mandantId, JSON.stringify(zeilen)],
  );
  if (ergebnis.rowCount !== zeilen.length) throw new Error('A Vorgang was to be written that had not been locked');
}

/** Where those stood that have moved: who loses sight of them is told by the feed. */
async function merkeVorherige(
  tx: Tx,
  mandantId: string,
  geaenderte: readonly Geaendert[],
  jetzt: string,
): Promise<void> {
  const bewegte = geaenderte.filter(({ vorher, vorgang }) => !gleicheLage(vorher.lage, lageVon(vorgang)));
  if (bewegte.length === 0) return;
  const zeilen = bewegte.map(({ id, feedNr, vorgang, vorher }) => ({
    feed_nr: feedNr,
    vorgang_id: id,
    version: vorgang.version,
    status: vorher.lage.status,
    oe_id: vorher.lage.oeId,
    bearbeiter_sub: vorher.lage.bearbeiterSub,
    mitzeichnung_an: vorher.lage.mitzeichnungAn,
  }));
  await tx.query(
    `INSERT INTO vorgang_vorher
       (mandant_id, feed_nr, vorgang_id, version, status, oe_id, bearbeiter_sub, mitzeichnung_an, am)
     SELECT $1, z.feed_nr, z.vorgang_id, z.version, z.status, z.oe_id, z.bearbeiter_sub, z.mitzeichnung_an, $3
     FROM jsonb_to_recordset($2::jsonb) AS z (feed_nr bigint, vorgang_id uuid, version integer, status text, oe_id text,
                                              bearbeiter_sub text, mitzeichnung_an text[])`,
    [mandantId, JSON.stringify(zeilen), jetzt],
  );
}
