// Wake-ups between instances: bundled, to whom they concern, and again after the database was away.

import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oeffnePool, verbindung } from '../db/verbindung.ts';
import { type TestDatenbank, testDatenbank } from '../testing/test-datenbank.ts';
import { ALLE, starteWecker, type Wecker } from './wecker.ts';

let datenbank: TestDatenbank;
let pool: pg.Pool;
let hier: Wecker;
let dort: Wecker;
beforeAll(async () => {
  datenbank = await testDatenbank();
  pool = oeffnePool(datenbank.ziel, () => undefined, 4);
  const starte = () => starteWecker(pool, verbindung(datenbank.ziel.app as string), () => undefined);
  [hier, dort] = [await starte(), await starte()];
});
afterAll(async () => {
  await hier.beende();
  await dort.beende();
  await pool.end();
  await datenbank.beende();
});

test('[F7] a hint reaches other instances, only those who wait for that Mandant, until they leave', async () => {
  const gezaehlt = { a: 0, b: 0, alle: 0 };
  const enden = [
    dort.abonniere('a', () => gezaehlt.a++),
    dort.abonniere('b', () => gezaehlt.b++),
    dort.abonniere(ALLE, () => gezaehlt.alle++),
  ];
  hier.melde('a');
  await expect.poll(() => gezaehlt).toEqual({ a: 1, b: 0, alle: 1 });
  for (const ende of enden) ende();
  const spaeter = new Promise<void>((fertig) => dort.abonniere('a', fertig));
  await new Promise((fertig) => setTimeout(fertig, 60));
  hier.melde('a');
  await spaeter;
  expect(gezaehlt).toEqual({ a: 1, b: 0, alle: 1 });
});

test('many hints in a burst become a few', async () => {
  let gezaehlt = 0;
  const ende = dort.abonniere('c', () => gezaehlt++);
  for (let n = 0; n < 500; n += 1) hier.melde('c');
  await new Promise((fertig) => setTimeout(fertig, 300));
  ende();
  expect(gezaehlt).toBeGreaterThanOrEqual(1);
  expect(gezaehlt).toBeLessThanOrEqual(3);
});

test('[F7] after the connection was cut everybody is woken, and hints arrive again', async () => {
  let gezaehlt = 0;
  dort.abonniere('d', () => gezaehlt++);
  await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND usename = current_user AND query ILIKE '%LISTEN%' AND pid <> pg_backend_pid()`,
  );
  await expect.poll(() => gezaehlt, { timeout: 5000 }).toBeGreaterThanOrEqual(1);
  const vorher = gezaehlt;
  hier.melde('d');
  await expect.poll(() => gezaehlt, { timeout: 5000 }).toBeGreaterThan(vorher);
});
