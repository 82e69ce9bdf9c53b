/**
 * Compact forms of ids, instants and dates in the database: UUIDs as 16 bytes, dates as day numbers, and the row's key
 * made of `eingangAm` so that key order is list order (newest lowest). Pure; loses nothing it cannot give back.
 */

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** 16 bytes for a (lower-case) UUID; any other text as 16 zero bytes and its UTF-8. */
export function idBytes(id: string): Buffer {
  return UUID.test(id)
    ? Buffer.from(id.replaceAll('-', ''), 'hex')
    : Buffer.concat([Buffer.alloc(16), Buffer.from(id)]);
}

export function idText(bytes: Uint8Array): string {
  const b = Buffer.from(bytes);
  if (b.length !== 16) return b.subarray(16).toString('utf8');
  const h = b.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}

/** No date: sorts behind every real one. */
export const KEIN_TAG = 999_999;

/** Days since 1970 of a date `YYYY-MM-DD` (or the date an instant begins with); KEIN_TAG where there is none. */
export function tagNummer(datum: string | undefined): number {
  if (datum === undefined) return KEIN_TAG;
  const ms = Date.parse(`${datum.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(ms) ? KEIN_TAG : Math.floor(ms / 86_400_000);
}

export function tagText(nummer: number): string | undefined {
  const tag = nummer >= ERLEDIGT ? nummer - ERLEDIGT : nummer;
  return tag === KEIN_TAG ? undefined : new Date(tag * 86_400_000).toISOString().slice(0, 10);
}

/** Added to the day of a Frist that no longer runs: sorted by Frist, what is done comes after all that is open. */
const ERLEDIGT = 1_000_000;

/** The place of a Frist in lists sorted by it; `tagText` reads the day back. */
export function fristPlatz(tag: number, offen: boolean): number {
  return offen ? tag : tag + ERLEDIGT;
}

/** Epoch ms of an instant; 0 where it is none (such a row sorts last). */
export function alsMs(instant: string): number {
  const ms = Date.parse(instant);
  return Number.isNaN(ms) ? 0 : ms;
}

export const alsInstant = (ms: number): string => new Date(ms).toISOString();

const SPAETESTE_MS = 2 ** 43;
/** Places for rows of the same millisecond; more spill into the older neighbour. */
export const PLAETZE_JE_MS = 512;

/** First key of that millisecond. Below 2^53, so that JavaScript's numbers hold it exactly. */
export function ersteZeile(eingangMs: number): number {
  return (SPAETESTE_MS - Math.min(Math.max(eingangMs, 0), SPAETESTE_MS)) * PLAETZE_JE_MS;
}
