/**
 * An unfinished text, kept as typed: every pause is stored in the workspace, so that after a crash it is still there.
 * It is given up only by the act that uses it (in the same transaction there) or by the person.
 */
import type { ENTWURF_ART } from '../../src-shared/workspace-api/tabelle.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { Uhr } from '../bridge/uhr.ts';
import type { Meldungen } from './meldungen.svelte.ts';

export type EntwurfArt = (typeof ENTWURF_ART)[number];

/** What a draft needs of the window. */
export interface EntwurfDienste {
  leitung: Leitung;
  uhr: Uhr;
  meldungen: Meldungen;
}

/** Pause after the last keystroke before the text is stored, milliseconds. */
const PAUSE_MS = 300;

export class Entwurf<T extends Record<string, unknown>> {
  inhalt = $state.raw<T>(undefined as unknown as T);
  /** True where the text comes from an earlier time. */
  wiederhergestellt = $state(false);
  gespeichertAm = $state<string | null>(null);
  #leer: T;
  #brich: () => void = () => {};
  #offen = false;
  #leitung: Leitung;
  #uhr: Uhr;
  #meldungen: Meldungen;
  readonly vorgangId: string;
  readonly art: EntwurfArt;

  constructor(dienste: EntwurfDienste, vorgangId: string, art: EntwurfArt, leer: T) {
    this.#leitung = dienste.leitung;
    this.#uhr = dienste.uhr;
    this.#meldungen = dienste.meldungen;
    this.vorgangId = vorgangId;
    this.art = art;
    this.#leer = leer;
    this.inhalt = leer;
  }

  /** Brings back what was left. `passt` refuses a text that is about something else. */
  async hole(passt: (inhalt: Record<string, unknown>) => boolean = () => true): Promise<void> {
    try {
      const { inhalt } = await this.#leitung.rufe('entwurf', { vorgangId: this.vorgangId, art: this.art });
      if (inhalt === null || this.#offen || !passt(inhalt)) return;
      this.inhalt = { ...this.#leer, ...inhalt };
      this.wiederhergestellt = true;
    } catch (fehler) {
      this.#meldungen.melde(fehler);
    }
  }

  /** Takes what was typed. */
  setze(teil: Partial<T>): void {
    this.inhalt = { ...this.inhalt, ...teil };
    this.#offen = true;
    this.#brich();
    this.#brich = this.#uhr.nach(PAUSE_MS, () => void this.speichere());
  }

  /** Stores now what is not stored yet: on leaving the field, on closing. */
  async speichere(): Promise<void> {
    if (!this.#offen) return;
    this.#brich();
    this.#offen = false;
    await this.#lege(this.inhalt);
  }

  /** The act used it: nothing is left to store. */
  verbraucht(leer: T = this.#leer): void {
    this.#brich();
    this.#offen = false;
    this.inhalt = leer;
    this.wiederhergestellt = false;
    this.gespeichertAm = null;
  }

  /** Gives it up for good. */
  async verwirf(): Promise<void> {
    this.verbraucht();
    await this.#lege(null);
  }

  async #lege(inhalt: T | null): Promise<void> {
    try {
      const a = await this.#leitung.rufe('entwurfSpeichern', { vorgangId: this.vorgangId, art: this.art, inhalt });
      this.gespeichertAm = inhalt === null ? null : a.gespeichertAm;
    } catch (fehler) {
      this.#offen = inhalt !== null;
      this.#meldungen.melde(fehler);
    }
  }
}
