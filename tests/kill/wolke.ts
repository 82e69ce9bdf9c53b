/**
 * The real cloud for the kill torture: its own process on a PostgreSQL of its own, which outlives it; killed at chosen
 * moments and started again on the same port. What the cloud has on record is read here from its database, by the
 * database's administrator, past every rule of the application.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { type Cluster, starteCluster } from '../../src-cloud/postgres/cluster.ts';
import { laufe, WURZEL } from '../prozesse.ts';
import { haltImCommit } from './commithalt.ts';

/** When a cloud is killed: anywhere · right after a commit, by its own hint · durably committed and held before its reply. */
export type Todesart = 'irgendwann' | 'nach-commit' | 'im-commit' | 'mit-postgres';

export interface Wolke {
  url: string;
  db: pg.Pool;
  /** The running process. */
  kind(): ChildProcess;
  /** Kills it in this way (waiting at most `fristMs` for the moment), starts it again, waits until it answers. */
  toete(art: Todesart, wartenMs: number): Promise<Todesart>;
  /** New Vorgänge; answers the ids of those that are not closed. */
  legeAn(anzahl: number, seed: number): Promise<string[]>;
  beende(): Promise<void>;
}

const FRIST_MS = 1_500;
const schlafe = (ms: number): Promise<void> => new Promise((f) => setTimeout(f, ms));

interface Lauf {
  cluster: Cluster;
  daten: string;
  db: pg.Pool;
  horcher: pg.Client;
  port: number;
  kind: ChildProcess;
}

/** Starts PostgreSQL and cloud in this folder (which others must be able to enter). */
export async function starteWolke(daten: string): Promise<Wolke> {
  // A commit waits for a standby only where one may be.
  const cluster = await starteCluster({
    datenordner: daten,
    einstellungen: { wal_level: 'replica', max_wal_senders: '2' },
  });
  const { kind, url } = await starteProzess(daten, 0);
  const adresse = cluster.verwaltung.replace(/\/postgres$/, '/kontor');
  const db = new pg.Pool({ connectionString: adresse, max: 6 });
  // A killed database takes its connections with it; the next query makes new ones.
  db.on('error', () => undefined);
  const lauf: Lauf = { cluster, daten, db, horcher: await horche(adresse), port: Number(new URL(url).port), kind };
  const bekannt = new Set<string>();
  return {
    url,
    db,
    kind: () => lauf.kind,
    toete: (art, wartenMs) => toete(lauf, art, wartenMs, adresse),
    legeAn: async (anzahl, seed) => {
      const wer = ['--mandant', 'flensburg', '--vorgaenge', String(anzahl), '--seed', String(seed)];
      const r = await laufe(['src-cloud/cli.ts', 'seed', ...wer, '--data', daten]);
      if (r.code !== 0) throw new Error(r.stderr);
      const { rows } = await db.query<{ id: string; status: string }>(
        "SELECT id, status FROM vorgang WHERE mandant_id = 'flensburg' AND NOT id = ANY($1::uuid[]) ORDER BY id",
        [[...bekannt]],
      );
      for (const z of rows) bekannt.add(z.id);
      return rows.filter((z) => /^(NEU|ANGENOMMEN|IN_BEARBEITUNG)$/.test(z.status)).map((z) => z.id);
    },
    beende: async () => {
      if (lauf.kind.exitCode === null && lauf.kind.signalCode === null) {
        lauf.kind.kill('SIGTERM');
        await once(lauf.kind, 'exit');
      }
      await lauf.horcher.end().catch(() => undefined);
      await db.end();
      await cluster.beende();
    },
  };
}

async function horche(adresse: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: adresse });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('LISTEN kontor_changed');
  return client;
}

/** Another instance on the same database. Whoever starts one kills it. */
export async function starteProzess(daten: string, port: number): Promise<{ kind: ChildProcess; url: string }> {
  const args = ['src-cloud/cli.ts', 'start', '--demo', '--port', String(port), '--data', daten];
  const kind = spawn(process.execPath, args, { cwd: WURZEL, stdio: ['ignore', 'pipe', 'pipe'] });
  let fehler = '';
  kind.stderr?.on('data', (d: Buffer) => {
    fehler = (fehler + d.toString()).slice(-5_000);
  });
  const zeile = await new Promise<string>((gut, schlecht) => {
    let text = '';
    kind.stdout?.on('data', (d: Buffer) => {
      text += d.toString();
      if (text.includes('\n')) gut(text);
    });
    kind.once('exit', (code, signal) => schlecht(new Error(`cloud start ended with ${code ?? signal}: ${fehler}`)));
  });
  return { kind, url: (JSON.parse(zeile) as { url: string }).url };
}

async function toete(lauf: Lauf, art: Todesart, wartenMs: number, adresse: string): Promise<Todesart> {
  let eingetreten: Todesart = 'irgendwann';
  const weg = lauf.kind.exitCode === null && lauf.kind.signalCode === null ? once(lauf.kind, 'exit') : undefined;
  if (art === 'nach-commit') {
    if (await aufHinweis(lauf.horcher)) eingetreten = art;
    lauf.kind.kill('SIGKILL');
  } else if (art === 'im-commit') {
    if (await haltImCommit(lauf, FRIST_MS)) eingetreten = art;
  } else {
    await schlafe(wartenMs);
    lauf.kind.kill('SIGKILL');
    if (art === 'mit-postgres') {
      await toetePostgres(lauf);
      lauf.horcher = await horche(adresse);
      eingetreten = art;
    }
  }
  await weg;
  lauf.kind = (await starteProzess(lauf.daten, lauf.port)).kind;
  return eingetreten;
}

/** The hint that the cloud sends after a commit: its reply to the command may be on its way. */
async function aufHinweis(horcher: pg.Client): Promise<boolean> {
  const abbruch = new AbortController();
  const frist = setTimeout(() => abbruch.abort(), FRIST_MS);
  try {
    await once(horcher, 'notification', { signal: abbruch.signal });
    return true;
  } catch {
    return false;
  } finally {
    clearTimeout(frist);
  }
}

/** The database dies with the cloud; whoever started it (this process) brings it back on its port. */
async function toetePostgres(lauf: Lauf): Promise<void> {
  const { rows } = await lauf.db.query<{ pid: number }>(
    "SELECT pg_backend_pid() AS pid, current_setting('data_directory') AS ordner",
  );
  const eigene = rows[0]?.pid ?? 0;
  const { readFileSync } = await import('node:fs');
  const ppid = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(join('/proc', String(eigene), 'status'), 'utf8'))?.[1]);
  if (ppid > 1) process.kill(ppid, 'SIGKILL');
  for (let versuche = 0; versuche < 200; versuche += 1) {
    await schlafe(100);
    if (await lauf.db.query('SELECT 1').catch(() => undefined)) return;
  }
  throw new Error('PostgreSQL did not come back after SIGKILL.');
}
