/**
 * The stage on which every history plays: people, units and services of one Mandant, in the demo's ids, so that the same
 * history can be played against the model and against the real cloud. Data only.
 */
import type { Dienst, IchAntwort } from '../../src-shared/cloud-api/root.ts';
import type { Zeichnungsbefugnis, ZielOe } from '../../src-shared/domain/kontext.ts';
import type { Rolle, Vorgang } from '../../src-shared/domain/vorgang.ts';

export interface Mitspieler {
  sub: string;
  username: string;
  name: string;
  rollen: readonly Rolle[];
  oe: readonly string[];
  zeichnung: readonly Zeichnungsbefugnis[];
}

/** Both units in which the clerks work; a case in the third is out of everybody's sight but the Poststelle's. */
export const OES: readonly ZielOe[] = [
  { id: '197008', name: 'Gewerbe und Gaststätten', eigenerMandant: true },
  { id: '197011', name: 'Straßenverkehr und Sondernutzung', eigenerMandant: true },
  { id: '197003', name: 'Rechtsamt', eigenerMandant: true },
  { id: '576210', name: 'Ordnung, Gewerbe und Verkehr', eigenerMandant: false },
];

const FACH = ['197008', '197011'];
const ALLES: readonly Zeichnungsbefugnis[] = [{ dienstId: null }];
const person = (
  username: string,
  name: string,
  rollen: readonly Rolle[],
  oe: readonly string[],
  zeichnung: readonly Zeichnungsbefugnis[] = [],
): Mitspieler => ({ sub: `flensburg:${username}`, username, name, rollen, oe, zeichnung });

export const PERSONEN: readonly Mitspieler[] = [
  person('sabine.sander', 'Sabine Sander', ['VERWALTUNG_USER'], FACH, ALLES),
  person('jan.petersen', 'Jan Petersen', ['VERWALTUNG_USER'], FACH),
  person('petra.post', 'Petra Post', ['VERWALTUNG_POSTSTELLE'], []),
  person('vera.vogt', 'Dr. Vera Vogt', ['VERWALTUNG_USER', 'VERWALTUNG_LOESCHEN'], FACH, ALLES),
  person('lars.loesch', 'Lars Lösch', ['VERWALTUNG_LOESCHEN'], []),
  person('lena.leitung', 'Prof. Dr. Lena Leitung', ['VERWALTUNG_LEITUNG'], FACH),
];

/** Who sits at the clients, by the number of clients; others act in the cloud only. */
export const BESETZUNGEN: readonly (readonly number[])[] = [
  [0],
  [1],
  [2],
  [0, 1],
  [0, 2],
  [0, 3],
  [1, 4],
  [0, 1, 2],
  [0, 3, 5],
  [1, 2, 4],
];

/** What the same person may have been made to by the administration. */
export const RECHTE: readonly { rollen: readonly Rolle[]; oe: readonly string[] }[] = [
  { rollen: ['VERWALTUNG_USER'], oe: FACH },
  { rollen: ['VERWALTUNG_USER'], oe: ['197008'] },
  { rollen: ['VERWALTUNG_USER'], oe: [] },
  { rollen: ['VERWALTUNG_POSTSTELLE'], oe: [] },
  { rollen: ['VERWALTUNG_LOESCHEN'], oe: [] },
  { rollen: ['VERWALTUNG_USER', 'VERWALTUNG_LOESCHEN'], oe: ['197011'] },
  { rollen: ['VERWALTUNG_LEITUNG'], oe: FACH },
];

const dienst = (id: string, name: string, mitzeichnung: boolean): Dienst => ({
  id,
  name,
  art: 'ANTRAG',
  fristTage: 28,
  mitzeichnung,
  aufbewahrungTage: 3650,
  versandNachMin: 0,
  vorlagen: [],
  liveSeit: '2024-01-01',
  anzahl: { gesamt: 0, neu: 0, offen: 0 },
});

/** One that asks for a Mitzeichnung and one that does not. */
export const DIENSTE: readonly Dienst[] = [
  dienst('gewerbeanmeldung', 'Gewerbeanmeldung', false),
  dienst('sondernutzung', 'Sondernutzung öffentlicher Straßen', true),
];

export function ichVon(p: Mitspieler): IchAntwort {
  return {
    sub: p.sub,
    name: p.name,
    rollen: [...p.rollen],
    oe: [...p.oe],
    mandant: 'flensburg',
    land: 'SH',
    zeichnung: [...p.zeichnung],
    richtlinie: { leaseHours: 120, scopeDays: 90, attachmentBytes: 1_000_000 },
  };
}

/** Cases that are there at the beginning: new ones, and some further on in their life. */
export const ANFANGS = 5;

const SABINE = { sub: 'flensburg:sabine.sander', name: 'Sabine Sander' };

/** How far the cases of the beginning are; all later ones come in new. */
function lebenslauf(nr: number): Partial<Vorgang> {
  const bescheid = {
    version: 1,
    stand: 'ENTWURF',
    entscheidung: 'BEWILLIGT',
    vorlageId: 'standard',
    felder: {},
    text: 'Ja.',
  };
  const id = `01931f00-0000-7000-9000-${nr.toString(16).padStart(12, '0')}`;
  const inArbeit = { version: 3, status: 'IN_BEARBEITUNG' };
  if (nr === 2) return { ...inArbeit, bearbeiter: SABINE, bescheide: [{ id, ...bescheid, erstelltVon: SABINE }] };
  if (nr === 3) return { ...inArbeit, bescheide: [{ id, ...bescheid, erstelltVon: SABINE }] };
  return nr === 4 ? { version: 4, status: 'ABGESCHLOSSEN', bearbeiter: SABINE } : {};
}

/** A case as it comes in. `nr`, from 1, makes it another one each time; it decides unit and service. */
export function eingangVon(nr: number, id: string, am: string): Vorgang {
  const oe = OES[[0, 1, 0, 1, 0, 2][nr % 6] ?? 0] as ZielOe;
  const d = DIENSTE[nr % 2 === 0 ? 1 : 0] as Dienst;
  return {
    id,
    version: 1,
    nummer: `FL-${String(nr).padStart(6, '0')}`,
    name: d.name,
    status: 'NEU',
    eingangAm: am,
    geaendertAm: am,
    frist: '2026-12-01',
    dienst: { id: d.id, name: d.name },
    organisationseinheit: { id: oe.id, name: oe.name },
    antragsteller: { vorname: 'Jürgen', nachname: `Großmann ${nr}` },
    wiedervorlagen: [],
    eingang: {
      header: { requestId: `r-${nr}`, formId: d.id, formName: d.name, createdAt: am },
      formData: [{ name: 'ort', label: 'Ort', stringValue: `Hafen ${nr}` }],
      anhaenge: [],
      repraesentationen: [],
    },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [],
    ...(nr <= ANFANGS ? lebenslauf(nr) : {}),
  };
}
