/**
 * The online services of the demo's Mandanten: Flensburg 58, Herzogtum Lauenburg 42, Preetz 40 (product.md, "Rollout").
 * Names and keys are the LeiKa's; deadlines, retention and first days online are plausible, not official.
 */

import type { KatalogDienst } from './ableitung.ts';
import katalog from './daten/dienste.json' with { type: 'json' };
import type { Fach, MandantId } from './mandanten.ts';
import { mandantVon, oeFuer } from './mandanten.ts';

/** Which form a service uses; `formulare/verzeichnis.ts` has one builder for each. */
export type FormularArt =
  | 'gewerbe'
  | 'halteverbot'
  | 'sondernutzung'
  | 'bewohnerparkausweis'
  | 'wohngeld'
  | 'hundesteuer'
  | 'fischereischein'
  | 'baumfaellung'
  | 'anfrage'
  | 'allgemein';

export interface DemoDienst {
  id: string;
  name: string;
  leikaId?: string;
  /** The catalogue's own name. */
  leikaName?: string;
  ozgId?: string;
  art: 'ANTRAG' | 'ANFRAGE';
  fristTage: number;
  mitzeichnung: boolean;
  aufbewahrungTage: number;
  versandNachMin: number;
  vorlagen: { id: string; name: string }[];
  /** `YYYY-MM-DD` */
  liveSeit: string;
  formIds: string[];
  oe: string;
  fach: Fach;
  formular: FormularArt;
  /** How often it is used, relative to the others. */
  gewicht: number;
}

const MITZEICHNUNG: ReadonlySet<string> = new Set(['baumfaellung', 'sondernutzung']);

/** A row of the catalogue as TypeScript reads the file: which Mandanten offer it differs from row to row. */
type KatalogZeile = Omit<KatalogDienst, 'angebote'> & { angebote: Partial<KatalogDienst['angebote']> };

const ZEILEN: readonly KatalogZeile[] = katalog;

/** `sondernutzung-baustelle` → `SondernutzungBaustelle`, as form engines name forms. */
function formId(id: string): string {
  return id.replace(/(^|-)([a-z0-9])/g, (_, __, c: string) => c.toUpperCase());
}

const jeMandant = new Map<string, readonly DemoDienst[]>();

/** The Mandant's services, in the catalogue's order. The same array each time. */
export function diensteVon(mandant: MandantId): readonly DemoDienst[] {
  const bekannt = jeMandant.get(mandant);
  if (bekannt) return bekannt;
  const m = mandantVon(mandant);
  const dienste = ZEILEN.flatMap((zeile): DemoDienst[] => {
    const { angebote, aufbewahrungJahre, fach, art, formular, ...rest } = zeile;
    const liveSeit = angebote[mandant];
    if (liveSeit === undefined) return [];
    return [
      {
        ...rest,
        art: art as DemoDienst['art'],
        fach: fach as Fach,
        formular: formular as FormularArt,
        mitzeichnung: MITZEICHNUNG.has(zeile.id),
        aufbewahrungTage: aufbewahrungJahre * 365,
        versandNachMin: 0,
        vorlagen: [{ id: 'standard', name: 'Standard' }],
        liveSeit,
        formIds: [formId(zeile.id)],
        oe: oeFuer(m, fach as Fach).id,
      },
    ];
  });
  jeMandant.set(mandant, dienste);
  return dienste;
}

/** Name of every service of the catalogue by LeiKa key, or by id where it has none; for the ranking. */
export const DIENST_NAMEN: ReadonlyMap<string, string> = new Map(ZEILEN.map((z) => [z.leikaId ?? z.id, z.name]));

/** Deadline and use of every service of the catalogue, by the same keys. */
export const DIENST_UMFANG: ReadonlyMap<string, { fristTage: number; gewicht: number }> = new Map(
  ZEILEN.map((z) => [z.leikaId ?? z.id, z]),
);
