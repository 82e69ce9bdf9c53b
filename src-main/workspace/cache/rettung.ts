/**
 * Salvage: what a person did is taken out of a damaged database and its second copy into a new one: outbox, drafts, unsent
 * files, signed acts, what was remembered, and the Vorgänge they hang on. The rest of the base is fetched again.
 * The damaged file is only read, and set aside when the new one is whole; what cannot be read of it is named and stops
 * nothing else. A crash at any moment leaves either the damaged file in its place or the whole new one.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { fundIn, oeffneAlt, type Quelle, quellenVon, waehle, type Zeile } from './arbeitsquellen.ts';
import { ARBEITSTABELLEN, type Arbeitstabelle, spaltenVon } from './arbeitstabellen.ts';
import { basiszeile, legeAn, liesBasis, stelleDar } from './basis.ts';
import type { Bestand, BestandOptionen } from './bestand.ts';
import { alsProblem, istBeschaedigt } from './fehler.ts';
import { idText } from './kennung.ts';
import { jetztInstant, type Kern, macheKern } from './kern.ts';
import { oeffneBestand } from './oeffnen.ts';
import { oeffneVerbindung, transaktion, type Verbindung } from './verbindung.ts';
import { freieZeile } from './zeile.ts';
import { setzeArbeitsstand, zweitschluessel, zweitschriftVon } from './zweitschrift.ts';

export interface Rettungsbericht {
  /** Where the damaged database lies now. */
  beiseite: string;
  /** Rows taken over, by table. */
  gerettet: Record<string, number>;
  /** Tables that could be read to their end neither in the database nor in the second copy, so that work may be lost; `alles`
   * where neither can be opened. */
  unlesbar: string[];
}

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
function sichereVorgang(kern: Kern, alt: Verbindung | undefined, bytes: Uint8Array): void {
  const id = idText(bytes);
  if (basiszeile(kern.v, id)) return;
  let vorgang: Vorgang | VorgangKopf = platzhalter(id, jetztInstant(kern));
  try {
    const stand = alt && basiszeile(alt, id);
    if (alt && stand) vorgang = liesBasis(alt, stand.zeile);
  } catch {
    // The record lies on a damaged page: the cloud tells it again.
  }
  legeAn(kern, vorgang, freieZeile(kern, vorgang.eingangAm), 0);
}

/** Answers whether the row is in; one that does not fit (a piece whose file is lost) is left out. */
function schreibe(kern: Kern, alt: Verbindung | undefined, t: Arbeitstabelle, zeile: Zeile): boolean {
  try {
    if (zeile.vorgang_id instanceof Uint8Array) sichereVorgang(kern, alt, zeile.vorgang_id);
    const spalten = Object.keys(zeile);
    kern.v.tu(
      `INSERT OR REPLACE INTO ${t.name} (${spalten.join(', ')}) VALUES (${spalten.map(() => '?').join(', ')})`,
      ...Object.values(zeile),
    );
    return true;
  } catch (fehler) {
    if (fehler instanceof Error && /^SQLITE_CONSTRAINT/.test((fehler as { code?: string }).code ?? '')) return false;
    throw fehler;
  }
}

function uebertrage(
  kern: Kern,
  quellen: readonly [Quelle, Quelle],
  alt: Verbindung | undefined,
  bericht: Rettungsbericht,
): void {
  for (const t of ARBEITSTABELLEN) {
    const spalten = spaltenVon(kern.v, t.name);
    const beide = [fundIn(quellen[0], t, spalten), fundIn(quellen[1], t, spalten)] as const;
    const fund = waehle(beide, quellen[0].stand === quellen[1].stand);
    if (!fund.ganz) bericht.unlesbar.push(t.name);
    bericht.gerettet[t.name] = 0;
    for (const zeile of fund.zeilen)
      if (schreibe(kern, alt, t, zeile)) bericht.gerettet[t.name] = (bericht.gerettet[t.name] ?? 0) + 1;
  }
}

function rette(
  kern: Kern,
  quellen: readonly [Quelle, Quelle],
  alt: Verbindung | undefined,
  bericht: Rettungsbericht,
): void {
  if (quellen.every((q) => q.v === undefined)) return void bericht.unlesbar.push('alles');
  transaktion(kern.v, 'IMMEDIATE', () => {
    uebertrage(kern, quellen, alt, bericht);
    entferneUnvollstaendige(kern, bericht);
    // Ahead of both: whatever of the second copy is left gives way to one made anew.
    setzeArbeitsstand(kern.v, Math.max(quellen[0].stand, quellen[1].stand) + 1);
    kern.vergiss();
    for (const { id } of kern.v.alle<{ id: Uint8Array }>('SELECT id FROM vorgang')) {
      const stand = basiszeile(kern.v, idText(id));
      if (stand) stelleDar(kern, stand);
    }
  });
}

/** A file of which pieces are lost is no file: it must not be sent as one. The command that names it is refused by the cloud, and seen. */
function entferneUnvollstaendige(kern: Kern, bericht: Rettungsbericht): void {
  const weg = kern.v.tu(
    `DELETE FROM anhang WHERE eigen = 1
       AND groesse > (SELECT coalesce(sum(length(daten)), 0) FROM stueck s WHERE s.anhang_id = anhang.anhang_id)`,
  );
  if (weg > 0 && !bericht.unlesbar.includes('stueck')) bericht.unlesbar.push('stueck');
}

/** Makes the new database beside the damaged one, whole or not at all. */
function baueNeu(optionen: BestandOptionen, rettung: Rettungsbericht): void {
  const { pfad, schluessel, uhr, neueId, overlay } = optionen;
  const bau = imBau(pfad);
  const raeumeAb = (): void => {
    for (const endung of ['.kennung', ...ENDUNGEN]) rmSync(bau + endung, { force: true });
    for (const endung of ENDUNGEN) rmSync(zweitschriftVon(bau) + endung, { force: true });
  };
  raeumeAb();
  oeffneBestand({ ...optionen, pfad: bau }).schliesse();
  const neu = oeffneVerbindung(bau, schluessel, false);
  const alt = oeffneAlt(pfad, schluessel, 'meta');
  const zweit = oeffneAlt(zweitschriftVon(pfad), zweitschluessel(schluessel), 'z_stand');
  try {
    rette(macheKern({ v: neu, uhr, neueId, overlay }), quellenVon(alt, zweit), alt, rettung);
  } catch (fehler) {
    throw alsProblem(fehler);
  } finally {
    alt?.db.close();
    zweit?.db.close();
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
