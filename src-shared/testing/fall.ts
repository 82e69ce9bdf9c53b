/**
 * One plausible case and context for tests of the domain and of what builds on it. Values are chosen so that a
 * wrong field shows: no two are the same.
 */
import type { Befehl, Body, Order } from '../domain/befehle.ts';
import { erwartetVon } from '../domain/erwartung.ts';
import type { Kontext, Person } from '../domain/kontext.ts';
import type { Vorgang } from '../domain/vorgang.ts';

export const SABINE: Person = {
  sub: 'flensburg:sabine.sander',
  name: 'Sabine Sander',
  rollen: ['VERWALTUNG_USER'],
  oe: ['197008'],
  zeichnung: [{ dienstId: null }],
};
export const VERA: Person = { ...SABINE, sub: 'flensburg:vera.vogt', name: 'Vera Vogt' };
export const JAN: Person = { ...SABINE, sub: 'flensburg:jan.petersen', name: 'Jan Petersen', zeichnung: [] };
export const PETRA: Person = {
  ...JAN,
  sub: 'flensburg:petra.post',
  name: 'Petra Post',
  rollen: ['VERWALTUNG_POSTSTELLE'],
};
export const LARS: Person = {
  ...JAN,
  sub: 'flensburg:lars.loesch',
  name: 'Lars Lösch',
  rollen: ['VERWALTUNG_LOESCHEN'],
};
export const LENA: Person = {
  ...JAN,
  sub: 'flensburg:lena.leitung',
  name: 'Lena Leitung',
  rollen: ['VERWALTUNG_LEITUNG'],
};

export const PDF_SHA = 'a'.repeat(64);
export const PDF_ID = '01931f00-0000-7000-8000-0000000000d1';
export const BESCHEID_ID = '01931f00-0000-7000-8000-0000000000b1';
export const WV_ID = '01931f00-0000-7000-8000-0000000000a1';

export function kontext(person: Person = SABINE, mehr: Partial<Kontext> = {}): Kontext {
  const alle = [SABINE, VERA, JAN, PETRA, LARS, LENA];
  return {
    person,
    am: '2026-11-02T09:30:00.000Z',
    mitzeichnungNoetig: (d) => d === 'baumfaellung',
    personName: (sub) => alle.find((p) => p.sub === sub)?.name,
    darfMitzeichnen: (sub) => alle.some((p) => p.sub === sub && p.zeichnung.length > 0),
    oe: (id) =>
      ({
        '197008': { id: '197008', name: 'Gewerbe', eigenerMandant: true },
        '197099': { id: '197099', name: 'Rechtsamt', eigenerMandant: true },
        '290001': { id: '290001', name: 'Bürgerbüro Preetz', eigenerMandant: false },
      })[id],
    anhang: (id) =>
      id === PDF_ID
        ? { id, dateiname: 'bescheid.pdf', contentType: 'application/pdf', groesse: 1234, sha256: PDF_SHA }
        : undefined,
    ...mehr,
  };
}

export function vorgang(mehr: Partial<Vorgang> = {}): Vorgang {
  return {
    id: '01931f00-0000-7000-8000-000000000001',
    version: 1,
    nummer: 'FL-2026-000001',
    name: 'Antrag auf Gewerbeanmeldung',
    status: 'NEU',
    eingangAm: '2026-11-01T08:00:00.000Z',
    geaendertAm: '2026-11-01T08:00:00.000Z',
    frist: '2026-12-01',
    dienst: { id: 'gewerbeanmeldung', name: 'Gewerbeanmeldung', leikaId: '99050012104000' },
    organisationseinheit: { id: '197008', name: 'Gewerbe' },
    antragsteller: { vorname: 'Jürgen', nachname: 'Großmann' },
    wiedervorlagen: [],
    eingang: {
      header: {
        requestId: 'r-1',
        formId: 'Gewerbeanmeldung',
        formName: 'Gewerbeanmeldung',
        createdAt: '2026-11-01T08:00:00.000Z',
      },
      formData: [{ name: 'ort', label: 'Ort', stringValue: 'Flensburg' }],
      anhaenge: [],
      repraesentationen: [],
    },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [],
    ...mehr,
  };
}

/** Bodies that are right for every order, for the case above. */
export const KOERPER: { [O in Order]: Body<O> } = {
  VORGANG_ANNEHMEN: {},
  VORGANG_VERWERFEN: { begruendung: 'Doppelt eingereicht' },
  VORGANG_ZURUECKHOLEN: {},
  VORGANG_BEARBEITEN: {},
  VORGANG_ZURUECKSTELLEN: {},
  VORGANG_ABSCHLIESSEN: {},
  VORGANG_WIEDEREROEFFNEN: { begruendung: 'Neue Unterlagen' },
  VORGANG_WEITERLEITEN: { organisationseinheitId: '197099' },
  VORGANG_ZUM_LOESCHEN_MARKIEREN: { begruendung: 'Frist abgelaufen' },
  LOESCHANFORDERUNG_ZURUECKNEHMEN: {},
  VORGANG_LOESCHEN: {},
  BEARBEITER_ZUWEISEN: { bearbeiter: JAN.sub },
  AKTENZEICHEN_SETZEN: { aktenzeichen: '32.1-4711' },
  KOMMENTAR_ANLEGEN: { kommentarId: '01931f00-0000-7000-8000-0000000000c1', text: 'Rückruf vereinbart' },
  WIEDERVORLAGE_ANLEGEN: { wiedervorlageId: WV_ID, betreff: 'Unterlagen prüfen', frist: '2026-11-20' },
  WIEDERVORLAGE_AENDERN: { wiedervorlageId: WV_ID, betreff: 'Unterlagen nachfordern', frist: '2026-11-25' },
  WIEDERVORLAGE_ERLEDIGEN: { wiedervorlageId: WV_ID },
  WIEDERVORLAGE_WIEDEREROEFFNEN: { wiedervorlageId: WV_ID },
  NACHRICHT_SENDEN: {
    nachrichtId: '01931f00-0000-7000-8000-0000000000e1',
    betreff: 'Rückfrage',
    text: 'Bitte senden Sie den Ausweis.',
    antwortErlaubt: true,
  },
  BESCHEID_ENTWERFEN: {
    bescheidId: BESCHEID_ID,
    entscheidung: 'BEWILLIGT',
    vorlageId: 'standard',
    felder: {},
    text: 'Ihrem Antrag wird entsprochen.',
  },
  BESCHEID_AENDERN: {
    bescheidId: BESCHEID_ID,
    entscheidung: 'ABGELEHNT',
    vorlageId: 'standard',
    felder: {},
    text: 'Ihr Antrag wird abgelehnt.',
  },
  BESCHEID_VERWERFEN: { bescheidId: BESCHEID_ID },
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: {
    bescheidId: BESCHEID_ID,
    an: VERA.sub,
    dokument: { anhangId: PDF_ID, sha256: PDF_SHA },
  },
  BESCHEID_MITZEICHNEN: { bescheidId: BESCHEID_ID, dokument: { anhangId: PDF_ID, sha256: PDF_SHA } },
  BESCHEID_ZURUECKWEISEN: { bescheidId: BESCHEID_ID, begruendung: 'Ermessen fehlt' },
  BESCHEID_ZEICHNEN: { bescheidId: BESCHEID_ID, dokument: { anhangId: PDF_ID, sha256: PDF_SHA } },
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: { bescheidId: BESCHEID_ID },
};

let zaehler = 0;
/** A command as the window would give it: `erwartet` read off what is shown. */
export function befehl<O extends Order>(v: Vorgang, order: O, body: Body<O> = KOERPER[order]): Befehl {
  zaehler += 1;
  const b = {
    commandId: `01931f00-0000-7000-8000-${String(zaehler).padStart(12, '0')}`,
    vorgangId: v.id,
    order,
    body,
    createdAt: '2026-11-02T09:29:59.000Z',
  } as Befehl;
  return { ...b, erwartet: erwartetVon(v, b) } as Befehl;
}
