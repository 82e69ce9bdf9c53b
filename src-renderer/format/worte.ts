/**
 * Codes as people read them: status, Bescheid stand, decision, marks, outbox and connection states, and any value of
 * a conflict. An unknown code of a newer cloud comes out as it came.
 */
import { problemCode } from '../../src-shared/domain/problem.ts';
import {
  type Antragsteller,
  BESCHEID_STAND_TITEL,
  ENTSCHEIDUNG_TITEL,
  STATUS_TITEL,
} from '../../src-shared/domain/vorgang.ts';
import type { Marke, OutboxEintrag, OutboxState, VerbindungState } from '../../src-shared/workspace-api/ansichten.ts';
import { datum, zeitpunkt } from './zeit.ts';

const aus = (tabelle: Record<string, string>, code: string): string =>
  Object.hasOwn(tabelle, code) ? (tabelle[code] ?? code) : code;

export const statusWort = (code: string): string => aus(STATUS_TITEL, code);
export const standWort = (code: string): string => aus(BESCHEID_STAND_TITEL, code);
export const entscheidungWort = (code: string): string => aus(ENTSCHEIDUNG_TITEL, code);

export const MARKE_WORT: Record<Marke, string> = {
  wartet: 'noch nicht übertragen',
  konflikt: 'Konflikt',
  abgelehnt: 'abgelehnt',
  entzogen: 'nicht mehr in Ihrer Zuständigkeit',
};

const OUTBOX_WORT: Record<OutboxState, string> = {
  wartet: 'Wartet auf Übertragung',
  wird_gesendet: 'Wird übertragen',
  bestaetigt: 'Von der Cloud bestätigt',
  konflikt: 'Konflikt',
  abgelehnt: 'Von der Cloud abgelehnt',
  angehalten: 'Angehalten: wartet auf eine frühere Änderung',
  'cloud-zu-alt': 'Geparkt: die Cloud kennt diesen Befehl noch nicht',
  zurueckgenommen: 'Zurückgenommen',
};

/** Handed over by the person's locked device and not sent yet: not the cloud has refused it. */
export const istVomGesperrten = (e: Pick<OutboxEintrag, 'problem'>): boolean =>
  e.problem !== undefined && problemCode(e.problem) === 'nachlass';

/** Where a change stands. */
export const outboxWort = (e: Pick<OutboxEintrag, 'state' | 'problem'>): string =>
  istVomGesperrten(e) ? 'Von Ihrem gesperrten Gerät, noch nicht gesendet' : OUTBOX_WORT[e.state];

/** State of a signed act in the journal. */
const AKT_WORT: Record<string, string> = {
  zurueckgenommen: 'zurückgenommen',
  konflikt: 'nicht wirksam: Konflikt',
  abgelehnt: 'nicht wirksam: abgelehnt',
};
export const aktWort = (code: string): string => aus(AKT_WORT, code);

/** The state of the line as a state of the work, not as an alarm. */
export const VERBINDUNG_WORT: Record<VerbindungState, string> = {
  online: 'Aktuell',
  kein_netz: 'Kein Netz',
  cloud_nicht_erreichbar: 'Cloud nicht erreichbar',
  kein_zugang: 'Dieses Netz ist nicht freigegeben',
  sitzung_abgelaufen: 'Anmeldung nötig',
  offline_gewaehlt: 'Offline (von Ihnen gewählt)',
  geraet_gesperrt: 'Dieses Gerät ist gesperrt',
};

/** Who applies, in one line; empty where nothing is known. */
export function antragstellerName(a: Antragsteller | undefined): string {
  if (!a) return '';
  const person = [a.anrede, a.vorname, a.nachname].filter(Boolean).join(' ');
  if (a.firma) return person ? `${a.firma} (${person})` : a.firma;
  return person;
}

/** `Musterstraße 3, 24937 Flensburg`. */
export function anschriftZeile(a: Antragsteller['anschrift']): string {
  if (!a) return '';
  const strasse = [a.strasse, a.hausnummer].filter(Boolean).join(' ');
  const ort = [a.plz, a.ort].filter(Boolean).join(' ');
  return [strasse, ort].filter(Boolean).join(', ');
}

/** Any value of a conflict's field as text. */
export function wertWort(feld: string, wert: unknown): string {
  if (wert === null || wert === undefined || wert === '') return feld === 'bearbeiter' ? 'niemand' : '(leer)';
  if (typeof wert === 'boolean') return wert ? 'Ja' : 'Nein';
  if (typeof wert === 'number') return String(wert);
  if (typeof wert !== 'string') return objektWort(wert);
  if (/status$/i.test(feld)) return statusWort(wert);
  if (/stand$/i.test(feld)) return standWort(wert);
  if (/entscheidung$/i.test(feld)) return entscheidungWort(wert);
  if (/^\d{4}-\d{2}-\d{2}$/.test(wert)) return datum(wert);
  if (/^\d{4}-\d{2}-\d{2}T/.test(wert)) return zeitpunkt(wert);
  return wert;
}

function objektWort(wert: object | symbol | bigint | ((...a: never[]) => unknown)): string {
  if (Array.isArray(wert)) return wert.map((w) => wertWort('', w)).join(', ') || '(leer)';
  if (typeof wert !== 'object') return String(wert);
  const o = wert as Record<string, unknown>;
  if (typeof o.name === 'string') return o.name;
  return Object.entries(o)
    .map(([k, w]) => `${k}: ${wertWort(k, w)}`)
    .join('\n');
}
