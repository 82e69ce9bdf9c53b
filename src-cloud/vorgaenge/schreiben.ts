// The only writer of Vorgänge: intake, commands, Versand and seeder all end here. It allots the feed numbers, keeps where a
// Vorgang stood before (for `entzogen`), and queues what has to be sent.
//
// Rule for callers: call `schreibe` ONCE per transaction and as its LAST statement. It takes the row lock of each Mandant's
// counter (by ascending Mandant, so that two forwardings cannot block each other for ever) and holds it until COMMIT; so
// numbers become visible in the order in which they are given, and no reader of the feed can skip one. Rows of Vorgänge
// must have been locked before, by ascending id (`sperre`). After the commit call `wecker.melde` for each Mandant.
import type { Nachricht, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { imAnderenMandant, type Tx } from '../db/mandant.ts';
import { plusMs } from '../server/systemuhr.ts';
import { gleicheLage, type Lage, lageVon } from './sicht.ts';
import { alsDokument, ausDokument, type Dokument, entschiedenAm, ohneMedienbruch } from './zeile.ts';

/** A Vorgang as it is in the database, under lock. */
export type Stand = { vorgang: Vorgang; lage: Lage; feedNr: number };

/** What happens to one Vorgang in this transaction; several commands make one change, from the first state to the last. */
export type Aenderung = {
  mandantId: string;
  id: string;
  /** As read by `sperre`; undefined for a new Vorgang. */
  vorher: Stand | undefined;
  /** null: deleted. A tombstone stays, so that the feed can say `geloescht`. */
  nachher: Vorgang | null;
  /** New Vorgänge: the transactionId of their Antrag. */
  transactionId?: string;
};

export type Geschrieben = { id: string; feedNr: number };

/**
 * Reads Vorgänge and locks their rows, by ascending id, whoever may see them (check with `sieht`). Missing, deleted and
 * foreign ones are absent from the result.
 */
export async function sperre(tx: Tx, mandantId: string, ids: readonly string[]): Promise<Map<string, Stand>> {
  const ergebnis = await tx.query<Dokument & { id: string; feed_nr: number }>(
    `SELECT id, feed_nr, kopf, details FROM vorgang
     WHERE mandant_id = $1 AND id = ANY ($2::uuid[]) AND NOT geloescht ORDER BY id FOR NO KEY UPDATE`,
    [mandantId, [...new Set(ids)].sort()],
  );
  return new Map(
    ergebnis.rows.map((zeile) => {
      const vorgang = ausDokument(zeile);
      return [zeile.id, { vorgang, lage: lageVon(vorgang), feedNr: zeile.feed_nr }];
    }),
  );
}

/**
 * Writes all changes of this transaction (see the rule above) and returns their feed numbers, in the order given. The
 * transaction's Mandant must be set; changes of another one (forwarding) are written there. `jetzt` is the instant of the
 * change (RFC 3339). Rejects with PostgreSQL's error when a row changed without having been locked.
 */
export async function schreibe(tx: Tx, aenderungen: readonly Aenderung[], jetzt: string): Promise<Geschrieben[]> {
  const jeMandant = Map.groupBy(aenderungen, (aenderung) => aenderung.mandantId);
  const nummern = new Map<Aenderung, number>();
  for (const mandantId of [...jeMandant.keys()].sort()) {
    const eigene = jeMandant.get(mandantId) ?? [];
    await imAnderenMandant(tx, mandantId, async () => {
      const letzte = await naechsteFeedNummern(tx, mandantId, eigene.length);
      for (const [n, aenderung] of eigene.entries()) {
        const feedNr = letzte - eigene.length + 1 + n;
        nummern.set(aenderung, feedNr);
        await schreibeEine(tx, aenderung, feedNr, jetzt);
      }
    });
  }
  return aenderungen.map((aenderung) => ({ id: aenderung.id, feedNr: nummern.get(aenderung) ?? 0 }));
}

/** Takes `anzahl` numbers from the Mandant's counter, under its row lock until COMMIT; returns the last one. */
export async function naechsteFeedNummern(tx: Tx, mandantId: string, anzahl: number): Promise<number> {
  const ergebnis = await tx.query<{ stand: number }>(
    'UPDATE feed_zaehler SET stand = stand + $2 WHERE mandant_id = $1 RETURNING stand',
    [mandantId, anzahl],
  );
  const zeile = ergebnis.rows[0];
  if (!zeile) throw new Error(`No counter for Mandant ${mandantId}`);
  return zeile.stand;
}

/** Takes a number for a new Vorgang, e.g. FL-2026-000123. Locks the counter: call it right before `schreibe`. */
export async function naechsteVorgangsnummer(tx: Tx, mandantId: string, jetzt: string): Promise<string> {
  return imAnderenMandant(tx, mandantId, async () => {
    const ergebnis = await tx.query<{ kuerzel: string; nummern: number }>(
      `UPDATE feed_zaehler z SET nummern = z.nummern + 1 FROM mandant m
       WHERE z.mandant_id = $1 AND m.id = z.mandant_id RETURNING m.kuerzel, z.nummern`,
      [mandantId],
    );
    const zeile = ergebnis.rows[0];
    if (!zeile) throw new Error(`No counter for Mandant ${mandantId}`);
    return vorgangsnummer(zeile.kuerzel, jetzt.slice(0, 4), zeile.nummern);
  });
}

/** The form of a Vorgangsnummer. */
export function vorgangsnummer(kuerzel: string, jahr: string, laufend: number): string {
  return `${kuerzel}-${jahr}-${String(laufend).padStart(6, '0')}`;
}

async function schreibeEine(tx: Tx, aenderung: Aenderung, feedNr: number, jetzt: string): Promise<void> {
  const { mandantId, id, vorher, nachher } = aenderung;
  if (nachher === null) {
    if (vorher) await loesche(tx, mandantId, id, vorher.vorgang.version + 1, feedNr, jetzt);
    return;
  }
  const lage = lageVon(nachher);
  if (vorher) await aktualisiere(tx, aenderung, nachher, lage, feedNr);
  else await fuegeEin(tx, aenderung, nachher, lage, feedNr);
  if (vorher && !gleicheLage(vorher.lage, lage)) {
    await merkeVorher(tx, mandantId, id, vorher.lage, nachher.version, feedNr, jetzt);
  }
  await reiheEin(tx, mandantId, vorher?.vorgang, nachher, jetzt);
}

// Parameters $1 to $17, the same for inserting and updating.
function werte(a: Aenderung, v: Vorgang, lage: Lage, feedNr: number): unknown[] {
  const { kopf, details } = alsDokument(v);
  const position = [lage.status, lage.oeId, lage.bearbeiterSub, [...lage.mitzeichnungAn]];
  const zeiten = [v.dienst.id, v.eingangAm, v.geaendertAm, v.frist ?? null, entschiedenAm(v), ohneMedienbruch(v)];
  const kopfwerte = [a.mandantId, a.id, v.nummer, v.version];
  return [...kopfwerte, ...position, ...zeiten, feedNr, JSON.stringify(kopf), JSON.stringify(details)];
}

async function fuegeEin(tx: Tx, a: Aenderung, v: Vorgang, lage: Lage, feedNr: number): Promise<void> {
  await tx.query(
    `INSERT INTO vorgang (mandant_id, id, nummer, version, status, oe_id, bearbeiter_sub, mitzeichnung_an, dienst_id,
       eingang_am, geaendert_am, frist, entschieden_am, ohne_medienbruch, feed_nr, kopf, details, transaction_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [...werte(a, v, lage, feedNr), a.transactionId ?? null],
  );
}

async function aktualisiere(tx: Tx, a: Aenderung, v: Vorgang, lage: Lage, feedNr: number): Promise<void> {
  const ergebnis = await tx.query(
    `UPDATE vorgang SET nummer = $3, version = $4, status = $5, oe_id = $6, bearbeiter_sub = $7, mitzeichnung_an = $8,
       dienst_id = $9, eingang_am = $10, geaendert_am = $11, frist = $12, entschieden_am = $13, ohne_medienbruch = $14,
       feed_nr = $15, kopf = $16, details = $17
     WHERE mandant_id = $1 AND id = $2 AND feed_nr = $18`,
    [...werte(a, v, lage, feedNr), a.vorher?.feedNr],
  );
  if (ergebnis.rowCount !== 1) throw new Error('A Vorgang was to be written that had not been locked');
}

/** Content, attachments' rows and acts' contents go; headers of acts stay (they say nothing), and the tombstone. */
async function loesche(
  tx: Tx,
  mandantId: string,
  id: string,
  version: number,
  feedNr: number,
  jetzt: string,
): Promise<void> {
  await tx.query(
    `UPDATE vorgang SET geloescht = true, kopf = NULL, details = NULL, version = $3, feed_nr = $4, geaendert_am = $5,
       nummer = id::text, transaction_id = NULL
     WHERE mandant_id = $1 AND id = $2`,
    [mandantId, id, version, feedNr, jetzt],
  );
  const dazu = [mandantId, id];
  await tx.query('DELETE FROM postausgang WHERE mandant_id = $1 AND vorgang_id = $2', dazu);
  await tx.query('DELETE FROM postfach_nachricht WHERE mandant_id = $1 AND vorgang_id = $2', dazu);
  await tx.query('DELETE FROM anhang WHERE mandant_id = $1 AND vorgang_id = $2', dazu);
  await tx.query('DELETE FROM objekt_id WHERE mandant_id = $1 AND vorgang_id = $2', dazu);
  await tx.query(
    'UPDATE akt SET inhalt = NULL, vorgang_id = NULL, command_id = NULL, problem = NULL WHERE mandant_id = $1 AND vorgang_id = $2',
    dazu,
  );
}

async function merkeVorher(
  tx: Tx,
  mandantId: string,
  id: string,
  lage: Lage,
  version: number,
  feedNr: number,
  jetzt: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO vorgang_vorher (mandant_id, feed_nr, vorgang_id, version, status, oe_id, bearbeiter_sub, mitzeichnung_an, am)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [mandantId, feedNr, id, version, lage.status, lage.oeId, lage.bearbeiterSub, [...lage.mitzeichnungAn], jetzt],
  );
}

/** Newly signed Bescheide and new messages go to the postausgang; a signature taken back leaves it. */
async function reiheEin(
  tx: Tx,
  mandantId: string,
  vorher: Vorgang | undefined,
  nachher: Vorgang,
  jetzt: string,
): Promise<void> {
  const standVorher = new Map(vorher?.bescheide.map((b) => [b.id, b.stand]));
  for (const bescheid of nachher.bescheide) {
    const alt = standVorher.get(bescheid.id);
    if (bescheid.stand === 'GEZEICHNET' && alt !== 'GEZEICHNET') {
      await stelleEin(
        tx,
        mandantId,
        nachher.id,
        'BESCHEID',
        bescheid.id,
        plusMs(jetzt, await versandNachMs(tx, mandantId, nachher.dienst.id)),
      );
    } else if (alt === 'GEZEICHNET' && bescheid.stand !== 'GEZEICHNET' && bescheid.stand !== 'VERSENDET') {
      await tx.query(
        `DELETE FROM postausgang WHERE mandant_id = $1 AND vorgang_id = $2 AND art = 'BESCHEID' AND bezug_id = $3 AND versendet_am IS NULL`,
        [mandantId, nachher.id, bescheid.id],
      );
    }
  }
  const bekannt = new Set(vorher?.nachrichten.map((n) => n.id));
  const neue = nachher.nachrichten.filter(
    (n: Nachricht) => n.richtung === 'AUS' && n.stand === 'ANGENOMMEN' && !bekannt.has(n.id),
  );
  for (const nachricht of neue) await stelleEin(tx, mandantId, nachher.id, 'NACHRICHT', nachricht.id, jetzt);
}

async function versandNachMs(tx: Tx, mandantId: string, dienstId: string): Promise<number> {
  const ergebnis = await tx.query<{ minuten: number }>(
    'SELECT versand_nach_min AS minuten FROM dienst WHERE mandant_id = $1 AND id = $2',
    [mandantId, dienstId],
  );
  return (ergebnis.rows[0]?.minuten ?? 0) * 60_000;
}

async function stelleEin(
  tx: Tx,
  mandantId: string,
  vorgangId: string,
  art: string,
  bezugId: string,
  faelligAm: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO postausgang (mandant_id, vorgang_id, art, bezug_id, faellig_am) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (mandant_id, vorgang_id, art, bezug_id) DO UPDATE SET faellig_am = excluded.faellig_am, versendet_am = NULL, versuche = 0`,
    [mandantId, vorgangId, art, bezugId, faelligAm],
  );
}
