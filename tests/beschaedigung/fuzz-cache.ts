/** The fuzz of cache files: several damages at once, and changed content beneath the cipher; no crash, no hang, only problems. */
import type { Teil } from '../lang/teil.ts';
import { FUZZ_ARTEN } from './arten.ts';
import { laufe } from './aufseher.ts';

export const fuzzCache: Teil = {
  name: 'fuzz-cache',
  titel: 'mutated cache files opened and used: no crash, no hang, only typed problems, nothing lost that lived',
  regeln: ['L3', 'L12', 'P1'],
  ziele: { dateien: 10_000 },
  lauf: (auftrag) =>
    laufe(
      auftrag,
      FUZZ_ARTEN.map((a) => a.name),
      'dateien',
    ),
};
