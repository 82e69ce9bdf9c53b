/**
 * The short form of the mutation check: every mutant still fits the product, and three quick ones are really built and
 * caught. All of them: `npm run test:long -- mutation`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { WURZEL } from '../prozesse.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTEN } from './mutanten.ts';
import { lauf, ohneTests } from './mutation.ts';
import { gebrochen } from './werkstatt.ts';

const lies = (datei: string): string => readFileSync(join(WURZEL, datei), 'utf8');

it('every mutant has its place in the product and its tests', () => {
  expect(MUTANTEN.length).toBeGreaterThanOrEqual(20);
  expect(new Set(MUTANTEN.map((m) => m.name)).size).toBe(MUTANTEN.length);
  for (const { stellen } of MUTANTEN) for (const s of stellen) expect(gebrochen(lies(s.datei), s)).toContain(s.neu);
  expect(ohneTests(MUTANTEN)).toEqual([]);
});

it('says so when a mutant no longer fits', () => {
  const [m] = MUTANTEN as [Mutant];
  expect(() => gebrochen('something else', m.stellen[0] as Mutant['stellen'][number])).toThrow(/stands 0 times/);
});

it('broken builds turn their tests red, the canary is seen, and a harmless change is found out', async () => {
  const schnelle = MUTANTEN.filter((m) => ['V5', 'K4'].includes(m.regeln[0] ?? '')).slice(0, 2);
  const harmlos: Mutant = {
    name: 'harmless',
    regeln: ['V5'],
    stellen: [{ datei: 'src-main/workspace/sync/overlay.ts', alt: 'Pure: no clock', neu: 'Pure: no  clock' }],
    tests: ['src-main/workspace/sync/overlay.test.ts'],
  };
  const { zahlen, funde } = await lauf({ seed: 1, minuten: 2, melde: () => undefined }, [...schnelle, harmlos]);
  expect(zahlen).toEqual({ mutanten: 3, gefangen: 2 });
  expect(funde).toEqual([expect.stringContaining('harmless survived')]);
}, 90_000);
