/**
 * Feed proof: people and services write through three instances at once, transactions are held open before they take their
 * number, and readers with pages of different sizes go from instance to instance. In each round every Vorgang is made, accepted,
 * assigned and now and then touched; when all is quiet, what each reader was told must be what the table says.
 */
import { setTimeout as warte } from 'node:timers/promises';
import type pg from 'pg';
import { inMandant } from '../../src-cloud/db/mandant.ts';
import { type Auftrag, type Ergebnis, gewuerfelt, type Teil, takt } from '../lang/teil.ts';
import { baueAuf, type Feedaufbau, MANDANT } from './aufbau.ts';
import { Leser } from './leser.ts';
import { neueRunde, schreibeBefehle, schreibeDirekt } from './schreiber.ts';

const SCHREIBER = 32;
const DIREKTE = 8;
const MAX_RUNDE = 6000;
/** So many finds say it all; a writer that always fails must not run on. */
const GENUG = 200;
/** Changes of one Vorgang in a round: made, accepted, assigned. */
const JE_VORGANG = 3;

export const feed: Teil = {
  name: 'feed',
  titel: '32 people and 8 services write on 3 instances, readers go from instance to instance: nothing is skipped',
  regeln: ['F1', 'F3', 'F5'],
  ziele: { aenderungen: 1_000_000 },
  lauf,
};

async function lauf(auftrag: Auftrag): Promise<Ergebnis> {
  const zufall = gewuerfelt(auftrag.seed);
  const weiter = takt(auftrag);
  const aufbau = await baueAuf(SCHREIBER);
  const funde: string[] = [];
  const leser = leserVon(aufbau);
  let aenderungen = 0;
  let runden = 0;
  const beginn = performance.now();
  try {
    while (weiter(aenderungen) && funde.length < GENUG) {
      const rest = (auftrag.anzahl ?? Number.POSITIVE_INFINITY) - aenderungen;
      const vorgaenge = Math.min(MAX_RUNDE, Math.max(100, Math.ceil(rest / JE_VORGANG)));
      const ergebnis = await eineRunde(aufbau, leser, vorgaenge, zufall);
      runden += 1;
      aenderungen += ergebnis.aenderungen;
      funde.push(...ergebnis.funde.slice(0, 20).map((fund) => `seed ${auftrag.seed}, round ${runden}: ${fund}`));
      auftrag.melde(`${aenderungen} changes in ${runden} rounds, ${funde.length} finds`);
    }
  } finally {
    await aufbau.beende();
  }
  const rate = (aenderungen / (performance.now() - beginn)) * 1000;
  const seiten = leser.reduce((n, l) => n + l.seiten, 0);
  const gelesen = leser.reduce((n, l) => n + l.zeilen, 0);
  return {
    zahlen: { aenderungen, runden, seiten, gelesen },
    werte: { writers: `${SCHREIBER + DIREKTE}`, readers: `${leser.length}`, rate: `${Math.round(rate)}/s` },
    funde,
  };
}

function leserVon(aufbau: Feedaufbau): Leser[] {
  const alle = aufbau.zugaenge('liest');
  return [
    ...[40, 90, 200, 500].map((limit) => new Leser(`reader of ${limit}`, alle, limit, 'kopf')),
    new Leser('reader of details', alle, 150, 'voll'),
    // Sees NEU only: every acceptance must come as entzogen.
    new Leser('Poststelle', aufbau.zugaenge('poststelle'), 300, 'kopf'),
  ];
}

async function eineRunde(aufbau: Feedaufbau, leser: readonly Leser[], vorgaenge: number, zufall: () => number) {
  for (const l of leser) {
    await l.bisRuhig();
    l.vergiss();
  }
  const ab = await stand(aufbau.pool);
  const r = neueRunde(vorgaenge, zufall);
  let schreiben = true;
  const lesend = leser.map(async (l) => {
    while (schreiben) if (!(await l.lies())) await warte(20 + zufall() * 200);
  });
  await Promise.all([
    ...Array.from({ length: DIREKTE }, () => schreibeDirekt(aufbau.pool, r)),
    ...Array.from({ length: SCHREIBER }, (_, n) => schreibeBefehle(aufbau.zugaenge(`schreibt.${n}`), r)),
  ]);
  schreiben = false;
  await Promise.all(lesend);
  await Promise.all(leser.map((l) => l.bisRuhig()));
  const [alle, neue] = [await tabelle(aufbau.pool, ab, false), await tabelle(aufbau.pool, ab, true)];
  if (alle.size !== vorgaenge) r.funde.push(`${vorgaenge} Vorgänge were made, ${alle.size} are there`);
  for (const l of leser) {
    r.funde.push(...l.funde.splice(0), ...l.abweichungen(l.name === 'Poststelle' ? neue : alle));
  }
  return r;
}

async function stand(pool: pg.Pool): Promise<number> {
  const { rows } = await inMandant(pool, MANDANT, (tx) =>
    tx.query<{ stand: number }>('SELECT stand FROM feed_zaehler WHERE mandant_id = $1', [MANDANT]),
  );
  return rows[0]?.stand ?? 0;
}

/** What the round's Vorgänge are now. */
async function tabelle(pool: pg.Pool, ab: number, nurNeue: boolean): Promise<Map<string, number>> {
  const { rows } = await inMandant(pool, MANDANT, (tx) =>
    tx.query<{ id: string; version: number }>(
      `SELECT id, version FROM vorgang WHERE mandant_id = $1 AND feed_nr > $2 AND ($3 = false OR status = 'NEU')`,
      [MANDANT, ab, nurNeue],
    ),
  );
  return new Map(rows.map((zeile) => [zeile.id, zeile.version]));
}
