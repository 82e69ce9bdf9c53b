/**
 * The only real clock and the only real chance of the workspace's process. Nothing else here may read the time, a
 * timer or randomness from a global; everything else is handed this.
 */
import { randomInt } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import type { Uhr } from './uhr.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock; `monoton` stands still while a Linux machine sleeps, the shell's wake-up call covers that. */
export const systemUhr: Uhr = {
  jetzt: () => Date.now(),
  monoton: () => performance.now(),
  nach: (ms, cb) => {
    const wecker = setTimeout(cb, Math.min(Math.max(ms, 0), MAX_TIMER_MS));
    return () => clearTimeout(wecker);
  },
  zufall: () => randomInt(2 ** 47) / 2 ** 47,
  id: () => uuidv7(),
};
