/**
 * Building blocks of the demo's forms: one typed leaf each, groups, repeat groups as form engines nest them (`_0`, `_1`),
 * and the parts every form has (person, contact, declarations), named as in the real request of a form engine.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { type Adresse, type Antragsteller, adresseIn, type Ort } from '../antragsteller.ts';
import type { DemoDienst } from '../dienste.ts';
import { TAG, tag } from '../zeit.ts';
import type { Zufall } from '../zufall.ts';

/** What a form is filled from. `eingang`: when it was sent, ms. */
export interface Formularlage {
  a: Antragsteller;
  ort: Ort;
  dienst: DemoDienst;
  eingang: number;
  z: Zufall;
}

/** A form's own part; person, contact and declarations are put around it. */
export type Formular = (lage: Formularlage) => FormItem[];

export const text = (label: string, stringValue: string, name = label): FormItem => ({ name, label, stringValue });
export const zahl = (label: string, numberValue: number, name = label): FormItem => ({ name, label, numberValue });
export const ja = (label: string, booleanValue: boolean, name = label): FormItem => ({ name, label, booleanValue });
/** `YYYY-MM-DD` */
export const datum = (label: string, dateValue: string, name = label): FormItem => ({ name, label, dateValue });
export const gruppe = (label: string, formItems: FormItem[], name = label): FormItem => ({ name, label, formItems });

/** `anzahl` groups with names `<name>_0`, `<name>_1` … inside one group. */
export function wiederholung(label: string, name: string, anzahl: number, je: (i: number) => FormItem[]): FormItem {
  const gruppen = Array.from({ length: anzahl }, (_, i) => gruppe(`${name} ${i + 1}`, je(i), `${name}_${i}`));
  return gruppe(label, gruppen, name);
}

/** The day `tage` days after the form was sent. */
export function tagNach(lage: Formularlage, tage: number): string {
  return tag(lage.eingang + tage * TAG);
}

export function adressfelder(a: Adresse, label = 'Adresse'): FormItem {
  return gruppe(label, [
    text('Straße', a.strasse),
    text('Hausnummer', a.hausnummer),
    text('PLZ', a.plz),
    text('Ort', a.ort),
  ]);
}

/** "Antragstellende Person": a person or a firm, with the ban on disclosure where there is one. */
export function antragstellendePerson(a: Antragsteller): FormItem {
  return gruppe('Antragstellende Person', [
    text('Angabe zur Person/Firma', a.firma ? 'firma' : 'person', 'person_oder_firma'),
    ...(a.firma ? [text('Firmenname', a.firma.name), text('Rechtsform', a.firma.rechtsform)] : []),
    text('Anrede', a.anrede),
    ...(a.titel ? [text('Titel', a.titel)] : []),
    text('Nachname', a.nachname),
    text('Vorname', a.vorname),
    datum('Geburtsdatum', a.geburtsdatum),
    adressfelder(a.adresse),
    ...(a.auskunftssperre
      ? [ja('Auskunftssperre nach § 51 Bundesmeldegesetz eingetragen', true, 'Auskunftssperre')]
      : []),
  ]);
}

export function kontaktinformationen(a: Antragsteller, z: Zufall): FormItem {
  return gruppe('Kontaktinformationen', [
    ...(z.wahr(0.8) ? [text('Telefonnummer', a.telefon)] : []),
    text('E-Mail', a.email),
  ]);
}

export function erklaerungen(): FormItem {
  return gruppe('Erklärungen', [
    ja('Richtigkeit bestätigt', true, 'check_richtigkeit'),
    ja('Datenschutz akzeptiert', true, 'check_datenschutz'),
  ]);
}

/** An address of the place as one line. */
export function stelle({ ort, z }: Formularlage): string {
  const a = adresseIn(ort, z);
  return `${a.strasse} ${a.hausnummer}, ${a.ort}`;
}
