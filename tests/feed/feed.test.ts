/** The feed proof in short: three real instances, 40 writers, six readers, one small round. */
import { expect, it } from 'vitest';
import { feed } from './feed.ts';

it('[F1] [F3] [F5] skips nothing with 40 writers on three instances and readers that go from one to the other', async () => {
  const { zahlen, funde } = await feed.lauf({ seed: 11, minuten: 2, anzahl: 1200, melde: () => undefined });
  expect(funde).toEqual([]);
  expect(zahlen.aenderungen).toBeGreaterThanOrEqual(1200);
  // Six readers: each was told of each Vorgang at least once.
  expect(zahlen.gelesen).toBeGreaterThan(6 * 400);
  expect(zahlen.seiten).toBeGreaterThan(60);
}, 120_000);
