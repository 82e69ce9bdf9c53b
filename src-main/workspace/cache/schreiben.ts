/**
 * The writing side of the cache: each method one transaction on the one writing connection. It only wires; what is done
 * stands in the modules it calls.
 */
import { isDeepStrictEqual } from 'node:util';
import type { IchAntwort } from '../../../src-shared/cloud-api/root.ts';
import { genannteAnhaenge } from '../../../src-shared/domain/befehle.ts';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import {
  FalschePruefsumme,
  kuerzeAnhaenge,
  ladeNeuHoch,
  legeUploadAb,
  schreibeAnhang,
  setzeGesendet,
} from './anhaenge.ts';
import { stelleDarNachId } from './basis.ts';
import type { BestandSchreiber } from './bestand.ts';
import { eintraegeVon, gelesen, vergissAlteBestaetigte } from './eintraege.ts';
import { setzeEntwurf } from './entwuerfe.ts';
import { uebernimmErgebnisse } from './ergebnisse.ts';
import { alsInstant, idText } from './kennung.ts';
import { type Kern, liesMeta, setzeMeta } from './kern.ts';
import { nimmZurueck, stelleEin, verlangeVorgang } from './klick.ts';
import { loese } from './loesung.ts';
import { nachlassGemeldet, uebernimmNachlass } from './nachlass.ts';
import { beginneBestand, frageVermissteNochmal, uebernimmDetails, uebernimmSeite } from './seite.ts';
import {
  alsWirdGesendet,
  beimStart,
  merkeApiVersion,
  naechsteSendung,
  parke,
  uploadVerweigert,
  versucheSofort,
  wiederWartend,
} from './sendung.ts';
import { indexiereTeile } from './suchindex.ts';
import { abgeschlosseneIds, alleIds, entferne, keineAenderungen, nachArbeit } from './tor.ts';
import { leereWalVon, raeumeResteIn, transaktion } from './verbindung.ts';
import { rolleTag } from './zeile.ts';
import type { Zweitschrift } from './zweitschrift.ts';

const TAG_MS = 86_400_000;

export type Schreibe = <T>(tat: () => T) => T;

/** Rolls the day where it has changed since the last time. */
export function pruefeTag(kern: Kern): void {
  const heute = kern.heute();
  if (liesMeta<number>(kern.v, 'heute') === heute) return;
  rolleTag(kern);
  vergissAlteBestaetigte(kern.v, alsInstant(kern.uhr.jetzt() - TAG_MS));
  setzeMeta(kern.v, 'heute', heute);
}

/** One transaction; memory is forgotten where it fails, since it may hold what was rolled back. `danach` follows each commit; `davor` is asked before it. */
export function macheSchreibe(
  kern: Kern,
  danach: () => void = () => undefined,
  davor: () => void = () => undefined,
): Schreibe {
  return (tat) => {
    try {
      const antwort = transaktion(kern.v, 'IMMEDIATE', () => {
        pruefeTag(kern);
        const ergebnis = tat();
        davor();
        return ergebnis;
      });
      danach();
      return antwort;
    } catch (fehler) {
      kern.vergiss();
      throw fehler;
    }
  };
}

function entferneAlle(kern: Kern, ursache: Parameters<BestandSchreiber['entferneAlle']>[0]) {
  const bericht = entferne(kern, alleIds(kern), ursache);
  beginneBestand(kern);
  if (bericht.behalten.length === 0) setzeMeta(kern.v, 'ich', null);
  kern.vergiss();
  return bericht;
}

/** What is mine depends on who I am: rows that came before the first `/ich` are shown anew. */
function stelleAlleDar(kern: Kern): void {
  for (const id of alleIds(kern)) stelleDarNachId(kern, id);
}

function merkeUhr(kern: Kern): number {
  const hoechste = Math.max(liesMeta<number>(kern.v, 'uhr') ?? 0, kern.uhr.jetzt());
  setzeMeta(kern.v, 'uhr', hoechste);
  return hoechste;
}

/** What is pending lies over the base by the person's rights and the directory: where these are others, it is shown anew. */
function stelleArbeitDar(kern: Kern): void {
  for (const { id } of kern.v.alle<{ id: Uint8Array }>('SELECT DISTINCT vorgang_id AS id FROM outbox')) {
    stelleDarNachId(kern, idText(id));
  }
}

function stammdaten(kern: Kern, schreibe: Schreibe) {
  const merke = (schluessel: string, wert: unknown): void =>
    schreibe(() => {
      setzeMeta(kern.v, schluessel, wert);
      kern.vergiss();
    });
  const merkeListe = (schluessel: string, wert: unknown): void =>
    schreibe(() => {
      const gleich = isDeepStrictEqual(liesMeta(kern.v, schluessel), wert);
      setzeMeta(kern.v, schluessel, wert);
      kern.vergiss();
      if (!gleich) stelleArbeitDar(kern);
    });
  return {
    merkeIch: (ich: IchAntwort) =>
      schreibe(() => {
        const vorher = kern.ich();
        setzeMeta(kern.v, 'ich', ich);
        kern.vergiss();
        if (vorher?.sub !== ich.sub) stelleAlleDar(kern);
        else if (!isDeepStrictEqual(vorher, ich)) stelleArbeitDar(kern);
      }),
    merkeDienste: (d: unknown) => merkeListe('dienste', d),
    merkePersonen: (p: unknown) => merkeListe('personen', p),
    merkeOrganisationseinheiten: (o: unknown) => merkeListe('oes', o),
    merke: (schluessel: string, wert: unknown) => merke(`eigen:${schluessel}`, wert),
  };
}

/** A file the person has taken out again; one that a command names stays. */
function verwirfUpload(kern: Kern, anhangId: string): void {
  const vorgang = kern.v.eins<{ id: Uint8Array }>('SELECT vorgang_id AS id FROM anhang WHERE anhang_id = ?', anhangId);
  if (!vorgang) return;
  const genannt = eintraegeVon(kern.v, vorgang.id).some((e) => {
    const g = gelesen(e);
    return 'command' in g && e.state !== 'zurueckgenommen' && genannteAnhaenge(g.command.body).includes(anhangId);
  });
  if (genannt) throw new ProblemError('nicht-zuruecknehmbar');
  kern.v.tu('DELETE FROM anhang WHERE anhang_id = ?', anhangId);
  nachArbeit(kern, idText(vorgang.id), keineAenderungen());
}

/** The wrong bytes are thrown away for good, and the caller learns it. */
function nimmStueck(kern: Kern, schreibe: Schreibe, ...p: Parameters<BestandSchreiber['schreibeAnhang']>): boolean {
  const fertig = schreibe(() => {
    try {
      return schreibeAnhang(kern, ...p);
    } catch (fehler) {
      if (fehler instanceof FalschePruefsumme) return undefined;
      throw fehler;
    }
  });
  if (fertig === undefined) throw new ProblemError('pruefsumme-falsch');
  return fertig;
}

/** `zweit` is the second copy, whose files are emptied and cleared with the cache's. */
export function macheSchreiber(
  kern: Kern,
  schreibe: Schreibe,
  zweit?: Pick<Zweitschrift, 'leereWal' | 'raeumeReste'>,
): BestandSchreiber {
  return {
    beginneBestand: (neueEpoche) => schreibe(() => beginneBestand(kern, neueEpoche)),
    uebernimmSeite: (seite) => schreibe(() => uebernimmSeite(kern, seite)),
    uebernimmDetails: (vorgaenge, angefragt = []) => schreibe(() => uebernimmDetails(kern, vorgaenge, angefragt)),
    frageVermissteNochmal: () => schreibe(() => frageVermissteNochmal(kern)),
    entferne: (ids, ursache) => schreibe(() => entferne(kern, ids, ursache)),
    entferneAlle: (ursache) => schreibe(() => entferneAlle(kern, ursache)),
    entferneAbgeschlossene: (tage) =>
      schreibe(() => entferne(kern, abgeschlosseneIds(kern, kern.uhr.jetzt() - tage * TAG_MS), 'frist')),
    leereWal: () => [leereWalVon(kern.v), zweit?.leereWal() ?? true].every(Boolean),
    raeumeReste: () => [raeumeResteIn(kern.v), zweit?.raeumeReste() ?? true].every(Boolean),
    stelleEin: (klick) => schreibe(() => stelleEin(kern, klick)),
    nimmZurueck: (commandId) => schreibe(() => nimmZurueck(kern, commandId)),
    loese: (commandId, weg, body) => schreibe(() => loese(kern, commandId, weg, body)),
    naechsteSendung: ({ jetztMs, max }) => transaktion(kern.v, 'DEFERRED', () => naechsteSendung(kern.v, jetztMs, max)),
    alsWirdGesendet: (ids) => schreibe(() => alsWirdGesendet(kern, ids)),
    uebernimmErgebnisse: (results, am) => schreibe(() => uebernimmErgebnisse(kern, results, am)),
    wiederWartend: (ids, abMs, zaehlt = true) => schreibe(() => wiederWartend(kern, ids, abMs, zaehlt)),
    versucheSofort: () => schreibe(() => versucheSofort(kern)),
    parke: (grund) => schreibe(() => parke(kern, grund)),
    uebernimmNachlass: (liste) => schreibe(() => uebernimmNachlass(kern, liste)),
    nachlassGemeldet: (ids) => schreibe(() => nachlassGemeldet(kern, ids)),
    merkeApiVersion: (apiVersion) => schreibe(() => merkeApiVersion(kern, apiVersion)),
    beimStart: () => schreibe(() => beimStart(kern)),
    speichereEntwurf: (vorgangId, art, inhalt) =>
      schreibe(() => {
        verlangeVorgang(kern, vorgangId);
        const am = setzeEntwurf(kern, vorgangId, art, inhalt);
        if (inhalt === null) nachArbeit(kern, vorgangId, keineAenderungen());
        return am;
      }),
    legeUploadAb: (vorgangId, anhang, bytes) =>
      schreibe(() => {
        verlangeVorgang(kern, vorgangId);
        legeUploadAb(kern, vorgangId, anhang, bytes);
      }),
    uploadFortschritt: (anhangId, offset) => schreibe(() => setzeGesendet(kern.v, anhangId, offset)),
    uploadFertig: (anhangId) => schreibe(() => setzeGesendet(kern.v, anhangId, Number.MAX_SAFE_INTEGER)),
    uploadVonVorn: (anhangId) => schreibe(() => ladeNeuHoch(kern.v, [anhangId])),
    uploadVerweigert: (anhangId, problem) => schreibe(() => uploadVerweigert(kern, anhangId, problem)),
    verwirfUpload: (anhangId) => schreibe(() => verwirfUpload(kern, anhangId)),
    schreibeAnhang: (...p) => nimmStueck(kern, schreibe, ...p),
    kuerzeAnhaenge: (maxBytes) => schreibe(() => kuerzeAnhaenge(kern.v, maxBytes)),
    ...stammdaten(kern, schreibe),
    merkeUhr: () => schreibe(() => merkeUhr(kern)),
    indexiereSuche: (max) => schreibe(() => indexiereTeile(kern, max)),
  };
}
