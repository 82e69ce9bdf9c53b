/**
 * Dates in documents as Germans read them, in German time. Written by hand and not by Intl's names of months, so that a
 * document has the same bytes under every version of the runtime.
 */
import { tagInBerlin } from '../../../src-shared/domain/fristen.ts';

const MONATE = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
] as const;

/** `2. März 2026` of an instant (RFC 3339) or a date (`YYYY-MM-DD`); what is neither comes back as it is. */
export function langesDatum(zeit: string): string {
  const [jahr, monat, tag] = teile(zeit) ?? [];
  return jahr === undefined ? zeit : `${tag}. ${MONATE[(monat as number) - 1]} ${jahr}`;
}

/** `02.03.2026`. */
export function kurzesDatum(zeit: string): string {
  const [jahr, monat, tag] = teile(zeit) ?? [];
  return jahr === undefined ? zeit : `${zwei(tag)}.${zwei(monat)}.${jahr}`;
}

/** `02.03.2026, 10:05 Uhr` of an instant; a date without a time stays a date. */
export function zeitpunktInWorten(instant: string): string {
  if (!/T\d/.test(instant) || Number.isNaN(Date.parse(instant))) return kurzesDatum(instant);
  return `${kurzesDatum(instant)}, ${UHRZEIT.format(new Date(instant))} Uhr`;
}

/**
 * When the UUIDv7 was made (RFC 9562 § 5.7); undefined for another version. A Bescheid's id so tells when its draft
 * began, the same on every device and for ever.
 */
export function zeitDerUuid7(id: string): Date | undefined {
  const hex = id.replaceAll('-', '');
  if (!/^[0-9a-f]{12}7[0-9a-f]{19}$/i.test(hex)) return undefined;
  return new Date(Number.parseInt(hex.slice(0, 12), 16));
}

const UHRZEIT = new Intl.DateTimeFormat('de-DE', {
  timeZone: 'Europe/Berlin',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function teile(zeit: string): [number, number, number] | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(zeit) || Number.isNaN(Date.parse(zeit))) return undefined;
  const tag = zeit.length === 10 ? zeit : tagInBerlin(zeit);
  return tag.split('-').map(Number) as [number, number, number];
}

function zwei(n: number | undefined): string {
  return String(n).padStart(2, '0');
}
