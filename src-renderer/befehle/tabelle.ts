/**
 * The one table of window commands, and the two ways to find one in it: by key and by words. Palette, menus, toolbar
 * and key list read it; nothing else binds a key.
 */
import type { Fenster } from '../zustand/fenster.svelte.ts';
import type { FensterBefehl } from './befehl.ts';
import { FENSTER_BEFEHLE } from './fenster.ts';
import { type Druck, trifft } from './tasten.ts';
import { VORGANG_BEFEHLE } from './vorgang.ts';

export const BEFEHLE: readonly FensterBefehl[] = [...VORGANG_BEFEHLE, ...FENSTER_BEFEHLE];

/** By its stable id; a wrong id is a programming error. */
export function befehl(id: string): FensterBefehl {
  const b = BEFEHLE.find((x) => x.id === id);
  if (!b) throw new RangeError(`kein Befehl ${id}`);
  return b;
}

/** The command of a key press. `schreibt`: the focus is where letters are text. */
export function zuTaste(druck: Druck, schreibt: boolean, einzelbuchstaben: boolean): FensterBefehl | undefined {
  return BEFEHLE.find((b) => {
    if (b.taste && trifft(b.taste, druck))
      return !schreibt || b.auchBeimSchreiben === true || b.taste.startsWith('Alt+');
    return einzelbuchstaben && !schreibt && b.buchstabe !== undefined && trifft(b.buchstabe, druck);
  });
}

const gefaltet = (text: string): string =>
  text.toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '');

/** Commands whose title or synonyms hold every word typed; titles first, those not possible now last. */
export function suche(text: string, f: Fenster): FensterBefehl[] {
  const worte = gefaltet(text).split(/\s+/).filter(Boolean);
  return BEFEHLE.filter((b) => b.lage(f) !== 'fehlt' && b.id !== 'fenster.palette')
    .map((b) => ({ b, rang: rang(b, worte) + (b.lage(f) === 'ja' ? 0 : 10) }))
    .filter((x) => x.rang < 100)
    .sort((a, z) => a.rang - z.rang)
    .map((x) => x.b);
}

function rang(b: FensterBefehl, worte: readonly string[]): number {
  const titel = gefaltet(b.titel);
  const alles = gefaltet([b.titel, b.gruppe, ...b.synonyme].join(' '));
  if (!worte.every((w) => alles.includes(w))) return 100;
  if (worte.every((w) => titel.startsWith(w))) return 0;
  return worte.every((w) => titel.includes(w)) ? 1 : 2;
}
