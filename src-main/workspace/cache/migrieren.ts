/**
 * Brings the schema to the newest number, one transaction per migration, `user_version` inside it. A database from a
 * newer Kontor is refused and left untouched.
 */
import { bestandsProblem } from './fehler.ts';
import { GRUNDLAGE } from './migrationen/0001_grundlage.ts';
import { transaktion, type Verbindung } from './verbindung.ts';

/** In order; the place in the list plus one is the schema's number. */
const MIGRATIONEN: readonly ((v: Verbindung) => void)[] = [(v) => v.fuehreAus(GRUNDLAGE)];

export const SCHEMA = MIGRATIONEN.length;

const nummer = (v: Verbindung): number => v.eins<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;

/** Throws `bestand-zu-neu`. Answers the schema's number. */
export function migriere(v: Verbindung): number {
  if (nummer(v) > SCHEMA) throw bestandsProblem('bestand-zu-neu');
  for (let n = nummer(v); n < SCHEMA; n++) {
    transaktion(v, 'IMMEDIATE', () => {
      MIGRATIONEN[n]?.(v);
      v.fuehreAus(`PRAGMA user_version=${n + 1}`);
    });
  }
  return SCHEMA;
}
