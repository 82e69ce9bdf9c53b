/**
 * The second copy of the person's work: outbox, drafts, unsent files, signed acts, in an encrypted database of its own
 * beside the cache (`<file>.arbeit`). No single broken file may cost work: neither a page of the cache nor its lost or
 * cut WAL, which SQLite alone would take for an earlier, whole state.
 * It is written right after the commit of the cache, never before, on a connection of its own, and never stands in the way:
 * where it cannot be written the click counts all the same, and the copy is made good with the next one or at the next start.
 */
import { createHmac } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { ARBEITSTABELLEN, type Arbeitstabelle, spaltenVon } from './arbeitstabellen.ts';
import type { BestandEreignis } from './bestand-typen.ts';
import { alsProblem, bestandsProblem, istBeschaedigt } from './fehler.ts';
import { liesMeta, setzeMeta } from './kern.ts';
import {
  leereWalVon,
  oeffneVerbindung,
  raeumeResteIn,
  schluesselText,
  transaktion,
  type Verbindung,
} from './verbindung.ts';

type Melde = (was: BestandEreignis) => void;

export interface Zweitschrift {
  /** To be called after each commit; does nothing where no work was touched. Never throws. */
  ziehNach(): void;
  /** Truncating checkpoint; false where it could not be made now. Never throws. */
  leereWal(): boolean;
  /** See `raeumeReste`. Never throws. */
  raeumeReste(): boolean;
  schliesse(): void;
}

export const zweitschriftVon = (pfad: string): string => `${pfad}.arbeit`;
/** A key of its own: pages or a WAL of the one file can never pass for the other's. */
export const zweitschluessel = (schluessel: Uint8Array): Uint8Array =>
  createHmac('sha256', schluessel).update('kontor-zweitschrift').digest();
/** Name of a table in the copy. */
export const kopieVon = (tabelle: string): string => `z_${tabelle}`;

/** Counts the transactions that touched work; in the cache and, as of its last commit, in the copy. */
const STAND = 'arbeitsstand';
/** A copy that somebody holds must not make a click wait. */
const WARTEN_MS = 200;

export const arbeitsstandVon = (v: Verbindung): number => liesMeta<number>(v, STAND) ?? 0;
export const setzeArbeitsstand = (v: Verbindung, stand: number): void => setzeMeta(v, STAND, stand);

/** The copy's count; 0 where nothing was ever copied. */
export function kopieStand(z: Verbindung): number {
  if (spaltenVon(z, 'z_stand').length === 0) return 0;
  return z.eins<{ n: number }>('SELECT n FROM z_stand')?.n ?? 0;
}

/** Opens the copy, sees after an unclean end whether it is whole, and puts the cache beside it to copy from. */
function oeffneKopie(pfad: string, schluessel: Uint8Array, unsauber: boolean): Verbindung {
  let z: Verbindung | undefined;
  try {
    z = oeffneVerbindung(zweitschriftVon(pfad), zweitschluessel(schluessel), false);
    z.db.pragma(`busy_timeout=${WARTEN_MS}`);
    const befund = unsauber ? z.alle<{ quick_check: string }>('PRAGMA quick_check(1)') : [];
    if (befund.some((b) => b.quick_check !== 'ok')) throw bestandsProblem('bestand-beschaedigt');
    z.db.prepare('ATTACH DATABASE ? AS quelle KEY ?').run(pfad, schluesselText(schluessel));
    return z;
  } catch (fehler) {
    z?.db.close();
    throw alsProblem(fehler);
  }
}

/** A copy that cannot be read is kept under another name: the cache itself is whole, so nothing is lost with it. */
function stelleKopieBeiseite(pfad: string, jetztMs: number): void {
  for (const endung of ['', '-wal', '-shm']) {
    const datei = zweitschriftVon(pfad) + endung;
    if (existsSync(datei)) renameSync(datei, `${zweitschriftVon(pfad)}.beschaedigt-${jetztMs}${endung}`);
  }
}

const schluesselwerte = (t: Arbeitstabelle, zeile: 'new' | 'old'): string =>
  `${zeile}.${t.schluessel[0]}, ${t.schluessel[1] === undefined ? "''" : `${zeile}.${t.schluessel[1]}`}`;

/** Notes which rows were touched, and counts; rolled back with the transaction that did it. */
function ausloeser(t: Arbeitstabelle): string {
  const merke = (zeile: 'new' | 'old', tabelle = t.name): string =>
    `INSERT INTO merkzettel (tabelle, a, b) VALUES ('${tabelle}', ${schluesselwerte(t, zeile)});`;
  const zaehle = `UPDATE meta SET wert = wert + 1 WHERE schluessel = '${STAND}';`;
  const auf = (tat: string, wann: string, dann: string): string =>
    `CREATE TEMP TRIGGER zweit_${t.name}_${tat.toLowerCase()} AFTER ${tat} ON main.${t.name} WHEN ${wann} BEGIN ${dann} ${zaehle} END;`;
  // Pieces come and go with their file; only their coming has to be noted by itself.
  if (t.name === 'stueck') return auf('INSERT', t.nur('new.'), merke('new'));
  const stuecke = t.name === 'anhang' ? merke('old', 'stueck') : '';
  // A file that the cloud has is no work any more: its pieces go too.
  const freigabe = stuecke.replace(/VALUES \((.*)\);/, 'SELECT $1 WHERE new.eigen = 0;');
  const anders = t.name === 'meta' ? ' AND new.wert IS NOT old.wert' : '';
  return [
    auf('INSERT', t.nur('new.'), merke('new')),
    auf('DELETE', t.nur('old.'), merke('old') + stuecke),
    auf('UPDATE', `(${t.nur('old.')} OR ${t.nur('new.')})${anders}`, merke('old') + merke('new') + freigabe),
  ].join('\n');
}

/** Tables of which a removed row is told. A confirmed entry of the outbox goes many times a day, the others are deletions. */
const INHALT = { vorgang: 'entfernt', entwurf: 'entfernt', anhang: 'entfernt', outbox: 'geloescht' } as const;
const MELDUNGEN: ReadonlySet<string> = new Set(Object.values(INHALT));

const loeschmelder = ([tabelle, was]: [string, string]): string =>
  `CREATE TEMP TRIGGER weg_${tabelle} AFTER DELETE ON main.${tabelle} BEGIN
     INSERT INTO merkzettel (tabelle, a, b) VALUES ('${was}', '', ''); END;`;

interface Merk {
  /** Of a table of work, or what is to be told. */
  tabelle: string;
  a: string | number | Uint8Array;
  b: string | number | Uint8Array;
}

/** Brings the noted rows (or, where nothing is noted, all) of one table over. */
function kopiere(z: Verbindung, t: Arbeitstabelle, spalten: string, gemerkt: boolean): void {
  const zeilen = t.schluessel.length === 1 ? t.schluessel[0] : `(${t.schluessel.join(', ')})`;
  const auswahl = t.schluessel.length === 1 ? 'a' : 'a, b';
  const welche = gemerkt ? `${zeilen} IN (SELECT ${auswahl} FROM temp.merkzettel WHERE tabelle = '${t.name}')` : '1';
  z.tu(`DELETE FROM ${kopieVon(t.name)} WHERE ${welche}`);
  z.tu(
    `INSERT INTO ${kopieVon(t.name)} (${spalten}) SELECT ${spalten} FROM quelle.${t.name} WHERE ${welche} AND ${t.nur('')}`,
  );
}

function setzeStand(z: Verbindung, v: Verbindung): void {
  z.tu('DELETE FROM z_stand');
  z.tu('INSERT INTO z_stand (n) VALUES (?)', arbeitsstandVon(v));
}

function uebertrage(v: Verbindung, z: Verbindung, merkzettel: readonly Merk[]): void {
  const namen = new Set(merkzettel.map((m) => m.tabelle));
  // Deferred: the cache is only read, and must not be locked for it.
  transaktion(z, 'DEFERRED', () => {
    for (const { tabelle, a, b } of merkzettel)
      z.tu('INSERT INTO temp.merkzettel (tabelle, a, b) VALUES (?, ?, ?)', tabelle, a, b);
    for (const t of ARBEITSTABELLEN) if (namen.has(t.name)) kopiere(z, t, spaltenVon(v, t.name).join(', '), true);
    z.tu('DELETE FROM temp.merkzettel');
    setzeStand(z, v);
  });
}

/** All tables of the copy made anew, as they are in the cache. */
function legeNeuAn(v: Verbindung, z: Verbindung): void {
  transaktion(z, 'DEFERRED', () => {
    for (const t of ARBEITSTABELLEN) {
      const name = kopieVon(t.name);
      const spalten = spaltenVon(v, t.name).join(', ');
      z.fuehreAus(`DROP TABLE IF EXISTS ${name}; CREATE TABLE ${name} (${spalten});
        CREATE INDEX ${name}_schluessel ON ${name} (${t.schluessel.join(', ')})`);
      kopiere(z, t, spalten, false);
    }
    z.fuehreAus('DROP TABLE IF EXISTS z_stand; CREATE TABLE z_stand (n INTEGER NOT NULL)');
    setzeStand(z, v);
  });
}

const passt = (v: Verbindung, z: Verbindung): boolean =>
  ARBEITSTABELLEN.every((t) => spaltenVon(z, kopieVon(t.name)).join() === spaltenVon(v, t.name).join());

/**
 * Opens the copy before the schema of the cache is touched; `stand` is the count of the cache. Undefined where the copy
 * cannot be opened now. @throws ProblemError `bestand-beschaedigt` where the copy knows of later work than the cache:
 * then that has lost commits
 */
export function oeffneZweitschrift(
  pfad: string,
  schluessel: Uint8Array,
  lage: { stand: number; unsauber: boolean; jetztMs: number },
  melde: Melde,
): Verbindung | undefined {
  let z: Verbindung;
  try {
    z = oeffneKopie(pfad, schluessel, lage.unsauber);
  } catch (fehler) {
    // Locked or not writable: the cache opens without it; its count goes on, so that the next start sees the gap.
    if (!istBeschaedigt(fehler)) return undefined;
    stelleKopieBeiseite(pfad, lage.jetztMs);
    melde('zweitschrift-beschaedigt');
    z = oeffneKopie(pfad, schluessel, false);
  }
  if (kopieStand(z) <= lage.stand) return z;
  z.db.close();
  throw bestandsProblem('bestand-beschaedigt');
}

/** Begins to keep the copy, once the cache has its schema; makes it anew where it is not the cache's equal. */
export function fuehreZweitschrift(v: Verbindung, z: Verbindung | undefined, melde: Melde): Zweitschrift {
  v.fuehreAus(`CREATE TEMP TABLE merkzettel (tabelle, a, b);
    INSERT OR IGNORE INTO main.meta (schluessel, wert) VALUES ('${STAND}', '0');`);
  for (const t of ARBEITSTABELLEN) v.fuehreAus(ausloeser(t));
  for (const t of Object.entries(INHALT)) v.fuehreAus(loeschmelder(t));
  z?.fuehreAus('CREATE TEMP TABLE merkzettel (tabelle, a, b)');
  let veraltet = false;
  const versuche = (tat: (z: Verbindung) => void): void => {
    try {
      if (z) tat(z);
    } catch {
      // The click is in the cache, and counts.
    }
    const dahinter = z === undefined || standOderNull(z) !== arbeitsstandVon(v);
    if (dahinter && !veraltet) melde('zweitschrift-veraltet');
    veraltet = dahinter;
  };
  versuche((da) => {
    if (!passt(v, da) || kopieStand(da) !== arbeitsstandVon(v)) legeNeuAn(v, da);
  });
  return {
    ziehNach: () => {
      const merkzettel = v.alle<Merk>('SELECT DISTINCT tabelle, a, b FROM temp.merkzettel');
      if (merkzettel.length === 0 || v.db.inTransaction) return;
      v.tu('DELETE FROM temp.merkzettel');
      const arbeit = merkzettel.filter((m) => !MELDUNGEN.has(m.tabelle));
      if (arbeit.length > 0) versuche((da) => (veraltet ? legeNeuAn(v, da) : uebertrage(v, da, arbeit)));
      for (const was of ['geloescht', 'entfernt'] as const) if (merkzettel.some((m) => m.tabelle === was)) melde(was);
    },
    leereWal: () => z === undefined || leereWalVon(z),
    raeumeReste: () => z === undefined || raeumeResteIn(z),
    schliesse: () => z?.db.close(),
  };
}

function standOderNull(z: Verbindung): number | null {
  try {
    return kopieStand(z);
  } catch {
    return null;
  }
}
