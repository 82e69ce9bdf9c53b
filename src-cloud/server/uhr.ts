// Time and chance as the cloud uses them: ports, and reckoning with instants. Asks nobody what time it is; the real clock is
// in system.ts.

/** Now, as RFC 3339 UTC with milliseconds. */
export type Uhr = { jetzt(): string };

/** New ids (UUIDv7) and random bytes. */
export type Zufall = { neueId(): string; bytes(n: number): Buffer };

/** Milliseconds of an instant, to reckon with. */
export function inMs(instant: string): number {
  return Date.parse(instant);
}

/** The instant `ms` milliseconds after another. */
export function plusMs(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}
