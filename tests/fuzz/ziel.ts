/**
 * One parser under fuzz, and the judge of every input: no exception but the typed ones, not more than 100 ms of CPU, no
 * prototype changed. A parser's probe throws where it finds something else wrong. Input n of a parser depends on seed and n
 * only, so a find is seen again by `nochmal`.
 */
import { gewuerfelt } from '../lang/teil.ts';
import type { Wuerfel } from './wuerfel.ts';

export interface Ziel {
  name: string;
  /** Rules of docs/sync-rules.md that it holds. */
  regel: string;
  /** One input, made from `w`, given to the parser; answers how many it was, where more. Throws where a promise is broken. */
  probe(w: Wuerfel): number | undefined | void | Promise<void>;
  /** Relative number of inputs, for parsers that are slow by what they do (signatures, archives). */
  anteil: number;
  beende?(): Promise<void>;
}

/** CPU of one input, milliseconds. */
export const HOECHSTENS_MS = 100;

const WURZELN: [string, object][] = [
  ['Object', Object.prototype],
  ['Array', Array.prototype],
  ['String', String.prototype],
  ['Function', Function.prototype],
  ['Promise', Promise.prototype],
  ['Map', Map.prototype],
];
const zahl = (o: object): number => Reflect.ownKeys(o).length;
const ANFANG = new Map(WURZELN.map(([, o]) => [o, zahl(o)]));

/** Name of a built-in prototype that has got or lost a field. */
export function verschmutzt(): string | undefined {
  return WURZELN.find(([, o]) => zahl(o) !== ANFANG.get(o))?.[0];
}

/** The generator of input n: far from its neighbours. */
export const wuerfelFuer = (seed: number, n: number): Wuerfel =>
  gewuerfelt((seed ^ Math.imul(n + 1, 0x9e3779b1)) >>> 0);

export class Gebrochen extends Error {}

/** For probes: what must hold. */
export function verlange(gilt: boolean, was: string, gesehen?: unknown): asserts gilt {
  if (!gilt) throw new Gebrochen(gesehen === undefined ? was : `${was}: ${kurz(gesehen)}`);
}

const kurz = (wert: unknown): string => {
  const text = typeof wert === 'string' ? wert : (JSON.stringify(wert) ?? String(wert));
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
};

const fundstelle = (fehler: unknown): string => {
  if (fehler instanceof Gebrochen) return fehler.message;
  const stapel = fehler instanceof Error ? (fehler.stack ?? '').split('\n').slice(0, 3).join(' | ') : '';
  return `untyped exception ${stapel || String(fehler)}`;
};

/** Gives inputs `von` to `bis` to the parser; answers how many that were and what was found, each with seed and number. */
export async function laufe(
  ziel: Ziel,
  seed: number,
  von: number,
  bis: number,
): Promise<{ eingaben: number; funde: string[] }> {
  const funde: string[] = [];
  let eingaben = 0;
  const melde = (n: number, was: string): void => {
    funde.push(`[${ziel.regel}] ${ziel.name} seed ${seed} input ${n}: ${was}`);
  };
  for (let n = von; n < bis; n++) {
    const w = wuerfelFuer(seed, n);
    const beginn = performance.now();
    try {
      const ergebnis = ziel.probe(w);
      if (ergebnis instanceof Promise) await ergebnis;
      eingaben += typeof ergebnis === 'number' ? ergebnis : 1;
    } catch (fehler) {
      melde(n, fundstelle(fehler));
    }
    if (performance.now() - beginn > HOECHSTENS_MS) {
      const ms = await cpuVon(ziel, seed, n);
      if (ms > HOECHSTENS_MS) melde(n, `${Math.round(ms)} ms of CPU`);
    }
  }
  const wo = verschmutzt();
  if (wo !== undefined) melde(bis - 1, `${wo}.prototype changed by one of the inputs from ${von} on`);
  return { eingaben, funde };
}

/** A busy machine is not a slow parser: the least of three more tries, in CPU and not in time. */
async function cpuVon(ziel: Ziel, seed: number, n: number): Promise<number> {
  let kleinste = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const vorher = process.cpuUsage();
    try {
      await ziel.probe(wuerfelFuer(seed, n));
    } catch {
      // Told already.
    }
    const { user, system } = process.cpuUsage(vorher);
    kleinste = Math.min(kleinste, (user + system) / 1000);
  }
  return kleinste;
}
