/**
 * Instants and dates as people in Germany read them. Instants are RFC 3339, dates `YYYY-MM-DD`; the zone is always
 * Europe/Berlin, wherever the machine thinks it is. What cannot be read is shown as it came.
 */
import { plusTage, tagInBerlin } from '../../src-shared/domain/fristen.ts';

const zone = { timeZone: 'Europe/Berlin' } as const;
const TAG = new Intl.DateTimeFormat('de-DE', { ...zone, day: '2-digit', month: '2-digit', year: 'numeric' });
const UHRZEIT = new Intl.DateTimeFormat('de-DE', { ...zone, hour: 'numeric', minute: '2-digit' });
const WOCHENTAG = new Intl.DateTimeFormat('de-DE', { ...zone, weekday: 'short' });

const lesbar = (wert: string): Date | undefined => {
  const d = new Date(wert.length === 10 ? `${wert}T12:00:00Z` : wert);
  return Number.isNaN(d.getTime()) ? undefined : d;
};

/** `12.03.2026` of a date or an instant. */
export function datum(wert: string): string {
  const d = lesbar(wert);
  return d ? TAG.format(d) : wert;
}

/** `Do., 12.03.2026`. */
export function datumMitTag(wert: string): string {
  const d = lesbar(wert);
  return d ? `${WOCHENTAG.format(d)}., ${TAG.format(d)}`.replace('..', '.') : wert;
}

/** `10:42`. */
export function uhrzeit(instant: string): string {
  const d = lesbar(instant);
  return d ? UHRZEIT.format(d) : instant;
}

/** `12.03.2026, 10:42`. */
export function zeitpunkt(instant: string): string {
  const d = lesbar(instant);
  return d ? `${TAG.format(d)}, ${UHRZEIT.format(d)}` : instant;
}

/** As short as it stays clear: `10:42`, `gestern 16:40`, `12.03.2026, 9:15`. `jetzt` in milliseconds. */
export function kurz(instant: string, jetzt: number): string {
  const d = lesbar(instant);
  if (!d) return instant;
  const heute = heuteIn(jetzt);
  const tag = tagInBerlin(instant);
  if (tag === heute) return UHRZEIT.format(d);
  if (tag === plusTage(heute, -1)) return `gestern ${UHRZEIT.format(d)}`;
  return zeitpunkt(instant);
}

/** Today's date in Germany. */
export function heuteIn(jetzt: number): string {
  return tagInBerlin(new Date(jetzt).toISOString());
}
