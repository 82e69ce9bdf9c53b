/**
 * The port through which the workspace knows time and chance: wall clock, monotonic clock, timers, random numbers and
 * ids. Everything takes it as an argument, so that a test decides what time it is; the one real clock is `system.ts`.
 * It must never be read from a global. It stands beside `cloud` and `sync` since both need it and neither may import
 * the other's folder upwards.
 */

/** Instants in milliseconds since 1970 (UTC); spans in milliseconds. */
export interface Uhr {
  /** Wall clock: what is stored and shown. May jump. */
  jetzt(): number;
  /** Never goes back: for measuring and waiting. */
  monoton(): number;
  /** Calls back once after `ms`; the returned function cancels. */
  nach(ms: number, cb: () => void): () => void;
  /** Uniform in [0, 1). */
  zufall(): number;
  /** A new UUIDv7. */
  id(): string;
}

/** The wall clock as RFC 3339 UTC with milliseconds. */
export function zeitpunkt(uhr: Pick<Uhr, 'jetzt'>, plusMs = 0): string {
  return new Date(uhr.jetzt() + plusMs).toISOString();
}

/** Waits `ms`, or less when the signal fires; never rejects. */
export function schlafe(uhr: Uhr, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((fertig) => {
    if (signal?.aborted) return fertig();
    const ende = (): void => {
      ab();
      signal?.removeEventListener('abort', ende);
      fertig();
    };
    const ab = uhr.nach(ms, ende);
    signal?.addEventListener('abort', ende, { once: true });
  });
}
