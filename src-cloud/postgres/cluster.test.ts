// The embedded PostgreSQL as people meet it: first start, second start, two at once, killed, behind a closed folder.
// Each test has a data folder of its own and stops what it started.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { type Cluster, starteCluster } from './cluster.ts';
import { deute } from './fehler.ts';
import { darfDurch, istEigener } from './ort.ts';
import { liesPostmaster } from './postmaster-pid.ts';
import { lebt } from './prozesse.ts';

const offen: Cluster[] = [];
const ordner: string[] = [];

async function neuerOrdner(eltern = tmpdir()): Promise<string> {
  const dir = await mkdtemp(path.join(eltern, 'kontor-pg-'));
  ordner.push(dir);
  return dir;
}

async function starte(datenordner: string): Promise<Cluster> {
  const cluster = await starteCluster({ datenordner, einstellungen: { fsync: 'off' } });
  offen.push(cluster);
  return cluster;
}

async function frage(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ergebnis = await client.query({ text: sql, rowMode: 'array' });
  await client.end();
  return ergebnis.rows[0]?.[0];
}

async function bisWahr(frage: () => Promise<boolean> | boolean): Promise<void> {
  for (let n = 0; n < 200 && !(await frage()); n += 1) await warte(50);
  expect(await frage()).toBe(true);
}

afterEach(async () => {
  for (const cluster of offen.splice(0)) await cluster.beende();
  for (const dir of ordner.splice(0)) await rm(dir, { recursive: true, force: true });
});

test('a second start finds what the first one wrote', async () => {
  const dir = await neuerOrdner();
  const erster = await starte(dir);
  expect(erster.art).toBe('neu');
  await frage(erster.ziel.eigner, `CREATE TABLE probe AS SELECT 'da' AS wert`);
  await erster.beende();
  expect(await liesPostmaster(path.join(dir, 'postgres'))).toBeUndefined();
  const zweiter = await starte(dir);
  expect(zweiter.art).toBe('gestartet');
  expect(await frage(zweiter.ziel.eigner, 'SELECT wert FROM probe')).toBe('da');
});

test('[R2] two starts at once share one server, and the last one stops it', async () => {
  const dir = await neuerOrdner();
  const beide = await Promise.all([starte(dir), starte(dir)]);
  expect(beide.map((c) => c.art).sort()).toEqual(['mitgenutzt', 'neu']);
  expect(beide[0]?.port).toBe(beide[1]?.port);
  await beide.find((c) => c.art === 'neu')?.beende();
  const geblieben = beide.find((c) => c.art === 'mitgenutzt') as Cluster;
  expect(await frage(geblieben.ziel.eigner, 'SELECT 1')).toBe(1);
  await geblieben.beende();
  await expect(frage(geblieben.ziel.eigner, 'SELECT 1')).rejects.toThrow();
});

test('loopback asks for the password, and the file with it is closed to others', async () => {
  const dir = await neuerOrdner();
  const cluster = await starte(dir);
  const falsch = cluster.verwaltung.replace(/:[^:@]+@/, ':geraten@');
  await expect(frage(falsch, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  expect((await stat(path.join(dir, 'postgres-zugang.json'))).mode & 0o077).toBe(0);
  expect(
    await frage(
      cluster.ziel.app as string,
      `SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`,
    ),
  ).toBe(false);
  expect(await frage(cluster.verwaltung, 'SHOW fsync')).toBe('off');
});

test('the way by pg_ctl, as Windows needs it, starts, is joined and stops just so', async () => {
  const dir = await neuerOrdner();
  // As root the log must be writable for the account pg_ctl runs as; on Windows there is one account only.
  const protokoll = path.join(dir, 'postgres.log');
  await writeFile(protokoll, '');
  await chmod(protokoll, 0o666);
  const cluster = await starteCluster({ datenordner: dir, einstellungen: { fsync: 'off' }, ueberPgCtl: true });
  offen.push(cluster);
  expect(await frage(cluster.ziel.eigner, 'SELECT 1')).toBe(1);
  expect((await starte(dir)).art).toBe('mitgenutzt');
});

test('a folder that cannot be made is a sentence, not a hang', async () => {
  await expect(starteCluster({ datenordner: '/proc/kontor/daten' })).rejects.toMatchObject({
    code: 'postgres-rechte',
    message: expect.stringContaining('--data'),
  });
});

test('[C2] a server killed with SIGKILL comes back by itself on the same port', async () => {
  const dir = await neuerOrdner();
  const cluster = await starte(dir);
  const pid = (await liesPostmaster(path.join(dir, 'postgres')))?.pid as number;
  process.kill(pid, 'SIGKILL');
  await bisWahr(async () => ((await liesPostmaster(path.join(dir, 'postgres')))?.pid ?? pid) !== pid);
  await bisWahr(() =>
    frage(cluster.ziel.eigner, 'SELECT 1').then(
      () => true,
      () => false,
    ),
  );
});

test('a cloud killed with SIGKILL leaves no server behind, and the next start works at once', async () => {
  const dir = await neuerOrdner();
  const modul = new URL('./cluster.ts', import.meta.url).href;
  const kind = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `
    const { starteCluster } = await import(${JSON.stringify(modul)});
    const c = await starteCluster({ datenordner: ${JSON.stringify(dir)}, einstellungen: { fsync: 'off' } });
    process.stdout.write(String(c.port));
    setInterval(() => undefined, 1000);
  `,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise((bereit) => kind.stdout.once('data', bereit));
  const pid = (await liesPostmaster(path.join(dir, 'postgres')))?.pid as number;
  kind.kill('SIGKILL');
  const danach = await starte(dir);
  expect(await frage(danach.ziel.eigner, 'SELECT 1')).toBe(1);
  await danach.beende();
  await bisWahr(() => !lebt(pid));
});

test.runIf(process.getuid?.() === 0)(
  'as root a data folder of mode 0700 works; a closed folder above it is left closed',
  async () => {
    const zu = await neuerOrdner();
    await chmod(zu, 0o700);
    const cluster = await starte(zu);
    expect(await frage(cluster.ziel.eigner, 'SELECT 1')).toBe(1);
    expect((await stat(zu)).mode & 0o777).toBe(0o711);

    const eltern = await neuerOrdner();
    await chmod(eltern, 0o700);
    const darunter = path.join(eltern, 'daten');
    await mkdir(darunter);
    const anderswo = await starte(darunter);
    const ort = await readFile(path.join(darunter, 'postgres-ort'), 'utf8');
    ordner.push(path.dirname(ort));
    expect(await frage(anderswo.ziel.eigner, 'SELECT 1')).toBe(1);
    expect((await stat(eltern)).mode & 0o777).toBe(0o700);
  },
);

test.skipIf(process.platform === 'win32')('a place that others can write to, or a link to one, is none', async () => {
  const dir = await neuerOrdner();
  await chmod(dir, 0o755);
  expect(await istEigener(dir)).toBe(true);
  await symlink(dir, path.join(dir, 'verweis'));
  expect(await istEigener(path.join(dir, 'verweis'))).toBe(false);
  await chmod(dir, 0o777);
  expect(await istEigener(dir)).toBe(false);
});

test('an account passes through a folder by the bits of its own class only', () => {
  const konto = { name: 'pg', uid: 101, gid: 104 };
  expect(darfDurch({ mode: 0o40711, uid: 0, gid: 0 }, konto)).toBe(true);
  expect(darfDurch({ mode: 0o40700, uid: 0, gid: 0 }, konto)).toBe(false);
  expect(darfDurch({ mode: 0o40701, uid: 101, gid: 0 }, konto)).toBe(true);
  expect(darfDurch({ mode: 0o40601, uid: 101, gid: 0 }, konto)).toBe(false);
  expect(darfDurch({ mode: 0o40710, uid: 0, gid: 104 }, konto)).toBe(true);
});

test.each([
  ['FATAL:  could not write lock file "postmaster.pid": No space left on device', 'postgres-kein-platz'],
  ['FATAL:  database files are incompatible with server', 'postgres-version'],
  ['FATAL:  data directory "/x" has wrong ownership', 'postgres-rechte'],
  ['PANIC:  something nobody thought of', 'postgres-startet-nicht'],
])('"%s" is said as %s, in German', (protokoll, code) => {
  const grund = deute(protokoll, '/daten/postgres.log');
  expect(grund).toMatchObject({ code });
  expect((grund as Error).message).toMatch(/Bitte|Einzelheiten stehen in \/daten\/postgres\.log/);
});
