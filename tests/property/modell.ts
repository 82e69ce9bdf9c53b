/**
 * The proofs "many histories": `modell` against the pure model of the cloud, `modell-echt` against the real one on
 * PostgreSQL. Each draws its histories in portions whose seeds come from the run's seed, so that any portion can be drawn
 * again alone; a find is told and saved, and the run goes on.
 */
import { join } from 'node:path';
import { testCloud } from '../../src-cloud/testing/test-cloud.ts';
import { type Auftrag, type Ergebnis, gewuerfelt, type Teil, takt } from '../lang/teil.ts';
import { EchteCloud } from './echte-cloud.ts';
import { type Buehne, buehne, ziehe } from './lauf.ts';

const PORTION = 200;
const GESCHICHTEN = join(import.meta.dirname, 'geschichten');
const REGELN = [
  'P1',
  'P2',
  'P3',
  'P4',
  'B1',
  'B2',
  'B3',
  'B6',
  'B7',
  'B8',
  'O1',
  'O2',
  'O3',
  'O4',
  'O5',
  'O6',
  'O7',
  'O9',
  'O10',
  'O11',
  'O12',
  'O13',
  'O14',
  'O17',
  'V1',
  'V3',
  'T1',
  'T2',
  'T5',
  'K2',
  'K3',
];

/** Plays portions on this stage until time or number is used up. */
export async function spieleViele(b: Buehne, auftrag: Auftrag, portion: number, ablage?: string): Promise<Ergebnis> {
  const weiter = takt(auftrag);
  const wurf = gewuerfelt(auftrag.seed);
  const zahlen = { geschichten: 0, schritte: 0, klicks: 0 };
  const funde: string[] = [];
  let laengste = 0;
  const beginn = performance.now();
  while (weiter(zahlen.geschichten)) {
    const seed = Math.floor(wurf() * 0x7fff_ffff);
    const n = Math.min(portion, (auftrag.anzahl ?? Number.POSITIVE_INFINITY) - zahlen.geschichten);
    const r = await ziehe(b, seed, n, ablage);
    zahlen.geschichten += r.geschichten;
    zahlen.schritte += r.schritte;
    zahlen.klicks += r.klicks;
    laengste = Math.max(laengste, r.laengsteLeerungMs);
    for (const f of r.funde) {
      funde.push(f.kurz);
      auftrag.melde(`${f.kurz}\n${f.geschichte}`);
    }
    auftrag.melde(`${zahlen.geschichten} histories, ${zahlen.klicks} commands, ${funde.length} finds`);
    // A promise that breaks at the first history of a portion would make no progress.
    if (r.geschichten === 0) break;
  }
  const jeMinute = Math.round((zahlen.geschichten / (performance.now() - beginn)) * 60_000);
  return { zahlen, werte: { 'histories a minute': String(jeMinute), 'longest drain': `${laengste / 1000} s` }, funde };
}

/** Fewer at a time: the real cloud takes tenths of a second for each. */
export const PORTION_ECHT = 20;

/** A stage whose cloud is the real one. */
export async function echteBuehne(): Promise<Buehne> {
  const t = await testCloud({ grenzen: { anfragenProSekunde: 100_000 } });
  const cloud = new EchteCloud(t);
  const b = buehne(async () => {
    await cloud.leere();
    return cloud;
  });
  return {
    spiele: b.spiele,
    raeumeAb: async () => {
      await b.raeumeAb();
      await cloud.schliesse();
      await t.beende();
    },
  };
}

export const modellEcht: Teil = {
  name: 'modell-echt',
  titel: 'The same random histories with the real cloud on PostgreSQL, through the real HTTP gateway',
  regeln: REGELN,
  ziele: { geschichten: 1_000 },
  lauf: async (auftrag) => {
    const b = await echteBuehne();
    try {
      return await spieleViele(b, auftrag, PORTION_ECHT, GESCHICHTEN);
    } finally {
      await b.raeumeAb();
    }
  },
};

export const modell: Teil = {
  name: 'modell',
  titel:
    'Random histories of 1–3 clients, the pure model as cloud: exactly once, all replicas equal, queues empty within 30 s',
  regeln: REGELN,
  ziele: { geschichten: 50_000 },
  lauf: async (auftrag) => {
    const b = buehne();
    try {
      return await spieleViele(b, auftrag, PORTION, GESCHICHTEN);
    } finally {
      await b.raeumeAb();
    }
  },
};
