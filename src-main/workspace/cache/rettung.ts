/**
 * Salvage: what a person did is taken out of a damaged database into a new one: outbox, drafts, unsent files, signed
 * acts, what was remembered, and the Vorgänge they hang on. The rest of the base is not salvaged, it is fetched again.
 * The damaged file is only read, and set aside when the new one is whole; what cannot be read of it is named and stops
 * nothing else. A crash at any moment leaves either the damaged file in its place or the whole new one.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { basiszeile, legeAn, liesBasis, stelleDar } from './basis.ts';
import type { Bestand, BestandOptionen } from './bestand.ts';
import { alsProblem, istBeschaedigt } from './fehler.ts';
import { idText } from './kennung.ts';
import { jetztInstant, type Kern, macheKern } from './kern.ts';
import { oeffneBestand } from './oeffnen.ts';
import { oeffneVerbindung, transaktion, type Verbindung } from './verbindung.ts';
import { freieZeile } from './zeile.ts';

export interface Rettungsbericht {
  /** Where the damaged database lies now. */
  beiseite: string;
  /** Rows taken over, by table. */
  gerettet: Record<string, number>;
  /** Tables that could not be read to their end; `alles` where the file cannot be opened at all. */
  unlesbar: string[];
}

/** Tables of the person's work; `nur` leaves out what can be fetched again. Files before their pieces. */
const TABELLEN: readonly { name: string; nur: string }[] = [
  { name: 'outbox', nur: 'true' },
  { name: 'erledigung', nur: 'true' },
  { name: 'entwurf', nur: 'true' },
  { name: 'anhang', nur: 'eigen = 1' },
  { name: 'stueck', nur: 'anhang_id IN (SELECT anhang_id FROM anhang WHERE eigen = 1)' },
  { name: 'akt', nur: 'true' },
  {
    name: 'meta',
    nur: "schluessel LIKE 'eigen:%' OR schluessel IN ('ich', 'uhr', 'apiVersion', 'personen', 'dienste')",
  },
];

type Zeile = Record<string, string | number | Uint8Array | null>;

/** Where the new database is made, and where it waits, whole, to take the old one's place. */
const imBau = (pfad: string): string => `${pfad}.neu`;
const fertig = (pfad: string): string => `${pfad}.gerettet`;
const ENDUNGEN = ['', '-wal', '-shm'];

/** The whole new database takes the place of the damaged one, which gets a name that says when. May be broken off and repeated. */
function tausche(pfad: string, jetztMs: number): string {
  const ziel = `${pfad}.beschaedigt-${jetztMs}`;
  try {
    for (const endung of ENDUNGEN) {
      if (existsSync(pfad + endung)) renameSync(pfad + endung, ziel + endung);
    }
    renameSync(fertig(pfad), pfad);
  } catch (fehler) {
    throw alsProblem(fehler);
  }
  return ziel;
}

/** A Vorgang of which only the id is known: read-only (no known status), replaced by the cloud's first word. */
function platzhalter(id: string, am: string): VorgangKopf {
  return {
    id,
    version: 0,
    nummer: '–',
    name: 'Wird neu geladen',
    status: 'UNBEKANNT',
    eingangAm: am,
    geaendertAm: am,
    dienst: { id: '', name: 'Wird neu geladen' },
    organisationseinheit: { id: '', name: 'Wird neu geladen' },
    wiedervorlagen: [],
    eingang: {
      header: { requestId: '', formId: '', formName: '', createdAt: am },
      anhaenge: [],
      repraesentationen: [],
    },
    kopf: true,
    neueNachrichten: 0,
  };
}

/** Makes sure that the Vorgang some work hangs on is there: from the damaged base, else as a placeholder. */
function sichereVorgang(kern: Kern, alt: Verbindung, bytes: Uint8Array): void {
  const id = idText(bytes);
  if (basiszeile(kern.v, id)) return;
  let vorgang: Vorgang | VorgangKopf = platzhalter(id, jetztInstant(kern));
  try {
    const stand = basiszeile(alt, id);
    if (stand) vorgang = liesBasis(alt, stand.zeile);
  } catch {
    // The record lies on a damaged page: the cloud tells it again.
  }
  legeAn(kern, vorgang, freieZeile(kern, vorgang.eingangAm), 0);
}

function schreibe(kern: Kern, alt: Verbindung, tabelle: string, zeile: Zeile): void {
  if (zeile.vorgang_id instanceof Uint8Array) sichereVorgang(kern, alt, zeile.vorgang_id);
  const spalten = Object.keys(zeile);
  kern.v.tu(
    `INSERT OR REPLACE INTO ${tabelle} (${spalten.join(', ')}) VALUES (${spalten.map(() => '?').join(', ')})`,
    ...Object.values(zeile),
  );
}

/** Row after row, so that a damaged page costs only what comes after it in this table. */
function uebertrage(kern: Kern, alt: Verbindung, tabelle: string, nur: string, bericht: Rettungsbericht): void {
  const spalten = kern.v.alle<{ name: string }>(`SELECT name FROM pragma_table_info('${tabelle}')`).map((s) => s.name);
  const gelesen: Zeile[] = [];
  try {
    const satz = alt.db.prepare(`SELECT ${spalten.join(', ')} FROM ${tabelle} WHERE ${nur}`);
    for (const zeile of satz.iterate()) gelesen.push(zeile as Zeile);
  } catch {
    bericht.unlesbar.push(tabelle);
  }
  for (const zeile of gelesen) schreibe(kern, alt, tabelle, zeile);
  bericht.gerettet[tabelle] = gelesen.length;
}

function rette(kern: Kern, alt: Verbindung, bericht: Rettungsbericht): void {
  transaktion(kern.v, 'IMMEDIATE', () => {
    for (const { name, nur } of TABELLEN) uebertrage(kern, alt, name, nur, bericht);
    kern.vergiss();
    for (const { id } of kern.v.alle<{ id: Uint8Array }>('SELECT id FROM vorgang')) {
      const stand = basiszeile(kern.v, idText(id));
      if (stand) stelleDar(kern, stand);
    }
  });
}

/** Makes the new database beside the damaged one, whole or not at all. */
function baueNeu(optionen: BestandOptionen, rettung: Rettungsbericht): void {
  const { pfad, schluessel, uhr, neueId, overlay } = optionen;
  const bau = imBau(pfad);
  const raeumeAb = (): void => {
    for (const endung of [...ENDUNGEN, '.kennung']) rmSync(bau + endung, { force: true });
  };
  raeumeAb();
  oeffneBestand({ ...optionen, pfad: bau }).schliesse();
  const neu = oeffneVerbindung(bau, schluessel, false);
  let alt: Verbindung | undefined;
  try {
    alt = oeffneVerbindung(pfad, schluessel, true);
    rette(macheKern({ v: neu, uhr, neueId, overlay }), alt, rettung);
  } catch (fehler) {
    if (alt !== undefined) throw alsProblem(fehler);
    rettung.unlesbar.push('alles');
  } finally {
    alt?.db.close();
    neu.db.close();
  }
  renameSync(bau, fertig(pfad));
  raeumeAb();
}

/**
 * Opens the cache; a damaged one is set aside and its work salvaged into a new one (`rettung` says how much). All other
 * refusals of `oeffneBestand` pass as they are; when the salvage fails (disk full), the damaged file lies as it was.
 */
export function oeffneMitRettung(optionen: BestandOptionen): { bestand: Bestand; rettung?: Rettungsbericht } {
  const { pfad, uhr } = optionen;
  const rettung: Rettungsbericht = { beiseite: '', gerettet: {}, unlesbar: [] };
  if (!existsSync(fertig(pfad))) {
    try {
      return { bestand: oeffneBestand(optionen) };
    } catch (fehler) {
      if (!istBeschaedigt(fehler)) throw fehler;
    }
    baueNeu(optionen, rettung);
  }
  rettung.beiseite = tausche(pfad, uhr.jetzt());
  return { bestand: oeffneBestand(optionen), rettung };
}
