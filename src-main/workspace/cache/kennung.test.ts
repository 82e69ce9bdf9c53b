/** Compact ids, days and keys give back what was put in; what is none of them sorts last and never fails. */
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { problemCode } from '../../../src-shared/domain/problem.ts';
import { id } from '../../../tests/cache/muster.ts';
import { alsProblem, istBeschaedigt } from './fehler.ts';
import {
  alsMs,
  ersteZeile,
  fristPlatz,
  idBytes,
  idText,
  KEIN_TAG,
  PLAETZE_JE_MS,
  tagNummer,
  tagText,
} from './kennung.ts';
import { feldTitel, sichtVon, vergleiche } from './konfliktfelder.ts';

describe('ids', () => {
  it.each([id(0), id(0xfff, 0xab), 'fremde-kennung', 'Ä€', id(1).toUpperCase()])('%j comes back as it was', (text) => {
    expect(idText(idBytes(text))).toBe(text);
  });
  it('of UUIDs are 16 bytes, and no other text is taken for one', () => {
    expect(idBytes(id(7))).toHaveLength(16);
    expect(idBytes('x').equals(idBytes('y'))).toBe(false);
  });
});

describe('days and keys', () => {
  it('a day comes back, also when its Frist is done with; what is no date comes after every day', () => {
    expect(tagText(tagNummer('2026-06-15'))).toBe('2026-06-15');
    expect(tagText(fristPlatz(tagNummer('2026-06-15T22:00:00.000Z'), false))).toBe('2026-06-15');
    expect([tagNummer(undefined), tagNummer('bald'), tagText(KEIN_TAG)]).toEqual([KEIN_TAG, KEIN_TAG, undefined]);
    expect(fristPlatz(tagNummer('2020-01-01'), false)).toBeGreaterThan(fristPlatz(KEIN_TAG, true));
  });
  it('the newer comes first, each millisecond has its places, and no instant leaves the exact numbers', () => {
    const ms = alsMs('2026-06-15T10:00:00.000Z');
    expect(ersteZeile(ms) - ersteZeile(ms + 1)).toBe(PLAETZE_JE_MS);
    expect(alsMs('gestern')).toBe(0);
    for (const rand of [-1, 0, Number.MAX_SAFE_INTEGER]) expect(Number.isSafeInteger(ersteZeile(rand))).toBe(true);
    expect(ersteZeile(Number.MAX_SAFE_INTEGER)).toBe(0);
  });
});

describe('what SQLite says', () => {
  it.each([
    ['SQLITE_FULL', 'speicher-voll'],
    ['SQLITE_READONLY_DIRECTORY', 'schreiben-unmoeglich'],
    ['SQLITE_IOERR_WRITE', 'schreiben-unmoeglich'],
    ['SQLITE_CANTOPEN', 'schreiben-unmoeglich'],
    ['SQLITE_CORRUPT_VTAB', 'bestand-beschaedigt'],
    ['SQLITE_NOTADB', 'bestand-beschaedigt'],
    ['SQLITE_BUSY_SNAPSHOT', 'profil-belegt'],
    ['SQLITE_LOCKED', 'profil-belegt'],
  ])('[L4] %s is told as %s, with what is safe and what to do', (sqlite, code) => {
    const p = alsProblem(new Database.SqliteError('x', sqlite)) as { problem: { type: string; detail?: string } };
    expect(problemCode(p.problem)).toBe(code);
    expect(p.problem.detail).toMatch(/Bitte|gerettet/);
    expect(istBeschaedigt(p)).toBe(code === 'bestand-beschaedigt');
  });
  it('an error that is not known passes as it is', () => {
    const fremd = new Database.SqliteError('x', 'SQLITE_CONSTRAINT_UNIQUE');
    expect(alsProblem(fremd)).toBe(fremd);
    expect(istBeschaedigt(fremd)).toBe(false);
  });
});

describe('three versions field by field', () => {
  const bescheid = { id: 'b', stand: 'ENTWURF', text: 'Ja.', version: 1, mitgezeichnetVon: { sub: 's', name: 'Vera' } };
  const v = {
    status: 'NEU',
    organisationseinheit: { id: '1', name: 'Gewerbe' },
    ...{ kommentare: [], wiedervorlagen: [], historie: [] },
    nachrichten: [{ id: 'n', betreff: 'Frage', text: 'Bitte' }],
    bescheide: [bescheid],
  } as never;

  it('[K1] show people by name, what is not there as nothing, and only what differs', () => {
    const gesehen = sichtVon(v, { bescheidId: 'b', nachrichtId: 'n', kommentarId: 'k', wiedervorlageId: 'w' });
    expect(gesehen).toMatchObject({
      'nachricht.betreff': 'Frage',
      'bescheid.mitgezeichnetVon': 'Vera',
      'bescheid.gezeichnetVon': null,
      'kommentar.text': null,
      'wiedervorlage.frist': null,
    });
    const gewollt = { ...gesehen, 'bescheid.text': 'Nein.', vorhanden: false };
    const felder = (jetzt: Record<string, unknown> | undefined) =>
      vergleiche(gesehen, gewollt, jetzt).map((f) => f.feld);
    expect(felder(undefined)).toEqual(['bescheid.text', 'vorhanden']);
    expect(felder({ ...gesehen, aktenzeichen: 'A' })).toEqual(['aktenzeichen', 'bescheid.text', 'vorhanden']);
    expect(vergleiche(gesehen, gewollt, undefined)[0]).toMatchObject({ titel: 'Text des Bescheids', jetzt: null });
    expect(feldTitel('ein.neues.feld')).toBe('ein.neues.feld');
  });
});
