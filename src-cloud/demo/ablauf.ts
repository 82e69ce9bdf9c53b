/**
 * When a demo case came in and what happened to it when, by which kind of person: the skeleton that `verlauf.ts` fills
 * with texts. Waiting times are drawn from the real permit log (daten/wartezeiten.json), scaled by the service's
 * deadline; staff work in their hours, applicants write in the evening. Nothing happens before the case came or after `bis`.
 */
import type { Order } from '../../src-shared/domain/befehle.ts';
import wartezeiten from './daten/wartezeiten.json' with { type: 'json' };
import { arbeitszeit, MINUTE, mitTageszeit, STUNDE, type Stundengewichte, TAG } from './zeit.ts';
import type { Zufall } from './zufall.ts';

/** Shares of the statuses that the cases end in. */
export const STATUSANTEILE = {
  NEU: 0.35,
  ANGENOMMEN: 0.1,
  IN_BEARBEITUNG: 0.3,
  ABGESCHLOSSEN: 0.2,
  VERWORFEN: 0.05,
} as const;
export type Zielstatus = keyof typeof STATUSANTEILE;
const ZIELE = Object.keys(STATUSANTEILE) as Zielstatus[];

/** `wer`: the Poststelle, or the person in charge of the case. `am` in ms. */
export interface GeplanterSchritt {
  order: Order;
  wer: 'post' | 'fach';
  am: number;
}

export interface Ablauf {
  ziel: Zielstatus;
  eingang: number;
  schritte: GeplanterSchritt[];
}

/** `nach`: ms after the step before. `frueh`: ms after the case came in. `pflicht`: without it the status is missed. */
interface Entwurf {
  order: Order;
  wer: 'post' | 'fach';
  nach: number;
  frueh?: number;
  pflicht?: true;
}

/** When citizens send forms; assumed, since the log's times of arrival are a nightly import's. */
const BUERGERSTUNDEN: Stundengewichte = [1, 0, 0, 0, 0, 1, 2, 4, 5, 7, 8, 7, 6, 6, 6, 6, 6, 7, 7, 8, 9, 7, 4, 2];

/** When staff act, as the log says; hours with less than a hundredth of the acts are not working hours. */
const DIENSTSTUNDEN: Stundengewichte = wartezeiten.stunden.map((anteil) => (anteil < 0.01 ? 0 : anteil));

/** Time between two acts; the log's rare gaps of months are cut at three weeks. */
const abstand = (z: Zufall): number => Math.min(z.quantil(wartezeiten.abstandMinuten), 21 * 24 * 60) * MINUTE;

/** The way from NEU to ANGENOMMEN, and whether the case then has somebody in charge. */
function annahme(z: Zufall, frueh: number): { schritte: Entwurf[]; zugewiesen: boolean } {
  if (z.wahr(0.3)) {
    const zuweisung: Entwurf[] = z.wahr(0.7) ? [{ order: 'BEARBEITER_ZUWEISEN', wer: 'post', nach: 0, frueh }] : [];
    const schritte: Entwurf[] = [
      ...zuweisung,
      { order: 'VORGANG_ANNEHMEN', wer: 'post', nach: MINUTE, frueh, pflicht: true },
    ];
    return { schritte, zugewiesen: zuweisung.length > 0 };
  }
  const schritte: Entwurf[] = [{ order: 'VORGANG_ANNEHMEN', wer: 'fach', nach: 0, frueh, pflicht: true }];
  const zugewiesen = z.wahr(0.75);
  if (zugewiesen) schritte.push({ order: 'BEARBEITER_ZUWEISEN', wer: 'fach', nach: MINUTE });
  return { schritte, zugewiesen };
}

/** A Wiedervorlage is done some days later, at the latest before the case is closed (`ende`, ms after it came in). */
function erledigung(z: Zufall, ende?: number): Entwurf {
  const erledigt: Entwurf = { order: 'WIEDERVORLAGE_ERLEDIGEN', wer: 'fach', nach: z.ganz(2, 20) * TAG };
  return ende === undefined ? erledigt : { ...erledigt, nach: MINUTE, frueh: ende };
}

/** What is done in the course of the work, in a plausible order; `ende` where the case is closed. */
function arbeit(z: Zufall, istAntrag: boolean, ende?: number): Entwurf[] {
  const offen = ende === undefined;
  const fach = (order: Order): Entwurf => ({ order, wer: 'fach', nach: abstand(z) });
  const kommentare = z.aus([0, 0, 1, 1, 1, 2, 3]);
  const wiedervorlage = z.wahr(0.45);
  return [
    ...(z.wahr(0.55) ? [fach('AKTENZEICHEN_SETZEN')] : []),
    ...Array.from({ length: kommentare }, () => fach('KOMMENTAR_ANLEGEN')),
    ...(z.wahr(0.4) ? [fach('NACHRICHT_SENDEN')] : []),
    ...(wiedervorlage ? [fach('WIEDERVORLAGE_ANLEGEN')] : []),
    ...(offen && istAntrag && z.wahr(0.35) ? [fach('BESCHEID_ENTWERFEN')] : []),
    ...(wiedervorlage ? [erledigung(z, ende)] : []),
  ];
}

function entwurfVon(ziel: Zielstatus, erster: number, gesamt: number, istAntrag: boolean, z: Zufall): Entwurf[] {
  if (ziel === 'NEU') {
    const u = z.anteil();
    if (u < 0.18) return [{ order: 'BEARBEITER_ZUWEISEN', wer: 'post', nach: abstand(z) }];
    return u < 0.3 ? [{ order: 'KOMMENTAR_ANLEGEN', wer: 'post', nach: abstand(z) }] : [];
  }
  if (ziel === 'VERWORFEN') {
    return [{ order: 'VORGANG_VERWERFEN', wer: z.wahr(0.5) ? 'post' : 'fach', nach: 0, frueh: erster, pflicht: true }];
  }
  const { schritte, zugewiesen } = annahme(z, erster);
  if (ziel === 'ANGENOMMEN') return schritte;
  if (!zugewiesen) schritte.push({ order: 'BEARBEITER_ZUWEISEN', wer: 'fach', nach: abstand(z), pflicht: true });
  schritte.push({ order: 'VORGANG_BEARBEITEN', wer: 'fach', nach: Math.min(abstand(z), 2 * TAG), pflicht: true });
  schritte.push(...arbeit(z, istAntrag, ziel === 'ABGESCHLOSSEN' ? gesamt : undefined));
  if (ziel === 'ABGESCHLOSSEN') {
    if (z.wahr(0.5)) schritte.push({ order: 'KOMMENTAR_ANLEGEN', wer: 'fach', nach: 0, frueh: gesamt });
    schritte.push({ order: 'VORGANG_ABSCHLIESSEN', wer: 'fach', nach: MINUTE, frueh: gesamt, pflicht: true });
  }
  return schritte;
}

/** Lays the steps on the calendar; `ueberhang`: how many ms the first necessary step comes too late. */
function terminiere(entwurf: readonly Entwurf[], eingang: number, bis: number, z: Zufall) {
  const schritte: GeplanterSchritt[] = [];
  let t = eingang;
  for (const e of entwurf) {
    const frueh = Math.ceil(Math.max(t + e.nach, eingang + (e.frueh ?? 0), t + 1000));
    const am = arbeitszeit(frueh, DIENSTSTUNDEN, z);
    if (am > bis) {
      if (e.pflicht) return { schritte, ueberhang: am - bis };
      continue;
    }
    schritte.push({ order: e.order, wer: e.wer, am });
    t = am;
  }
  return { schritte, ueberhang: 0 };
}

/** Age of the case at `bis`, so that it stands at its status then. */
function alter(ziel: Zielstatus, erster: number, gesamt: number, fenster: number, z: Zufall): number {
  const u = z.anteil();
  if (ziel === 'NEU') return u * erster;
  if (ziel === 'ANGENOMMEN') return erster + u * 0.4 * (gesamt - erster);
  if (ziel === 'IN_BEARBEITUNG') return erster + (0.1 + 0.9 * u) * (gesamt - erster);
  const ende = ziel === 'VERWORFEN' ? erster : gesamt;
  return ende + u * (fenster - ende);
}

/** A case's life in [von, bis] (ms) for a service with that deadline in days. */
export function planeAblauf(fristTage: number, istAntrag: boolean, von: number, bis: number, z: Zufall): Ablauf {
  const ziel = z.gewichtet(ZIELE, (s) => STATUSANTEILE[s]);
  const fenster = bis - von;
  const gezogen = Math.max(z.quantil(wartezeiten.gesamtAnteilDerFrist) * fristTage * TAG, 4 * STUNDE);
  const gesamt = Math.min(gezogen, fenster * (0.6 + 0.35 * z.anteil()));
  const erster = z.quantil(wartezeiten.ersterSchrittAnteilDerDauer) * gesamt;
  const entwurf = entwurfVon(ziel, erster, gesamt, istAntrag, z);
  let eingang = bis - alter(ziel, erster, gesamt, fenster, z);
  for (let versuch = 0; ; versuch++) {
    eingang = inFenster(mitTageszeit(eingang, BUERGERSTUNDEN, z), von, bis, z);
    const { schritte, ueberhang } = terminiere(entwurf, eingang, bis, z);
    if (ueberhang === 0 || versuch === 4) return { ziel, eingang, schritte };
    eingang -= ueberhang + z.anteil() * TAG;
  }
}

function inFenster(ms: number, von: number, bis: number, z: Zufall): number {
  const gestern = ms > bis ? ms - TAG : ms;
  const ab = gestern < von ? von + Math.floor(z.anteil() * Math.min(TAG, bis - von)) : gestern;
  return Math.min(Math.floor(ab), bis);
}
