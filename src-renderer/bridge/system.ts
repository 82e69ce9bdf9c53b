/**
 * The window's one real clock. Only `main.ts` takes it; everything else is handed a Uhr.
 */
import type { Uhr } from './uhr.ts';

export const systemUhr: Uhr = {
  jetzt: () => Date.now(),
  nach: (ms, cb) => {
    const t = setTimeout(cb, ms);
    return () => clearTimeout(t);
  },
};
