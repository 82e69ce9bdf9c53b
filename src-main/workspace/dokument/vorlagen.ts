/**
 * The templates of a Bescheid: which fields one has, and what they say where they are left empty.
 * `standard` has no mandatory field. A template this version does not know is set like `standard`; its fields are kept.
 */
import type { Antragsteller, Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { langesDatum } from './zeitangaben.ts';

export interface VorlagenFeld {
  id: string;
  titel: string;
  art: 'zeile' | 'absaetze' | 'ja_nein';
  /** One sentence for people. */
  hilfe: string;
}

export interface Vorlage {
  id: string;
  name: string;
  felder: readonly VorlagenFeld[];
}

export const STANDARD: Vorlage = {
  id: 'standard',
  name: 'Standard',
  felder: [
    { id: 'betreff', titel: 'Betreff', art: 'zeile', hilfe: 'Leer: Dienst und Datum des Antrags.' },
    { id: 'anrede', titel: 'Anrede', art: 'zeile', hilfe: 'Leer: aus den Angaben der antragstellenden Person.' },
    { id: 'rechtsgrundlage', titel: 'Rechtsgrundlage', art: 'zeile', hilfe: 'Steht unter der Entscheidung.' },
    { id: 'anlagen', titel: 'Anlagen', art: 'absaetze', hilfe: 'Je Zeile eine Anlage.' },
    {
      id: 'rechtsbehelf',
      titel: 'Mit Rechtsbehelfsbelehrung',
      art: 'ja_nein',
      hilfe: 'Ohne sie läuft statt eines Monats ein Jahr (§ 58 VwGO).',
    },
    {
      id: 'rechtsbehelfText',
      titel: 'Eigene Rechtsbehelfsbelehrung',
      art: 'absaetze',
      hilfe: 'Leer: der Text des Landes.',
    },
    { id: 'gruss', titel: 'Grußformel', art: 'zeile', hilfe: 'Leer: Mit freundlichen Grüßen' },
  ],
};

export const VORLAGEN: readonly Vorlage[] = [STANDARD];

/** The template of this id, else `standard` with `bekannt: false`. */
export function vorlageFuer(id: string): { vorlage: Vorlage; bekannt: boolean } {
  const vorlage = VORLAGEN.find((v) => v.id === id);
  return { vorlage: vorlage ?? STANDARD, bekannt: vorlage !== undefined };
}

/** The fields with what holds where they are empty. */
export interface Feldwerte {
  betreff: string;
  anrede: string;
  rechtsgrundlage?: string;
  anlagen: string[];
  rechtsbehelf: boolean;
  rechtsbehelfText?: string;
  gruss: string;
}

/** Fills the fields of a Bescheid; a Rechtsbehelfsbelehrung is on unless switched off, for SONSTIGE unless switched on. */
export function feldwerte(v: Vorgang, b: Pick<Bescheid, 'felder' | 'entscheidung'>): Feldwerte {
  const text = (id: string): string | undefined => {
    const wert = b.felder[id];
    return typeof wert === 'string' && wert.trim() !== '' ? wert.trim() : undefined;
  };
  const { rechtsbehelf } = b.felder;
  const rechtsgrundlage = text('rechtsgrundlage');
  const rechtsbehelfText = text('rechtsbehelfText');
  return {
    betreff: text('betreff') ?? `${v.dienst.name} – Ihr Antrag vom ${langesDatum(v.eingangAm)}`,
    anrede: text('anrede') ?? anrede(v.antragsteller),
    ...(rechtsgrundlage === undefined ? {} : { rechtsgrundlage }),
    anlagen: (text('anlagen') ?? '')
      .split('\n')
      .map((a) => a.trim())
      .filter(Boolean),
    rechtsbehelf:
      typeof rechtsbehelf === 'boolean'
        ? rechtsbehelf
        : b.entscheidung !== 'SONSTIGE' || rechtsbehelfText !== undefined,
    ...(rechtsbehelfText === undefined ? {} : { rechtsbehelfText }),
    gruss: text('gruss') ?? 'Mit freundlichen Grüßen',
  };
}

/** The salutation that follows from what the applicant said; neutral where that says nothing. */
export function anrede(a: Antragsteller | undefined): string {
  const name = a?.nachname?.trim();
  if (name && /^frau$/i.test(a?.anrede?.trim() ?? '')) return `Sehr geehrte Frau ${name},`;
  if (name && /^herrn?$/i.test(a?.anrede?.trim() ?? '')) return `Sehr geehrter Herr ${name},`;
  if (name) return `Guten Tag ${[a?.vorname?.trim(), name].filter(Boolean).join(' ')},`;
  return 'Sehr geehrte Damen und Herren,';
}
