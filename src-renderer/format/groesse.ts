/**
 * Sizes in bytes and counts as people read them (de-DE, decimal units as the operating systems' shops use them).
 */

const ZAHL = new Intl.NumberFormat('de-DE');
const EINE_STELLE = new Intl.NumberFormat('de-DE', { maximumFractionDigits: 1 });

/** `12 KB`, `1,4 MB`. */
export function groesse(bytes: number): string {
  if (bytes < 1000) return `${ZAHL.format(bytes)} Bytes`;
  if (bytes < 1_000_000) return `${ZAHL.format(Math.round(bytes / 1000))} KB`;
  return `${EINE_STELLE.format(bytes / 1_000_000)} MB`;
}

/** `1.234`. */
export const anzahl = (n: number): string => ZAHL.format(n);

/** `1 Vorgang`, `3 Vorgänge`. */
export function mehrzahl(n: number, eins: string, viele: string): string {
  return `${ZAHL.format(n)} ${n === 1 ? eins : viele}`;
}
