/**
 * The case that is open: what the workspace says of it, the chosen section, and nothing computed besides. While the
 * next case is on its way the former stays, so that nothing flickers; an answer for a case no longer wanted is dropped.
 */
import type { Problem } from '../../src-shared/domain/problem.ts';
import { problemCode } from '../../src-shared/domain/problem.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { JournalEintrag, VorgangAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { Uhr } from '../bridge/uhr.ts';
import { alsProblem } from '../format/sicherheit.ts';
import { Takt } from './takt.ts';

/** The sections of a case, in the order shown. */
export const ABSCHNITTE = [
  'antrag',
  'anhaenge',
  'bescheide',
  'nachrichten',
  'wiedervorlagen',
  'kommentare',
  'historie',
] as const;
export type AbschnittName = (typeof ABSCHNITTE)[number];

export class FallStand {
  id = $state<string | null>(null);
  ansicht = $state.raw<VorgangAnsicht | null>(null);
  akte = $state.raw<JournalEintrag[]>([]);
  fehler = $state<Problem | null>(null);
  /** Number of the case that was shown until it left; null while one is shown. */
  gegangen = $state<string | null>(null);
  abschnitt = $state<AbschnittName>('antrag');
  nurGefuellte = $state(false);
  /** True while what is shown is not yet the case that was asked for. */
  unterwegs = $derived(this.id !== null && this.ansicht?.vorgang.id !== this.id && this.fehler === null);
  #lauf = 0;
  #leitung: Leitung;
  #takt: Takt;

  constructor(leitung: Leitung, uhr: Uhr) {
    this.#leitung = leitung;
    this.#takt = new Takt(() => this.#lade(), 80, uhr);
  }

  /** The case with all its parts; null while only the head is here. */
  get ganz(): Vorgang | null {
    const v = this.ansicht?.vorgang;
    return v && 'bescheide' in v ? v : null;
  }

  /** Opens a case by id or Vorgangsnummer; done when it is there (or its failure). */
  async oeffne(id: string): Promise<void> {
    if (id === this.id && !this.unterwegs) return;
    this.id = id;
    this.fehler = null;
    this.gegangen = null;
    await this.#lade();
  }

  schliesse(): void {
    this.#lauf += 1;
    this.id = null;
    this.ansicht = null;
    this.akte = [];
    this.fehler = null;
    this.gegangen = null;
  }

  /** Something changed; `ids` null means anything may have. */
  stosseAn(ids: readonly string[] | null): void {
    const id = this.ansicht?.vorgang.id ?? this.id;
    if (id !== null && (ids === null || ids.includes(id))) this.#takt.stosse();
  }

  async #lade(): Promise<void> {
    const lauf = ++this.#lauf;
    const id = this.id;
    if (id === null) return;
    try {
      const ansicht = await this.#leitung.rufe('vorgang', { id });
      if (lauf !== this.#lauf) return;
      this.id = ansicht.vorgang.id;
      this.ansicht = ansicht;
      this.fehler = null;
      this.gegangen = null;
      const { akte } = await this.#leitung.rufe('journal', { vorgangId: ansicht.vorgang.id });
      if (lauf === this.#lauf) this.akte = akte;
    } catch (fehler) {
      if (lauf === this.#lauf) this.#scheitere(alsProblem(fehler));
    }
  }

  /** A case that has left one's sight is gone from here too; any other failure keeps what is shown. */
  #scheitere(problem: Problem): void {
    this.fehler = problem;
    const code = problemCode(problem);
    if (code !== 'nicht-sichtbar' && code !== 'nicht-gefunden') return;
    if (this.ansicht) this.gegangen = this.ansicht.vorgang.nummer;
    this.ansicht = null;
    this.akte = [];
  }
}
