// A fresh database for a test file, on one PostgreSQL that all test processes of this user share: the first starts it, the
// last one out stops it (that is how postgres/cluster.ts works anyway), so there is nothing to set up around a run. A
// migrated template is made once per state of the migrations; a copy of it takes a few hundredths of a second.
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { migrationen, migriere } from '../db/migrieren.ts';
import type { Verbindungsziel } from '../db/verbindung.ts';
import { type Cluster, starteCluster } from '../postgres/cluster.ts';
import { lebt } from '../postgres/prozesse.ts';
import { verbindungsziel } from '../postgres/zugang.ts';

export type TestDatenbank = {
  /** URLs of owner and application role. */
  ziel: Verbindungsziel;
  /** An empty folder for blobs, removed at the end. */
  ordner: string;
  beende(): Promise<void>;
};

// Nothing in tests outlives a power cut.
const SCHNELL = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };
let laufend = 0;

/**
 * Makes a migrated database of its own; `leer: true` leaves the migrations out, and then `kodierung` may be another one. Call
 * `beende` in afterAll.
 */
export async function testDatenbank({ leer = false, kodierung = 'UTF8' } = {}): Promise<TestDatenbank> {
  const datenordner = path.join(tmpdir(), `kontor-test-postgres-${userInfo().username}`);
  const cluster = await starteCluster({ datenordner, einstellungen: SCHNELL });
  laufend += 1;
  const name = `t_${process.pid}_${laufend}`;
  const ordner = await mkdtemp(path.join(tmpdir(), 'kontor-test-'));
  try {
    const leere =
      kodierung === 'UTF8' ? 'template0' : `template0 ENCODING '${kodierung}' LOCALE_PROVIDER libc LOCALE 'C'`;
    const vorlage = leer ? leere : await stelleVorlageSicher(cluster);
    await verwalte(cluster, async (client) => {
      await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${name} OWNER kontor_eigner TEMPLATE ${vorlage}`);
    });
  } catch (fehler) {
    await cluster.beende();
    throw fehler;
  }
  return {
    ziel: verbindungsziel(cluster.zugang, cluster.port, name),
    ordner,
    async beende() {
      await verwalte(cluster, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
      await cluster.beende();
      await rm(ordner, { recursive: true, force: true });
    },
  };
}

async function stelleVorlageSicher(cluster: Cluster): Promise<string> {
  const hash = createHash('sha256');
  for (const { sha256 } of await migrationen()) hash.update(sha256);
  const vorlage = `vorlage_${hash.digest('hex').slice(0, 16)}`;
  await verwalte(cluster, async (client) => {
    // One process makes the template, the others wait for it.
    await client.query('SELECT pg_advisory_lock(1)');
    const da = await client.query<{ datname: string }>(
      `SELECT datname FROM pg_database WHERE datname ~ '^(t|vorlage)_'`,
    );
    if (da.rows.some(({ datname }) => datname === vorlage)) return;
    for (const { datname } of da.rows) {
      const pid = Number(datname.split('_')[1]);
      if (!datname.startsWith('vorlage_') && lebt(pid)) continue;
      await client.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`);
    }
    const neu = `${vorlage}_neu`;
    await client.query(`CREATE DATABASE ${neu} OWNER kontor_eigner`);
    await migriere(verbindungsziel(cluster.zugang, cluster.port, neu).eigner);
    await client.query(`ALTER DATABASE ${neu} RENAME TO ${vorlage}`);
  });
  return vorlage;
}

async function verwalte<T>(cluster: Cluster, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: cluster.verwaltung });
  await client.connect();
  try {
    return await fn(client);
  } finally {
    await client.end();
  }
}
