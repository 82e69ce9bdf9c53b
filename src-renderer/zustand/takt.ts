/**
 * Runs a refresh at once, but never two at a time and never more often than the gap allows: many events in a row
 * become one more run at the end. So a sync of thousands of changes costs the window a handful of queries.
 */
import type { Uhr } from '../bridge/uhr.ts';

export class Takt {
  #tu: () => Promise<void>;
  #abstandMs: number;
  #uhr: Uhr;
  #laeuft = false;
  #nochmal = false;

  /** `tu` must handle its own failures. */
  constructor(tu: () => Promise<void>, abstandMs: number, uhr: Uhr) {
    this.#tu = tu;
    this.#abstandMs = abstandMs;
    this.#uhr = uhr;
  }

  /** Asks for a run. */
  stosse(): void {
    if (this.#laeuft) {
      this.#nochmal = true;
      return;
    }
    this.#laeuft = true;
    void this.#tu().finally(() => this.#uhr.nach(this.#abstandMs, () => this.#frei()));
  }

  #frei(): void {
    this.#laeuft = false;
    if (!this.#nochmal) return;
    this.#nochmal = false;
    this.stosse();
  }
}
