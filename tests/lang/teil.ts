/**
 * What a proof is, to the command that runs it at length and to the short test of the same folder: a name, goals that
 * add up over runs, and one function that works until its time or number is used up. A proof never stops at the first
 * find: it notes it with the seed that shows it again, and goes on.
 */

/** How one run is asked for. */
export interface Auftrag {
  /** Where chance begins; printed, so that a run can be made again. */
  seed: number;
  /** Wall-clock limit; a proof ends by itself before it, with what it has done by then. */
  minuten: number;
  /** Number of its own unit (histories, kills, inputs …); without it, as many as the time allows. */
  anzahl?: number;
  /** One line of progress, to stderr. */
  melde(zeile: string): void;
}

export interface Ergebnis {
  /** Counts by the names that `ziele` uses, and others worth telling; they add up over runs. */
  zahlen: Record<string, number>;
  /** Figures that do not add up (median, share, longest pause), as text. */
  werte?: Record<string, string>;
  /** Outcomes of single pieces by name, for a part with a report of its own. */
  einzeln?: Record<string, string>;
  /** Each broken promise: its rule id, seed and what was seen. Empty is the proof. */
  funde: string[];
}

export interface Teil {
  /** As in `npm run test:long -- <name>`. */
  name: string;
  /** What it proves, one line for people. */
  titel: string;
  /** Rule ids of docs/sync-rules.md that it holds. */
  regeln: readonly string[];
  /** What is to be reached in all runs together. */
  ziele: Record<string, number>;
  lauf(auftrag: Auftrag): Promise<Ergebnis>;
  /** A page of its own, made from `einzeln` of the last recorded run. */
  bericht?: { datei: string; text(einzeln: Record<string, string>): string };
}

/** Says until when a run may begin another piece, and whether its number is reached. */
export function takt({ minuten, anzahl }: Pick<Auftrag, 'minuten' | 'anzahl'>): (gemacht: number) => boolean {
  const bis = performance.now() + minuten * 60_000;
  return (gemacht) => performance.now() < bis && (anzahl === undefined || gemacht < anzahl);
}

/** A small seeded generator (mulberry32), uniform in [0, 1): the same seed, the same run. */
export function gewuerfelt(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
