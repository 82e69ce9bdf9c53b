/**
 * Plays many drawn histories and reports: fast-check draws and shrinks them, the seed shows them again. A broken promise is
 * told as a story, saved as JSON beside the others, and the run goes on.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { ModellCloud } from './modell-cloud.ts';
import { macheVorlage } from './platz.ts';
import { type Geschichte, type GespeicherteGeschichte, geschichten } from './schritte.ts';
import { type Ausgang, type Requisiten, spieleGeschichte } from './spiel.ts';

/** A folder in memory where there is one: the cache writes as in the product, only the disk is fast. */
export function temporaererOrdner(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'geschichten-'));
}

export interface Buehne {
  spiele(g: Geschichte): Promise<Ausgang>;
  raeumeAb(): Promise<void>;
}

/** Where histories are played against the model; or against another cloud. */
export function buehne(cloud: Requisiten['cloud'] = async (jetzt) => new ModellCloud(jetzt)): Buehne {
  const wurzel = temporaererOrdner();
  const vorlage = macheVorlage(wurzel);
  let nr = 0;
  return {
    spiele: async (g) => {
      nr += 1;
      const ordner = join(wurzel, String(nr));
      mkdirSync(ordner);
      try {
        return await spieleGeschichte(g, { cloud, ordner, vorlage });
      } finally {
        rmSync(ordner, { recursive: true, force: true });
      }
    },
    raeumeAb: async () => rmSync(wurzel, { recursive: true, force: true }),
  };
}

export interface Bericht {
  geschichten: number;
  schritte: number;
  klicks: number;
  laengsteLeerungMs: number;
  funde: Fund[];
}

/** Steps of a history, from and to. */
const VON = 20;
const BIS = 45;

/** Shrinking ends with what it has by then. */
const ZU_LANG_MS = 15 * 60_000;

/** Plays `anzahl` histories of this seed; after a find the rest is drawn from the next seed. */
export async function ziehe(b: Buehne, seed: number, anzahl: number, ablage?: string): Promise<Bericht> {
  const bericht: Bericht = { geschichten: 0, schritte: 0, klicks: 0, laengsteLeerungMs: 0, funde: [] };
  let kuerzt = false;
  const eigenschaft = fc.asyncProperty(geschichten(VON, BIS), async (g) => {
    const a = await b.spiele(g);
    if (a.brueche.length > 0) kuerzt = true;
    if (!kuerzt) {
      bericht.geschichten += 1;
      bericht.schritte += g.schritte.length;
      bericht.klicks += a.klicks;
      bericht.laengsteLeerungMs = Math.max(bericht.laengsteLeerungMs, a.geleertNachMs);
    }
    if (a.brueche.length > 0) throw new Error(a.brueche.join('\n'));
  });
  const ergebnis = await fc.check(eigenschaft, { seed, numRuns: anzahl, interruptAfterTimeLimit: ZU_LANG_MS });
  if (ergebnis.failed) {
    const [g] = ergebnis.counterexample ?? [];
    if (g) bericht.funde.push(await erzaehle(b, g, `Seed ${seed}, Pfad ${ergebnis.counterexamplePath}`, ablage));
  }
  return bericht;
}

export interface Fund {
  /** One line: where it is shown again, and what was broken. */
  kurz: string;
  /** The story in German lines. */
  geschichte: string;
}

/** The story of a broken promise, and its file. */
async function erzaehle(b: Buehne, roh: Geschichte, woher: string, ablage?: string): Promise<Fund> {
  const g = { ...roh, schritte: roh.schritte.filter((s) => s.art !== 'nichts') };
  const { brueche, chronik } = await b.spiele(g);
  const datei = ablage && join(ablage, `fund-${g.seed}.json`);
  const titel = (brueche[0] ?? 'nur beim ersten Mal gesehen').split('\n')[0] as string;
  const ergebnis = { klicks: 0, angenommen: 0, geparkt: 0 };
  if (datei)
    writeFileSync(datei, `${JSON.stringify({ titel, ...g, ergebnis } satisfies GespeicherteGeschichte, null, 1)}\n`);
  return { kurz: `${woher}: ${titel}${datei ? ` (${datei})` : ''}`, geschichte: chronik.join('\n') };
}
