/**
 * The port through which the workspace says what happened: an event's name, ids and numbers. Content, names of people
 * and texts of the person must never go in; a log may be sent on to support as it is.
 */

/** Values that may be logged: ids, codes, counts, durations. */
export type Angaben = Record<string, string | number | boolean | null | undefined>;

export interface Logbuch {
  info(ereignis: string, angaben?: Angaben): void;
  warne(ereignis: string, angaben?: Angaben): void;
  /** A defect: with the error's name, code and place, not its message, which may quote content. */
  fehler(ereignis: string, fehler: unknown, angaben?: Angaben): void;
}
