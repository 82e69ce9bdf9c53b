/**
 * The intake's parser: what form engines send, from JSON text to the Vorgang that is stored. Whatever comes in: a Vorgang
 * that every client can read and PostgreSQL can hold, or a typed refusal; and no text a person wrote is lost.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { antragZuVorgang, type Ziel as Leitziel } from '../../../src-cloud/intake/antrag-zu-vorgang.ts';
import { saubererText } from '../../../src-cloud/intake/form-daten.ts';
import { istTieferAls } from '../../../src-cloud/server/json.ts';
import { antragFormData } from '../../../src-shared/cloud-api/intake.ts';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { type FormItem, vorgang } from '../../../src-shared/domain/vorgang.ts';
import { WURZEL } from '../../prozesse.ts';
import { aus, beliebig, ganz, mutiere, mutiereText, type Wuerfel } from '../wuerfel.ts';
import { verlange, type Ziel } from '../ziel.ts';

export const ANTRAG_TEXT = readFileSync(join(WURZEL, 'tests/daten/gewerbeanmeldung.json'), 'utf8');
export const ANTRAG = JSON.parse(ANTRAG_TEXT) as { control: object; formData: unknown[] };

const LEITZIEL: Leitziel = {
  mandantId: 'flensburg',
  land: 'SH',
  oe: { id: '197008', name: 'Gewerbe' },
  dienst: { id: 'gewerbeanmeldung', name: 'Gewerbeanmeldung', leikaId: '99050012104000', fristTage: 30 },
};
const RAHMEN = {
  id: '01931f00-0000-7000-8000-000000000001',
  eingangAm: '2026-11-02T08:00:00.000Z',
  anhaenge: [],
  repraesentationen: [],
};

/** A leaf of any of the kinds that engines make, right or sloppy. */
function blatt(w: Wuerfel): unknown {
  const feld = aus(w, ['stringValue', 'numberValue', 'dateValue', 'booleanValue', 'value']);
  const name = aus(w, ['Nachname', 'Straße und Hausnummer', 'plz_0', 'Geburtsdatum', 'auskunftssperre', 'x']);
  return { name, label: name, type: aus(w, ['boolean', 'number', 'date', 'string', 7]), [feld]: beliebig(w, 1) };
}

function baum(w: Wuerfel, tiefe: number): unknown[] {
  return Array.from({ length: ganz(w, 4) }, () =>
    w() < 0.4 && tiefe > 0
      ? { name: aus(w, ['Antragsteller', 'Kind_1', 'Gruppe']), formItems: baum(w, tiefe - 1) }
      : blatt(w),
  );
}

/** An Antrag: the stored one changed, one with a tree of its own, or anything at all. */
export function antrag(w: Wuerfel): unknown {
  const wie = w();
  if (wie < 0.6) return mutiere(w, ANTRAG);
  if (wie < 0.8) return { ...ANTRAG, formData: baum(w, 4) };
  if (wie < 0.95) return mutiere(w, { control: mutiere(w, ANTRAG.control), formData: baum(w, 40) });
  return beliebig(w, 6);
}

/** As the part is read: refused as too deep, no JSON, or a value. */
function lies(text: string): unknown {
  if (istTieferAls(text, 80)) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Texts of leaves that carry nothing but a text. */
function geschrieben(items: unknown, texte: string[]): void {
  if (!Array.isArray(items)) return;
  for (const item of items) {
    if (item === null || typeof item !== 'object' || Array.isArray(item)) continue;
    const { stringValue, numberValue, dateValue, booleanValue, formItems } = item as Record<string, unknown>;
    const nurText = (numberValue ?? dateValue ?? booleanValue ?? undefined) === undefined;
    if (nurText && typeof stringValue === 'string') texte.push(saubererText(stringValue));
    geschrieben(formItems, texte);
  }
}

function gespeichert(items: readonly FormItem[], texte: string[]): void {
  for (const { stringValue, formItems } of items) {
    if (stringValue !== undefined) texte.push(stringValue);
    gespeichert(formItems ?? [], texte);
  }
}

function pruefe(roh: unknown, genau: boolean): void {
  const gelesen = antragFormData.safeParse(roh);
  if (!gelesen.success) return;
  let neu: ReturnType<typeof antragZuVorgang>;
  try {
    neu = antragZuVorgang(gelesen.data, LEITZIEL, RAHMEN);
  } catch (fehler) {
    if (fehler instanceof ProblemError) return;
    throw fehler;
  }
  if (!genau) return;
  // The transactionId is cleaned by the route, before this.
  const { requestId: _r, ...header } = neu.eingang.header;
  verlange(haltbar({ ...neu, eingang: { ...neu.eingang, header } }), 'PostgreSQL could not hold it', neu);
  verlange(vorgang.safeParse(neu).success, 'a client could not read the Vorgang', neu);
  const [da, hier]: [string[], string[]] = [[], []];
  geschrieben(gelesen.data.formData, da);
  gespeichert(neu.eingang.formData, hier);
  const menge = new Set(hier);
  const fehlt = da.find((t) => !menge.has(t));
  verlange(fehlt === undefined, 'a text is lost', fehlt);
}

/** No U+0000 and no half character anywhere, in names neither. */
function haltbar(wert: unknown): boolean {
  if (typeof wert === 'string') return !wert.includes('\u0000') && wert.isWellFormed();
  if (wert === null || typeof wert !== 'object') return true;
  return Object.entries(wert).every(([name, w]) => haltbar(name) && haltbar(w));
}

export const INTAKE: Ziel = {
  name: 'intake',
  regel: 'C9',
  anteil: 1,
  probe(w) {
    const genau = w() < 0.1;
    if (w() < 0.75) return pruefe(antrag(w), genau);
    const text = w() < 0.5 ? mutiereText(w, ANTRAG_TEXT) : (JSON.stringify(antrag(w)) ?? '');
    const wert = lies(w() < 0.3 ? mutiereText(w, text) : text);
    if (wert !== undefined) pruefe(wert, genau);
  },
};
