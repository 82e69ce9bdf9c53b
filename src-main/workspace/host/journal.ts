/**
 * The journal of signed acts as people see it: this device's own acts, and for one case what the cloud lists too. And its
 * verification, locally always, against the cloud where it can be asked. It changes nothing.
 */
import type { JournalAkt, JournalAntwort } from '../../../src-shared/cloud-api/geraete.ts';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { kanonisch } from '../../../src-shared/domain/zeichnung.ts';
import type { JournalEintrag, JournalPruefung } from '../../../src-shared/workspace-api/ansichten.ts';
import type { Akt } from '../cache/bestand-typen.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import { pruefeJournal, pruefeLokaleAkte } from '../zeichnung/pruefen.ts';
import { type Anruf, darfNetz } from './anruf.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';

/** What the cloud lists for a case; undefined where it cannot be asked or does not show it. */
export async function cloudJournal(
  anruf: Anruf,
  platz: Arbeitsplatz,
  vorgangId: string,
): Promise<JournalAntwort | undefined> {
  if (!darfNetz(anruf, platz)) return undefined;
  try {
    return await platz.gateway.journal(vorgangId);
  } catch (fehler) {
    if (fehler instanceof CloudFehler) return undefined;
    throw fehler;
  }
}

/** This device's acts as the verification takes them. */
export function alsGlieder(akte: readonly Akt[]) {
  return akte.map((a) => ({ header: a.signatur.header, wert: a.signatur.wert, inhalt: a.signatur.inhalt }));
}

function alsEintrag(a: Akt): JournalEintrag {
  const { header, wert, inhalt } = a.signatur;
  return {
    header,
    wert,
    inhalt,
    state: a.state,
    ...(a.problem === undefined ? {} : { problem: a.problem }),
    eingetroffenAm: a.beantwortetAm ?? a.gezeichnetAm,
    ketteOffen: false,
    vorgangId: a.vorgangId,
    deviceId: a.deviceId,
    vorgemerkt: a.state === 'vorgemerkt',
  };
}

/** Signed acts, the device's own and, for one case, everybody's the cloud shows. */
export async function journal(
  anruf: Anruf,
  platz: Arbeitsplatz,
  vorgangId: string | undefined,
): Promise<JournalEintrag[]> {
  const eigene = platz.bestand.leser.akte(vorgangId).map(alsEintrag);
  if (vorgangId === undefined) return eigene;
  const dort = await cloudJournal(anruf, platz, vorgangId);
  if (dort === undefined) return eigene;
  const kennung = (a: Pick<JournalAkt, 'header'>): string => kanonisch(a.header);
  const gelistet = new Set(dort.akte.map(kennung));
  const ausDerCloud = dort.akte.map((a) => ({ ...a, vorgangId, deviceId: a.header.deviceId, vorgemerkt: false }));
  return [...ausDerCloud, ...eigene.filter((e) => !gelistet.has(kennung(e)))];
}

/** Verifies the device's own chain and, where the cloud answers, what it lists for these cases. */
export async function pruefeJournalHier(
  anruf: Anruf,
  platz: Arbeitsplatz,
  vorgangId: string | undefined,
): Promise<JournalPruefung> {
  const { leser } = platz.bestand;
  const alle = leser.akte();
  const { deviceId, jwk } = await platz.geraet();
  const nachSumme = dokumentquelle(platz);
  const eigene = alle.filter((a) => a.deviceId === deviceId);
  const lokal = pruefeLokaleAkte({ akte: alsGlieder(eigene), geraete: [{ deviceId, jwk }], dokumente: nachSumme });
  const faelle = vorgangId === undefined ? [...new Set(alle.map((a) => a.vorgangId))] : [vorgangId];
  const befunde: JournalPruefung[] = [lokal];
  for (const id of faelle) {
    const dort = await cloudJournal(anruf, platz, id);
    if (dort)
      befunde.push({
        ...pruefeJournal({ journal: dort, dokumente: nachSumme, lokale: alsGlieder(alle) }),
        geprueft: 0,
      });
  }
  return zusammen(befunde);
}

/** Documents on this device by their digest. */
export function dokumentquelle(platz: Arbeitsplatz): (sha256: string) => Uint8Array | undefined {
  const { leser } = platz.bestand;
  const idVon = new Map<string, string>();
  for (const a of leser.akte()) {
    const v = wennDa(() => leser.vorgang(a.vorgangId).vorgang);
    if (v === undefined || 'kopf' in v) continue;
    for (const b of v.bescheide) if (b.dokument) idVon.set(b.dokument.sha256, b.dokument.id);
  }
  for (const e of leser.outbox()) {
    const d = e.body.dokument as { anhangId?: unknown; sha256?: unknown } | undefined;
    if (typeof d?.anhangId === 'string' && typeof d.sha256 === 'string') idVon.set(d.sha256, d.anhangId);
  }
  return (sha256) => {
    const id = idVon.get(sha256);
    return id === undefined ? undefined : leser.anhang(id)?.bytes;
  };
}

function wennDa<T>(tu: () => T): T | undefined {
  try {
    return tu();
  } catch (fehler) {
    if (fehler instanceof ProblemError) return undefined;
    throw fehler;
  }
}

function zusammen(befunde: readonly JournalPruefung[]): JournalPruefung {
  const anker = befunde.find((b) => b.ankerFingerprint !== undefined)?.ankerFingerprint;
  return {
    gueltig: befunde.every((b) => b.gueltig),
    geprueft: befunde.reduce((n, b) => n + b.geprueft, 0),
    fehler: befunde.flatMap((b) => b.fehler),
    hinweise: [...new Set(befunde.flatMap((b) => b.hinweise))],
    ...(anker === undefined ? {} : { ankerFingerprint: anker }),
  };
}
