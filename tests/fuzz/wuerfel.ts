/**
 * Chance for the fuzz: nasty values, and a mutator over JSON trees, texts and bytes. All of it comes from one generator
 * with a seed, so that input number n of a run is the same one each time. It never changes what it is handed.
 */

/** Uniform in [0, 1). */
export type Wuerfel = () => number;

export const ganz = (w: Wuerfel, n: number): number => Math.floor(w() * n);
export const aus = <T>(w: Wuerfel, liste: readonly T[]): T => liste[ganz(w, liste.length)] as T;

/** Texts that parsers have fallen over before, here or elsewhere. */
export const TEXTE: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfff',
  '\uFEFF',
  '👩‍👩‍👧',
  'ß'.repeat(40),
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'Keine Angabe',
  'Keine Angaben',
  '-',
  'null',
  'NaN',
  '1e309',
  '-0',
  '0x10',
  '1.234,50',
  '999999999999999999999',
  '31.02.2026',
  '2026-02-30',
  '2026-11-02T08:00:00.000Z',
  '0000-00-00',
  '+275760-09-13',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'C:\\windows\\system32\\x.txt',
  '%00',
  '%',
  '%E0%A4%A',
  '"',
  '\\',
  '\r\n',
  '\t',
  '\u2028',
  'Große Straße 12a',
  'NEU',
  'IN_BEARBEITUNG',
  '01931f00-0000-7000-8000-000000000001',
  'a'.repeat(300),
  ' '.repeat(300),
  '1 '.repeat(150),
];
const SCHLUESSEL = [
  '__proto__',
  'constructor',
  'prototype',
  'name',
  'formItems',
  'control',
  'id',
  'fremd',
  '',
  '0',
  'kopf',
];
const ZAHLEN = [0, -0, 1, -1, 0.1, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, 5e-324, 500, 501];

/** A field under its own name, `__proto__` too: as JSON.parse makes it. */
function setze(ziel: object, name: string, wert: unknown): void {
  Object.defineProperty(ziel, name, { value: wert, enumerable: true, configurable: true, writable: true });
}

/** Any JSON value; not deeper than `tiefe`. */
export function beliebig(w: Wuerfel, tiefe = 3): unknown {
  const art = ganz(w, tiefe > 0 ? 9 : 6);
  if (art < 3) return aus(w, TEXTE);
  if (art === 3) return aus(w, ZAHLEN);
  if (art === 4) return w() < 0.5;
  if (art === 5) return null;
  if (art < 8) return Array.from({ length: ganz(w, 4) }, () => beliebig(w, tiefe - 1));
  const neu = {};
  for (let i = ganz(w, 4); i > 0; i--) setze(neu, aus(w, SCHLUESSEL), beliebig(w, tiefe - 1));
  return neu;
}

function leiste(w: Wuerfel, alt: unknown): unknown {
  if (typeof alt === 'string' && w() < 0.5) return mutiereText(w, alt);
  if (typeof alt === 'number' && w() < 0.5) return alt + aus(w, ZAHLEN);
  if (w() < 0.15) return [alt];
  if (w() < 0.1) return String(alt);
  return beliebig(w);
}

function mutiereListe(w: Wuerfel, liste: readonly unknown[]): unknown[] {
  const neu = [...liste];
  const i = ganz(w, neu.length + 1);
  const wie = w();
  if (wie < 0.25) neu.splice(i, 1);
  else if (wie < 0.5) neu.splice(i, 0, liste.length === 0 ? beliebig(w) : aus(w, liste));
  else if (wie < 0.6) neu.reverse();
  else if (neu.length > 0) {
    const n = ganz(w, neu.length);
    neu[n] = schritt(w, neu[n]);
  } else neu.push(beliebig(w));
  return neu;
}

function mutiereObjekt(w: Wuerfel, alt: object): object {
  const felder = Object.entries(alt);
  const ziel = felder.length === 0 ? undefined : aus(w, felder)[0];
  const wie = w();
  const neu = {};
  for (const [name, wert] of felder) {
    if (name !== ziel) setze(neu, name, wert);
    else if (wie < 0.12) continue;
    else if (wie < 0.2) setze(neu, aus(w, SCHLUESSEL), wert);
    else if (wie < 0.26) setze(neu, name, aus(w, felder)[1]);
    else setze(neu, name, schritt(w, wert));
  }
  if (wie > 0.92 || ziel === undefined) setze(neu, aus(w, SCHLUESSEL), beliebig(w));
  return neu;
}

function schritt(w: Wuerfel, wert: unknown): unknown {
  if (w() < 0.06) return beliebig(w);
  if (Array.isArray(wert)) return mutiereListe(w, wert);
  if (wert !== null && typeof wert === 'object') return mutiereObjekt(w, wert);
  return leiste(w, wert);
}

/** The value with one to five places changed; the rest is shared with the original. */
export function mutiere(w: Wuerfel, wert: unknown): unknown {
  let neu = wert;
  for (let i = ganz(w, 5); i >= 0; i--) neu = schritt(w, neu);
  return neu;
}

/** The text with a piece cut, doubled, replaced or put in. */
export function mutiereText(w: Wuerfel, text: string): string {
  const von = ganz(w, text.length + 1);
  const bis = Math.min(text.length, von + ganz(w, 12));
  const stueck = text.slice(von, bis);
  const wie = ganz(w, 6);
  const mitte = [
    () => '',
    () => stueck.repeat(2 + ganz(w, 20)),
    () => aus(w, TEXTE),
    () => String.fromCharCode(ganz(w, 256)),
    () => stueck + aus(w, TEXTE),
    () => String.fromCharCode(ganz(w, 65_536)) + stueck,
  ][wie];
  return text.slice(0, von) + (mitte?.() ?? '') + text.slice(bis);
}

/** The bytes with a few flipped, cut, doubled or put in. */
export function mutiereBytes(w: Wuerfel, bytes: Uint8Array): Uint8Array {
  let neu = Buffer.from(bytes);
  for (let i = ganz(w, 4); i >= 0; i--) {
    const von = ganz(w, neu.length);
    const wie = ganz(w, 5);
    if (wie < 2 && neu.length > 0) neu[von] = (neu[von] ?? 0) ^ (1 << ganz(w, 8));
    else if (wie === 2) neu = neu.subarray(0, von);
    else if (wie === 3) neu = Buffer.concat([neu.subarray(0, von), neu.subarray(von + ganz(w, 40))]);
    else neu = Buffer.concat([neu.subarray(0, von), neu.subarray(von, von + ganz(w, 40)), neu.subarray(von)]);
  }
  return neu;
}
