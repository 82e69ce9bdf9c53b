/** The proof of damage: databases damaged in every way the list names, each found or without effect, work salvaged. */
import type { Teil } from '../lang/teil.ts';
import { ARTEN } from './arten.ts';
import { laufe } from './aufseher.ts';

export const beschaedigung: Teil = {
  name: 'beschaedigung',
  titel: 'a damaged cache is found, never shown wrong, never crashes; the work is salvaged (share by kind of damage)',
  regeln: ['L2', 'L3', 'L12', 'P1'],
  ziele: { beschaedigt: 10_000 },
  lauf: (auftrag) =>
    laufe(
      auftrag,
      ARTEN.map((a) => a.name),
      'beschaedigt',
    ),
};
