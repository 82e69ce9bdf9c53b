// What both entries hand to the application from their own process: the machine's clock, the log on stderr, and the ways in
// which a process is told to end. The only real clock of the application's side; it must know neither shell.

import type { Betriebslog } from './anwendung.ts';
import type { Umgebung } from './aufsicht.ts';

/** Milliseconds that never jump, and timers. */
export const systemZeit: Pick<Umgebung, 'jetzt' | 'nach'> = {
  jetzt: () => performance.now(),
  nach: (ms, cb) => {
    const wecker = setTimeout(cb, ms);
    return () => clearTimeout(wecker);
  },
};

/** One JSON line an event. */
export const stderrLog: Betriebslog = (ereignis, angaben = {}) => {
  process.stderr.write(`${JSON.stringify({ ereignis, ...angaben })}\n`);
};

/** Calls `ende` for each signal, when the parent is gone, and at its word: all mean the same. */
export function hoereAufEnde(ende: () => void): void {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, ende);
  process.on('disconnect', ende);
  process.on('message', (n) => {
    if ((n as { art?: unknown } | null)?.art === 'beenden') ende();
  });
}
