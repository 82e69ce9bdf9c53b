/**
 * What a person sets for this window: appearance, single-letter keys. Kept in localStorage, since it is the person's
 * and not the Vorgang's; unreadable or forbidden storage means the defaults, never an error.
 */

export type Erscheinung = 'system' | 'hell' | 'dunkel';

interface Gespeichert {
  erscheinung?: unknown;
  buchstaben?: unknown;
}

const ORT = 'kontor.einstellungen';

export class Einstellungen {
  erscheinung = $state<Erscheinung>('system');
  /** Single letters as commands: off by default (WCAG 2.1.4). */
  buchstaben = $state(false);
  #dunkel: MediaQueryList;
  #ort: Storage;

  constructor(ort: Storage, dunkel: MediaQueryList) {
    this.#ort = ort;
    this.#dunkel = dunkel;
    const da = lies(ort.getItem(ORT));
    if (da.erscheinung === 'hell' || da.erscheinung === 'dunkel') this.erscheinung = da.erscheinung;
    this.buchstaben = da.buchstaben === true;
    dunkel.addEventListener('change', () => this.#zeige());
    this.#zeige();
  }

  setze(teil: { erscheinung?: Erscheinung; buchstaben?: boolean }): void {
    if (teil.erscheinung !== undefined) this.erscheinung = teil.erscheinung;
    if (teil.buchstaben !== undefined) this.buchstaben = teil.buchstaben;
    this.#ort.setItem(ORT, JSON.stringify({ erscheinung: this.erscheinung, buchstaben: this.buchstaben }));
    this.#zeige();
  }

  #zeige(): void {
    const dunkel = this.erscheinung === 'dunkel' || (this.erscheinung === 'system' && this.#dunkel.matches);
    document.documentElement.dataset.kernTheme = dunkel ? 'dark' : 'light';
  }
}

function lies(text: string | null): Gespeichert {
  try {
    const wert: unknown = JSON.parse(text ?? '{}');
    return typeof wert === 'object' && wert !== null ? wert : {};
  } catch {
    return {};
  }
}
