/**
 * Values as people read them; every expectation is what stands on the screen.
 */
import { describe, expect, it } from 'vitest';
import { problem } from '../../src-shared/domain/problem.ts';
import { gliedere, nurGefuellte, wertInWorten, zaehleFelder } from './formular.ts';
import { fristInWorten, fristMitDatum } from './frist.ts';
import { stuecke } from './fundstelle.ts';
import { groesse, mehrzahl } from './groesse.ts';
import { aktWort, anschriftZeile, antragstellerName, outboxWort, statusWort, wertWort } from './worte.ts';
import { datum, datumMitTag, heuteIn, kurz, uhrzeit, zeitpunkt } from './zeit.ts';

describe('dates and times as people in Germany read them', () => {
  it('shows dates and instants in Berlin, whatever the machine thinks', () => {
    expect(datum('2026-03-12')).toBe('12.03.2026');
    expect(datum('2026-03-12T23:30:00Z')).toBe('13.03.2026');
    expect(zeitpunkt('2026-07-01T08:42:00.000Z')).toBe('01.07.2026, 10:42');
    expect(uhrzeit('2026-01-05T08:15:00Z')).toBe('9:15');
    expect(datumMitTag('2026-11-24')).toMatch(/^Di\.?, 24\.11\.2026$/);
  });
  it('is as short as stays clear', () => {
    const jetzt = Date.parse('2026-11-24T12:00:00Z');
    expect(kurz('2026-11-24T09:42:00Z', jetzt)).toBe('10:42');
    expect(kurz('2026-11-23T15:40:00Z', jetzt)).toBe('gestern 16:40');
    expect(kurz('2026-11-01T08:15:00Z', jetzt)).toBe('01.11.2026, 9:15');
    expect(heuteIn(Date.parse('2026-11-24T23:30:00Z'))).toBe('2026-11-25');
  });
  it('shows what it cannot read as it came', () => {
    expect(datum('demnächst')).toBe('demnächst');
    expect(kurz('?', 0)).toBe('?');
  });
});

describe('a deadline in words', () => {
  it.each([
    ['2026-11-21', '3 Tage überfällig', 'ueberfaellig'],
    ['2026-11-23', '1 Tag überfällig', 'ueberfaellig'],
    ['2026-11-24', 'heute fällig', 'heute'],
    ['2026-11-25', 'morgen fällig', 'bald'],
    ['2026-11-29', 'noch 5 Tage', 'bald'],
    ['2026-11-30', 'noch 6 Tage', 'spaeter'],
  ])('%s is %s', (frist, text, lage) => {
    expect(fristInWorten(frist, '2026-11-24')).toEqual({ text, lage });
  });
  it('names its date besides', () => {
    expect(fristMitDatum('2026-11-26', '2026-11-24')).toBe('Frist 26.11.2026, noch 2 Tage');
  });
});

describe('the form as a document', () => {
  it('shows yes and no, dates and numbers in German, sloppy senders too', () => {
    const f = (x: object) => wertInWorten({ name: 'n', label: 'l', ...x });
    expect(f({ booleanValue: false })).toBe('Nein');
    expect(f({ stringValue: 'true' })).toBe('Ja');
    expect(f({ dateValue: '1900-01-01' })).toBe('01.01.1900');
    expect(f({ stringValue: '2026-05-02' })).toBe('02.05.2026');
    expect(f({ numberValue: 1234.5 })).toBe('1.234,5');
    expect(f({ stringValue: '  ' })).toBe('');
  });
  it('makes sections of groups, numbers repeats from one, keeps loose fields first', () => {
    const form = gliedere([
      { name: 'kinder_0', label: 'Kind', formItems: [{ name: 'v', label: 'Vorname', stringValue: 'Mia' }] },
      { name: 'kinder_1', label: 'Kind', formItems: [{ name: 'v', label: '', stringValue: '' }] },
      { name: 'frei', label: 'Anliegen', stringValue: 'Bitte' },
      { name: 'titel', label: 'Nur Überschrift' },
    ]);
    expect(form.map((a) => a.titel)).toEqual(['Angaben', 'Kind 1', 'Kind 2']);
    expect(form[2]?.felder[0]?.label).toBe('v');
    expect(zaehleFelder(form)).toEqual({ alle: 4, gefuellt: 2 });
    expect(nurGefuellte(form).map((a) => a.titel)).toEqual(['Angaben', 'Kind 1']);
  });
});

describe('codes and values in words', () => {
  it('keeps what a newer cloud says', () => {
    expect(statusWort('IN_BEARBEITUNG')).toBe('In Bearbeitung');
    expect(statusWort('RUHEND')).toBe('RUHEND');
    expect(statusWort('constructor')).toBe('constructor');
  });
  it('says values of a conflict', () => {
    expect(wertWort('status', 'NEU')).toBe('Neu');
    expect(aktWort('zurueckgenommen')).toBe('zurückgenommen');
    expect(aktWort('angenommen')).toBe('angenommen');
    expect(wertWort('bescheid.entscheidung', 'TEILWEISE')).toBe('Teilweise bewilligt');
    expect(wertWort('frist', '2026-01-02')).toBe('02.01.2026');
    expect(wertWort('aktenzeichen', null)).toBe('(leer)');
    expect(wertWort('bearbeiter', null)).toBe('niemand');
    expect(wertWort('bearbeiter', { sub: 'x', name: 'Jan Petersen' })).toBe('Jan Petersen');
  });
  it('names people, firms and places', () => {
    expect(antragstellerName({ firma: 'Förde GmbH', vorname: 'Ute', nachname: 'Ohm' })).toBe('Förde GmbH (Ute Ohm)');
    expect(antragstellerName(undefined)).toBe('');
    expect(anschriftZeile({ strasse: 'Am Hang', hausnummer: '', plz: '24937', ort: 'Flensburg' })).toBe(
      'Am Hang, 24937 Flensburg',
    );
  });
  it('counts and measures', () => {
    expect(mehrzahl(1, 'Konflikt', 'Konflikte')).toBe('1 Konflikt');
    expect(mehrzahl(1200, 'Vorgang', 'Vorgänge')).toBe('1.200 Vorgänge');
    expect([groesse(12), groesse(12_345), groesse(1_440_000)]).toEqual(['12 Bytes', '12 KB', '1,4 MB']);
  });
  it('splits a hit into pieces, never into HTML', () => {
    expect(stuecke('Hafen«straße» <b>')).toEqual([
      { text: 'Hafen', treffer: false },
      { text: 'straße', treffer: true },
      { text: ' <b>', treffer: false },
    ]);
  });
});

describe('work of a locked device', () => {
  it('[L22] is not called refused by the cloud', () => {
    const e = { state: 'abgelehnt' as const };
    expect(outboxWort({ ...e, problem: problem('rolle-fehlt') })).toBe('Von der Cloud abgelehnt');
    expect(outboxWort({ ...e, problem: problem('nachlass') })).toBe('Von Ihrem gesperrten Gerät, noch nicht gesendet');
  });
});
