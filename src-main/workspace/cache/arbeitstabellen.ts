/**
 * Which rows are the person's work: what no damage to the base may cost. The second copy keeps them and the salvage takes
 * them over; both read this one list, so that nothing is work to the one and not to the other.
 */
import type { Verbindung } from './verbindung.ts';

export interface Arbeitstabelle {
  name: string;
  /** Columns by which the second copy finds a row again: one, or two. */
  schluessel: readonly string[];
  /** Condition on the row; with `new.` or `old.` before its columns in a trigger. */
  nur: (zeile: '' | 'new.' | 'old.') => string;
}

const immer = (): string => '1';

/** What can be fetched again is left out. Files before their pieces. */
export const ARBEITSTABELLEN: readonly Arbeitstabelle[] = [
  { name: 'outbox', schluessel: ['folge'], nur: immer },
  { name: 'erledigung', schluessel: ['command_id'], nur: immer },
  { name: 'entwurf', schluessel: ['vorgang_id', 'art'], nur: immer },
  { name: 'anhang', schluessel: ['anhang_id'], nur: (z) => `${z}eigen = 1` },
  {
    name: 'stueck',
    schluessel: ['anhang_id'],
    nur: (z) => `${z}anhang_id IN (SELECT anhang_id FROM anhang WHERE eigen = 1)`,
  },
  { name: 'akt', schluessel: ['device_id', 'seq'], nur: immer },
  {
    name: 'meta',
    schluessel: ['schluessel'],
    nur: (z) =>
      `(${z}schluessel LIKE 'eigen:%' OR ${z}schluessel IN ('ich', 'uhr', 'apiVersion', 'personen', 'dienste'))`,
  },
];

/** Columns of a table, in order; none where there is no such table. `schema` is a database of the connection. */
export const spaltenVon = (v: Verbindung, tabelle: string, schema = 'main'): string[] =>
  v.alle<{ name: string }>(`SELECT name FROM pragma_table_info('${tabelle}', '${schema}')`).map((s) => s.name);
