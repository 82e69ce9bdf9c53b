/** A clock for tests: time stands until `gehe` moves it, timers fire in order, chance and ids are counted out. */
import type { Uhr } from '../uhr.ts';

export interface Stelluhr extends Uhr {
  /** Moves time on, firing what becomes due; lets promises run in between. */
  gehe(ms: number): Promise<void>;
  /** Sets what `zufall` answers. */
  wuerfle(wert: number): void;
  /** Timers that are set, by due time from now. */
  gestellt(): number[];
}

const atme = (): Promise<void> => new Promise((fertig) => setImmediate(fertig));

/** Starts at 2 November 2026, 8:00 UTC. */
export function stelluhr(start = Date.parse('2026-11-02T08:00:00.000Z')): Stelluhr {
  const wecker = new Map<number, { um: number; cb: () => void }>();
  let jetzt = start;
  let naechster = 1;
  let zufall = 0.5;
  let id = 0;
  const faellige = (bis: number) =>
    [...wecker].filter(([, w]) => w.um <= bis).sort((a, b) => a[1].um - b[1].um || a[0] - b[0])[0];
  return {
    jetzt: () => jetzt,
    monoton: () => jetzt - start,
    nach: (ms, cb) => {
      const nr = naechster++;
      wecker.set(nr, { um: jetzt + Math.max(ms, 0), cb });
      return () => wecker.delete(nr);
    },
    zufall: () => zufall,
    id: () => `01931f00-0000-7000-8000-${(++id).toString(16).padStart(12, '0')}`,
    wuerfle: (wert) => {
      zufall = wert;
    },
    gestellt: () => [...wecker.values()].map((w) => w.um - jetzt).sort((a, b) => a - b),
    gehe: async (ms) => {
      const ziel = jetzt + ms;
      for (let i = 0; i < 3; i++) await atme();
      for (let f = faellige(ziel); f !== undefined; f = faellige(ziel)) {
        wecker.delete(f[0]);
        jetzt = Math.max(jetzt, f[1].um);
        f[1].cb();
        for (let i = 0; i < 3; i++) await atme();
      }
      jetzt = ziel;
    },
  };
}
