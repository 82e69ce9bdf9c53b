/** The fuzz over HTTP in short, with a fixed seed: all kinds of requests are made and none of them breaks a promise. */
import { expect, it } from 'vitest';
import { FUZZ_HTTP } from './fuzz-http.ts';

it('[C9] requests of every kind never make a 500 or a silence, and what was acknowledged is there', async () => {
  const auftrag = { seed: 4711, minuten: 1, anzahl: 1_000, melde: () => undefined };
  const { zahlen, funde } = await FUZZ_HTTP.lauf(auftrag);
  expect(funde).toEqual([]);
  expect(zahlen.anfragen).toBeGreaterThanOrEqual(800);
  expect(zahlen.inEinemZug).toBeGreaterThan(300);
  expect(zahlen.missgebildet).toBeGreaterThan(30);
  expect(zahlen.antraegeBestaetigt).toBeGreaterThan(5);
  for (const s of ['status200', 'status400', 'status401', 'status404', 'status405', 'status415', 'status422']) {
    expect(zahlen[s], s).toBeGreaterThan(0);
  }
}, 90_000);
