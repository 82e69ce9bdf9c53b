// Brings many ready-made cases into the database: in batches, each one transaction with a handful of statements. What has
// been brought in before (same transactionId) is left alone, so a broken-off seeding can be repeated. Uses the intake's own
// `antragZuVorgang` and the one writer of Vorgänge.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { antragFormData } from '../../src-shared/cloud-api/intake.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Blobs } from '../anhaenge/blobs.ts';
import { inMandant, ohneMandant, type Tx } from '../db/mandant.ts';
import type { DemoVorgang } from '../demo/generator.ts';
import type { MandantId } from '../demo/mandanten.ts';
import { spieleVerlauf } from '../demo/nachspielen.ts';
import { antragZuVorgang, type Ziel } from '../intake/antrag-zu-vorgang.ts';
import { findeZiel } from '../intake/leitweg.ts';
import { schreibe } from '../vorgaenge/schreiben.ts';
import { meldeSofort } from '../wecken/wecker.ts';

export type Einspielung = { angelegt: number; uebersprungen: number };
type Fall = { vorgang: Vorgang; transactionId: string; dateien: { anhang: Anhang; inhalt: Uint8Array }[]; am: string };

const STAPEL = 250;

/**
 * Brings all cases in, in their order.
 * @param fortschritt is told after each batch how many of the cases have been dealt with.
 */
export async function spieleEin(
  umfeld: { pool: pg.Pool; blobs: Blobs },
  mandantId: MandantId,
  faelle: Iterable<DemoVorgang>,
  fortschritt: (erledigt: number) => void,
): Promise<Einspielung> {
  const ziele = new Map<string, Promise<Ziel>>();
  const zielVon = ({ antrag }: DemoVorgang): Promise<Ziel> => {
    const { control } = antragFormData.parse(antrag);
    const schluessel = JSON.stringify([control.zustaendigeStelle, control.leikaIds, control.formId]);
    const bekannt = ziele.get(schluessel) ?? findeZiel(umfeld.pool, control);
    ziele.set(schluessel, bekannt);
    return bekannt;
  };
  const ergebnis: Einspielung = { angelegt: 0, uebersprungen: 0 };
  for (const stapel of inStapeln(faelle, STAPEL)) {
    const bekannt = await bekannteTransaktionen(umfeld.pool, stapel);
    const neue = stapel.filter(({ transactionId }) => !bekannt.has(transactionId));
    const vorbereitet = await Promise.all(neue.map(async (fall) => bereiteVor(fall, await zielVon(fall), mandantId)));
    await legeBlobs(umfeld.blobs, mandantId, vorbereitet);
    if (vorbereitet.length > 0) {
      await inMandant(umfeld.pool, mandantId, (tx) => schreibeStapel(tx, mandantId, vorbereitet));
      await meldeSofort(umfeld.pool, mandantId);
    }
    ergebnis.angelegt += neue.length;
    ergebnis.uebersprungen += stapel.length - neue.length;
    fortschritt(ergebnis.angelegt + ergebnis.uebersprungen);
  }
  return ergebnis;
}

/** A UUIDv7 of an instant whose random part comes from a text: same seed, same ids. */
export function festeId(am: string, text: string): string {
  const zeit = Date.parse(am).toString(16).padStart(12, '0');
  const hex = createHash('sha256').update(text).digest('hex');
  const variante = ((Number.parseInt(hex[3] as string, 16) & 0b0011) | 0b1000).toString(16);
  return `${zeit.slice(0, 8)}-${zeit.slice(8)}-7${hex.slice(0, 3)}-${variante}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

function bereiteVor(fall: DemoVorgang, ziel: Ziel, mandantId: MandantId): Fall {
  const { transactionId, eingangAm, antrag } = fall;
  const dateien = fall.anhaenge.map(({ dateiname, contentType, inhalt }, n) => ({
    inhalt,
    anhang: {
      id: festeId(eingangAm, `${transactionId}/${n}`),
      dateiname,
      contentType,
      groesse: inhalt.byteLength,
      sha256: createHash('sha256').update(inhalt).digest('hex'),
    },
  }));
  const rahmen = {
    id: festeId(eingangAm, transactionId),
    eingangAm,
    anhaenge: dateien.map((d) => d.anhang),
    repraesentationen: [],
  };
  const neu = antragZuVorgang(antragFormData.parse(antrag), ziel, rahmen);
  const vorgang = zugestellt(spieleVerlauf(neu, fall.verlauf, mandantId).vorgang);
  return { vorgang, transactionId, dateien, am: eingangAm };
}

/** Messages of a seeded history count as delivered: nothing of it is sent again. */
function zugestellt(v: Vorgang): Vorgang {
  return { ...v, nachrichten: v.nachrichten.map((n) => (n.richtung === 'AUS' ? { ...n, stand: 'VERSENDET' } : n)) };
}

async function bekannteTransaktionen(pool: pg.Pool, stapel: readonly DemoVorgang[]): Promise<Set<string>> {
  const ergebnis = await ohneMandant(pool, (tx) =>
    tx.query<{ id: string }>(
      'SELECT t.id FROM unnest($1::text[]) AS t (id), mandantenuebergreifend_transaktion(t.id)',
      [stapel.map(({ transactionId }) => transactionId)],
    ),
  );
  return new Set(ergebnis.rows.map(({ id }) => id));
}

async function legeBlobs(blobs: Blobs, mandantId: string, faelle: readonly Fall[]): Promise<void> {
  const alle = faelle.flatMap(({ dateien }) => dateien);
  async function* bytes(inhalt: Uint8Array) {
    yield inhalt;
  }
  await Promise.all(alle.map(({ anhang, inhalt }) => blobs.lege(mandantId, anhang.id, bytes(inhalt))));
}

async function schreibeStapel(tx: Tx, mandantId: string, faelle: readonly Fall[]): Promise<void> {
  await tx.query(
    `INSERT INTO eingang_transaktion (transaction_id, mandant_id, vorgang_id)
     SELECT f."transactionId", $1, f.id FROM jsonb_to_recordset($2::jsonb) AS f ("transactionId" text, id uuid)`,
    [mandantId, JSON.stringify(faelle.map(({ transactionId, vorgang }) => ({ transactionId, id: vorgang.id })))],
  );
  const anhaenge = faelle.flatMap(({ vorgang, dateien, am }) =>
    dateien.map(({ anhang }) => ({ ...anhang, vorgangId: vorgang.id, am })),
  );
  await tx.query(
    `INSERT INTO anhang (mandant_id, id, vorgang_id, benannt, dateiname, content_type, groesse, sha256, empfangen, komplett, am)
     SELECT $1, a.id, a."vorgangId", true, a.dateiname, a."contentType", a.groesse, a.sha256, a.groesse, true, a.am
     FROM jsonb_to_recordset($2::jsonb) AS a
       (id uuid, "vorgangId" uuid, dateiname text, "contentType" text, groesse bigint, sha256 text, am timestamptz)`,
    [mandantId, JSON.stringify(anhaenge)],
  );
  const aenderungen = faelle.map(({ vorgang, transactionId }) => ({
    mandantId,
    id: vorgang.id,
    vorher: undefined,
    nachher: vorgang,
    transactionId,
  }));
  await schreibe(tx, aenderungen, faelle.at(-1)?.am ?? '');
}

function* inStapeln<T>(quelle: Iterable<T>, groesse: number): Generator<T[]> {
  let stapel: T[] = [];
  for (const stueck of quelle) {
    stapel.push(stueck);
    if (stapel.length < groesse) continue;
    yield stapel;
    stapel = [];
  }
  if (stapel.length > 0) yield stapel;
}
