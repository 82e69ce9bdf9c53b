// What a client meets when its cursor is not (or no longer) good. No database: the cursor is pure.

import { expect, test } from 'vitest';
import { ProblemError, problemCode } from '../../src-shared/domain/problem.ts';
import { type Leser, type Lesestand, liesCursor, schreibeCursor } from './cursor.ts';

const EPOCHE = '6f0e3a52-7a40-4a0c-9d0e-0f5f4f1f9a11';
const JETZT = '2026-03-02T08:00:00.000Z';
const leser: Leser = { mandant: 'flensburg', sub: 'p-1', rollen: ['VERWALTUNG_USER'], oe: ['197008', '197009'] };
const stand: Lesestand = { sicht: 'kopf', meineZuerst: true, basis: 7, basisAm: JETZT, phase: 'folge', nr: 4711 };

function grund(fn: () => unknown): string | undefined {
  try {
    fn();
  } catch (fehler) {
    if (fehler instanceof ProblemError) return `${fehler.problem.status} ${problemCode(fehler.problem)}`;
    throw fehler;
  }
  return undefined;
}

test('a cursor says the place it was made for, and is short', () => {
  const cursor = schreibeCursor(stand, leser, EPOCHE, JETZT);
  expect(liesCursor(cursor, leser, EPOCHE, JETZT)).toEqual(stand);
  const mitten: Lesestand = {
    sicht: 'voll',
    meineZuerst: false,
    basis: 12,
    basisAm: JETZT,
    phase: 'bestand',
    stelle: { teil: 2, am: JETZT, id: '01890a5d-ac96-774b-bcce-b302099a8057' },
  };
  expect(liesCursor(schreibeCursor(mitten, leser, EPOCHE, JETZT), leser, EPOCHE, JETZT)).toEqual(mitten);
  expect(cursor.length).toBeLessThan(250);
  expect(cursor).not.toContain(EPOCHE);
});

test('[F4] the order of roles and units in a token does not matter, their number does', () => {
  const cursor = schreibeCursor(stand, leser, EPOCHE, JETZT);
  expect(liesCursor(cursor, { ...leser, oe: ['197009', '197008'] }, EPOCHE, JETZT)).toEqual(stand);
  expect(grund(() => liesCursor(cursor, { ...leser, oe: ['197008'] }, EPOCHE, JETZT))).toBe('410 rechte-geaendert');
  const mehr = { ...leser, rollen: ['VERWALTUNG_USER', 'VERWALTUNG_LEITUNG'] };
  expect(grund(() => liesCursor(cursor, mehr, EPOCHE, JETZT))).toBe('410 rechte-geaendert');
});

test('[F4] another person, another Mandant, another epoch, 30 days', () => {
  const cursor = schreibeCursor(stand, leser, EPOCHE, JETZT);
  expect(grund(() => liesCursor(cursor, { ...leser, sub: 'p-2' }, EPOCHE, JETZT))).toBe('410 rechte-geaendert');
  const andere = EPOCHE.replace('6f', '7f');
  expect(grund(() => liesCursor(cursor, leser, andere, JETZT))).toBe('410 neue-epoche');
  expect(grund(() => liesCursor(cursor, leser, EPOCHE, '2026-04-01T07:59:59.000Z'))).toBeUndefined();
  expect(grund(() => liesCursor(cursor, leser, EPOCHE, '2026-04-01T08:00:01.000Z'))).toBe('410 cursor-abgelaufen');
});

test('[F4] a base that was not complete for 60 days cannot be caught up with, though its client kept reading', () => {
  const spaet = '2026-05-02T08:00:00.000Z';
  const cursor = schreibeCursor({ ...stand, basisAm: JETZT }, leser, EPOCHE, spaet);
  expect(grund(() => liesCursor(cursor, leser, EPOCHE, '2026-05-01T07:59:00.000Z'))).toBeUndefined();
  expect(grund(() => liesCursor(cursor, leser, EPOCHE, spaet))).toBe('410 cursor-abgelaufen');
});

test('[F4] garbage and forgery are refused', () => {
  const cursor = schreibeCursor(stand, leser, EPOCHE, JETZT);
  const [text = '', siegel = ''] = cursor.split('.');
  const weiter = Buffer.from(Buffer.from(text, 'base64url').toString().replace('4711', '9999')).toString('base64url');
  const faelle = [
    '',
    '.',
    'abc',
    text,
    `${text}.`,
    `${text}.AAAA`,
    `${weiter}.${siegel}`,
    `${cursor}.x`,
    '{}',
    'bnVsbA.x',
  ];
  for (const fall of faelle) expect(grund(() => liesCursor(fall, leser, EPOCHE, JETZT))).toBe('400 cursor-ungueltig');
});
