/**
 * The lock of a profile: one engine at a time. An exclusive transaction on an empty database file, since that is an OS
 * lock on every system (fcntl, LockFileEx) and dies with its process, whatever kills it. There is no pid file, and the
 * file's presence means nothing. It must never hold data.
 */
import Database from 'better-sqlite3-multiple-ciphers';
import { alsProblem } from './fehler.ts';

export interface Profilsperre {
  gibFrei(): void;
}

/** Takes the lock; undefined where another process holds it. @throws ProblemError `schreiben-unmoeglich`, `speicher-voll` */
export function nimmProfilsperre(pfad: string): Profilsperre | undefined {
  let db: Database.Database | undefined;
  try {
    db = new Database(pfad, { timeout: 0 });
    const offen = db;
    offen.pragma('locking_mode=EXCLUSIVE');
    offen.pragma('journal_mode=MEMORY');
    offen.exec('BEGIN EXCLUSIVE');
    return { gibFrei: () => void offen.close() };
  } catch (fehler) {
    db?.close();
    if (fehler instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(fehler.code)) return undefined;
    throw alsProblem(fehler);
  }
}
