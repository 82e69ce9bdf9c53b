// Where the cluster and the server's programs lie. As root they must be reachable for the account PostgreSQL runs as: a
// --data folder of mode 0700 is opened for passing through (0711, its files stay closed); below a closed folder that is not
// ours (/root), cluster and programs go to /var/lib/kontor and the data folder remembers where. Never loosens a folder
// above --data, and never uses one there that somebody else can write to.
import { constants } from 'node:fs';
import { access, chmod, cp, lstat, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import path from 'node:path';
import { ClusterFehler } from './fehler.ts';
import type { Konto } from './nutzer.ts';
import type { Programme } from './programme.ts';

/** What of a folder decides whether one may pass through it. */
export type Ordnerrechte = { mode: number; uid: number; gid: number };

const VERWEIS = 'postgres-ort';
const AUSWEICHORTE = ['/var/lib/kontor', '/var/tmp/kontor'];

/** Whether the account may pass through a folder (execute bit of its class; ACLs are not looked at). */
export function darfDurch(rechte: Ordnerrechte, konto: Konto): boolean {
  if (rechte.uid === konto.uid) return (rechte.mode & 0o100) !== 0;
  if (rechte.gid === konto.gid) return (rechte.mode & 0o010) !== 0;
  return (rechte.mode & 0o001) !== 0;
}

/** The cluster's folder for this data folder; exists and is owned by the account if there is one. */
export async function clusterOrt(datenordner: string, konto: Konto | undefined, zufall: () => string): Promise<string> {
  const verweis = await readFile(path.join(datenordner, VERWEIS), 'utf8').catch(() => '');
  if (verweis) return verweis.trim();
  const hier = path.join(datenordner, 'postgres');
  if (!konto) return hier;
  if (await erreichbar(path.dirname(datenordner), konto)) {
    const rechte = await stat(datenordner);
    if (!darfDurch(rechte, konto)) await chmod(datenordner, (rechte.mode & 0o777) | 0o011);
    return hier;
  }
  const dort = path.join(await ausweichort(), zufall());
  await mkdir(dort, { mode: 0o711 });
  await writeFile(path.join(datenordner, VERWEIS), path.join(dort, 'postgres'));
  return path.join(dort, 'postgres');
}

/** The programs, where the account can run them: as installed, or a copy (60 MB, once per version). */
export async function erreichbareProgramme(programme: Programme, konto: Konto | undefined): Promise<Programme> {
  if (!konto || (await erreichbar(path.dirname(programme.postgres), konto))) return programme;
  const ziel = path.join(await ausweichort(), `postgresql-${programme.version}`);
  const kopie = (datei: string) => path.join(ziel, 'bin', path.basename(datei));
  const fertig = await access(ziel, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!fertig) {
    const neu = `${ziel}.${process.pid}`;
    await cp(path.dirname(path.dirname(programme.postgres)), neu, { recursive: true, verbatimSymlinks: true });
    await rename(neu, ziel).catch(() => rm(neu, { recursive: true, force: true }));
  }
  return { version: programme.version, initdb: kopie(programme.initdb), postgres: kopie(programme.postgres) };
}

async function erreichbar(ordner: string, konto: Konto): Promise<boolean> {
  const teile = path.resolve(ordner).split(path.sep);
  for (let n = 1; n <= teile.length; n += 1) {
    const rechte = await stat(teile.slice(0, n).join(path.sep) || path.sep);
    if (!darfDurch(rechte, konto)) return false;
  }
  return true;
}

async function ausweichort(): Promise<string> {
  for (const ort of AUSWEICHORTE) {
    try {
      await mkdir(ort, { recursive: true, mode: 0o755 });
      await access(ort, constants.W_OK);
      if (await istEigener(ort)) return ort;
    } catch {
      // Read-only: the next one.
    }
  }
  throw new ClusterFehler(
    'postgres-rechte',
    `Für die Datenbank gibt es keinen Ort: ${AUSWEICHORTE.join(' und ')} gehören jemand anderem oder sind nicht beschreibbar. Bitte nennen Sie mit --data einen Ordner, den andere Konten durchqueren dürfen.`,
  );
}

/** Whether nobody else can put anything into the folder: what lies there is run, and holds the data. */
export async function istEigener(ordner: string): Promise<boolean> {
  const rechte = await lstat(ordner);
  return rechte.isDirectory() && rechte.uid === userInfo().uid && (rechte.mode & 0o022) === 0;
}
