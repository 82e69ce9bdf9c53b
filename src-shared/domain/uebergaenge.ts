/**
 * The tables of product.md "Status and transitions": for every order from which status it may be given, to which it
 * leads, by whom, and for the Bescheid's orders the same for its stand. Data only: `apply.ts` reads it, the window
 * reads it to say what one may do now and why not. A missing row does not compile.
 */
import type { Order } from './befehle.ts';
import type { BescheidStand, Rolle, Status } from './vorgang.ts';

/** `nach`: a status, 'vorher' (the one before the deletion request), 'weg' (the case is gone) or null (unchanged). */
export interface Uebergang {
  von: readonly Status[];
  nach: Status | Partial<Record<Status, Status>> | 'vorher' | 'weg' | null;
  rollen: readonly Rolle[];
  bescheid?: { von: readonly (BescheidStand | 'keiner')[]; nach: BescheidStand | 'weg' };
  zeichnungsbefugnis?: true;
}

const USER: readonly Rolle[] = ['VERWALTUNG_USER'];
const USER_POST: readonly Rolle[] = ['VERWALTUNG_USER', 'VERWALTUNG_POSTSTELLE'];

/** Every status in which orders without a change of status may be given. */
const OFFEN: readonly Status[] = ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG', 'BESCHIEDEN', 'ABGESCHLOSSEN', 'VERWORFEN'];

const nurInhalt = (rollen: readonly Rolle[]): Uebergang => ({ von: OFFEN, nach: null, rollen });

export const UEBERGAENGE: Record<Order, Uebergang> = {
  VORGANG_ANNEHMEN: { von: ['NEU'], nach: 'ANGENOMMEN', rollen: USER_POST },
  VORGANG_VERWERFEN: { von: ['NEU'], nach: 'VERWORFEN', rollen: USER_POST },
  VORGANG_ZURUECKHOLEN: { von: ['VERWORFEN'], nach: 'NEU', rollen: USER },
  VORGANG_BEARBEITEN: { von: ['ANGENOMMEN'], nach: 'IN_BEARBEITUNG', rollen: USER },
  VORGANG_ZURUECKSTELLEN: {
    von: ['ANGENOMMEN', 'IN_BEARBEITUNG'],
    nach: { ANGENOMMEN: 'NEU', IN_BEARBEITUNG: 'ANGENOMMEN' },
    rollen: USER,
  },
  VORGANG_ABSCHLIESSEN: { von: ['ANGENOMMEN', 'IN_BEARBEITUNG', 'BESCHIEDEN'], nach: 'ABGESCHLOSSEN', rollen: USER },
  VORGANG_WIEDEREROEFFNEN: { von: ['BESCHIEDEN', 'ABGESCHLOSSEN'], nach: 'IN_BEARBEITUNG', rollen: USER },
  VORGANG_WEITERLEITEN: { von: ['NEU', 'ANGENOMMEN'], nach: 'NEU', rollen: USER_POST },
  VORGANG_ZUM_LOESCHEN_MARKIEREN: { von: ['ABGESCHLOSSEN', 'VERWORFEN'], nach: 'ZU_LOESCHEN', rollen: USER },
  LOESCHANFORDERUNG_ZURUECKNEHMEN: {
    von: ['ZU_LOESCHEN'],
    nach: 'vorher',
    rollen: ['VERWALTUNG_USER', 'VERWALTUNG_LOESCHEN'],
  },
  VORGANG_LOESCHEN: { von: ['ZU_LOESCHEN'], nach: 'weg', rollen: ['VERWALTUNG_LOESCHEN'] },
  BEARBEITER_ZUWEISEN: nurInhalt(USER_POST),
  AKTENZEICHEN_SETZEN: nurInhalt(USER),
  KOMMENTAR_ANLEGEN: nurInhalt(USER_POST),
  WIEDERVORLAGE_ANLEGEN: nurInhalt(USER),
  WIEDERVORLAGE_AENDERN: nurInhalt(USER),
  WIEDERVORLAGE_ERLEDIGEN: nurInhalt(USER),
  WIEDERVORLAGE_WIEDEREROEFFNEN: nurInhalt(USER),
  NACHRICHT_SENDEN: nurInhalt(USER),
  BESCHEID_ENTWERFEN: {
    von: ['IN_BEARBEITUNG'],
    nach: null,
    rollen: USER,
    bescheid: { von: ['keiner'], nach: 'ENTWURF' },
  },
  BESCHEID_AENDERN: {
    ...nurInhalt(USER),
    bescheid: { von: ['ENTWURF', 'MITGEZEICHNET', 'ZURUECKGEWIESEN', 'ZURUECKGEZOGEN'], nach: 'ENTWURF' },
  },
  BESCHEID_VERWERFEN: {
    ...nurInhalt(USER),
    bescheid: { von: ['ENTWURF', 'ZURUECKGEWIESEN', 'ZURUECKGEZOGEN'], nach: 'weg' },
  },
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: {
    ...nurInhalt(USER),
    bescheid: { von: ['ENTWURF'], nach: 'ZUR_MITZEICHNUNG' },
  },
  BESCHEID_MITZEICHNEN: {
    ...nurInhalt(USER),
    bescheid: { von: ['ZUR_MITZEICHNUNG'], nach: 'MITGEZEICHNET' },
    zeichnungsbefugnis: true,
  },
  BESCHEID_ZURUECKWEISEN: {
    ...nurInhalt(USER),
    bescheid: { von: ['ZUR_MITZEICHNUNG'], nach: 'ZURUECKGEWIESEN' },
  },
  BESCHEID_ZEICHNEN: {
    von: ['IN_BEARBEITUNG'],
    nach: 'BESCHIEDEN',
    rollen: USER,
    bescheid: { von: ['ENTWURF', 'MITGEZEICHNET'], nach: 'GEZEICHNET' },
    zeichnungsbefugnis: true,
  },
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: {
    von: ['BESCHIEDEN'],
    nach: 'IN_BEARBEITUNG',
    rollen: USER,
    bescheid: { von: ['GEZEICHNET'], nach: 'ZURUECKGEZOGEN' },
  },
};
