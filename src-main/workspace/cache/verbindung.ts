/**
 * One connection to the encrypted database: key, pragmas, cached prepared statements, transactions.
 * Cipher: ChaCha20-Poly1305 of SQLite3 Multiple Ciphers (each page authenticated; the fastest of those measured) with
 * the raw 256-bit key, so no key derivation runs. Nothing is ever written unencrypted: temporary tables stay in memory.
 */
import Database from 'better-sqlite3-multiple-ciphers';
import { alsProblem, istBeschaedigt } from './fehler.ts';

type Wert = string | number | bigint | Uint8Array | null;

/** Statements are prepared once per connection and text. Rows are read as the caller says they are. */
export interface Verbindung {
  readonly db: Database.Database;
  alle<T>(sql: string, ...werte: Wert[]): T[];
  eins<T>(sql: string, ...werte: Wert[]): T | undefined;
  /** Number of rows changed. */
  tu(sql: string, ...werte: Wert[]): number;
  /** Several statements without values. */
  fuehreAus(sql: string): void;
  /** Whether damage was met since the connection was opened. */
  beschaedigt(): boolean;
  /** Takes notice of an error met while content was read; gives back what to throw. */
  beachte(fehler: unknown): unknown;
}

/** The raw key as the cipher takes it. */
export const schluesselText = (schluessel: Uint8Array): string => `raw:${Buffer.from(schluessel).toString('hex')}`;

/**
 * Opens the file with the key. `beiSchaden` is called once, when a statement meets a damaged page. Throws SQLite's own
 * errors: the caller knows what they mean at opening.
 */
export function oeffneVerbindung(
  pfad: string,
  schluessel: Uint8Array,
  nurLesen: boolean,
  beiSchaden: () => void = () => undefined,
): Verbindung {
  const db = new Database(pfad, { readonly: nurLesen, timeout: 2_000 });
  try {
    db.pragma("cipher='chacha20'");
    db.pragma(`key='${schluesselText(schluessel)}'`);
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    db.pragma('temp_store=MEMORY');
    db.pragma('cache_size=-32768');
    db.pragma('foreign_keys=ON');
    if (!nurLesen) {
      db.pragma('journal_mode=WAL');
      db.pragma('synchronous=FULL');
      db.pragma('secure_delete=ON');
    }
  } catch (fehler) {
    db.close();
    throw fehler;
  }
  return verbindungAuf(db, beiSchaden);
}

function verbindungAuf(db: Database.Database, beiSchaden: () => void): Verbindung {
  const vorbereitet = new Map<string, Database.Statement<Wert[]>>();
  const satz = (sql: string): Database.Statement<Wert[]> => {
    let s = vorbereitet.get(sql);
    if (!s) {
      s = db.prepare<Wert[]>(sql);
      vorbereitet.set(sql, s);
    }
    return s;
  };
  let beschaedigt = false;
  const beachte = (fehler: unknown): unknown => {
    const p = alsProblem(fehler);
    if (!beschaedigt && istBeschaedigt(p)) {
      beschaedigt = true;
      beiSchaden();
    }
    return p;
  };
  const mitFehlern = <T>(tat: () => T): T => {
    try {
      return tat();
    } catch (fehler) {
      throw beachte(fehler);
    }
  };
  return {
    db,
    beschaedigt: () => beschaedigt,
    beachte,
    alle: <T>(sql: string, ...werte: Wert[]) => mitFehlern(() => satz(sql).all(...werte) as T[]),
    eins: <T>(sql: string, ...werte: Wert[]) => mitFehlern(() => satz(sql).get(...werte) as T | undefined),
    tu: (sql, ...werte) => mitFehlern(() => satz(sql).run(...werte).changes),
    fuehreAus: (sql) => mitFehlern(() => void db.exec(sql)),
  };
}

/** All or nothing; `art` IMMEDIATE for writing (no upgrade half-way), DEFERRED for one snapshot to read from. */
export function transaktion<T>(v: Verbindung, art: 'IMMEDIATE' | 'DEFERRED', tat: () => T): T {
  if (v.db.inTransaction) return tat();
  v.fuehreAus(`BEGIN ${art}`);
  try {
    const antwort = tat();
    v.fuehreAus('COMMIT');
    return antwort;
  } catch (fehler) {
    if (v.db.inTransaction) v.db.exec('ROLLBACK');
    throw v.beachte(fehler);
  }
}

/** Truncating checkpoint of the connection's own file, so that nothing stays in its WAL; false where it cannot be made now. */
export function leereWalVon(v: Verbindung): boolean {
  try {
    const [antwort] = v.db.pragma('main.wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return antwort?.busy === 0;
  } catch {
    return false;
  }
}

/**
 * Writes the file anew. `secure_delete` overwrites what is deleted where it lies, but not the copies that SQLite leaves in
 * the slack of a page when it moves rows to another: those go only so. False where it could not be done now.
 */
export function raeumeResteIn(v: Verbindung): boolean {
  try {
    v.db.exec('VACUUM main');
  } catch {
    return false;
  }
  return leereWalVon(v);
}
