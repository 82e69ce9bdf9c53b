/**
 * Brings the schema to the newest number, one transaction per migration, `user_version` inside it. A database from a
 * newer Kontor is refused and left untouched.
 */
import { bestandsProblem } from './fehler.ts';
import { GRUNDLAGE } from './migrationen/0001_grundlage.ts';
import { transaktion, type Verbindung } from './verbindung.ts';

export type Migration = (v: Verbindung) => void;

/** In order; the place in the list plus one is the schema's number. */
export const MIGRATIONEN: readonly Migration[] = [(v) => v.fuehreAus(GRUNDLAGE)];

export const SCHEMA = MIGRATIONEN.length;

const nummer = (v: Verbindung): number => v.eins<{ user_version: number }>('PRAGMA user_version')!.user_version;

/** The number found; 0 for a new file. Throws `bestand-zu-neu`. */
export function schemaNummer(v: Verbindung): number {
  const n = nummer(v);
  if (n > SCHEMA) throw bestandsProblem('bestand-zu-neu');
  return n;
}

/** Answers the schema's number after it. `liste` is another one in tests of single steps only. */
export function migriere(v: Verbindung, liste = MIGRATIONEN): number {
  for (let n = nummer(v); n < liste.length; n++) {
    transaktion(v, 'IMMEDIATE', () => {
      liste[n]?.(v);
      v.fuehreAus(`PRAGMA user_version=${n + 1}`);
    });
  }
  return liste.length;
}
