// The schema can be sharded by Mandant (docs/operations.md): every table either has mandant_id first in its primary key and
// first in every unique and foreign key between such tables, or is a reference table, small and the same everywhere. What does
// not fit is named here with what to do about it, so that no migration adds to it unseen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatenbank, testDatenbank } from '../testing/test-datenbank.ts';
import { alsEigner } from './verbindung.ts';

/** Copied to every node: no Mandant's data, or the directory of Mandanten that routing reads. */
const REFERENZ = [
  'einstellung',
  'gemeinde',
  'gemeinde_dienst',
  'gemeinde_kennzahl',
  'mandant',
  'oidc_eintrag',
  'schema_version',
  'sitzung_geraet',
];
/** Unique over all Mandanten on purpose; docs/operations.md says what becomes of each. */
const UEBERGREIFEND = ['eingang_transaktion(transaction_id)', 'organisationseinheit(id)', 'person(username)'];

type Schluessel = { tabelle: string; art: 'p' | 'u' | 'f'; ziel: string | null; spalten: string[] };
let datenbank: TestDatenbank;
let tabellen: string[];
let schluessel: Schluessel[];

beforeAll(async () => {
  datenbank = await testDatenbank();
  await alsEigner(datenbank.ziel.eigner, async (client) => {
    tabellen = (
      await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
      )
    ).rows.map((z) => z.name);
    // Unique indexes without a constraint count too, partial ones included.
    schluessel = (
      await client.query<Schluessel>(
        `SELECT k.tabelle::regclass::text AS tabelle, k.art, NULLIF(k.ziel, 0)::regclass::text AS ziel, array_agg(a.attname::text ORDER BY s.n) AS spalten
         FROM (SELECT i.indexrelid AS id, i.indrelid AS tabelle, CASE WHEN i.indisprimary THEN 'p' ELSE 'u' END AS art, 0::oid AS ziel, i.indkey::int2[] AS spalten
               FROM pg_index i WHERE i.indisunique
               UNION ALL
               SELECT c.oid, c.conrelid, 'f', c.confrelid, c.conkey FROM pg_constraint c WHERE c.contype = 'f') k
         JOIN pg_class t ON t.oid = k.tabelle AND t.relnamespace = 'public'::regnamespace AND t.relkind = 'r'
         CROSS JOIN LATERAL unnest(k.spalten) WITH ORDINALITY AS s (spalte, n)
         JOIN pg_attribute a ON a.attrelid = k.tabelle AND a.attnum = s.spalte
         GROUP BY k.id, k.tabelle, k.art, k.ziel`,
      )
    ).rows;
  });
});
afterAll(() => datenbank.beende());

const verteilt = () => tabellen.filter((name) => !REFERENZ.includes(name));
const von = (name: string, art: Schluessel['art']) => schluessel.filter((s) => s.tabelle === name && s.art === art);
const lesbar = (s: Schluessel) => `${s.tabelle}(${s.spalten.join(',')})`;

test('[F8] every table is distributed by Mandant or a reference table', () => {
  expect(verteilt().length).toBeGreaterThan(15);
  expect(REFERENZ.filter((name) => !tabellen.includes(name))).toEqual([]);
  const ohne = verteilt().filter((name) => von(name, 'p').some((s) => s.spalten[0] !== 'mandant_id'));
  expect(ohne).toEqual(['eingang_transaktion']);
});

test('what is unique is so within a Mandant, but for what is named', () => {
  const fremd = verteilt().flatMap((name) =>
    [...von(name, 'p'), ...von(name, 'u')].filter((s) => s.spalten[0] !== 'mandant_id').map(lesbar),
  );
  expect(fremd.sort()).toEqual(UEBERGREIFEND);
});

test('references stay within the Mandant or go to a reference table', () => {
  const verweise = schluessel.filter((s) => s.art === 'f');
  expect(verweise.length).toBeGreaterThan(20);
  const quer = verweise.filter((s) => {
    if (REFERENZ.includes(s.ziel ?? '')) return false;
    return REFERENZ.includes(s.tabelle) || s.spalten[0] !== 'mandant_id';
  });
  expect(quer.map(lesbar)).toEqual([]);
});
