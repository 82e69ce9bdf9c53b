/**
 * The search as one types: each keystroke asks anew, an answer to an older text is dropped. It works on what is on the
 * device, so also without a line. It never keeps a text longer than the window is open.
 */
import type { Problem } from '../../src-shared/domain/problem.ts';
import type { SuchTreffer } from '../../src-shared/workspace-api/ansichten.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { Uhr } from '../bridge/uhr.ts';
import { alsProblem } from '../format/sicherheit.ts';
import type { Gesamt } from './liste.svelte.ts';
import { gehe } from './seiten.ts';

/** So long after the last keystroke, milliseconds: shorter than anyone types, longer than one key's repeat. */
const RUHE_MS = 60;

export class SuchStand {
  text = $state('');
  treffer = $state.raw<SuchTreffer[]>([]);
  gesamt = $state<Gesamt>(0);
  laedt = $state(false);
  fehler = $state<Problem | null>(null);
  auswahl = $state<string | null>(null);
  aktiv = $derived(this.text.trim() !== '');
  #weiter: string | undefined;
  #lauf = 0;
  #brich: () => void = () => {};
  #leitung: Leitung;
  #uhr: Uhr;

  constructor(leitung: Leitung, uhr: Uhr) {
    this.#leitung = leitung;
    this.#uhr = uhr;
  }

  suche(text: string): void {
    this.text = text;
    this.#brich();
    if (!this.aktiv) {
      this.leere();
      return;
    }
    this.laedt = true;
    this.#brich = this.#uhr.nach(RUHE_MS, () => void this.#frage());
  }

  /** Asks now where an answer is still outstanding: Enter must not be quicker than the hits. */
  async fertig(): Promise<void> {
    this.#brich();
    if (this.aktiv && this.laedt) await this.#frage();
  }

  leere(): void {
    this.#lauf += 1;
    this.#brich();
    this.text = '';
    this.treffer = [];
    this.gesamt = 0;
    this.laedt = false;
    this.fehler = null;
    this.auswahl = null;
  }

  /** Something changed in the workspace. */
  stosseAn(): void {
    if (this.aktiv) void this.#frage();
  }

  async ladeMehr(): Promise<void> {
    if (this.#weiter === undefined || this.laedt) return;
    await this.#frage(this.#weiter);
  }

  gehe(schritt: number): string | undefined {
    const ziel = gehe(this.treffer, this.auswahl, schritt);
    if (ziel !== undefined) this.auswahl = ziel;
    return ziel;
  }

  async #frage(nach?: string): Promise<void> {
    const lauf = ++this.#lauf;
    const text = this.text.trim();
    this.laedt = true;
    try {
      const a = await this.#leitung.rufe('suche', { text, limit: 100, ...(nach === undefined ? {} : { nach }) });
      if (lauf !== this.#lauf) return;
      this.treffer = nach === undefined ? a.vorgaenge : [...this.treffer, ...a.vorgaenge];
      this.gesamt = a.gesamt;
      this.#weiter = a.weiter;
      this.fehler = null;
    } catch (fehler) {
      if (lauf === this.#lauf) this.fehler = alsProblem(fehler);
    } finally {
      if (lauf === this.#lauf) this.laedt = false;
    }
  }
}
