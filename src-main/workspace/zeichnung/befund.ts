/**
 * Collects what a verification finds: errors (it does not hold), notes (it holds, and people should know) and how many
 * acts were looked at. Holds no rule itself.
 */
import type { JournalPruefung } from '../../../src-shared/workspace-api/ansichten.ts';

export interface Befund {
  fehler(was: string, seq?: number): void;
  hinweis(was: string): void;
  zaehle(akte: number): void;
  /** The result; `gueltig` where there is no error. */
  ergebnis(ankerFingerprint?: string): JournalPruefung;
}

/** An empty finding. The same sentence is kept once. */
export function neuerBefund(): Befund {
  const fehler: { seq?: number; was: string }[] = [];
  const hinweise = new Set<string>();
  let geprueft = 0;
  return {
    fehler(was, seq) {
      if (fehler.some((f) => f.was === was && f.seq === seq)) return;
      fehler.push(seq === undefined ? { was } : { seq, was });
    },
    hinweis: (was) => void hinweise.add(was),
    zaehle(akte) {
      geprueft += akte;
    },
    ergebnis: (ankerFingerprint) => ({
      gueltig: fehler.length === 0,
      geprueft,
      fehler,
      hinweise: [...hinweise],
      ...(ankerFingerprint === undefined ? {} : { ankerFingerprint }),
    }),
  };
}
