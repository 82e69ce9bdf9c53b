/** The random histories in short against the real cloud: few, with a fixed seed, over HTTP and PostgreSQL. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Buehne } from './lauf.ts';
import { echteBuehne, spieleViele } from './modell.ts';

const GESCHICHTEN = 6;
let b: Buehne;

beforeAll(async () => {
  b = await echteBuehne();
}, 60_000);
afterAll(() => b.raeumeAb(), 30_000);

it('[P1] [P2] [P3] [P4] histories with the real cloud end with equal replicas, each command once or parked', async () => {
  const r = await spieleViele(b, { seed: 815, minuten: 1, anzahl: GESCHICHTEN, melde: () => undefined }, GESCHICHTEN);
  expect(r.funde).toEqual([]);
  expect(r.zahlen.geschichten).toBe(GESCHICHTEN);
  expect(r.zahlen.klicks).toBeGreaterThan(3 * GESCHICHTEN);
}, 90_000);
