/**
 * Verifies an evidence file with neither cloud nor cache: each file by its SHA-256, missing, added and changed ones by
 * name, then the journal inside. Everything in the file is distrusted; only the expected fingerprint comes from outside.
 */
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { JournalPruefung } from '../../../src-shared/workspace-api/ansichten.ts';
import { ArchivFehler, entpacke, packe } from '../dokument/archiv.ts';
import { type Befund, neuerBefund } from './befund.ts';
import { BELEG_DATEI, type Beleg, belegSchema, LIESMICH_DATEI, SUMMEN_DATEI } from './beleg-form.ts';
import { sha256 } from './krypto.ts';
import { pruefeJournal } from './pruefen.ts';

export interface BelegPruefung extends JournalPruefung {
  /** For people; unsigned. */
  vorgang: Beleg['vorgang'];
  erstelltAm: string;
  dateien: { name: string; sha256: string; befund: 'unverändert' | 'verändert' | 'überzählig' | 'fehlt' }[];
}

/**
 * Verifies the bytes of an evidence file. `anker` is the expected fingerprint (hex or base64url).
 * Throws `beleg-unlesbar` where it cannot be read at all; everything else is a finding.
 */
export async function pruefeBeleg(bytes: Uint8Array, anker?: string): Promise<BelegPruefung> {
  const inhalt = await oeffne(bytes);
  const beleg = liesBeleg(inhalt.get(BELEG_DATEI));
  const befund = neuerBefund();
  const dateien = pruefeDateien(inhalt, beleg, befund);
  const nachSumme = new Map([...inhalt.values()].map((b) => [sha256(b), b]));
  const journal = pruefeJournal({
    journal: beleg.journal,
    dokumente: (sha) => nachSumme.get(sha),
    dokumentFehlt: 'fehler',
    ...(anker === undefined ? {} : { anker }),
  });
  if (beleg.journal.vorgangId !== beleg.vorgang.id) befund.fehler('Vorgang und Journal gehören nicht zusammen.');
  await pruefeHuelle(bytes, inhalt, beleg, befund);
  const huelle = befund.ergebnis();
  return {
    ...journal,
    gueltig: journal.gueltig && huelle.gueltig,
    fehler: [...huelle.fehler, ...journal.fehler],
    hinweise: [...huelle.hinweise, ...journal.hinweise],
    vorgang: beleg.vorgang,
    erstelltAm: beleg.erstelltAm,
    dateien,
  };
}

async function oeffne(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  try {
    return new Map((await entpacke(bytes)).map((d) => [d.name, d.bytes]));
  } catch (fehler) {
    if (!(fehler instanceof ArchivFehler)) throw fehler;
    throw new ProblemError('beleg-unlesbar', { detail: fehler.grund }, fehler);
  }
}

function liesBeleg(bytes: Uint8Array | undefined): Beleg {
  if (!bytes) throw new ProblemError('beleg-unlesbar', { detail: `In der Datei fehlt ${BELEG_DATEI}.` });
  try {
    return belegSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (fehler) {
    const detail = `${BELEG_DATEI} ist beschädigt oder stammt nicht von dieser Fassung von Kontor.`;
    throw new ProblemError('beleg-unlesbar', { detail }, fehler);
  }
}

function pruefeDateien(
  inhalt: ReadonlyMap<string, Uint8Array>,
  beleg: Beleg,
  befund: Befund,
): BelegPruefung['dateien'] {
  const erwartet = erwarteteSummen(inhalt.get(SUMMEN_DATEI), befund);
  for (const name of [BELEG_DATEI, LIESMICH_DATEI]) {
    if (erwartet && !erwartet.has(name)) befund.fehler(`${SUMMEN_DATEI} nennt ${name} nicht.`);
  }
  for (const d of beleg.dokumente) {
    const da = inhalt.get(d.datei);
    if (da && sha256(da) !== d.sha256) befund.fehler(`„${d.datei}“ ist verändert.`);
    if (!da) befund.fehler(`„${d.datei}“ fehlt.`);
  }
  const bekannt = new Set([SUMMEN_DATEI, BELEG_DATEI, LIESMICH_DATEI, ...beleg.dokumente.map((d) => d.datei)]);
  const dateien: BelegPruefung['dateien'] = [];
  for (const [name, bytes] of inhalt) {
    if (name === SUMMEN_DATEI) continue;
    const summe = sha256(bytes);
    const soll = erwartet?.get(name);
    const ueberzaehlig = !bekannt.has(name) || (erwartet !== undefined && soll === undefined);
    const ergebnis = ueberzaehlig ? 'überzählig' : soll === undefined || soll === summe ? 'unverändert' : 'verändert';
    if (ergebnis === 'überzählig') befund.fehler(`„${name}“ gehört nicht zum Beleg.`);
    if (ergebnis === 'verändert') befund.fehler(`„${name}“ ist verändert.`);
    dateien.push({ name, sha256: summe, befund: ergebnis });
  }
  for (const [name, soll] of erwartet ?? []) {
    if (inhalt.has(name)) continue;
    befund.fehler(`„${name}“ fehlt.`);
    dateien.push({ name, sha256: soll, befund: 'fehlt' });
  }
  return dateien;
}

/** The list of digests; undefined (and an error) where it is missing or unreadable. */
function erwarteteSummen(bytes: Uint8Array | undefined, befund: Befund): Map<string, string> | undefined {
  if (!bytes) {
    befund.fehler(`„${SUMMEN_DATEI}“ fehlt.`);
    return undefined;
  }
  const summen = new Map<string, string>();
  for (const zeile of new TextDecoder().decode(bytes).split('\n').filter(Boolean)) {
    const [, summe, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(zeile) ?? [];
    if (!summe || !name || summen.has(name)) {
      befund.fehler(`„${SUMMEN_DATEI}“ ist beschädigt.`);
      return undefined;
    }
    summen.set(name, summe);
  }
  return summen;
}

/** What lies in the ZIP beside its files (other times, hidden bytes): said, since the contents are what counts. */
async function pruefeHuelle(
  bytes: Uint8Array,
  inhalt: ReadonlyMap<string, Uint8Array>,
  beleg: Beleg,
  befund: Befund,
): Promise<void> {
  const neu = await packe(
    [...inhalt].map(([name, b]) => ({ name, bytes: b })),
    beleg.erstelltAm,
    { verdichtet: false },
  );
  if (Buffer.compare(neu, bytes) !== 0) {
    befund.hinweis('Die ZIP-Datei selbst wurde neu gepackt oder verändert. Geprüft ist, was darin liegt.');
  }
}
