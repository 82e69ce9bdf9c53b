/**
 * The client's clock in these proofs: real time, only faster by a known factor, so that patience of half a minute ends in
 * half a second and nothing of the product is changed for it. It may be put forward, and may stand wrong by an offset.
 */
import { uuidv7 } from 'uuidv7';
import type { Uhr } from '../../src-main/workspace/uhr.ts';
import { gewuerfelt } from '../lang/teil.ts';

export interface SchnelleUhr extends Uhr {
  readonly faktor: number;
  /** Puts wall and monotonic clock forward; timers that are set stay as they are. */
  vor(ms: number): void;
  /** The right time in this clock's speed, without the offset. */
  richtig(): number;
  /** Puts the wall clock wrong by so much from now on. */
  verstelle(ms: number): void;
}

export function schnelleUhr(faktor: number, seed: number): SchnelleUhr {
  const beginn = performance.now();
  const start = performance.timeOrigin + beginn;
  const wuerfel = gewuerfelt(seed);
  let sprung = 0;
  let versatz = 0;
  const monoton = (): number => (performance.now() - beginn) * faktor + sprung;
  return {
    faktor,
    jetzt: () => Math.round(start + monoton() + versatz),
    richtig: () => Math.round(start + monoton()),
    monoton,
    nach: (ms, cb) => {
      const wecker = setTimeout(cb, ms / faktor);
      return () => clearTimeout(wecker);
    },
    zufall: wuerfel,
    id: () => uuidv7(),
    vor: (ms) => {
      sprung += ms;
    },
    verstelle: (ms) => {
      versatz = ms;
    },
  };
}
