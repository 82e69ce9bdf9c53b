/** The fuzz in short, with a fixed seed: every parser gets its inputs and none of them breaks a promise. */
import { expect, it } from 'vitest';
import { FUZZ } from './fuzz.ts';

it('[C9] random and mutated inputs crash, hang and lose nothing', async () => {
  const { zahlen, funde } = await FUZZ.lauf({ seed: 4711, minuten: 1, anzahl: 2_000, melde: () => undefined });
  expect(funde).toEqual([]);
  for (const name of Object.keys(FUZZ.ziele)) expect(zahlen[name], name).toBeGreaterThanOrEqual(20);
  expect(zahlen).toMatchObject({ intake: 2_000, befehle: 2_000, cursor: 2_000, workspaceApi: 2_000, antworten: 2_000 });
  expect(zahlen.gewachsen).toBeGreaterThan(5_000);
}, 60_000);
