/**
 * Random histories in short, with fixed seeds: the real engine against the model of the cloud. And the model is held to what
 * it must see: an engine that breaks a promise is found.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Buehne, buehne } from './lauf.ts';
import { spieleViele } from './modell.ts';

const SEED = 4711;
const GESCHICHTEN = 60;
let b: Buehne;

beforeAll(() => {
  b = buehne();
});
afterAll(() => b.raeumeAb());

describe('histories', () => {
  it('[P1] [P2] [P3] [P4] after all faults every replica equals the model, every command took effect once or is parked', async () => {
    const r = await spieleViele(b, { seed: SEED, minuten: 1, anzahl: GESCHICHTEN, melde: () => undefined }, 30);
    expect(r.funde).toEqual([]);
    expect(r.zahlen.geschichten).toBe(GESCHICHTEN);
    expect(r.zahlen.schritte).toBeGreaterThan(20 * GESCHICHTEN);
    expect(r.zahlen.klicks).toBeGreaterThan(4 * GESCHICHTEN);
  }, 60_000);

  it('the same history is played the same way', async () => {
    const g = { seed: 5, besetzung: 7, schritte: [] };
    const schritte = Array.from({ length: 12 }, (_, i) => ({
      art: 'klick' as const,
      wer: i,
      vorgang: i,
      wahl: 31 * i,
      x: 17 * i,
    }));
    const [eins, zwei] = [await b.spiele({ ...g, schritte }), await b.spiele({ ...g, schritte })];
    expect(eins).toEqual(zwei);
    expect(eins.klicks).toBeGreaterThan(5);
  });
});
