/**
 * How each order of the domain is given in the window: at once, with a reason, or in a dialog of its own; with which
 * key and under which other words it is found. A new order without a row here does not compile. Whether it may be given
 * is the workspace's word (`angebote`), never decided here.
 */
import type { Order } from '../../src-shared/domain/befehle.ts';
import type { Bescheid } from '../../src-shared/domain/vorgang.ts';
import type { VorgangAnsicht } from '../../src-shared/workspace-api/ansichten.ts';

/** `sofort`: body is empty. `teil`: given at the object itself, not from toolbar or palette. */
export type Weg =
  | 'sofort'
  | 'begruendung'
  | 'zuweisen'
  | 'weiterleiten'
  | 'aktenzeichen'
  | 'kommentar'
  | 'wiedervorlage'
  | 'nachricht'
  | 'bescheid'
  | 'bescheidSofort'
  | 'mitzeichnungGeben'
  | 'zeichnen'
  | 'loeschen'
  | 'teil';

export interface OrderBedienung {
  weg: Weg;
  synonyme: readonly string[];
  taste?: string;
  buchstabe?: string;
}

export const ORDER_BEDIENUNG: Record<Order, OrderBedienung> = {
  VORGANG_ANNEHMEN: { weg: 'sofort', taste: 'Alt+A', buchstabe: 'a', synonyme: ['übernehmen', 'akzeptieren'] },
  VORGANG_BEARBEITEN: { weg: 'sofort', taste: 'Alt+B', buchstabe: 'b', synonyme: ['bearbeiten', 'beginnen'] },
  VORGANG_ZURUECKSTELLEN: { weg: 'sofort', synonyme: ['zurück', 'später'] },
  VORGANG_ZURUECKHOLEN: { weg: 'sofort', synonyme: ['verworfen aufheben'] },
  VORGANG_ABSCHLIESSEN: { weg: 'sofort', taste: 'Alt+X', synonyme: ['fertig', 'erledigt', 'schließen'] },
  VORGANG_VERWERFEN: { weg: 'begruendung', synonyme: ['ablehnen', 'nicht zuständig', 'wegwerfen'] },
  VORGANG_WIEDEREROEFFNEN: { weg: 'begruendung', synonyme: ['wieder öffnen', 'aufmachen'] },
  VORGANG_ZUM_LOESCHEN_MARKIEREN: { weg: 'begruendung', synonyme: ['löschen', 'entfernen'] },
  LOESCHANFORDERUNG_ZURUECKNEHMEN: { weg: 'sofort', synonyme: ['nicht löschen'] },
  VORGANG_LOESCHEN: { weg: 'loeschen', synonyme: ['löschen', 'vernichten'] },
  VORGANG_WEITERLEITEN: {
    weg: 'weiterleiten',
    taste: 'Alt+L',
    synonyme: ['abgeben', 'andere Stelle', 'zuständige OE'],
  },
  BEARBEITER_ZUWEISEN: { weg: 'zuweisen', taste: 'Alt+U', synonyme: ['Bearbeiter', 'delegieren', 'Kollegin'] },
  AKTENZEICHEN_SETZEN: { weg: 'aktenzeichen', synonyme: ['Az', 'Geschäftszeichen'] },
  KOMMENTAR_ANLEGEN: { weg: 'kommentar', taste: 'Alt+K', buchstabe: 'c', synonyme: ['Notiz', 'Vermerk', 'Bemerkung'] },
  WIEDERVORLAGE_ANLEGEN: {
    weg: 'wiedervorlage',
    taste: 'Alt+W',
    buchstabe: 'w',
    synonyme: ['Termin', 'erinnern', 'WV'],
  },
  WIEDERVORLAGE_AENDERN: { weg: 'teil', synonyme: [] },
  WIEDERVORLAGE_ERLEDIGEN: { weg: 'teil', synonyme: [] },
  WIEDERVORLAGE_WIEDEREROEFFNEN: { weg: 'teil', synonyme: [] },
  NACHRICHT_SENDEN: { weg: 'nachricht', taste: 'Alt+N', synonyme: ['Brief', 'schreiben', 'Rückfrage', 'Postfach'] },
  BESCHEID_ENTWERFEN: {
    weg: 'bescheid',
    taste: 'Alt+E',
    buchstabe: 'e',
    synonyme: ['entscheiden', 'bewilligen', 'ablehnen'],
  },
  BESCHEID_AENDERN: { weg: 'bescheid', synonyme: ['Entwurf bearbeiten', 'Bescheid ändern'] },
  BESCHEID_VERWERFEN: { weg: 'bescheidSofort', synonyme: ['Entwurf löschen'] },
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: { weg: 'mitzeichnungGeben', synonyme: ['vier Augen', 'vorlegen', 'gegenzeichnen'] },
  BESCHEID_MITZEICHNEN: { weg: 'zeichnen', synonyme: ['gegenzeichnen', 'vier Augen'] },
  BESCHEID_ZURUECKWEISEN: { weg: 'begruendung', synonyme: ['Mitzeichnung ablehnen'] },
  BESCHEID_ZEICHNEN: { weg: 'zeichnen', taste: 'Alt+Z', synonyme: ['unterschreiben', 'signieren', 'Zeichnung'] },
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: { weg: 'bescheidSofort', synonyme: ['Unterschrift zurückziehen'] },
};

/** The draft or Bescheid that the Bescheid's orders are about: the last one. */
export function letzterBescheid(a: VorgangAnsicht): Bescheid | undefined {
  return 'bescheide' in a.vorgang ? a.vorgang.bescheide.at(-1) : undefined;
}

/** By status and Bescheid: what would sensibly come next, best first. The first that is offered is shown. */
function kandidaten(a: VorgangAnsicht): Order[] {
  const b = letzterBescheid(a);
  const anfrage = a.dienst?.art === 'ANFRAGE';
  switch (a.vorgang.status) {
    case 'NEU':
      return ['VORGANG_ANNEHMEN'];
    case 'ANGENOMMEN':
      return ['VORGANG_BEARBEITEN'];
    case 'IN_BEARBEITUNG':
      if (anfrage) return ['NACHRICHT_SENDEN', 'VORGANG_ABSCHLIESSEN'];
      return b ? ausStand(b.stand, a.dienst?.mitzeichnung === true) : ['BESCHEID_ENTWERFEN'];
    case 'BESCHIEDEN':
      return ['VORGANG_ABSCHLIESSEN'];
    case 'ZU_LOESCHEN':
      return ['VORGANG_LOESCHEN'];
    default:
      return [];
  }
}

function ausStand(stand: string, mitzeichnung: boolean): Order[] {
  if (stand === 'ENTWURF') return mitzeichnung ? ['BESCHEID_ZUR_MITZEICHNUNG_GEBEN'] : ['BESCHEID_ZEICHNEN'];
  if (stand === 'ZUR_MITZEICHNUNG') return ['BESCHEID_MITZEICHNEN'];
  if (stand === 'MITGEZEICHNET') return ['BESCHEID_ZEICHNEN'];
  return ['BESCHEID_AENDERN', 'BESCHEID_ENTWERFEN'];
}

/** The one order to put on the primary button; undefined where nothing is to be done by this person now. */
export function naechsterSchritt(a: VorgangAnsicht): Order | undefined {
  const erlaubt = new Set(a.angebote.filter((o) => o.erlaubt).map((o) => o.order));
  return kandidaten(a).find((o) => erlaubt.has(o));
}
