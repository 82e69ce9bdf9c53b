// Each sloppiness of real senders, as the contract names them: what comes out is clean, and nothing a person wrote is lost.
import { expect, test } from 'vitest';
import { antragstellerAus, postfachAus } from './antragsteller.ts';
import { saubereFormData, saubererText } from './form-daten.ts';
import { dateinameVon } from './teile.ts';

test.each<[string, unknown, unknown]>([
  ['a text', { name: 'a', label: 'A', stringValue: 'x' }, { name: 'a', label: 'A', stringValue: 'x' }],
  [
    'a number that is "Keine Angabe"',
    { name: 'n', label: 'N', numberValue: 'Keine Angabe' },
    { name: 'n', label: 'N', stringValue: 'Keine Angabe' },
  ],
  [
    'a number sent as text "Keine Angabe"',
    { name: 'n', label: 'N', stringValue: 'Keine Angabe' },
    { name: 'n', label: 'N', stringValue: 'Keine Angabe' },
  ],
  ['a number as text, German', { name: 'n', numberValue: '1.234,50' }, { name: 'n', label: 'n', numberValue: 1234.5 }],
  ['a number as text, English', { name: 'n', numberValue: '12.5' }, { name: 'n', label: 'n', numberValue: 12.5 }],
  [
    'a postcode in a number stays text',
    { name: 'plz', numberValue: '01067' },
    { name: 'plz', label: 'plz', stringValue: '01067' },
  ],
  ['a boolean as text', { name: 'b', booleanValue: 'ja' }, { name: 'b', label: 'b', booleanValue: true }],
  ['a boolean as text, English', { name: 'b', booleanValue: 'false' }, { name: 'b', label: 'b', booleanValue: false }],
  [
    'a boolean that is neither',
    { name: 'b', booleanValue: 'vielleicht' },
    { name: 'b', label: 'b', stringValue: 'vielleicht' },
  ],
  ['a date, German', { name: 'd', dateValue: '1.3.1999' }, { name: 'd', label: 'd', dateValue: '1999-03-01' }],
  [
    'a date with a time',
    { name: 'd', dateValue: '1999-03-01T00:00:00Z' },
    { name: 'd', label: 'd', dateValue: '1999-03-01' },
  ],
  ['a date that is none', { name: 'd', dateValue: '31.02.1999' }, { name: 'd', label: 'd', stringValue: '31.02.1999' }],
  ['null values', { name: 'x', label: 'X', stringValue: null }, { name: 'x', label: 'X' }],
  [
    'a type field with a value',
    { name: 'x', type: 'text', value: 'Hallo' },
    { name: 'x', label: 'x', stringValue: 'Hallo' },
  ],
  ['a number type', { name: 'x', type: 'number', value: '7' }, { name: 'x', label: 'x', numberValue: 7 }],
  ['a date type', { name: 'x', type: 'date', value: '2020-01-31' }, { name: 'x', label: 'x', dateValue: '2020-01-31' }],
  ['a boolean type', { name: 'x', type: 'boolean', value: 'true' }, { name: 'x', label: 'x', booleanValue: true }],
  ['a number in stringValue', { name: 'x', stringValue: 5 }, { name: 'x', label: 'x', stringValue: '5' }],
  ['a missing label', { name: 'x', stringValue: 'y' }, { name: 'x', label: 'x', stringValue: 'y' }],
  ['a missing name', { label: 'X', stringValue: 'y' }, { name: 'X', label: 'X', stringValue: 'y' }],
  [
    'a heading without items',
    { name: 'Ueberschrift', label: 'Überschrift' },
    { name: 'Ueberschrift', label: 'Überschrift' },
  ],
  ['an empty group', { name: 'g', formItems: [] }, { name: 'g', label: 'g', formItems: [] }],
  [
    'formItems that are null',
    { name: 'g', formItems: null, stringValue: 'x' },
    { name: 'g', label: 'g', stringValue: 'x' },
  ],
  [
    'U+0000 in name, label and value',
    { name: 'a\u0000', label: 'A\u0000b', stringValue: 'x\u0000y' },
    { name: 'a', label: 'Ab', stringValue: 'xy' },
  ],
  ['a lone surrogate', { name: 'a', stringValue: 'x\ud800' }, { name: 'a', label: 'a', stringValue: 'x\ufffd' }],
  ['a bare text among the items', 'Hinweis', { name: 'feld_0', label: 'Feld 1', stringValue: 'Hinweis' }],
])('%s', (_was, roh, sauber) => {
  expect(saubereFormData([roh])).toEqual([sauber]);
});

test.each([[undefined], [null], [[]], ['Text'], [{}], [[null]]])('no form at all (%j) is an empty form', (roh) => {
  expect(saubereFormData(roh)).toEqual([]);
});

test('repeat groups stay nested, with their suffixes', () => {
  const roh = [
    {
      name: 'kinder',
      formItems: [
        { name: 'kinder_0', formItems: [{ name: 'Vorname', stringValue: 'Ida' }] },
        { name: 'kinder_1', formItems: [{ name: 'Vorname', stringValue: 'Ole' }] },
      ],
    },
  ];
  expect(saubereFormData(roh)[0]?.formItems?.map((g) => [g.name, g.formItems?.[0]?.stringValue])).toEqual([
    ['kinder_0', 'Ida'],
    ['kinder_1', 'Ole'],
  ]);
});

test('limits of depth and number are said as such', () => {
  let tief: unknown = { name: 'x' };
  for (let n = 0; n < 40; n += 1) tief = { name: 'g', formItems: [tief] };
  expect(() => saubereFormData([tief])).toThrow(/zu-tief/);
  expect(() => saubereFormData(Array.from({ length: 10_001 }, () => ({ name: 'x' })))).toThrow(/zu-gross/);
});

test.each<[string, unknown, unknown]>([
  ['OSI', { type: 'OSI', postfachAddress: { identifier: 'abc', type: 'buerger' } }, { art: 'OSI', kennung: 'abc' }],
  ['BayernID', { type: 'BAYERN_ID', postfachAddress: { identifier: 'b' } }, { art: 'BAYERN_ID', kennung: 'b' }],
  [
    '"Keine Angaben"',
    { type: 'OSI', postfachAddress: { identifier: 'Keine Angaben', type: 'Keine Angaben' } },
    undefined,
  ],
  ['null', null, undefined],
  ['missing', undefined, undefined],
  ['no address', { type: 'OSI', postfachAddress: null }, undefined],
  ['an identifier that is null', { type: 'OSI', postfachAddress: { identifier: null } }, undefined],
])('serviceKonto: %s', (_was, konto, postfach) => {
  expect(postfachAus(konto as Parameters<typeof postfachAus>[0])).toEqual(postfach);
});

test('the applicant is found by the names and labels that forms use', () => {
  const formData = saubereFormData([
    {
      name: 'vermieter',
      label: 'Vermieter',
      formItems: [
        { name: 'Nachname', stringValue: 'Fremd' },
        { name: 'Telefon', stringValue: '0' },
      ],
    },
    {
      name: 'p',
      label: 'Antragstellende Person',
      formItems: [
        { name: 'f1', label: 'Familienname', stringValue: 'Müller-Lüdenscheidt' },
        { name: 'vornamen', label: 'Vorname(n)', stringValue: 'Eva' },
        { name: 'geb', label: 'Geburtsdatum', dateValue: '01.02.1980' },
        {
          name: 'a',
          label: 'Anschrift',
          formItems: [
            { name: 's', label: 'Straße und Hausnummer', stringValue: 'Große Straße 12 a' },
            { name: 'z', label: 'Postleitzahl', stringValue: '24937' },
            { name: 'o', label: 'Wohnort', stringValue: 'Flensburg' },
          ],
        },
        { name: 'Auskunftssperre', booleanValue: true },
      ],
    },
    {
      name: 'k',
      label: 'Kontakt',
      formItems: [
        { name: 'E-Mail', stringValue: 'eva@example.org' },
        { name: 'Telefonnummer', stringValue: 'Keine Angabe' },
      ],
    },
  ]);
  expect(antragstellerAus(formData, undefined)).toEqual({
    vorname: 'Eva',
    nachname: 'Müller-Lüdenscheidt',
    geburtsdatum: '1980-02-01',
    email: 'eva@example.org',
    auskunftssperre: true,
    anschrift: { strasse: 'Große Straße', hausnummer: '12 a', plz: '24937', ort: 'Flensburg' },
  });
});

test('a form that says nothing of an applicant gives none', () => {
  expect(antragstellerAus(saubereFormData([{ name: 'Frage', stringValue: 'Wann ist offen?' }]), null)).toBeUndefined();
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\x\\Größe.pdf', 'Größe.pdf'],
  ['a\u0000b\n.txt', 'ab.txt'],
  ['', 'Datei'],
  [undefined, 'Datei'],
  [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(196)}.pdf`],
  [`${'x'.repeat(195)}😀${'x'.repeat(9)}.pdf`, `${'x'.repeat(195)}.pdf`],
])('a file called %j is kept as %j', (roh, name) => {
  expect(dateinameVon(roh)).toBe(name);
});

test('a cut name ends without spaces, so that it is read back as it was sent', () => {
  const name = dateinameVon(`${'1 '.repeat(150)}`);
  expect(name).toBe(name.trim());
  expect(dateinameVon(name)).toBe(name);
});

test('[C9] an entry that is a list keeps its text', () => {
  expect(saubereFormData([['ein', 'Text']])).toEqual([
    { name: 'feld_0', label: 'Feld 1', stringValue: '["ein","Text"]' },
  ]);
});

test('[C9] a long line in the field of an address takes no time', () => {
  const felder = saubereFormData([{ name: 'strasseundhausnummer', stringValue: `a${' '.repeat(300_000)}!` }]);
  const beginn = performance.now();
  antragstellerAus(felder, undefined);
  expect(performance.now() - beginn).toBeLessThan(500);
});

test('clean text stays as it is', () => {
  expect(saubererText('Straße 1 🦆')).toBe('Straße 1 🦆');
});
