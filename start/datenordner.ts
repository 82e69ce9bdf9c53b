// The data folder of `npm start`: made if need be, tried by writing, with one small file that says what was already done
// there. A step is noted only after it succeeded, so an interrupted one is done again. It must never hold a lock or a
// process id: those die with their process (sperre.ts).

import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { dateifehler, keinPlatz, Startfehler } from './startfehler.ts';

const schema = z.object({
  version: z.literal(1),
  /** The port the cloud had last; kept, since the workspace's cache belongs to one address. */
  cloudPort: z.number().int().min(1).max(65535).optional(),
  /** What was seeded. */
  gesaet: z.object({ mandant: z.string(), vorgaenge: z.number().int() }).optional(),
});

export type Stand = z.infer<typeof schema>;

export interface Datenordner {
  readonly pfad: string;
  readonly cloud: string;
  readonly profil: string;
  readonly browser: string;
  readonly protokoll: string;
  stand(): Stand;
  merke(aenderung: Partial<Omit<Stand, 'version'>>): Promise<void>;
}

/** Bytes that must be free: for an empty database, its demo data and the browser's profile; later for a day's work. */
const PLATZ_ANFANGS = 300e6;
const PLATZ_SPAETER = 30e6;

/** @throws {Startfehler} when the folder cannot be made, written to, or was left by a newer version */
export async function oeffneDatenordner(pfad: string): Promise<Datenordner> {
  const datei = join(pfad, 'start.json');
  const unter = {
    cloud: join(pfad, 'cloud'),
    profil: join(pfad, 'profil'),
    browser: join(pfad, 'browser'),
    protokoll: join(pfad, 'protokoll'),
  };
  let stand: Stand;
  try {
    // PostgreSQL's account must get through the folder itself; what lies beside it is the person's alone.
    await legeAn(pfad);
    for (const ordner of [unter.profil, unter.browser, unter.protokoll]) await legeAn(ordner, 0o700);
    const probe = join(pfad, `.schreibprobe-${process.pid}`);
    await writeFile(probe, 'Kontor');
    await rm(probe);
    stand = await liesStand(datei);
    await pruefePlatz(pfad, stand.gesaet === undefined ? PLATZ_ANFANGS : PLATZ_SPAETER);
  } catch (fehler) {
    throw dateifehler(fehler, pfad) ?? fehler;
  }
  return {
    pfad,
    ...unter,
    stand: () => stand,
    merke: async (aenderung) => {
      const neu = { ...stand, ...aenderung };
      try {
        await writeFile(`${datei}.neu`, `${JSON.stringify(neu)}\n`);
        await rename(`${datei}.neu`, datei);
      } catch (fehler) {
        throw dateifehler(fehler, pfad) ?? fehler;
      }
      stand = neu;
    },
  };
}

/** A database that runs full while it is made says so in many ways; here it is one sentence before anything is begun. */
async function pruefePlatz(pfad: string, gebraucht: number): Promise<void> {
  const { bavail, bsize } = await statfs(pfad);
  if (bavail * bsize < gebraucht) throw keinPlatz(pfad);
}

/** Makes a folder and what leads to it. Node's own `recursive` never comes back where a system answers ENOENT, as /proc does. */
async function legeAn(ordner: string, rechte = 0o777): Promise<void> {
  try {
    await mkdir(ordner, rechte);
  } catch (fehler) {
    const code = (fehler as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && (await stat(ordner)).isDirectory()) return;
    const oberer = dirname(ordner);
    if (code !== 'ENOENT' || oberer === ordner || existsSync(oberer)) throw fehler;
    await legeAn(oberer);
    await mkdir(ordner, rechte);
  }
}

async function liesStand(datei: string): Promise<Stand> {
  const text = await readFile(datei, 'utf8').catch((fehler: NodeJS.ErrnoException) => {
    if (fehler.code === 'ENOENT') return null;
    throw fehler;
  });
  if (text === null) return { version: 1 };
  const gelesen = schema.safeParse(liesJson(text));
  if (gelesen.success) return gelesen.data;
  throw new Startfehler(
    `${datei} ist nicht lesbar oder stammt aus einer neueren Fassung. Bitte geben Sie mit „-- --daten ORDNER“ einen anderen Ordner an oder benennen Sie diesen um.`,
  );
}

function liesJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
