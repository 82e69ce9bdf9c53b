/**
 * The steps of a history as plain data: what fast-check draws and shrinks, what is saved as a story and played again for
 * ever. Numbers are choices among what is there at that moment, so that any shorter history still means something.
 */
import fc from 'fast-check';
import type { Order } from '../../src-shared/domain/befehle.ts';
import { BESETZUNGEN, RECHTE } from './buehne.ts';
import { LINIE, type Linie, MISSGESCHICK, type Missgeschick } from './leitung.ts';

export const WEGE = ['erneut', 'bearbeiten', 'kommentar', 'verwerfen'] as const;

/** `wer`: place of the client; `x`, `wahl`, `vorgang`: choices, taken modulo what there is; `order` says which instead of `wahl`. */
export type Schritt =
  | { art: 'nichts' }
  | { art: 'klick'; wer: number; vorgang: number; wahl: number; x: number; order?: Order }
  | { art: 'fremd'; person: number; vorgang: number; wahl: number; x: number; order?: Order }
  | { art: 'entwurf'; wer: number; vorgang: number; x: number }
  | { art: 'datei'; wer: number; vorgang: number; x: number }
  | { art: 'undo'; wer: number; x: number }
  | { art: 'loese'; wer: number; x: number; weg: (typeof WEGE)[number] }
  | { art: 'eingang' }
  | { art: 'linie'; wer: number; linie: Linie }
  | { art: 'pech'; wer: number; pech: Missgeschick }
  | { art: 'zeit'; ms: number }
  | { art: 'absturz'; wer: number; nach: number; davor: boolean }
  | { art: 'start'; wer: number }
  | { art: 'neustart'; wer: number }
  | { art: 'uhr'; wer: number; ms: number }
  | { art: 'rechte'; wer: number; recht: number }
  | { art: 'lesestaende'; grund: 'cursor-abgelaufen' | 'neue-epoche' }
  | { art: 'sichere' }
  | { art: 'wiederherstellung' }
  | { art: 'fassung'; alt: boolean }
  | { art: 'versand' }
  | { art: 'offline'; wer: number; an: boolean }
  | { art: 'anmelden'; wer: number }
  | { art: 'wecke'; wer: number };

export interface Geschichte {
  seed: number;
  /** Number in BESETZUNGEN. */
  besetzung: number;
  schritte: Schritt[];
}

/** A saved story: why it is kept, and what must have happened in it, so that it never plays to an empty house. */
export interface GespeicherteGeschichte extends Geschichte {
  titel: string;
  ergebnis: { klicks: number; angenommen: number; geparkt: number };
}

const STUNDE = 3_600_000;
const wer = fc.nat(2);
/** The first in the list are the ones that everybody works on. */
const vorgang = fc.constantFrom(0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 4, 5);
const x = fc.nat(999);
const wahl = fc.nat(999);

/** Plain lines are the likely end of a fault, so that histories breathe. */
const linie: fc.Arbitrary<Linie> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Linie>('gut') },
  { weight: 6, arbitrary: fc.constantFrom(...LINIE) },
);

/** Any step shrinks to none at all: so a long history becomes its few steps that matter. */
const SCHRITT: fc.Arbitrary<Schritt> = fc.oneof(
  { withCrossShrink: true },
  { weight: 1, arbitrary: fc.constant({ art: 'nichts' as const }) },
  { weight: 50, arbitrary: fc.record({ art: fc.constant('klick' as const), wer, vorgang, wahl, x }) },
  { weight: 12, arbitrary: fc.record({ art: fc.constant('fremd' as const), person: fc.nat(3), vorgang, wahl, x }) },
  { weight: 3, arbitrary: fc.record({ art: fc.constant('entwurf' as const), wer, vorgang, x }) },
  { weight: 3, arbitrary: fc.record({ art: fc.constant('datei' as const), wer, vorgang, x }) },
  { weight: 3, arbitrary: fc.record({ art: fc.constant('undo' as const), wer, x }) },
  { weight: 12, arbitrary: fc.record({ art: fc.constant('loese' as const), wer, x, weg: fc.constantFrom(...WEGE) }) },
  { weight: 3, arbitrary: fc.constant({ art: 'eingang' as const }) },
  { weight: 9, arbitrary: fc.record({ art: fc.constant('linie' as const), wer, linie }) },
  {
    weight: 9,
    arbitrary: fc.record({ art: fc.constant('pech' as const), wer, pech: fc.constantFrom(...MISSGESCHICK) }),
  },
  {
    weight: 16,
    arbitrary: fc.record({
      art: fc.constant('zeit' as const),
      ms: fc.constantFrom(10, 60, 300, 1_000, 5_000, 12_000, 30_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ art: fc.constant('absturz' as const), wer, nach: fc.nat(8), davor: fc.boolean() }),
  },
  { weight: 4, arbitrary: fc.record({ art: fc.constant('start' as const), wer }) },
  { weight: 1, arbitrary: fc.record({ art: fc.constant('neustart' as const), wer }) },
  {
    weight: 2,
    arbitrary: fc.record({
      art: fc.constant('uhr' as const),
      wer,
      ms: fc.constantFrom(-26 * STUNDE, -STUNDE, -5_000, 5_000, STUNDE, 26 * STUNDE),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      art: fc.constant('rechte' as const),
      wer,
      recht: fc.integer({ min: -2, max: RECHTE.length - 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      art: fc.constant('lesestaende' as const),
      grund: fc.constantFrom('cursor-abgelaufen' as const, 'neue-epoche' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ art: 'sichere' as const }) },
  { weight: 1, arbitrary: fc.constant({ art: 'wiederherstellung' as const }) },
  { weight: 1, arbitrary: fc.record({ art: fc.constant('fassung' as const), alt: fc.boolean() }) },
  { weight: 2, arbitrary: fc.constant({ art: 'versand' as const }) },
  { weight: 2, arbitrary: fc.record({ art: fc.constant('offline' as const), wer, an: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ art: fc.constant('anmelden' as const), wer }) },
  { weight: 1, arbitrary: fc.record({ art: fc.constant('wecke' as const), wer }) },
);

/** Histories of `von` to `bis` steps. */
export function geschichten(von: number, bis: number): fc.Arbitrary<Geschichte> {
  return fc.record({
    seed: fc.nat(0x7fff_ffff),
    besetzung: fc.nat(BESETZUNGEN.length - 1),
    schritte: fc.array(SCHRITT, { minLength: von, maxLength: bis, size: 'max' }),
  });
}
