// Cleans a form tree as form engines really send it into the one form the house knows: leaves with one typed value, groups
// with formItems, every node with a name and a label. Pure. Loses nothing a person wrote: what does not fit its type
// stays as text.
import type { FormItem } from '../../src-shared/domain/vorgang.ts';
import { httpProblem } from '../server/problem.ts';

/** Deepest nesting of groups, and the most items of one Antrag. */
export const TIEFE = 32;
export const ANZAHL = 10_000;

/** U+0000 (PostgreSQL cannot hold it) goes, lone surrogates become U+FFFD. */
export function saubererText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** The text's first `hoechstens` UTF-16 units, never half of a character: a cut emoji could not be stored. */
export function gekuerzt(text: string, hoechstens: number): string {
  if (text.length <= hoechstens) return text;
  return text.slice(0, hoechstens).replace(/[\uD800-\uDBFF]$/, '');
}

/** The form's tree. Anything but an array is an empty form. @throws zu-tief, zu-gross (413) */
export function saubereFormData(roh: unknown): FormItem[] {
  const zaehler = { anzahl: 0 };
  return saubereListe(roh, 1, zaehler);
}

function saubereListe(roh: unknown, tiefe: number, zaehler: { anzahl: number }): FormItem[] {
  if (!Array.isArray(roh)) return [];
  if (tiefe > TIEFE) throw httpProblem('zu-tief', { detail: `Ein Formular darf ${TIEFE} Ebenen haben.` });
  return roh.flatMap((eintrag, n) => {
    zaehler.anzahl += 1;
    if (zaehler.anzahl > ANZAHL) throw httpProblem('zu-gross', { detail: `Ein Formular darf ${ANZAHL} Felder haben.` });
    if (eintrag === null || eintrag === undefined) return [];
    if (typeof eintrag !== 'object' || Array.isArray(eintrag))
      return [{ name: `feld_${n}`, label: `Feld ${n + 1}`, stringValue: alsText(eintrag) }];
    return [sauberesItem(eintrag as Record<string, unknown>, n, tiefe, zaehler)];
  });
}

function sauberesItem(roh: Record<string, unknown>, n: number, tiefe: number, zaehler: { anzahl: number }): FormItem {
  const name = bezeichnung(roh.name) ?? bezeichnung(roh.label) ?? `feld_${n}`;
  const kopf = { name, label: bezeichnung(roh.label) ?? name };
  if (Array.isArray(roh.formItems))
    return { ...kopf, ...wert(roh), formItems: saubereListe(roh.formItems, tiefe + 1, zaehler) };
  return { ...kopf, ...wert(roh) };
}

type Wert = Pick<FormItem, 'stringValue' | 'numberValue' | 'dateValue' | 'booleanValue'>;

/** One typed value: the first that is there, by the engine's own type names or by a `type` beside a `value`. */
function wert(roh: Record<string, unknown>): Wert {
  if (gibtEs(roh.booleanValue)) return alsWahrheit(roh.booleanValue);
  if (gibtEs(roh.numberValue)) return alsZahl(roh.numberValue);
  if (gibtEs(roh.dateValue)) return alsDatum(roh.dateValue);
  if (gibtEs(roh.stringValue)) return { stringValue: alsText(roh.stringValue) };
  if (!gibtEs(roh.value)) return {};
  const art = typeof roh.type === 'string' ? roh.type.toLowerCase() : '';
  if (/^bool|^checkbox|^ja/.test(art)) return alsWahrheit(roh.value);
  if (/^(number|int|decimal|float|zahl)/.test(art)) return alsZahl(roh.value);
  if (/^dat(e|um)$/.test(art)) return alsDatum(roh.value);
  if (typeof roh.value === 'boolean') return { booleanValue: roh.value };
  if (typeof roh.value === 'number') return alsZahl(roh.value);
  return { stringValue: alsText(roh.value) };
}

function gibtEs(w: unknown): boolean {
  return w !== undefined && w !== null;
}

function alsText(w: unknown): string {
  return saubererText(typeof w === 'object' ? JSON.stringify(w) : String(w));
}

function alsWahrheit(w: unknown): Wert {
  if (typeof w === 'boolean') return { booleanValue: w };
  const text = alsText(w).trim().toLowerCase();
  if (['true', 'ja', 'j', 'yes', 'wahr', '1', 'on'].includes(text)) return { booleanValue: true };
  if (['false', 'nein', 'n', 'no', 'falsch', '0', 'off'].includes(text)) return { booleanValue: false };
  return { stringValue: alsText(w) };
}

function alsZahl(w: unknown): Wert {
  if (typeof w === 'number' && Number.isFinite(w)) return { numberValue: w };
  const text = alsText(w).trim();
  // "1.234,50" and "12,5" as Germans write it, "12.5" as programs do. Leading zeros are keys (postcodes), not numbers.
  if (/^-?(0|[1-9]\d{0,14})([.,]\d{1,6})?$/.test(text)) return { numberValue: Number(text.replace(',', '.')) };
  if (/^-?[1-9]\d{0,2}(\.\d{3}){1,4}(,\d{1,6})?$/.test(text)) {
    return { numberValue: Number(text.replaceAll('.', '').replace(',', '.')) };
  }
  return { stringValue: alsText(w) };
}

function alsDatum(w: unknown): Wert {
  const text = alsText(w).trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:T.*)?$/.exec(text);
  const deutsch = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const [jahr, monat, tag] = iso ? [iso[1], iso[2], iso[3]] : [deutsch?.[3], deutsch?.[2], deutsch?.[1]];
  const datum = `${jahr}-${monat?.padStart(2, '0')}-${tag?.padStart(2, '0')}`;
  const ms = Date.parse(`${datum}T00:00:00Z`);
  // 31 February is parsed as a day in March by nobody: then it stays the text the person wrote.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(datum)
    ? { dateValue: datum }
    : { stringValue: text };
}

function bezeichnung(w: unknown): string | undefined {
  if (typeof w !== 'string' && typeof w !== 'number') return undefined;
  const text = saubererText(String(w)).trim();
  return text === '' ? undefined : gekuerzt(text, 500);
}
