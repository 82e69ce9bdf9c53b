/**
 * Migrations: numbered, each from its predecessor, all or nothing. A disk that fills up half-way and a process that dies at
 * any moment of it leave a database that is the old one or the new one, and that the next start brings to its end.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { id, JETZT, OVERLAY, SCHLUESSEL, seite, vorgang } from '../../../tests/cache/muster.ts';
import { migriere, SCHEMA } from './migrieren.ts';
import { oeffneBestand } from './oeffnen.ts';
import { oeffneVerbindung, type Verbindung } from './verbindung.ts';

let ordner = '';
beforeEach(() => {
  ordner = mkdtempSync(join(tmpdir(), 'kontor-migration-'));
});
afterEach(() => rmSync(ordner, { recursive: true, force: true }));

const pfad = (): string => join(ordner, 'bestand.db');
const nummer = (v: Verbindung): number | undefined =>
  v.eins<{ user_version: number }>('PRAGMA user_version')?.user_version;
const schema = (v: Verbindung): string[] =>
  v
    .alle<{ s: string }>("SELECT type || ' ' || name || ' ' || coalesce(sql, '') AS s FROM sqlite_schema ORDER BY 1")
    .map((z) => z.s);
/** What every start must be able to do with what was left. */
function gehtWeiter(wo: string): void {
  const b = oeffneBestand({
    pfad: wo,
    schluessel: SCHLUESSEL,
    uhr: { jetzt: () => JETZT },
    neueId: () => id(1),
    overlay: OVERLAY,
  });
  expect(b.schema).toBe(SCHEMA);
  b.schreiber.uebernimmSeite(seite([vorgang(0)]));
  expect(b.leser.zaehler().gesamt).toBe(1);
  b.schliesse();
}

describe('migrations', () => {
  it('[L6] bring a new file to the newest number, and a second time change nothing', () => {
    const v = oeffneVerbindung(pfad(), SCHLUESSEL, false);
    expect(nummer(v)).toBe(0);
    expect(migriere(v)).toBe(SCHEMA);
    const vorher = schema(v);
    expect(migriere(v)).toBe(SCHEMA);
    expect([nummer(v), schema(v)]).toEqual([SCHEMA, vorher]);
    v.db.close();
  });

  it('[L4] [L6] on a disk that fills up half-way leave the old one, and come to their end when there is room', () => {
    const v = oeffneVerbindung(pfad(), SCHLUESSEL, false);
    v.fuehreAus('PRAGMA max_page_count=12');
    expect(() => migriere(v)).toThrow(/speicher-voll/);
    expect([nummer(v), schema(v)]).toEqual([0, []]);
    v.fuehreAus('PRAGMA max_page_count=1000000');
    expect(migriere(v)).toBe(SCHEMA);
    v.db.close();
    gehtWeiter(pfad());
  });

  it('[L6] killed at any moment leave the old one or the new one', () => {
    const v = oeffneVerbindung(pfad(), SCHLUESSEL, false);
    migriere(v);
    const wal = readFileSync(`${pfad()}-wal`);
    const gesehen = new Set<number | undefined>();
    for (let teil = 0; teil <= 16; teil++) {
      const ziel = join(ordner, `tod-${teil}`);
      mkdirSync(ziel);
      copyFileSync(pfad(), join(ziel, 'bestand.db'));
      writeFileSync(join(ziel, 'bestand.db-wal'), wal.subarray(0, Math.floor((wal.length * teil) / 16)));
      const rest = oeffneVerbindung(join(ziel, 'bestand.db'), SCHLUESSEL, false);
      gesehen.add(nummer(rest));
      expect([0, SCHEMA]).toContain(nummer(rest));
      expect(schema(rest).length === 0).toBe(nummer(rest) === 0);
      rest.db.close();
      gehtWeiter(join(ziel, 'bestand.db'));
    }
    expect(gesehen).toEqual(new Set([0, SCHEMA]));
    v.db.close();
  });
});
