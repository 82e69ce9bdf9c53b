// What Node can notice of sleep and network without a desktop: a timer that comes much too late means the machine slept,
// a changed list of addresses means another network. It must never keep the process alive.

import { networkInterfaces, uptime } from 'node:os';
import type { Weckgrund } from './shell.ts';

/** Milliseconds between two looks. */
const TAKT = 5_000;
/** So much later than due, and the machine was asleep (or stopped: then a look does no harm). */
const SCHLAF = 20_000;

export interface Beobachtung {
  /** Milliseconds on a clock that goes on during sleep. */
  uhr(): number;
  /** The machine's addresses as one comparable text. */
  netz(): string;
  /** Calls back every `ms`; returns what stops it. */
  alle(ms: number, cb: () => void): () => void;
}

/** Watches until the returned function is called. */
export function beobachte(b: Beobachtung, melde: (grund: Weckgrund) => void): () => void {
  let zuletzt = b.uhr();
  let netz = b.netz();
  return b.alle(TAKT, () => {
    const jetzt = b.uhr();
    const jetztNetz = b.netz();
    const geschlafen = jetzt - zuletzt > TAKT + SCHLAF;
    const anderes = jetztNetz !== netz;
    zuletzt = jetzt;
    netz = jetztNetz;
    if (geschlafen) melde('aufgewacht');
    else if (anderes) melde('netz');
  });
}

/** The addresses of this machine that lead out of it, as one comparable text. */
export function netzadressen(): string {
  const alle = Object.values(networkInterfaces()).flatMap((einer) => einer ?? []);
  return alle
    .filter((a) => !a.internal)
    .map((a) => a.address)
    .sort()
    .join(' ');
}

/** A repeated call that does not keep the process alive. */
export function alleMillisekunden(ms: number, cb: () => void): () => void {
  const takt = setInterval(cb, ms).unref();
  return () => clearInterval(takt);
}

/** Milliseconds since the machine was started, sleep included (unlike `performance.now()`). */
export function laufzeit(): number {
  return uptime() * 1000;
}
