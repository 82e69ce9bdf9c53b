/**
 * A harness for numbered migrations of the cache: a predecessor is made by the first n-1 and filled with rows, then the n-th
 * must keep them, end in the schema of a fresh file, and, killed at any moment, leave the old or the new one. It runs on the
 * product's list from its second migration on, and on a list of the tests, so that it is itself known to work.
 */
import { type Migration, migriere } from '../../src-main/workspace/cache/migrieren.ts';
import { oeffneVerbindung, type Verbindung } from '../../src-main/workspace/cache/verbindung.ts';
import { SCHLUESSEL } from '../cache/muster.ts';

/** Tables, indexes and triggers as text, without white space that differs. */
export const schemaVon = (v: Verbindung): string[] =>
  v
    .alle<{ s: string }>("SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS s FROM sqlite_schema ORDER BY 1")
    .map((z) => z.s.replace(/\s+/g, ' '));

export const nummerVon = (v: Verbindung): number =>
  v.eins<{ user_version: number }>('PRAGMA user_version')?.user_version ?? -1;

/** All rows of these tables by name, of the columns that both schemas have. */
export function zeilenVon(v: Verbindung, tabellen: Readonly<Record<string, string>>): Record<string, unknown[]> {
  return Object.fromEntries(
    Object.entries(tabellen).map(([t, spalten]) => [t, v.alle(`SELECT ${spalten} FROM ${t} ORDER BY 1`)]),
  );
}

/** A file at the n-th schema, filled by `fuelle`. */
export function vorgaenger(
  pfad: string,
  liste: readonly Migration[],
  n: number,
  fuelle: (v: Verbindung) => void,
): void {
  const v = oeffneVerbindung(pfad, SCHLUESSEL, false);
  migriere(v, liste.slice(0, n));
  fuelle(v);
  v.db.pragma('wal_checkpoint(TRUNCATE)');
  v.db.close();
}

/**
 * The lists that are tried. `langsam` is long enough to be killed in: it moves a column of many rows to a new table, and
 * back into a new column, as real migrations do.
 */
export const LANGSAM: readonly Migration[] = [
  (v) =>
    v.fuehreAus(`CREATE TABLE akte (id INTEGER PRIMARY KEY, name TEXT NOT NULL, inhalt TEXT NOT NULL) STRICT;
      CREATE INDEX akte_name ON akte (name)`),
  (v) =>
    v.fuehreAus(`CREATE TABLE inhalt (akte INTEGER PRIMARY KEY REFERENCES akte (id), text TEXT NOT NULL) STRICT;
      INSERT INTO inhalt (akte, text) SELECT id, inhalt FROM akte;
      ALTER TABLE akte DROP COLUMN inhalt`),
  (v) =>
    v.fuehreAus(`ALTER TABLE akte ADD COLUMN laenge INTEGER NOT NULL DEFAULT 0;
      UPDATE akte SET laenge = (SELECT length(text) FROM inhalt WHERE inhalt.akte = akte.id);
      CREATE INDEX akte_laenge ON akte (laenge)`),
];

export function fuelleAkten(v: Verbindung, anzahl: number): void {
  v.fuehreAus('BEGIN');
  for (let i = 1; i <= anzahl; i++) {
    v.tu(
      'INSERT INTO akte (id, name, inhalt) VALUES (?, ?, ?)',
      i,
      `Akte ${i % 97}`,
      `Inhalt ${i} `.repeat(20 + (i % 30)),
    );
  }
  v.fuehreAus('COMMIT');
}
