// The database's promises: every table of a Mandant is sealed off, whoever asks; the application's role is a weak one;
// migrations run once, together and stepwise alike, and refuse a future or an altered past.

import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatenbank, testDatenbank } from '../testing/test-datenbank.ts';
import { legeMandantAn, legeOesAn } from '../verzeichnis/anlegen.ts';
import { imAnderenMandant, inMandant, ohneMandant } from './mandant.ts';
import { migrationen, migriere } from './migrieren.ts';
import { alsEigner, alsZeitpunkt, oeffnePool } from './verbindung.ts';

let datenbank: TestDatenbank;
let pool: pg.Pool;
beforeAll(async () => {
  datenbank = await testDatenbank();
  pool = oeffnePool(datenbank.ziel, () => undefined, 4);
  for (const id of ['a', 'b']) {
    await inMandant(pool, id, async (tx) => {
      await legeMandantAn(tx, { id, name: id, kuerzel: id, land: 'SH', ars: id, istAuffang: id === 'a' });
      await legeOesAn(tx, [{ id: `oe-${id}`, name: id, istPoststelle: true }]);
    });
  }
});
afterAll(async () => {
  await pool.end();
  await datenbank.beende();
});

test('[F8] every table with mandant_id comes under forced row-level security, with the Mandant first in its key', async () => {
  const tabellen = await alsEigner(datenbank.ziel.eigner, (client) =>
    client.query<{ tabelle: string; erzwungen: boolean; schluessel: string }>(
      `SELECT c.relname AS tabelle, c.relrowsecurity AND c.relforcerowsecurity AS erzwungen,
         (SELECT a2.attname FROM pg_index i JOIN pg_attribute a2 ON a2.attrelid = c.oid AND a2.attnum = i.indkey[0]
          WHERE i.indrelid = c.oid AND i.indisprimary) AS schluessel
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'mandant_id'
       WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace`,
    ),
  );
  expect(tabellen.rows.length).toBeGreaterThan(15);
  expect(tabellen.rows.filter((t) => !t.erzwungen)).toEqual([]);
  // The transactionId is what makes the intake idempotent across Mandanten.
  expect(tabellen.rows.filter((t) => t.schluessel !== 'mandant_id').map((t) => t.tabelle)).toEqual([
    'eingang_transaktion',
  ]);
});

test('the application is a weak role', async () => {
  const rolle = await pool.query(
    'SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user',
  );
  expect(rolle.rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false }]);
});

describe('one Mandant', () => {
  const oes = (tx: pg.PoolClient) =>
    tx.query<{ id: string }>('SELECT id FROM organisationseinheit').then((e) => e.rows.map((r) => r.id));

  test('[F8] sees its own rows, another its own, nobody none', async () => {
    expect(await inMandant(pool, 'a', oes)).toEqual(['oe-a']);
    expect(await inMandant(pool, 'b', oes)).toEqual(['oe-b']);
    expect(await ohneMandant(pool, oes)).toEqual([]);
    expect((await pool.query('SELECT id FROM organisationseinheit')).rows).toEqual([]);
  });

  test('[F8] cannot write into another', async () => {
    const fremd = inMandant(pool, 'a', (tx) =>
      tx.query(`INSERT INTO organisationseinheit (mandant_id, id, name) VALUES ('b', 'x', 'x')`),
    );
    await expect(fremd).rejects.toMatchObject({ code: '42501' });
    const verschoben = inMandant(pool, 'a', (tx) => tx.query(`UPDATE organisationseinheit SET mandant_id = 'b'`));
    await expect(verschoben).rejects.toThrow();
  });

  test('comes back after a visit to another one', async () => {
    const gesehen = await inMandant(pool, 'a', async (tx) => [
      await imAnderenMandant(tx, 'b', () => oes(tx)),
      await oes(tx),
    ]);
    expect(gesehen).toEqual([['oe-b'], ['oe-a']]);
  });

  test('a failed transaction leaves neither rows nor sight behind', async () => {
    const fehlschlag = inMandant(pool, 'a', async (tx) => {
      await legeOesAn(tx, [{ id: 'weg', name: 'weg', istPoststelle: false }]);
      throw new Error('abgebrochen');
    });
    await expect(fehlschlag).rejects.toThrow('abgebrochen');
    expect(await inMandant(pool, 'a', oes)).toEqual(['oe-a']);
    expect(await ohneMandant(pool, oes)).toEqual([]);
  });
});

test('[F8] only the named functions look across Mandanten, and only the application may call them', async () => {
  const offen = await alsEigner(datenbank.ziel.eigner, (client) =>
    client.query<{ name: string; alle: boolean }>(
      `SELECT p.proname AS name, has_function_privilege('public', p.oid, 'EXECUTE') AS alle FROM pg_proc p
       WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef`,
    ),
  );
  // For the sake of an index, and for the transaction's own Mandant only (migration 0004).
  const nurEigener = 'meine_mitzeichnungen';
  const erlaubt = (name: string) => name.startsWith('mandantenuebergreifend_') || name === nurEigener;
  expect(offen.rows.every((f) => erlaubt(f.name) && !f.alle)).toBe(true);
});

describe('migrations', () => {
  test('numbers follow one another', async () => {
    const alle = await migrationen();
    expect(alle.map((m) => m.nummer)).toEqual(alle.map((_, n) => n + 1));
  });

  test('stepwise, all at once and by several instances give the same schema; a second run does nothing', async () => {
    const schritte = await testDatenbank({ leer: true });
    const ganz = await testDatenbank({ leer: true });
    try {
      for (const m of await migrationen()) await migriere(schritte.ziel.eigner, m.nummer);
      const mehrere = await Promise.all([
        migriere(ganz.ziel.eigner),
        migriere(ganz.ziel.eigner),
        migriere(ganz.ziel.eigner),
      ]);
      expect(mehrere.flat().length).toBe((await migrationen()).length);
      expect(await migriere(ganz.ziel.eigner)).toEqual([]);
      expect(await schema(schritte.ziel.eigner)).toEqual(await schema(ganz.ziel.eigner));
    } finally {
      await schritte.beende();
      await ganz.beende();
    }
  });

  test.each([
    [
      `INSERT INTO schema_version (nummer, name, sha256) VALUES (9999, '9999_zukunft.sql', 'x')`,
      'datenbank-aus-der-zukunft',
    ],
    [`UPDATE schema_version SET sha256 = 'x' WHERE nummer = 1`, 'migration-veraendert'],
  ])('%s is refused', async (sql, code) => {
    const eigene = await testDatenbank();
    try {
      await alsEigner(eigene.ziel.eigner, (client) => client.query(sql));
      await expect(migriere(eigene.ziel.eigner)).rejects.toMatchObject({
        code,
        message: expect.stringContaining('nichts verändert'),
      });
    } finally {
      await eigene.beende();
    }
  });
});

test('a database that cannot hold every name is refused before anything is made in it', async () => {
  const eigene = await testDatenbank({ leer: true, kodierung: 'LATIN1' });
  try {
    await expect(migriere(eigene.ziel.eigner)).rejects.toMatchObject({ code: 'datenbank-ohne-utf8' });
    expect(await schema(eigene.ziel.eigner)).toEqual([]);
  } finally {
    await eigene.beende();
  }
});

test('instants come as RFC 3339 with milliseconds, dates as dates, bigints as numbers', async () => {
  const zeile = await pool.query(
    `SELECT TIMESTAMPTZ '2026-02-03 04:05:06.7+02' AS am, DATE '2026-02-03' AS tag, 7::bigint AS nr`,
  );
  expect(zeile.rows[0]).toEqual({ am: '2026-02-03T02:05:06.700Z', tag: '2026-02-03', nr: 7 });
  expect(alsZeitpunkt('2026-02-03 04:05:06+00')).toBe('2026-02-03T04:05:06.000Z');
  expect(() => alsZeitpunkt('2026-02-03 04:05:06+02')).toThrow();
});

async function schema(url: string): Promise<unknown[]> {
  const ergebnis = await alsEigner(url, (client) =>
    client.query(
      `SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
       WHERE table_schema = 'public' ORDER BY table_name, column_name`,
    ),
  );
  return ergebnis.rows;
}
