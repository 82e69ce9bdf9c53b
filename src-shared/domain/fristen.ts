/**
 * Fristen as §§ 187–193 BGB with § 31 VwVfG compute them: the day of the event does not count; a month ends on the
 * same day number or the month's last; an end on Saturday, Sunday or a public holiday moves to the next working day.
 * Dates are `YYYY-MM-DD` in local German time; arithmetic is on calendar days (UTC midnights), so no clock shift
 * can touch it. Never reads the current time.
 */
import type { Land } from './land.ts';

const TAG_MS = 86_400_000;
const inMs = (tag: string): number => Date.parse(`${tag}T00:00:00Z`);
const ausMs = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const BERLIN = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Berlin',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar day in Germany of an instant (RFC 3339). */
export function tagInBerlin(instant: string): string {
  return BERLIN.format(new Date(instant));
}

/** `tag` plus n days (n may be negative). */
export function plusTage(tag: string, n: number): string {
  return ausMs(inMs(tag) + n * TAG_MS);
}

/** Whole days from a to b. */
export function tageZwischen(a: string, b: string): number {
  return Math.round((inMs(b) - inMs(a)) / TAG_MS);
}

/** § 188 Abs. 2 and 3 BGB: same day number n months later, or the last day of that month. */
export function plusMonate(tag: string, n: number): string {
  const [jahr, monat, t] = tag.split('-').map(Number) as [number, number, number];
  const erster = new Date(Date.UTC(jahr, monat - 1 + n, 1));
  const letzter = new Date(Date.UTC(erster.getUTCFullYear(), erster.getUTCMonth() + 1, 0)).getUTCDate();
  return ausMs(Date.UTC(erster.getUTCFullYear(), erster.getUTCMonth(), Math.min(t, letzter)));
}

/** Easter Sunday of a year (Gregorian, anonymous algorithm of Meeus/Jones/Butcher). */
export function ostersonntag(jahr: number): string {
  const a = jahr % 19;
  const b = Math.floor(jahr / 100);
  const c = jahr % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const monat = Math.floor((h + l - 7 * m + 114) / 31);
  const tag = ((h + l - 7 * m + 114) % 31) + 1;
  return ausMs(Date.UTC(jahr, monat - 1, tag));
}

/** Name of the public holiday on that day in that Land, if it is one. */
export function feiertag(tag: string, land: Land): string | undefined {
  const jahr = Number(tag.slice(0, 4));
  return land.feiertage.find((f) => {
    if ((f.ab ?? 0) > jahr || (f.bis ?? 9999) < jahr) return false;
    return 'fest' in f ? tag.slice(5) === f.fest : tag === plusTage(ostersonntag(jahr), f.ostern);
  })?.name;
}

/** Neither Saturday, Sunday nor a public holiday of the Land. */
export function istWerktag(tag: string, land: Land): boolean {
  const wochentag = new Date(inMs(tag)).getUTCDay();
  return wochentag !== 0 && wochentag !== 6 && feiertag(tag, land) === undefined;
}

/** § 193 BGB, § 31 Abs. 3 VwVfG: the day itself or the next working day. */
export function naechsterWerktag(tag: string, land: Land): string {
  let t = tag;
  while (!istWerktag(t, land)) t = plusTage(t, 1);
  return t;
}

/** Last day of a period that an event on `ereignis` starts. */
export function fristEnde(ereignis: string, dauer: { tage: number } | { monate: number }, land: Land): string {
  const roh = 'tage' in dauer ? plusTage(ereignis, dauer.tage) : plusMonate(ereignis, dauer.monate);
  return naechsterWerktag(roh, land);
}

/** § 41 Abs. 2 VwVfG: the day on which a Bescheid posted on `aufgabe` counts as notified. */
export function bekanntgegebenAm(aufgabe: string, land: Land): string {
  const regel = land.bekanntgabe.findLast((r) => r.ab <= aufgabe);
  const tag = plusTage(aufgabe, regel?.tage ?? 4);
  return regel?.verschiebtAmWochenende ? naechsterWerktag(tag, land) : tag;
}

/** § 70 VwGO (one month), § 58 Abs. 2 VwGO (one year where the Rechtsbehelfsbelehrung is missing or wrong). */
export function widerspruchsfristEnde(bekanntgabe: string, land: Land, belehrungRichtig = true): string {
  return fristEnde(bekanntgabe, { monate: belehrungRichtig ? 1 : 12 }, land);
}
