/**
 * What a window command is. Palette, toolbar, menus and key list all read the one table made of these; a command that
 * stands nowhere in the table cannot be given. Commands hold no state.
 */
import type { Fenster } from '../zustand/fenster.svelte.ts';

export const GRUPPEN = ['Vorgang', 'Bescheid', 'Ansicht', 'Gehen', 'Fenster'] as const;
export type Gruppe = (typeof GRUPPEN)[number];

/** `ja`, or why not, as people read it; `fehlt`: has no meaning here and is not shown. */
export type Lage = 'ja' | 'fehlt' | { grund: string };

export interface FensterBefehl {
  /** Stable: settings and tests hold it. */
  id: string;
  titel: string;
  /** Other words under which one would look for it. */
  synonyme: readonly string[];
  gruppe: Gruppe;
  /** `Strg+K`. */
  taste?: string;
  /** A single letter, only where switched on. */
  buchstabe?: string;
  /** True where the key holds also while a text is being typed. */
  auchBeimSchreiben?: true;
  lage(f: Fenster): Lage;
  tu(f: Fenster): void | Promise<void>;
}

/** Shown and possible now. */
export function geht(b: FensterBefehl, f: Fenster): boolean {
  return b.lage(f) === 'ja';
}
