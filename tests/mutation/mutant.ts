/** A promise broken on purpose: a place or two in the product, changed so that one rule no longer holds. */

export interface Mutant {
  /** What is broken, as the table shows it. */
  name: string;
  /** Rules of docs/sync-rules.md; at least one failing test must carry the id of one of them. */
  regeln: readonly string[];
  /** Text that stands exactly once in its file, and what stands there instead. */
  stellen: readonly { datei: string; alt: string; neu: string }[];
  /** Test files that must go red. */
  tests: readonly string[];
}
