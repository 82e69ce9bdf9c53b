/**
 * The reduction of the sources, on small made-up pieces of them.
 */
import { expect, test } from 'vitest';
import { diensteAus, gemeindenAus, wartezeitenAus, zeilenAusCsv } from './ableitung.ts';

const LEIKA = 'leika_key,name,leika_type,ozg_id\n99050012104000,Gewerbe Anmeldung,2/3,10294\n';
const AUSWAHL = {
  id: 'gewerbeanmeldung',
  name: 'Gewerbeanmeldung',
  leikaId: '99050012104000',
  art: 'ANTRAG',
  fach: 'gewerbe',
  fristTage: 14,
  aufbewahrungJahre: 10,
  gewicht: 9,
  formular: 'gewerbe',
  mandanten: ['flensburg'],
};

test('CSV: quotes, doubled quotes, commas and line breaks inside, empty fields', () => {
  expect(zeilenAusCsv('a,b,c\n"x, y","sagt ""ja""",\n1,"zwei\nzeilen",3\n')).toEqual([
    { a: 'x, y', b: 'sagt "ja"', c: '' },
    { a: '1', b: 'zwei\nzeilen', c: '3' },
  ]);
});

test('a service gets its official name and number; a key that is not in the catalogue is refused', () => {
  const [dienst] = diensteAus([AUSWAHL], LEIKA);
  expect(dienst).toMatchObject({ leikaName: 'Gewerbe Anmeldung', ozgId: '10294' });
  expect(Object.keys(dienst?.angebote ?? {})).toEqual(['flensburg']);
  expect(() => diensteAus([{ ...AUSWAHL, leikaId: '99000000000000' }], LEIKA)).toThrow(/99000000000000/);
});

test('municipalities without an Amt and Kreise stay, names are shortened, an unknown Mandant is refused', () => {
  const csv = [
    'ars,ags,name,kreis_key,kreis,verband_typ_2017',
    '010010000000,01001000,"Flensburg, Stadt",01001,"Flensburg, Stadt",verbandsfreie-gemeinde',
    '010570062062,01057062,"Preetz, Stadt",01057,Plön,verbandsfreie-gemeinde',
    '010575775001,01057001,Barmissen,01057,Plön,amt',
  ].join('\n');
  const dienste = diensteAus([AUSWAHL], LEIKA);
  const namen = gemeindenAus(csv, dienste, { flensburg: '010010000000', preetz: '010570062062' });
  expect(namen).toMatchObject([
    { name: 'Flensburg', kreis: 'Kreisfreie Stadt', dienste: ['99050012104000'] },
    { ars: '010570000000', name: 'Kreis Plön', kreis: 'Plön' },
    { name: 'Preetz', kreis: 'Plön', dienste: [] },
  ]);
  expect(() => gemeindenAus(csv, dienste, { kiel: '019999999999' })).toThrow(/019999999999/);
});

test('waiting times are shares of the deadline; hours are those on the wall', () => {
  const kopf = 'case:concept:name,case:startdate,case:deadline,case:enddate,time:timestamp';
  const fall = 'c1,2011-10-01 00:00:00+02:00,2011-10-11 00:00:00+02:00,2011-10-06 00:00:00+02:00';
  const offen = 'c2,2011-10-01 00:00:00+02:00,2011-10-11 00:00:00+02:00,,2011-10-01 12:00:00+02:00';
  const w = wartezeitenAus(`${kopf}\n${fall},2011-10-03 12:00:00+02:00\n${fall},2011-10-03 10:00:00+02:00\n${offen}\n`);
  expect(w).toMatchObject({ faelle: 2, ereignisse: 3 });
  expect(new Set(w.gesamtAnteilDerFrist.werte)).toEqual(new Set([0.5]));
  expect(w.ersterSchrittAnteilDerDauer.werte[0]).toBeCloseTo(58 / 120, 3);
  expect(new Set(w.abstandMinuten.werte)).toEqual(new Set([120]));
  expect([w.stunden[10], w.stunden[12]]).toEqual([0.3333, 0.6667]);
});
