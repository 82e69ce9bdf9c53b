/** Short forms of the damage proofs: each kind twice, each fuzz kind some times; every seed is fixed. */
import { describe, expect, it } from 'vitest';
import type { Teil } from '../lang/teil.ts';
import { ARTEN } from './arten.ts';
import { beschaedigung } from './beschaedigung.ts';
import { fuzzCache } from './fuzz-cache.ts';

const laufe = (teil: Teil, anzahl: number) => teil.lauf({ seed: 4_711, minuten: 1, anzahl, melde: () => undefined });

describe('the cache under damage', () => {
  it('[L2] [L3] [L12] each kind is found or without effect; with one whole place of work all of it is there', async () => {
    const { zahlen, werte = {}, funde } = await laufe(beschaedigung, ARTEN.length);
    expect(funde).toEqual([]);
    expect(zahlen.beschaedigt).toBe(ARTEN.length);
    // Damage that nothing notices would prove nothing.
    expect(zahlen['beim-oeffnen']).toBeGreaterThan(ARTEN.length / 3);
    for (const { name, arbeit } of ARTEN) if (arbeit === 'ganz') expect([name, werte[name]]).toEqual([name, '100.0 %']);
  }, 60_000);

  it('[L3] [L12] several at once, and content changed beneath the cipher: no crash, no hang, only problems', async () => {
    const { zahlen, funde } = await laufe(fuzzCache, 12);
    expect(funde).toEqual([]);
    expect(zahlen.dateien).toBe(12);
    expect(zahlen['beim-oeffnen']).toBeGreaterThan(1);
  }, 60_000);
});
