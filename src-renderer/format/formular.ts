/**
 * The form's tree as a readable document: groups become sections, leaves become label and text. Whatever senders
 * send must come out as text that a person can read; nothing here is ever HTML, nothing throws.
 */
import type { FormItem } from '../../src-shared/domain/vorgang.ts';
import { datum } from './zeit.ts';

export interface Feld {
  schluessel: string;
  label: string;
  /** Empty where the applicant left it out. */
  text: string;
}

export interface Abschnitt {
  schluessel: string;
  titel: string;
  felder: Feld[];
  abschnitte: Abschnitt[];
}

const ZAHL = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 6 });
const ISO_TAG = /^\d{4}-\d{2}-\d{2}$/;
const ISO_ZEIT = /^\d{4}-\d{2}-\d{2}T/;
const WAHR = new Map([
  ['true', 'Ja'],
  ['false', 'Nein'],
]);

/** The sections of a form. Leaves that stand outside any group come first, under "Angaben". */
export function gliedere(formData: readonly FormItem[]): Abschnitt[] {
  const lose = formData.filter((i) => !istGruppe(i));
  const gruppen = formData.filter(istGruppe).map((g, i) => abschnitt(g, String(i)));
  if (lose.length === 0) return gruppen;
  const felder = lose.map((f, i) => feld(f, `lose-${i}`));
  return [{ schluessel: 'lose', titel: 'Angaben', felder, abschnitte: [] }, ...gruppen];
}

/** One leaf's value as people read it: `Ja`, `12.03.2026`, `1.234,5`. */
export function wertInWorten(i: FormItem): string {
  if (i.booleanValue !== undefined) return i.booleanValue ? 'Ja' : 'Nein';
  if (i.dateValue !== undefined) return datum(i.dateValue);
  if (i.numberValue !== undefined) return ZAHL.format(i.numberValue);
  const text = i.stringValue?.trim() ?? '';
  if (ISO_TAG.test(text) || ISO_ZEIT.test(text)) return datum(text);
  return WAHR.get(text) ?? text;
}

/** How many fields a form has, and how many of them are filled. */
export function zaehleFelder(abschnitte: readonly Abschnitt[]): { alle: number; gefuellt: number } {
  let alle = 0;
  let gefuellt = 0;
  for (const a of abschnitte) {
    const unten = zaehleFelder(a.abschnitte);
    alle += a.felder.length + unten.alle;
    gefuellt += a.felder.filter((f) => f.text !== '').length + unten.gefuellt;
  }
  return { alle, gefuellt };
}

/** Only what was filled in; sections that become empty are left out. */
export function nurGefuellte(abschnitte: readonly Abschnitt[]): Abschnitt[] {
  return abschnitte
    .map((a) => ({ ...a, felder: a.felder.filter((f) => f.text !== ''), abschnitte: nurGefuellte(a.abschnitte) }))
    .filter((a) => a.felder.length > 0 || a.abschnitte.length > 0);
}

function istGruppe(i: FormItem): boolean {
  return i.formItems !== undefined && i.formItems.length > 0;
}

function feld(i: FormItem, schluessel: string): Feld {
  return { schluessel, label: i.label.trim() || i.name, text: wertInWorten(i) };
}

/** `kinder_0` → `kinder 1`: repeat groups count from nought on the wire. */
function titelVon(i: FormItem): string {
  const titel = i.label.trim() || i.name;
  const wiederholt = /_(\d+)$/.exec(i.name);
  if (!wiederholt) return titel;
  const nummer = Number(wiederholt[1]) + 1;
  const stamm = titel.replace(/_\d+$/, '');
  return /\d$/.test(stamm) ? stamm : `${stamm} ${nummer}`;
}

function abschnitt(i: FormItem, schluessel: string): Abschnitt {
  const kinder = i.formItems ?? [];
  return {
    schluessel,
    titel: titelVon(i),
    felder: kinder.filter((k) => !istGruppe(k)).map((k, n) => feld(k, `${schluessel}.f${n}`)),
    abschnitte: kinder.filter(istGruppe).map((k, n) => abschnitt(k, `${schluessel}.${n}`)),
  };
}
