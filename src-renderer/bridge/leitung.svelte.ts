/**
 * The window's standing line to the workspace: comes back by itself when the workspace was started again, listens
 * anew, and tells its users to ask anew. Queries are repeated on the new line, since they change nothing, and so are
 * orders that carry their commandId, since the outbox stores one id once; any other command is never repeated.
 */
import { ProblemError, problemCode } from '../../src-shared/domain/problem.ts';
import { type Klient, verbinde } from '../../src-shared/workspace-api/klient.ts';
import {
  ABFRAGEN,
  type AusgabeVon,
  type Eingabe,
  type Ereignisse,
  type Name,
} from '../../src-shared/workspace-api/tabelle.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import type { Uhr } from './uhr.ts';

/** `erste`: not yet once connected. */
export type Leitungszustand = 'erste' | 'steht' | 'unterbrochen';

/** Waits between attempts, milliseconds; the last one is kept. */
const PAUSEN = [100, 250, 500, 1000, 2000] as const;

export class Leitung {
  zustand = $state<Leitungszustand>('erste');
  #oeffne: () => Promise<Verbindung>;
  #uhr: Uhr;
  #klient: Klient | undefined;
  #wartende: ((klient: Klient) => void)[] = [];
  #hoerer: { name: keyof Ereignisse; cb: (daten: never) => void }[] = [];
  #beiVerbindung: (() => void)[] = [];
  #versuch = 0;

  constructor(oeffne: () => Promise<Verbindung>, uhr: Uhr) {
    this.#oeffne = oeffne;
    this.#uhr = uhr;
  }

  /** Called each time a line stands, the first time too: ask for everything that is shown. */
  beiVerbindung(cb: () => void): void {
    this.#beiVerbindung.push(cb);
  }

  /** Listens to an event on this line and every later one. */
  bei<E extends keyof Ereignisse>(name: E, cb: (daten: Ereignisse[E]) => void): void {
    this.#hoerer.push({ name, cb: cb as (daten: never) => void });
    this.#klient?.bei(name, cb);
  }

  /** Asks or orders. Waits for the line where it is down; rejects with a ProblemError. */
  async rufe<N extends Name>(name: N, eingabe: Eingabe<N>): Promise<AusgabeVon<N>> {
    for (;;) {
      const klient = await this.#bereit();
      try {
        return await klient.rufe(name, eingabe);
      } catch (fehler) {
        const gerissen = fehler instanceof ProblemError && problemCode(fehler.problem) === 'arbeitsbereich-fehlt';
        // Open questions fail before this class hears of the end (microtasks run between two listeners of one event): a
        // repeat on the same dead line would fail at once, for ever, and freeze the window.
        if (gerissen) this.#verliere(klient);
        if (!gerissen || !wiederholbar(name, eingabe)) throw fehler;
      }
    }
  }

  /** Begins; from then on it keeps a line by itself. */
  async beginne(): Promise<void> {
    try {
      const verbindung = await this.#oeffne();
      this.#versuch = 0;
      this.#richteEin(verbindung);
    } catch {
      // No line now: the workspace is starting or starting again. The wait is shown, the next attempt is set.
      this.#spaeter();
    }
  }

  #richteEin(verbindung: Verbindung): void {
    const klient = verbinde(verbindung);
    for (const h of this.#hoerer) klient.bei(h.name, h.cb as (daten: unknown) => void);
    verbindung.beendet(() => this.#verliere(klient));
    this.#klient = klient;
    this.zustand = 'steht';
    for (const weiter of this.#wartende.splice(0)) weiter(klient);
    for (const cb of this.#beiVerbindung) cb();
  }

  /** This line is gone; heard once, from whoever notices first. */
  #verliere(klient: Klient): void {
    if (this.#klient !== klient) return;
    this.#klient = undefined;
    this.#spaeter();
  }

  #spaeter(): void {
    if (this.zustand !== 'erste') this.zustand = 'unterbrochen';
    const pause = PAUSEN[Math.min(this.#versuch, PAUSEN.length - 1)] ?? 2000;
    this.#versuch += 1;
    this.#uhr.nach(pause, () => void this.beginne());
  }

  #bereit(): Promise<Klient> {
    if (this.#klient) return Promise.resolve(this.#klient);
    return new Promise((weiter) => this.#wartende.push(weiter));
  }
}

/** Whether a call may be made a second time when nobody knows what became of the first. */
function wiederholbar(name: Name, eingabe: object): boolean {
  return Object.hasOwn(ABFRAGEN, name) || ((name === 'befehl' || name === 'zeichne') && 'commandId' in eingabe);
}
