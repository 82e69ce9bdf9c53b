// Wake-ups between instances: bundled, to whom they concern, and again after the database was away.

import { type AddressInfo, connect, createServer } from 'node:net';
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

test('[F7] a server that is gone without a word is noticed by asking, and hints come by another connection', async () => {
  const { port } = new URL(datenbank.ziel.eigner);
  const leitungen: { stumm: boolean }[] = [];
  // Between listener and server: what is mute passes nothing on, and closes nothing.
  const dazwischen = createServer((hin) => {
    const leitung = { stumm: false };
    leitungen.push(leitung);
    const weiter = connect(Number(port), '127.0.0.1');
    for (const [von, nach] of [
      [hin, weiter],
      [weiter, hin],
    ] as const) {
      von.on('data', (stueck) => void (leitung.stumm || nach.write(stueck)));
      von.on('error', () => nach.destroy());
      von.on('close', () => nach.destroy());
    }
  });
  await new Promise<void>((fertig) => dazwischen.listen(0, '127.0.0.1', fertig));
  const umweg = new URL(datenbank.ziel.app as string);
  umweg.port = String((dazwischen.address() as AddressInfo).port);
  const zeiten = { alleMs: 50, antwortMs: 200 };
  const horcher = await starteWecker(pool, verbindung(umweg.href), () => undefined, zeiten);
  try {
    let gezaehlt = 0;
    horcher.abonniere('e', () => gezaehlt++);
    (leitungen[0] as { stumm: boolean }).stumm = true;
    // The new connection wakes everybody, since a hint may have been lost meanwhile.
    await expect.poll(() => gezaehlt, { timeout: 5000 }).toBe(1);
    hier.melde('e');
    await expect.poll(() => gezaehlt, { timeout: 5000 }).toBe(2);
    expect(leitungen).toHaveLength(2);
  } finally {
    await horcher.beende();
    dazwischen.close();
  }
});
