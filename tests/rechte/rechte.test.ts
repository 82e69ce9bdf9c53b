/** Losses of rights in short, with a fixed seed: every way of losing a Vorgang, work of many kinds, and none of it is lost. */
import { expect, it } from 'vitest';
import { RECHTE } from './rechte.ts';

it('[T1] [T2] [T3] [T4] [T5] [T6] unsent work of every kind outlives every loss of its Vorgang, and goes on by itself', async () => {
  const { zahlen, werte, funde } = await RECHTE.lauf({ seed: 4711, minuten: 1, anzahl: 24, melde: () => undefined });
  expect(funde).toEqual([]);
  expect(zahlen.verluste).toBe(24);
  expect(zahlen.echte).toBe(2);
  expect(zahlen.arbeiten).toBe(192);
  expect(zahlen.wirkten).toBeGreaterThan(10);
  expect(Number(werte?.['kinds of work'])).toBeGreaterThan(90);
}, 60_000);
