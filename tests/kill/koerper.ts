/** Bodies for every order that a person can give on a Vorgang as it is shown: valid by their form, chosen by chance. */
import { randomUUID } from 'node:crypto';
import type { Order } from '../../src-shared/domain/befehle.ts';
import type { Vorgang, VorgangKopf } from '../../src-shared/domain/vorgang.ts';

type Wuerfel = () => number;
type Bauplan = (v: Vorgang | VorgangKopf, w: Wuerfel, text: string) => Record<string, unknown> | undefined;

export const aus = <T>(liste: readonly T[], w: Wuerfel): T => liste[Math.floor(w() * liste.length)] as T;

const leer: Bauplan = () => ({});
const begruendet: Bauplan = (_v, _w, text) => ({ begruendung: text });
const frist = (w: Wuerfel): string => `2027-0${1 + Math.floor(w() * 9)}-1${Math.floor(w() * 10)}`;
const wiedervorlage: Bauplan = (v, w) => {
  const eine = v.wiedervorlagen.length > 0 ? aus(v.wiedervorlagen, w) : undefined;
  return eine && { wiedervorlageId: eine.id };
};
const bescheid: Bauplan = (v) => {
  const letzter = 'bescheide' in v ? v.bescheide.at(-1) : undefined;
  return letzter && { bescheidId: letzter.id };
};
const inhalt = (bescheidId: string, w: Wuerfel, text: string): Record<string, unknown> => ({
  bescheidId,
  entscheidung: aus(['BEWILLIGT', 'ABGELEHNT'], w),
  vorlageId: 'standard',
  felder: {},
  text,
});

/** Orders that `befehl` takes; signing and Mitzeichnung have calls of their own. */
export const KOERPER: Partial<Record<Order, Bauplan>> = {
  VORGANG_ANNEHMEN: leer,
  VORGANG_VERWERFEN: begruendet,
  VORGANG_ZURUECKHOLEN: leer,
  VORGANG_BEARBEITEN: leer,
  VORGANG_ZURUECKSTELLEN: leer,
  VORGANG_ABSCHLIESSEN: leer,
  VORGANG_WIEDEREROEFFNEN: begruendet,
  VORGANG_WEITERLEITEN: (v, w) => ({
    organisationseinheitId: aus(
      ['197011', '197031', '197003'].filter((o) => o !== v.organisationseinheit.id),
      w,
    ),
  }),
  VORGANG_ZUM_LOESCHEN_MARKIEREN: begruendet,
  LOESCHANFORDERUNG_ZURUECKNEHMEN: leer,
  BEARBEITER_ZUWEISEN: (_v, w) => ({
    bearbeiter: aus(['flensburg:sabine.sander', 'flensburg:vera.vogt', 'flensburg:jan.petersen', null], w),
  }),
  AKTENZEICHEN_SETZEN: (_v, _w, text) => ({ aktenzeichen: text.slice(0, 40) }),
  KOMMENTAR_ANLEGEN: (_v, _w, text) => ({ kommentarId: randomUUID(), text }),
  WIEDERVORLAGE_ANLEGEN: (_v, w, text) => ({ wiedervorlageId: randomUUID(), betreff: text, frist: frist(w) }),
  WIEDERVORLAGE_AENDERN: (v, w, text) => {
    const id = wiedervorlage(v, w, text);
    return id && { ...id, betreff: text, frist: frist(w) };
  },
  WIEDERVORLAGE_ERLEDIGEN: wiedervorlage,
  WIEDERVORLAGE_WIEDEREROEFFNEN: wiedervorlage,
  NACHRICHT_SENDEN: (_v, _w, text) => ({ nachrichtId: randomUUID(), betreff: text, text, antwortErlaubt: false }),
  BESCHEID_ENTWERFEN: (_v, w, text) => inhalt(randomUUID(), w, text),
  BESCHEID_AENDERN: (v, w, text) => {
    const id = bescheid(v, w, text);
    return id && inhalt(String(id.bescheidId), w, text);
  },
  BESCHEID_VERWERFEN: bescheid,
  BESCHEID_ZURUECKWEISEN: (v, w, text) => {
    const id = bescheid(v, w, text);
    return id && { ...id, begruendung: text };
  },
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: bescheid,
};

/** How often an order is chosen among those offered; 1 where nothing is said. What ends a case is rare. */
export const GEWICHT: Partial<Record<Order, number>> = {
  VORGANG_ANNEHMEN: 6,
  VORGANG_BEARBEITEN: 8,
  KOMMENTAR_ANLEGEN: 5,
  BESCHEID_ENTWERFEN: 6,
  BESCHEID_ZEICHNEN: 6,
  BESCHEID_MITZEICHNEN: 10,
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: 6,
  VORGANG_VERWERFEN: 0.1,
  VORGANG_ABSCHLIESSEN: 0.2,
  VORGANG_WEITERLEITEN: 0.1,
  VORGANG_ZUM_LOESCHEN_MARKIEREN: 0.2,
};
