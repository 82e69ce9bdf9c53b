/**
 * Which builder makes which form, and the whole form around it: person, own part, contact, declarations.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import type { DemoDienst, FormularArt } from '../dienste.ts';
import { allgemein } from './allgemein.ts';
import { anfrage } from './anfrage.ts';
import { baumfaellung } from './baumfaellung.ts';
import {
  antragstellendePerson,
  erklaerungen,
  type Formular,
  type Formularlage,
  kontaktinformationen,
} from './felder.ts';
import { gewerbe } from './gewerbe.ts';
import { fischereischein, hundesteuer } from './tiere.ts';
import { bewohnerparkausweis, halteverbot, sondernutzung } from './verkehr.ts';
import { wohngeld } from './wohngeld.ts';

const FORMULARE: Record<FormularArt, Formular> = {
  gewerbe,
  halteverbot,
  sondernutzung,
  bewohnerparkausweis,
  wohngeld,
  hundesteuer,
  fischereischein,
  baumfaellung,
  anfrage,
  allgemein,
};

/** How likely a firm hands in a form of this kind. */
const FIRMENANTEIL: Record<FormularArt, number> = {
  gewerbe: 0.55,
  halteverbot: 0.5,
  sondernutzung: 0.65,
  bewohnerparkausweis: 0,
  wohngeld: 0,
  hundesteuer: 0,
  fischereischein: 0,
  baumfaellung: 0.2,
  anfrage: 0.08,
  allgemein: 0.12,
};

/** Fields of work in which only people apply: no firm marries, moves house or needs a pension. */
const NUR_PERSONEN: readonly string[] = ['standesamt', 'buergerservice', 'soziales', 'jugend', 'migration'];
const PERSOENLICH: readonly string[] = [
  'jagdschein',
  'waffenbesitz',
  'zweitwohnungssteuer',
  'parkausweis-schwerbehinderte',
  'bibliotheksausweis',
];

/** How likely a firm applies for this service. */
export function firmenanteil({ id, fach, formular }: DemoDienst): number {
  if (formular !== 'allgemein') return FIRMENANTEIL[formular];
  const nurPersonen = NUR_PERSONEN.includes(fach) || PERSOENLICH.includes(id) || id.startsWith('fuehrerschein');
  return nurPersonen ? 0 : FIRMENANTEIL.allgemein;
}

/** Who applies for what: learners, parents, pensioners, else any adult. */
export function altersspanne({ id, fach }: DemoDienst): readonly [number, number] {
  if (id === 'fuehrerschein-17') return [16, 17];
  if (fach === 'jugend' || id === 'bildung-teilhabe') return [20, 50];
  if (id === 'grundsicherung' || id === 'hilfe-zur-pflege') return [62, 90];
  return [18, 82];
}

/** The filled form of the service. */
export function formularVon(lage: Formularlage): FormItem[] {
  return [
    antragstellendePerson(lage.a),
    ...FORMULARE[lage.dienst.formular](lage),
    kontaktinformationen(lage.a, lage.z),
    erklaerungen(),
  ];
}
