/**
 * The window's one system clock and its timers. Everything else is handed a Uhr, so that tests decide what time it is.
 * Nothing legal is judged by it: what counts is the cloud's time.
 */

export interface Uhr {
  /** The present instant, milliseconds since 1970. */
  jetzt(): number;
  /** Calls back after `ms`; the answer cancels. */
  nach(ms: number, cb: () => void): () => void;
}

export const systemUhr: Uhr = {
  jetzt: () => Date.now(),
  nach: (ms, cb) => {
    const t = setTimeout(cb, ms);
    return () => clearTimeout(t);
  },
};
