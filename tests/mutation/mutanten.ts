/** All mutants, in the order of the rules' document. */
import type { Mutant } from './mutant.ts';
import { BESTAND } from './mutanten/bestand.ts';
import { SCHLUESSEL } from './mutanten/schluessel.ts';
import { SCHUTZ } from './mutanten/schutz.ts';
import { WARTESCHLANGE } from './mutanten/warteschlange.ts';
import { ZENTRALE } from './mutanten/zentrale.ts';

export const MUTANTEN: readonly Mutant[] = [...BESTAND, ...WARTESCHLANGE, ...SCHUTZ, ...SCHLUESSEL, ...ZENTRALE];
