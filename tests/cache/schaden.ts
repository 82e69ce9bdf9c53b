/**
 * Damage to a real database file, as a bad disk makes it: bytes within the pages of one table. The file is otherwise one
 * that a crash or an orderly end left behind. Only for tests.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { oeffneVerbindung } from '../../src-main/workspace/cache/verbindung.ts';

const SEITE = 4096;

/** Flips bytes in every page of this table or index. Nobody may have the file open. */
export function beschaedige(pfad: string, schluessel: Uint8Array, objekt: string, sauberBeendet = false): void {
  const v = oeffneVerbindung(pfad, schluessel, false);
  v.db.pragma('wal_checkpoint(TRUNCATE)');
  const seiten = v.alle<{ n: number }>('SELECT pageno AS n FROM dbstat WHERE name = ?', objekt).map((z) => z.n);
  v.tu("UPDATE meta SET wert = ? WHERE schluessel = 'sauber-beendet'", String(sauberBeendet));
  v.db.pragma('wal_checkpoint(TRUNCATE)');
  v.db.close();
  const datei = openSync(pfad, 'r+');
  for (const n of seiten) writeSync(datei, Buffer.alloc(64, 7), 0, 64, (n - 1) * SEITE + 200);
  closeSync(datei);
}
