/**
 * Turns SQLite's error codes into the closed vocabulary of problems, with German words that say what is safe and what to
 * do. It never hides an error it does not know: that one passes as it is.
 */
import Database from 'better-sqlite3-multiple-ciphers';
import { type ProblemCode, ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';

/** What can be wrong with the file. */
type Dateiproblem = Extract<
  ProblemCode,
  | 'speicher-voll'
  | 'schreiben-unmoeglich'
  | 'bestand-beschaedigt'
  | 'bestand-zu-neu'
  | 'schluessel-unbrauchbar'
  | 'profil-belegt'
>;

/** What people read beneath the title. */
const DETAIL: Record<Dateiproblem, string> = {
  'speicher-voll':
    'Ihre letzte Eingabe wurde nicht gespeichert, alles davor ist sicher. Bitte schaffen Sie Platz und wiederholen Sie sie.',
  'schreiben-unmoeglich':
    'Ihre letzte Eingabe wurde nicht gespeichert, alles davor ist sicher. Bitte lassen Sie die Rechte am Profilordner prüfen.',
  'bestand-beschaedigt':
    'Die Datei wird nicht gelöscht. Was in der Cloud liegt, wird neu geladen; nicht Gesendetes wird aus der Datei gerettet.',
  'bestand-zu-neu': 'Es wurde nichts verändert. Bitte starten Sie die neuere Fassung von Kontor.',
  'schluessel-unbrauchbar': 'Die verschlüsselte Datei bleibt erhalten. Bitte wenden Sie sich an Ihre IT.',
  'profil-belegt':
    'Ihre letzte Eingabe wurde nicht gespeichert, alles davor ist sicher. Bitte wiederholen Sie sie gleich. Geschieht das öfter, hält vielleicht ein Virenschutz die Datei fest: Bitte sagen Sie Ihrer IT Bescheid.',
};

/** The problem with its detail, as the cache throws it. */
export function bestandsProblem(code: Dateiproblem, ursache?: unknown): ProblemError {
  // The profile's lock keeps other Kontors out: what holds this file is another program.
  const title = code === 'profil-belegt' ? { title: 'Ein anderes Programm hält den lokalen Bestand fest.' } : {};
  return new ProblemError(code, { ...title, detail: DETAIL[code] }, ursache);
}

/** The code that a SQLite error means; undefined where it means none of them. */
function codeVon(sqlite: string): Dateiproblem | undefined {
  if (sqlite === 'SQLITE_FULL') return 'speicher-voll';
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR|AUTH)/.test(sqlite)) return 'schreiben-unmoeglich';
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqlite)) return 'bestand-beschaedigt';
  if (/^SQLITE_(BUSY|LOCKED)/.test(sqlite)) return 'profil-belegt';
  return undefined;
}

/** Gives back what to throw for any error. */
export function alsProblem(fehler: unknown): unknown {
  if (!(fehler instanceof Database.SqliteError)) return fehler;
  const code = codeVon(fehler.code);
  return code === undefined ? fehler : bestandsProblem(code, fehler);
}

/** Whether an error says that the file itself is damaged. */
export function istBeschaedigt(fehler: unknown): boolean {
  return fehler instanceof ProblemError && problemCode(fehler.problem) === 'bestand-beschaedigt';
}
