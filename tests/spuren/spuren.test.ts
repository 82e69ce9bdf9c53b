/** Short form of the proof of traces: one run of the engine, every way of deletion. */
import { expect, it } from 'vitest';
import { spuren } from './spuren.ts';
import { formen, klartext } from './suche.ts';

it('[L1] [L8] [L11] no mark in clear in any file; what is deleted is gone from all decrypted pages within 5 s', async () => {
  const { zahlen, funde } = await spuren.lauf({ seed: 8, minuten: 1, anzahl: 1, melde: () => undefined });
  expect(funde).toEqual([]);
  expect(zahlen.loeschungen).toBe(8);
  expect(zahlen.marken).toBeGreaterThan(30);
  expect(zahlen.dateien).toBeGreaterThan(20);
}, 60_000);

it('the search finds a mark in each of its forms, wherever it lies', () => {
  for (const [form, bytes] of formen('QxGEHEIM')) {
    const datei = Buffer.concat([Buffer.from('davor'), bytes, Buffer.from('dahinter')]);
    expect([form, klartext(new Map([['a', datei]]), new Map([['m', 'QxGEHEIM']])).length > 0]).toEqual([form, true]);
  }
  for (const davor of ['', 'a', 'ab']) {
    const base64 = Buffer.from(Buffer.from(`${davor}QxGEHEIM sagt es`).toString('base64'));
    expect(klartext(new Map([['a', base64]]), new Map([['m', 'QxGEHEIM']]))).not.toEqual([]);
  }
});
