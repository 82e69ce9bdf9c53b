/**
 * Full-text search, newest first by key order and cut off inside the index: a word that is in every third case costs no
 * more than a rare one. First come rows that have all the words (the last one as a beginning), then rows that have them
 * within words (three letters or more): their candidates come from the index of letter runs and are checked on the text.
 */

import type { SuchAntwort, SuchTreffer } from '../../../src-shared/workspace-api/ansichten.ts';
import type { GeprueftEingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import type { Kern } from './kern.ts';
import { kopfZeile, LISTEN_SPALTEN, LISTEN_VERBUND, type Listenzeile } from './kopfzeile.ts';
import { liesMarke, marke } from './marke.ts';
import { liesJson } from './packen.ts';
import { ANFAENGE, ANFANG, falte, type Suchfeld, teilform, woerter, wortform } from './suchtext.ts';
import type { Verbindung } from './verbindung.ts';

/** Above this many hits nobody counts further. */
const ZAEHLGRENZE = 1_000;
/** Candidates checked per call for search within words; a page may be shorter than asked for, with a mark to go on. */
const KANDIDATEN = 2_000;
/** Characters of text around the first hit. */
const UMFELD = 60;

export const WORT_SQL =
  'SELECT rowid AS zeile FROM wortindex WHERE wortindex MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?';
export const TEIL_SQL =
  'SELECT rowid AS zeile FROM teilindex WHERE teilindex MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?';

/** Which words of the query a folded word satisfies. */
interface Anfrage {
  worte: string[];
  wortAusdruck: string;
  /** Undefined where no word is long enough to be looked for within words. */
  teilAusdruck: string | undefined;
}

const zitat = (wort: string): string => `"${wort}"`;

/** Expression for a beginning: short ones stand in the index themselves, longer ones are collected from it. */
function anfang(wort: string): string {
  if (wort.length === 1) return zitat(wort);
  return ANFAENGE.includes(wort.length) ? zitat(ANFANG + wort) : `${zitat(wort)}*`;
}

/** Undefined where the text has no word. A single letter at the end is a whole word: its beginnings are too many. */
function anfrageVon(text: string): Anfrage | undefined {
  const worte = woerter(text);
  const letztes = worte.at(-1);
  if (letztes === undefined) return undefined;
  const ganze = worte.slice(0, -1).map(zitat);
  const teile = teilform(worte);
  return {
    worte,
    wortAusdruck: [...ganze, anfang(letztes)].join(' AND '),
    teilAusdruck: teile.length === 0 ? undefined : teile.map(zitat).join(' AND '),
  };
}

const felderVon = (v: Verbindung, zeile: number): Suchfeld[] => {
  const z = v.eins<{ felder: string }>('SELECT felder FROM suchtext WHERE zeile = ?', zeile);
  return z ? liesJson<Suchfeld[]>(z.felder) : [];
};

/** All words by whole words, the last as a beginning: the first phase has shown this row. */
function ganzEnthalten(inhalt: readonly string[], worte: readonly string[]): boolean {
  return worte.every((w, i) => {
    const anfang = i === worte.length - 1 && w.length > 1;
    return inhalt.some((x) => (anfang ? x.startsWith(w) : x === w));
  });
}

const teilEnthalten = (inhalt: readonly string[], worte: readonly string[]): boolean =>
  worte.every((w) => inhalt.some((x) => x.includes(w)));

interface Fund {
  zeile: number;
  felder: Suchfeld[];
}
interface Phase {
  funde: Fund[];
  /** Where to go on; undefined: this phase has no more. */
  weiter: number | undefined;
}

function wortPhase(v: Verbindung, a: Anfrage, nach: number, limit: number): Phase {
  const zeilen = v.alle<{ zeile: number }>(WORT_SQL, a.wortAusdruck, nach, limit + 1).map((z) => z.zeile);
  const seite = zeilen.slice(0, limit);
  return {
    funde: seite.map((zeile) => ({ zeile, felder: felderVon(v, zeile) })),
    weiter: zeilen.length > limit ? seite.at(-1) : undefined,
  };
}

/** `gezeigt`: rows known to be hits by whole words; they need not be looked at again. */
function teilPhase(v: Verbindung, a: Anfrage, nach: number, limit: number, gezeigt?: ReadonlySet<number>): Phase {
  if (a.teilAusdruck === undefined) return { funde: [], weiter: undefined };
  const funde: Fund[] = [];
  const kandidaten = v.alle<{ zeile: number }>(TEIL_SQL, a.teilAusdruck, nach, KANDIDATEN);
  for (const { zeile } of kandidaten) {
    if (funde.length > limit) break;
    if (gezeigt?.has(zeile)) continue;
    const felder = felderVon(v, zeile);
    const inhalt = wortform(felder);
    if (teilEnthalten(inhalt, a.worte) && !ganzEnthalten(inhalt, a.worte)) funde.push({ zeile, felder });
  }
  if (funde.length > limit) return { funde: funde.slice(0, limit), weiter: funde[limit - 1]?.zeile };
  return { funde, weiter: kandidaten.length === KANDIDATEN ? kandidaten.at(-1)?.zeile : undefined };
}

/** The text around the first hit, each word that was hit between « and ». */
function fundstelle(felder: readonly Suchfeld[], worte: readonly string[]): { feld: string; text: string } {
  const trifft = (wort: string): boolean => {
    const f = falte(wort);
    return worte.some((w) => f === w || (w.length > 1 && f.startsWith(w)) || (w.length > 2 && f.includes(w)));
  };
  for (const [feld, text] of felder) {
    const treffer = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].filter((m) => trifft(m[0]));
    const erster = treffer[0];
    if (!erster) continue;
    const von = Math.max(0, erster.index - UMFELD);
    const bis = Math.min(text.length, erster.index + erster[0].length + UMFELD);
    let ausschnitt = '';
    let stelle = von;
    for (const m of treffer) {
      if (m.index + m[0].length > bis) break;
      ausschnitt += `${text.slice(stelle, m.index)}«${m[0]}»`;
      stelle = m.index + m[0].length;
    }
    ausschnitt += text.slice(stelle, bis);
    return { feld, text: `${von > 0 ? '…' : ''}${ausschnitt}${bis < text.length ? '…' : ''}` };
  }
  return { feld: '', text: '' };
}

const ZEILE_SQL = `SELECT ${LISTEN_SPALTEN} FROM vorgang v ${LISTEN_VERBUND} WHERE v.zeile = ?`;

function alsTreffer(v: Verbindung, fund: Fund, worte: readonly string[]): SuchTreffer[] {
  const z = v.eins<Listenzeile>(ZEILE_SQL, fund.zeile);
  return z ? [{ ...kopfZeile(z), fundstelle: fundstelle(fund.felder, worte) }] : [];
}

/** Hits altogether: exact where all of them were seen, else at least as many as are known. */
function gesamtVon(v: Verbindung, a: Anfrage): SuchAntwort['gesamt'] {
  const ganze = new Set(v.alle<{ zeile: number }>(WORT_SQL, a.wortAusdruck, -1, ZAEHLGRENZE + 1).map((z) => z.zeile));
  if (ganze.size > ZAEHLGRENZE) return { mindestens: ZAEHLGRENZE };
  const teile = teilPhase(v, a, -1, ZAEHLGRENZE - ganze.size, ganze);
  const n = ganze.size + teile.funde.length;
  return teile.weiter === undefined ? n : { mindestens: n };
}

export function suche(kern: Kern, frage: GeprueftEingabe<'suche'>): SuchAntwort {
  const a = anfrageVon(frage.text);
  if (!a) return { vorgaenge: [], gesamt: 0 };
  const { v } = kern;
  const [phase = 0, nach = -1] = frage.nach === undefined ? [] : liesMarke(frage.nach, 'suche', 2);
  const worte = phase === 0 ? wortPhase(v, a, nach, frage.limit) : { funde: [], weiter: undefined };
  const rest = frage.limit - worte.funde.length;
  const teile =
    worte.weiter === undefined && rest > 0
      ? teilPhase(v, a, phase === 0 ? -1 : nach, rest)
      : { funde: [], weiter: worte.weiter === undefined ? -1 : undefined };
  const weiter =
    worte.weiter !== undefined
      ? marke('suche', [0, worte.weiter])
      : teile.weiter !== undefined && a.teilAusdruck !== undefined
        ? marke('suche', [1, teile.weiter])
        : undefined;
  return {
    vorgaenge: [...worte.funde, ...teile.funde].flatMap((f) => alsTreffer(v, f, a.worte)),
    ...(weiter === undefined ? {} : { weiter }),
    gesamt: gesamtVon(v, a),
  };
}
