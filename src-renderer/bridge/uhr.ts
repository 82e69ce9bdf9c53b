/**
 * What the window must know of time: the present instant and timers. Handed in everywhere, so that tests decide what
 * time it is. Nothing legal is judged by it: what counts is the cloud's time.
 */

export interface Uhr {
  /** The present instant, milliseconds since 1970. */
  jetzt(): number;
  /** Calls back after `ms`; the answer cancels. */
  nach(ms: number, cb: () => void): () => void;
}
