/**
 * The cloud's migrations: each from a filled predecessor, the rows kept; the catalog in the end that of a fresh database; and one
 * whose connection dies in it leaves the step before.
 */
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrationen, migriere } from '../../src-cloud/db/migrieren.ts';
import { alsEigner } from '../../src-cloud/db/verbindung.ts';
import { type TestDatenbank, testDatenbank } from '../../src-cloud/testing/test-datenbank.ts';

const offen: TestDatenbank[] = [];
let frisch = '';
let stufen = '';
const neue = async (leer: boolean): Promise<string> => {
  const d = await testDatenbank({ leer });
  offen.push(d);
  return d.ziel.eigner;
};
beforeAll(async () => {
  frisch = await neue(false);
  stufen = await neue(true);
}, 60_000);
afterAll(async () => {
  for (const d of offen) await d.beende();
});

/** Columns, indexes, constraints, policies, functions and rights, as the server describes them. */
const katalog = (url: string): Promise<string[]> =>
  alsEigner(url, async (c) => {
    const { rows } = await c.query<{ s: string }>(`
      SELECT format('%s.%s %s %s %s', table_name, column_name, data_type, is_nullable, column_default) AS s
        FROM information_schema.columns WHERE table_schema = 'public'
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT format('%s %s %s %s', tablename, policyname, qual, with_check) FROM pg_policies WHERE schemaname = 'public'
      UNION ALL SELECT pg_get_functiondef(oid) || coalesce(proacl::text, '') FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      UNION ALL SELECT format('%s %s %s', relname, relforcerowsecurity, relacl) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`);
    return rows.map((r) => r.s);
  });

it('[L6] each step of the cloud keeps the rows of its predecessor, and the last is as fresh', async () => {
  const alle = await migrationen();
  await migriere(stufen, 1);
  await alsEigner(stufen, async (c) => {
    for (let i = 0; i < 40; i++) {
      await c.query(
        `INSERT INTO mandant (id, name, kuerzel, land, ars, ist_auffang) VALUES ($1, $2, $3, 'SH', $4, $5)`,
        [`m${i}`, `Gemeinde ${i}`, `G${i}`, String(i), i === 0],
      );
    }
  });
  const zeilen = () =>
    alsEigner(stufen, async (c) => (await c.query('SELECT id, name, ars FROM mandant ORDER BY id')).rows);
  const vorher = await zeilen();
  for (const { nummer, name } of alle.slice(1)) {
    expect(await migriere(stufen, nummer)).toEqual([name]);
    expect(await zeilen()).toEqual(vorher);
  }
  expect(vorher).toHaveLength(40);
  expect(await katalog(stufen)).toEqual(await katalog(frisch));
}, 60_000);

it('[L6] a step whose connection is cut leaves the one before, and the next start brings it to its end', async () => {
  const url = await neue(true);
  const alle = await migrationen();
  const staende = new Set<number>();
  for (let versuch = 0; versuch < 12 && staende.size < 2; versuch++) {
    const lauf = migriere(url).then(
      () => 'ganz',
      () => 'abgebrochen',
    );
    await new Promise((weiter) => setTimeout(weiter, 8 * (versuch + 1)));
    await trenne(url);
    await lauf;
    staende.add(await stand(url));
  }
  expect(await migriere(url).then(() => stand(url))).toBe(alle.length);
  expect(await katalog(url)).toEqual(await katalog(frisch));
  expect(staende.size).toBeGreaterThan(0);
}, 60_000);

/** Number of steps that are complete. */
const stand = (url: string): Promise<number> =>
  alsEigner(url, async (c) => {
    const da = await c.query<{ da: boolean }>(`SELECT to_regclass('schema_version') IS NOT NULL AS da`);
    if (da.rows[0]?.da !== true) return 0;
    return Number((await c.query<{ n: string }>('SELECT count(*) AS n FROM schema_version')).rows[0]?.n);
  });

/** Ends every other connection to this database, as a killed server or client does. */
async function trenne(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user',
  );
  await client.end();
}
