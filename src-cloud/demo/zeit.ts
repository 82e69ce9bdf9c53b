/**
 * Time for the demo data: local time in Germany, a town hall's working hours, and instants of dates given as text.
 * Counts in milliseconds since 1970 (UTC). Pure: it never asks what time it is.
 */
import { istWerktag } from '../../src-shared/domain/fristen.ts';
import { LAENDER } from '../../src-shared/domain/land.ts';
import type { Zufall } from './zufall.ts';

export const MINUTE = 60_000;
export const STUNDE = 60 * MINUTE;
export const TAG = 24 * STUNDE;

/** How often something happens in each hour of the day, 24 weights. */
export type Stundengewichte = readonly number[];

/** RFC 3339, UTC, milliseconds. */
export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

/** Milliseconds of `YYYY-MM-DD` (begin of that day in Germany, or its end) or of an RFC 3339 instant; throws RangeError. */
export function alsMs(text: string, rand: 'beginn' | 'ende'): number {
  const nurTag = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const ms = Date.parse(nurTag ? `${text}T00:00:00.000Z` : text);
  if (Number.isNaN(ms)) throw new RangeError(`Kein Datum und kein Zeitpunkt: ${text}`);
  if (!nurTag) return ms;
  const mitternacht = vonOrtszeit(ms);
  return rand === 'beginn' ? mitternacht : vonOrtszeit(ms + TAG) - 1;
}

/** The last Sunday of that month (0 to 11), 01:00 UTC: when the EU changes its clocks (2000/84/EC). */
function umstellung(jahr: number, monat: number): number {
  const letzter = Date.UTC(jahr, monat + 1, 0);
  return letzter - new Date(letzter).getUTCDay() * TAG + STUNDE;
}

/** Germany's offset from UTC at that instant, in ms. */
function versatz(ms: number): number {
  const jahr = new Date(ms).getUTCFullYear();
  return ms >= umstellung(jahr, 2) && ms < umstellung(jahr, 9) ? 2 * STUNDE : STUNDE;
}

/** What a clock on the wall shows, as if it were UTC: for getUTCHours and the like. */
export function ortszeit(ms: number): number {
  return ms + versatz(ms);
}

/** The instant at which a clock on the wall shows that; in the doubled hour of October the later one. */
export function vonOrtszeit(wand: number): number {
  return wand - versatz(wand - STUNDE);
}

/** `YYYY-MM-DD` in Germany. */
export function tag(ms: number): string {
  return instant(ortszeit(ms)).slice(0, 10);
}

const arbeitstage = new Map<string, boolean>();

/** Monday to Friday and no public holiday of Schleswig-Holstein. */
function istArbeitstag(ms: number): boolean {
  const t = tag(ms);
  const bekannt = arbeitstage.get(t);
  if (bekannt !== undefined) return bekannt;
  const land = LAENDER.SH;
  const ergebnis = land !== undefined && istWerktag(t, land);
  arbeitstage.set(t, ergebnis);
  return ergebnis;
}

/** Another time on the same day in Germany, its hour drawn by the weights. */
export function mitTageszeit(ms: number, gewichte: Stundengewichte, z: Zufall): number {
  const wand = ortszeit(ms);
  const stunde = z.gewichtet([...gewichte.keys()], (h) => gewichte[h] ?? 0);
  return vonOrtszeit(wand - (wand % TAG) + stunde * STUNDE + z.ganz(0, 3_599_999));
}

/** That instant where somebody is at work then; else in the next working day's hours. Never earlier. */
export function arbeitszeit(ms: number, gewichte: Stundengewichte, z: Zufall): number {
  const stunde = new Date(ortszeit(ms)).getUTCHours();
  if (istArbeitstag(ms) && (gewichte[stunde] ?? 0) > 0) return ms;
  let t = mitTageszeit(ms, gewichte, z);
  while (t < ms || !istArbeitstag(t)) t += TAG;
  return t;
}
