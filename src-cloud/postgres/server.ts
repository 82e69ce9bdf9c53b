// One start of the PostgreSQL server process, and the making of a new cluster. Knows nothing of who else uses it (cluster.ts).
// The server gets a session of its own, so that Ctrl-C reaches only the cloud, which then stops it in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, lstat, mkdir, open, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import { deute, keinPlatz, type Startergebnis } from './fehler.ts';
import type { Konto } from './nutzer.ts';
import { deutePostmaster, liesPostmaster } from './postmaster-pid.ts';
import type { Programme } from './programme.ts';
import { lebt } from './prozesse.ts';
import { VERWALTER } from './zugang.ts';

export type Aufstellung = {
  programme: Programme;
  konto: Konto | undefined;
  cluster: string;
  protokoll: string;
  /** Settings beside the defaults below, e.g. fsync=off for tests. */
  einstellungen: Record<string, string>;
  /** Starts through pg_ctl, as Windows needs it. */
  ueberPgCtl: boolean;
};

// Good for one small machine, safe against power loss (fsync and synchronous_commit keep their defaults: on).
const EINSTELLUNGEN: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '64MB',
  huge_pages: 'off',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  max_parallel_workers_per_gather: '0',
  password_encryption: 'scram-sha-256',
  // The log never holds statements: they carry personal data.
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_error_verbosity: 'terse',
};
const PROTOKOLL_GRENZE = 5_000_000;

/** A port that was free a moment ago on loopback. */
export async function freierPort(): Promise<number> {
  const horcher = net.createServer();
  await new Promise<void>((fertig, fehler) => {
    horcher.once('error', fehler);
    horcher.listen(0, '127.0.0.1', fertig);
  });
  const { port } = horcher.address() as net.AddressInfo;
  await new Promise((fertig) => horcher.close(fertig));
  return port;
}

/** Makes a new cluster: beside its place, then moved there, so that a kill in between leaves nothing half made. */
export async function legeClusterAn(a: Aufstellung, passwort: string): Promise<void> {
  const neu = `${a.cluster}.neu`;
  const passwortdatei = `${a.cluster}.pw`;
  await rm(neu, { recursive: true, force: true });
  await mkdir(neu, { mode: 0o700 });
  await writeFile(passwortdatei, passwort, { mode: 0o600 });
  if (a.konto) for (const ort of [neu, passwortdatei]) await chown(ort, a.konto.uid, a.konto.gid);
  const argumente = [
    '-D',
    neu,
    '-U',
    VERWALTER,
    `--pwfile=${passwortdatei}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
  ];
  argumente.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  try {
    const { code, ausgabe } = await fuehreAus(a, a.programme.initdb, argumente);
    if (code !== 0) {
      await writeFile(a.protokoll, ausgabe, { flag: 'a', mode: 0o600 });
      const grund = deute(ausgabe, a.protokoll);
      throw typeof grund === 'string' ? deute('', a.protokoll) : grund;
    }
    await rename(neu, a.cluster);
  } finally {
    await rm(passwortdatei, { force: true });
  }
}

/** Makes the cluster's files belong to the account, for a folder that was copied as root. */
export async function gibCluster(cluster: string, konto: Konto): Promise<void> {
  const eintrag = await lstat(cluster);
  if (eintrag.uid === konto.uid) return;
  for (const datei of await readdir(cluster, { recursive: true }))
    await chown(path.join(cluster, datei), konto.uid, konto.gid);
  await chown(cluster, konto.uid, konto.gid);
}

export type Serverlauf = { ergebnis: Startergebnis; pid?: number; kind?: ChildProcess };

/**
 * Starts the server on this port and waits (up to 60 s: recovery after a crash takes its time) until it is ready. `kind` is
 * the server itself where it is a child of this process (not on Windows).
 */
export async function starteServer(a: Aufstellung, port: number): Promise<Serverlauf> {
  const ab = await protokollEnde(a.protokoll);
  const argumente = ['-p', String(port)];
  for (const [name, wert] of Object.entries({ ...EINSTELLUNGEN, ...a.einstellungen }))
    argumente.push('-c', `${name}=${wert}`);
  const lauf = a.ueberPgCtl ? await starteUeberPgCtl(a, argumente) : await starteSelbst(a, argumente);
  for (let versuch = 0; versuch < 2400 && !lauf.beendet(); versuch += 1) {
    const postmaster = await liesPostmaster(a.cluster);
    const unserer = lauf.kind ? postmaster?.pid === lauf.kind.pid : postmaster?.port === port;
    if (postmaster?.bereit && unserer) {
      return { ergebnis: 'laeuft', pid: postmaster.pid, ...(lauf.kind ? { kind: lauf.kind } : {}) };
    }
    await warte(25);
  }
  const text = (await readFile(a.protokoll)).subarray(ab).toString('utf8');
  return { ergebnis: deute(text, a.protokoll) };
}

async function starteSelbst(
  a: Aufstellung,
  argumente: string[],
): Promise<{ beendet: () => boolean; kind?: ChildProcess }> {
  const protokoll = await open(a.protokoll, 'a', 0o600).catch((fehler: NodeJS.ErrnoException) => {
    throw fehler.code === 'ENOSPC' ? keinPlatz(fehler) : fehler;
  });
  const kind = spawn(a.programme.postgres, ['-D', a.cluster, ...argumente], {
    ...alsKonto(a),
    stdio: ['ignore', protokoll.fd, protokoll.fd],
    detached: true,
  });
  let beendet = false;
  for (const ereignis of ['exit', 'error']) {
    kind.once(ereignis, () => {
      beendet = true;
    });
  }
  await protokoll.close();
  kind.unref();
  return { beendet: () => beendet, kind };
}

/** On Windows PostgreSQL refuses an elevated person; pg_ctl takes the rights away before it starts the server. */
async function starteUeberPgCtl(
  a: Aufstellung,
  argumente: string[],
): Promise<{ beendet: () => boolean; kind?: ChildProcess }> {
  const pgCtl = a.programme.postgres.replace(/postgres(\.exe)?$/, 'pg_ctl$1');
  const { code, ausgabe } = await fuehreAus(a, pgCtl, [
    'start',
    '-D',
    a.cluster,
    '-W',
    '-s',
    '-l',
    a.protokoll,
    '-o',
    argumente.join(' '),
  ]);
  if (code !== 0) await writeFile(a.protokoll, ausgabe, { flag: 'a' });
  // The server is no child of ours: it has failed when its lock file names nobody who lives.
  let gesehen = 0;
  const beendet = () => {
    gesehen += 1;
    const pid = pidAusDatei(a.cluster);
    return code !== 0 || (gesehen > 40 && (pid === undefined || !lebt(pid)));
  };
  return { beendet };
}

function pidAusDatei(cluster: string): number | undefined {
  try {
    return deutePostmaster(readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8'))?.pid;
  } catch {
    return undefined;
  }
}

async function protokollEnde(datei: string): Promise<number> {
  const groesse = await stat(datei).then(
    (s) => s.size,
    () => 0,
  );
  if (groesse <= PROTOKOLL_GRENZE) return groesse;
  await truncate(datei, 0);
  return 0;
}

function alsKonto(a: Aufstellung): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } {
  const { PATH, SystemRoot, TEMP, TMP } = process.env;
  const env: NodeJS.ProcessEnv = { PATH, LC_ALL: 'C', TZ: 'UTC' };
  if (process.platform === 'win32') Object.assign(env, { SystemRoot, TEMP, TMP });
  const cwd = process.platform === 'win32' ? path.dirname(a.cluster) : '/';
  return a.konto ? { uid: a.konto.uid, gid: a.konto.gid, cwd, env } : { cwd, env };
}

function fuehreAus(
  a: Aufstellung,
  programm: string,
  argumente: string[],
): Promise<{ code: number | null; ausgabe: string }> {
  return new Promise((fertig, fehler) => {
    const kind = spawn(programm, argumente, { ...alsKonto(a), stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    let ausgabe = '';
    for (const strom of [kind.stdout, kind.stderr])
      strom.on('data', (stueck: Buffer) => (ausgabe += stueck.toString('utf8')));
    kind.once('error', fehler);
    // Its last words come with 'close'; but a server that pg_ctl left behind may hold the pipes open for ever.
    kind.once('exit', (code) => {
      const frist = setTimeout(() => fertig({ code, ausgabe }), 200);
      kind.once('close', () => {
        clearTimeout(frist);
        fertig({ code, ausgabe });
      });
    });
  });
}
