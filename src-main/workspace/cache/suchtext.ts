/**
 * What of a Vorgang can be searched, and how words are folded so that German spelling does not matter: ß = ss,
 * ä = ae = a (so Müller, Mueller and Muller are one word), no diacritics, no case. Pure. Index and query fold alike;
 * a change here needs a new `SUCH_FASSUNG`, which rebuilds the index.
 */
import type { FormItem, Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { istKopf } from './ganz.ts';

/** Raised when fields, folding or word forms change. */
export const SUCH_FASSUNG = 2;

/** `[field as people read it, its text]`, in the order in which a hit is looked for. */
export type Suchfeld = [feld: string, text: string];

function formularfelder(items: readonly FormItem[], ziel: Suchfeld[]): void {
  for (const item of items) {
    if (item.stringValue) ziel.push([item.label, item.stringValue]);
    if (item.numberValue !== undefined) ziel.push([item.label, String(item.numberValue)]);
    if (item.dateValue) ziel.push([item.label, item.dateValue.split('-').reverse().join('.')]);
    if (item.formItems) formularfelder(item.formItems, ziel);
  }
}

function personenfelder(v: Vorgang | VorgangKopf, ziel: Suchfeld[]): void {
  const a = v.antragsteller;
  if (!a) return;
  ziel.push(['Antragsteller', [a.vorname, a.nachname, a.firma].filter(Boolean).join(' ')]);
  if (a.anschrift) {
    const { strasse, hausnummer, plz, ort } = a.anschrift;
    ziel.push(['Anschrift', `${strasse} ${hausnummer}, ${plz} ${ort}`]);
  }
  if (a.email) ziel.push(['E-Mail', a.email]);
  if (a.telefon) ziel.push(['Telefon', a.telefon]);
}

/** All that can be found, empty texts left out. */
export function suchfelder(v: Vorgang | VorgangKopf): Suchfeld[] {
  const ziel: Suchfeld[] = [['Vorgangsnummer', v.nummer]];
  if (v.aktenzeichen) ziel.push(['Aktenzeichen', v.aktenzeichen]);
  personenfelder(v, ziel);
  ziel.push(['Vorgang', v.name]);
  if (v.dienst.name !== v.name) ziel.push(['Dienst', v.dienst.name]);
  if (!istKopf(v)) formularfelder(v.eingang.formData, ziel);
  for (const a of v.eingang.anhaenge) ziel.push(['Anhang', a.dateiname]);
  for (const w of v.wiedervorlagen) ziel.push(['Wiedervorlage', w.betreff]);
  if (!istKopf(v)) {
    for (const k of v.kommentare) {
      ziel.push(['Kommentar', k.text]);
      for (const a of k.anhaenge) ziel.push(['Anhang', a.dateiname]);
    }
    for (const n of v.nachrichten) ziel.push(['Nachricht', `${n.betreff} ${n.text}`]);
  }
  return ziel.filter(([, text]) => text.trim() !== '');
}

const OHNE_ZERLEGUNG: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'a',
  œ: 'o',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  ʌ: 'v',
};

/** Folds a text; word boundaries stay where they were. */
export function falte(text: string): string {
  let t = text.toLowerCase();
  if (/[^ -~]/.test(t)) {
    t = t
      .normalize('NFKD')
      .replace(/\p{M}+/gu, '')
      .replace(/[ßæœøłđıʌ]/g, (c) => OHNE_ZERLEGUNG[c]!);
  }
  return t.replace(/([aou])e/g, '$1');
}

/** The folded words of a text, in order, repeated as they are. */
export const woerter = (text: string): string[] => falte(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** Sets beginnings of words apart from words; no word begins with it. */
export const ANFANG = 'ʌ';
/** Lengths of beginnings that are looked up instead of being collected from all words that have them. */
export const ANFAENGE: readonly number[] = [2, 3];

/** What the word index stores of a row: its words, and their beginnings. */
export function mitAnfaengen(worte: readonly string[]): string[] {
  const alle = new Set<string>(worte);
  for (const w of worte) for (const n of ANFAENGE) if (w.length >= n) alle.add(ANFANG + w.slice(0, n));
  return [...alle];
}

/** Each word once. */
export function wortform(felder: readonly Suchfeld[]): string[] {
  const alle = new Set<string>();
  for (const [, text] of felder) for (const w of woerter(text)) alle.add(w);
  return [...alle];
}

/** Runs of three letters within words, each once: what the index for search within words stores. */
export function teilform(worte: Iterable<string>): string[] {
  const alle = new Set<string>();
  for (const w of worte) for (let i = 0; i + 3 <= w.length; i++) alle.add(w.slice(i, i + 3));
  return [...alle];
}
