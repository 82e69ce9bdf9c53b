/**
 * What the window has to say: the line with which one's last act can be undone, errors that stay until they are read,
 * and sentences for the screen reader. Nothing that failed goes unsaid.
 */
import { type Problem, ProblemError } from '../../src-shared/domain/problem.ts';
import type { OutboxEintrag, OutboxState } from '../../src-shared/workspace-api/ansichten.ts';
import type { Uhr } from '../bridge/uhr.ts';
import { alsProblem } from '../format/sicherheit.ts';

/** How long a word of explanation stays, milliseconds; long enough to read a sentence twice. */
const HINWEIS_MS = 8_000;
/** How long the undo line stays, seconds. */
export const RUECKGAENGIG_S = 10;

const GEPARKT: ReadonlySet<OutboxState> = new Set(['konflikt', 'abgelehnt', 'cloud-zu-alt']);

export interface Ruecknahme {
  text: string;
  /** Takes the act back; absent where it cannot be. */
  zurueck?: () => Promise<void>;
  /** The command it speaks of. */
  commandId?: string;
  /** It can be taken back only out of the outbox: there is no inverse order. */
  nurAusOutbox?: boolean;
}

export class Meldungen {
  zeile = $state.raw<Ruecknahme | null>(null);
  restS = $state(0);
  fehler = $state.raw<Problem | null>(null);
  /** Why a key did nothing; above the undo line, which it leaves alone. */
  hinweis = $state('');
  /** For the polite live region. */
  ansage = $state('');
  #uhr: Uhr;
  #brich: () => void = () => {};
  #brichHinweis: () => void = () => {};

  constructor(uhr: Uhr) {
    this.#uhr = uhr;
  }

  /** Shows that an act is done, with its undo for ten seconds. */
  bestaetige(zeile: Ruecknahme): void {
    this.#brich();
    this.hinweis = '';
    this.zeile = zeile;
    this.restS = RUECKGAENGIG_S;
    this.#zaehle();
  }

  /** Shows a failure until it is closed. Anything that is no ProblemError is also reported to the engine. */
  melde(fehler: unknown): void {
    if (!(fehler instanceof ProblemError)) reportError(fehler);
    this.fehler = alsProblem(fehler);
  }

  /** Shows and says for a while why something is not done. */
  erklaere(text: string): void {
    this.#brichHinweis();
    this.hinweis = text;
    this.#brichHinweis = this.#uhr.nach(HINWEIS_MS, () => {
      this.hinweis = '';
    });
  }

  /** Says a sentence to screen readers; the same sentence twice is said twice. */
  sage(text: string): void {
    this.ansage = this.ansage === text ? `${text}\u00a0` : text;
  }

  /** Undoes the last act, where that is still offered. */
  async rueckgaengig(): Promise<void> {
    const zurueck = this.zeile?.zurueck;
    if (!zurueck) return this.erklaere('Es gibt nichts zurückzunehmen.');
    this.schliesseZeile();
    await zurueck();
  }

  /**
   * What the outbox now says of the act in the line: in conflict or refused, the line is no longer true and goes; on its
   * way with no inverse order, it can no longer be taken back and does not offer it.
   */
  gleicheAb(outbox: readonly OutboxEintrag[]): void {
    const { zeile } = this;
    if (zeile?.commandId === undefined) return;
    const e = outbox.find((x) => x.commandId === zeile.commandId);
    if (e && GEPARKT.has(e.state)) this.schliesseZeile();
    else if (zeile.nurAusOutbox && !e?.ruecknehmbar) this.zeile = { text: zeile.text, commandId: zeile.commandId };
  }

  schliesseZeile(): void {
    this.#brich();
    this.zeile = null;
  }

  #zaehle(): void {
    this.#brich = this.#uhr.nach(1000, () => {
      this.restS -= 1;
      if (this.restS <= 0) this.zeile = null;
      else this.#zaehle();
    });
  }
}
