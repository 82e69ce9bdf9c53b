/** Words that the terminal shows for states; data only. */
import { STATUS_TITEL } from '../../../src-shared/domain/vorgang.ts';
import type { OutboxState, VerbindungState } from '../../../src-shared/workspace-api/ansichten.ts';

export const VERBINDUNG_TITEL: Record<VerbindungState, string> = {
  online: 'verbunden',
  kein_netz: 'kein Netz',
  cloud_nicht_erreichbar: 'Cloud nicht erreichbar',
  kein_zugang: 'kein Zugang aus diesem Netz',
  sitzung_abgelaufen: 'Anmeldung nötig',
  offline_gewaehlt: 'offline auf eigenen Wunsch',
  geraet_gesperrt: 'Gerät gesperrt',
};

export const OUTBOX_TITEL: Record<OutboxState, string> = {
  wartet: 'wartet',
  wird_gesendet: 'wird gesendet',
  bestaetigt: 'bestätigt',
  konflikt: 'Konflikt',
  abgelehnt: 'abgelehnt',
  angehalten: 'angehalten',
  'cloud-zu-alt': 'Cloud kennt den Befehl noch nicht',
  zurueckgenommen: 'zurückgenommen',
};

/** A status as people read it; an unknown one as it comes. */
export function statusInWorten(status: string): string {
  return STATUS_TITEL[status as keyof typeof STATUS_TITEL] ?? status;
}

/** An instant as local date and time. */
export function zeit(instant: string | undefined): string {
  if (instant === undefined) return '';
  return new Date(instant).toLocaleString('de-DE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: 'Europe/Berlin',
  });
}

/** A day or instant as a date. */
export function tag(wert: string | undefined): string {
  if (wert === undefined) return '';
  return new Date(wert).toLocaleDateString('de-DE', { dateStyle: 'medium', timeZone: 'Europe/Berlin' });
}
