// Who uses this cluster: the cloud, and perhaps a `seed` beside it. Each user has a file named by its process; the last one
// to leave stops the server. Starting, joining and leaving happen under a lock (a directory, since mkdir is atomic
// everywhere and can be taken from sh too: waechter.ts). The lock is PostgreSQL's guardian only – PostgreSQL's own
// lock (postmaster.pid) is never touched.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import { ClusterFehler } from './fehler.ts';
import { lebt } from './prozesse.ts';

const SPERRE = '.sperre';
const WARTE_MS = 50;
// Longer than the 30 s for which a start may wait for old backends.
const VERSUCHE = 1200;

// A lock or user file with this process's own number but not in here is left over from before a restart (containers
// give the same number again and again).
const eigene = new Set<string>();
let laufend = 0;

/** Runs `fn` while no other process starts, joins or leaves this cluster. */
export async function unterSperre<T>(ordner: string, fn: () => Promise<T>): Promise<T> {
  const sperre = path.join(ordner, SPERRE);
  await mkdir(ordner, { recursive: true });
  await nimm(sperre);
  eigene.add(sperre);
  try {
    return await fn();
  } finally {
    eigene.delete(sperre);
    await rm(sperre, { recursive: true, force: true });
  }
}

/** Enters this process as a user; the name is needed to leave. Only under the lock. */
export async function trageEin(ordner: string): Promise<string> {
  laufend += 1;
  const name = `${process.pid}-${laufend}`;
  await writeFile(path.join(ordner, name), '');
  eigene.add(path.join(ordner, name));
  return name;
}

/** Leaves; true when nobody else uses the cluster now. Only under the lock. */
export async function trageAus(ordner: string, name: string): Promise<boolean> {
  eigene.delete(path.join(ordner, name));
  await rm(path.join(ordner, name), { force: true });
  const andere = (await readdir(ordner)).filter((datei) => datei !== SPERRE);
  return !andere.some((datei) => istDa(ordner, datei));
}

/** Forgets all users: right before a server is started, when there can be none. Only under the lock. */
export async function vergissAlle(ordner: string): Promise<void> {
  const dateien = (await readdir(ordner)).filter((datei) => datei !== SPERRE && !eigene.has(path.join(ordner, datei)));
  await Promise.all(dateien.map((datei) => rm(path.join(ordner, datei), { force: true })));
}

function istDa(ordner: string, datei: string): boolean {
  const pid = Number.parseInt(datei, 10);
  if (pid === process.pid) return eigene.has(path.join(ordner, datei));
  return lebt(pid);
}

async function nimm(sperre: string): Promise<void> {
  let ohneInhaber = 0;
  for (let versuch = 0; versuch < VERSUCHE; versuch += 1) {
    try {
      await mkdir(sperre);
      await writeFile(path.join(sperre, 'pid'), String(process.pid));
      return;
    } catch (fehler) {
      if ((fehler as NodeJS.ErrnoException).code !== 'EEXIST') throw fehler;
    }
    const inhaber = await readFile(path.join(sperre, 'pid'), 'utf8').catch(() => '');
    // Between mkdir and writing the number a holder has none yet: give it two seconds.
    ohneInhaber = inhaber === '' ? ohneInhaber + 1 : 0;
    const verwaist = inhaber === '' ? ohneInhaber > 40 : !inhaberLebt(Number(inhaber), sperre);
    if (verwaist) await rm(sperre, { recursive: true, force: true });
    else await warte(WARTE_MS);
  }
  throw new ClusterFehler(
    'postgres-in-benutzung',
    `Ein anderer Vorgang startet oder beendet die Datenbank seit über einer Minute (${sperre}). Es wurde nichts verändert. Bitte versuchen Sie es gleich noch einmal.`,
  );
}

function inhaberLebt(pid: number, sperre: string): boolean {
  return pid === process.pid ? eigene.has(sperre) : lebt(pid);
}
