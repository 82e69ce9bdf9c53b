/** Short form of the WAL cuts: every kind of commit, bytes far apart. */
import { describe, expect, it } from 'vitest';
import { COMMITS } from './commits.ts';
import { schneide } from './wal.ts';

describe('WAL of one commit', () => {
  it('[O1] [B1] [B8] [L3] cut anywhere it shows the state before or after, and never loses earlier work', () => {
    const wunsch = { schritt: 12_289, kanten: false, weiter: () => true, melde: () => undefined };
    const voll = schneide({ ...wunsch, seed: 5_003, leer: false });
    expect(voll.funde).toEqual([]);
    expect(voll.arten).toBe(COMMITS.length);
    expect(voll.schnitte).toBeGreaterThan(4 * COMMITS.length);
  }, 120_000);
});
