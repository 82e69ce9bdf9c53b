// The only file of the cloud that asks the machine for time and chance. Everybody else gets them handed in (Dienste), so
// that tests decide what time it is. Never import this below the composition roots (cli.ts, cloud.ts, testing/).
import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

/** Now, as RFC 3339 UTC with milliseconds. */
export type Uhr = { jetzt(): string };

/** New ids (UUIDv7) and random bytes. */
export type Zufall = { neueId(): string; bytes(n: number): Buffer };

export const systemUhr: Uhr = { jetzt: () => new Date().toISOString() };
export const systemZufall: Zufall = { neueId: uuidv7, bytes: randomBytes };

/** Milliseconds of an instant, to reckon with. */
export function inMs(instant: string): number {
  return Date.parse(instant);
}

/** The instant `ms` milliseconds after another. */
export function plusMs(instant: string, ms: number): string {
  return new Date(Date.parse(instant) + ms).toISOString();
}
