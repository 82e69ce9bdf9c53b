/** Every migration of the cache from a filled predecessor, stepwise as fresh, killed at random moments; the newer one refused. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MIGRATIONEN, migriere, SCHEMA } from '../../src-main/workspace/cache/migrieren.ts';
import { oeffneBestand } from '../../src-main/workspace/cache/oeffnen.ts';
import { oeffneMitRettung } from '../../src-main/workspace/cache/rettung.ts';
import { oeffneVerbindung } from '../../src-main/workspace/cache/verbindung.ts';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { optionen } from '../beschaedigung/vorlage.ts';
import { arbeite, richteEin } from '../cache/arbeit.ts';
import { SCHLUESSEL } from '../cache/muster.ts';
import { fuelleAkten, LANGSAM, nummerVon, schemaVon, vorgaenger, zeilenVon } from './stufen.ts';
import { migrationen } from './toeten.ts';

const ordner = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kontor-stufen-'));
afterAll(() => rmSync(ordner, { recursive: true, force: true }));

const offen = (pfad: string) => oeffneVerbindung(pfad, SCHLUESSEL, false);
const AKTEN = 3_000;

describe('the harness, on a list of its own', () => {
  const alt = join(ordner, 'alt.db');
  vorgaenger(alt, LANGSAM, 1, (v) => fuelleAkten(v, AKTEN));

  it('[L6] stepwise is as fresh, and what was there is kept', () => {
    const frisch = offen(join(ordner, 'frisch.db'));
    migriere(frisch, LANGSAM);
    copyFileSync(alt, join(ordner, 'stufe.db'));
    const v = offen(join(ordner, 'stufe.db'));
    const vorher = zeilenVon(v, { akte: 'id, name, inhalt' }).akte;
    for (const n of [2, 3]) migriere(v, LANGSAM.slice(0, n));
    expect(schemaVon(v)).toEqual(schemaVon(frisch));
    const danach = v.alle(
      'SELECT a.id, a.name, i.text AS inhalt FROM akte a JOIN inhalt i ON i.akte = a.id ORDER BY 1',
    );
    expect(danach).toEqual(vorher);
    v.db.close();
    frisch.db.close();
  });

  it('[L6] killed at random moments it is always one of the schemas, never between, and comes to its end', async () => {
    const { zahlen, funde } = await migrationen.lauf({ seed: 6, minuten: 1, anzahl: 4, melde: () => undefined });
    expect(funde).toEqual([]);
    expect(zahlen.abbrueche).toBe(4);
  }, 30_000);
});

describe("the cache's own list", () => {
  it('[L6] each from a predecessor with real work: kept, and stepwise as fresh', () => {
    const frisch = offen(join(ordner, 'neu.db'));
    migriere(frisch);
    const v = offen(join(ordner, 'schritt.db'));
    for (let n = 1; n <= MIGRATIONEN.length; n++) migriere(v, MIGRATIONEN.slice(0, n));
    expect([nummerVon(v), schemaVon(v)]).toEqual([SCHEMA, schemaVon(frisch)]);
    v.db.close();
    frisch.db.close();
  });

  it('[L5] a newer schema is refused in words; every file of the cache stays as it is, byte for byte', () => {
    const pfad = join(ordner, 'zukunft.db');
    const b = oeffneBestand(optionen(pfad));
    richteEin(b, 40);
    arbeite(b);
    b.schliesse();
    const v = offen(pfad);
    v.fuehreAus(`PRAGMA user_version=${SCHEMA + 1}`);
    v.db.pragma('wal_checkpoint(TRUNCATE)');
    v.db.close();
    const abdruck = (): string[] =>
      readdirSync(ordner)
        .filter((n) => n.startsWith('zukunft.db') && !/-(wal|shm)$/.test(n))
        .map(
          (n) =>
            `${n} ${createHash('sha256')
              .update(readFileSync(join(ordner, n)))
              .digest('hex')}`,
        );
    const vorher = abdruck();
    let problem: ProblemError['problem'] | undefined;
    try {
      oeffneMitRettung(optionen(pfad));
    } catch (fehler) {
      if (fehler instanceof ProblemError) problem = fehler.problem;
    }
    expect(problem?.type).toBe('urn:kontor:problem:bestand-zu-neu');
    expect(problem?.detail).toMatch(/nichts verändert.*neuere Fassung/);
    expect(abdruck()).toEqual(vorher);
  });
});
