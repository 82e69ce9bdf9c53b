/**
 * A worker that never runs twice at once: it runs its job, sleeps as long as the job says, and is woken before that by
 * `wecke`. Pull, push and stream are three of these. No busy loop: a job that throws is a defect, reported, and
 * tried again after a minute. Ending waits for the running job.
 */
import type { Uhr } from '../uhr.ts';

/** Milliseconds until the next run; null sleeps until woken. */
export type Pause = number | null;

const NACH_DEFEKT_MS = 60_000;

export class Arbeiter {
  private readonly uhr: Uhr;
  private readonly tu: (signal: AbortSignal) => Promise<Pause>;
  private readonly defekt: (fehler: unknown) => void;
  private abbruch = new AbortController();
  private laufend: Promise<void> | null = null;
  private nochmal = false;
  private aus = true;
  private keinWecker: () => void = () => undefined;
  private faelligUm: number | null = null;

  constructor(uhr: Uhr, tu: (signal: AbortSignal) => Promise<Pause>, defekt: (fehler: unknown) => void) {
    this.uhr = uhr;
    this.tu = tu;
    this.defekt = defekt;
  }

  /** Monotonic time of the next run by timer; null while it runs or sleeps until woken. */
  get naechsterLauf(): number | null {
    return this.faelligUm;
  }

  get arbeitet(): boolean {
    return this.laufend !== null;
  }

  starte(): void {
    if (!this.aus) return;
    this.aus = false;
    this.abbruch = new AbortController();
    this.wecke();
  }

  /** Runs as soon as possible: now, or again right after the present run. */
  wecke(): void {
    if (this.aus) return;
    if (this.laufend !== null) {
      this.nochmal = true;
      return;
    }
    this.schlafNicht();
    this.laufend = this.lauf().finally(() => {
      this.laufend = null;
      if (this.nochmal && !this.aus) {
        this.nochmal = false;
        this.wecke();
      }
    });
  }

  /** Cancels the running job and waits for it. May be started again. */
  async halte(): Promise<void> {
    this.aus = true;
    this.nochmal = false;
    this.schlafNicht();
    this.abbruch.abort();
    await this.laufend;
  }

  private async lauf(): Promise<void> {
    let pause: Pause = NACH_DEFEKT_MS;
    try {
      pause = await this.tu(this.abbruch.signal);
    } catch (fehler) {
      this.defekt(fehler);
    }
    if (pause === null || this.aus || this.nochmal) return;
    this.faelligUm = this.uhr.monoton() + pause;
    this.keinWecker = this.uhr.nach(pause, () => {
      this.faelligUm = null;
      // The run that set this timer has ended by now, whatever the pause was.
      queueMicrotask(() => this.wecke());
    });
  }

  private schlafNicht(): void {
    this.keinWecker();
    this.faelligUm = null;
  }
}
