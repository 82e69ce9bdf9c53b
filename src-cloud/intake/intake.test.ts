// POST /antrag over real HTTP: the real request, every sloppiness, routing, idempotency, and bad input refused with a problem.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { antragAntwort } from '../../src-shared/cloud-api/intake.ts';
import { type Vorgang, vorgang as vorgangSchema } from '../../src-shared/domain/vorgang.ts';
import { type Antwort, type Beliebig, type TestCloud, testCloud } from '../testing/test-cloud.ts';

const ECHT = JSON.parse(readFileSync(new URL('../../tests/daten/gewerbeanmeldung.json', import.meta.url), 'utf8'));

let t: TestCloud;
let laufend = 0;
beforeAll(async () => {
  t = await testCloud({ grenzen: { antraegeProSekunde: 1000, anhangBytes: 50_000 } });
});
afterAll(() => t.beende());

type Teil = [name: string, inhalt: string | Uint8Array<ArrayBuffer>, typ: string, dateiname?: string];

function sende(antrag: unknown, teile: Teil[] = [], alsFeld = false): Promise<Antwort> {
  const form = new FormData();
  const json = typeof antrag === 'string' ? antrag : JSON.stringify(antrag);
  if (alsFeld) form.append('formData', json);
  else form.append('formData', new Blob([json], { type: 'application/json' }), 'formData.json');
  for (const [name, inhalt, type, dateiname] of teile)
    form.append(name, new Blob([inhalt], { type }), dateiname ?? 'x');
  return t.frage('', '/antrag', { method: 'POST', body: form });
}

function antrag(control: object = {}, formData: unknown = ECHT.formData): Beliebig {
  laufend += 1;
  return { control: { ...ECHT.control, transactionId: `t-${laufend}`, ...control }, formData };
}

async function vorgangVon(antwort: Antwort, person = 'petra.post'): Promise<Vorgang> {
  expect(antwort.status).toBe(200);
  const { body, status } = await t.frage(person, `/api/v1/vorgaenge/${antwort.body.vorgang.vorgangId}`);
  expect(status).toBe(200);
  return vorgangSchema.parse(body);
}

test('the real request becomes a Vorgang with applicant, deadline, Dienst, files and number', async () => {
  const antwort = await sende(antrag(), [
    ['representation', '%PDF-1.4 …', 'application/pdf', 'Gewerbeanmeldung.pdf'],
    ['attachment', 'Mietvertrag', 'text/plain', 'Mietvertrag Größe.txt'],
    ['attachment', 'zweiter', 'text/plain', 'b.txt'],
  ]);
  expect(antragAntwort.parse(antwort.body).vorgang).toMatchObject({
    status: 'NEU',
    vorgangNummer: expect.stringMatching(/^FL-\d{4}-\d{6}$/),
  });
  const v = await vorgangVon(antwort, 'sabine.sander');
  expect(v).toMatchObject({
    version: 1,
    status: 'NEU',
    name: 'Antrag auf Gewerbeanmeldung',
    dienst: { name: 'Gewerbeanmeldung', leikaId: '99050012104000' },
    organisationseinheit: { id: '197008', name: 'Gewerbe und Gaststätten' },
    antragsteller: {
      nachname: 'Übelacker-Groß',
      vorname: 'Jördis',
      firma: 'Fördeglück Kaffeerösterei',
      geburtsdatum: '1987-03-14',
      email: 'joerdis@beispiel.example',
      anschrift: { strasse: 'Große Straße', hausnummer: '12 a', plz: '24937', ort: 'Flensburg' },
      postfach: { art: 'OSI', kennung: ECHT.control.serviceKonto.postfachAddress.identifier },
    },
  });
  expect(v.frist).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(v.eingang.repraesentationen.map((a) => [a.dateiname, a.contentType])).toEqual([
    ['Gewerbeanmeldung.pdf', 'application/pdf'],
  ]);
  expect(v.eingang.anhaenge.map((a) => [a.dateiname, a.groesse])).toEqual([
    ['Mietvertrag Größe.txt', 11],
    ['b.txt', 7],
  ]);
  expect(v.eingang.formData).toEqual(ECHT.formData);
});

test('the same transactionId gives the same Vorgang, one after the other and all at once', async () => {
  const einer = antrag();
  const erste = await sende(einer);
  expect((await sende(einer)).body.vorgang).toEqual(erste.body.vorgang);
  const gleich = antrag();
  const alle = await Promise.all(Array.from({ length: 6 }, () => sende(gleich, [['attachment', 'x', 'text/plain']])));
  expect(alle.map((a) => a.status)).toEqual([200, 200, 200, 200, 200, 200]);
  expect(new Set(alle.map((a) => a.body.vorgang.vorgangId)).size).toBe(1);
});

describe('sloppy senders are taken in', () => {
  test.each<[string, object, unknown]>([
    ['empty leikaIds', { leikaIds: [] }, ECHT.formData],
    ['leikaIds null', { leikaIds: null }, ECHT.formData],
    ['leikaIds with rubbish', { leikaIds: [null, 5, '99050012104000'] }, ECHT.formData],
    ['serviceKonto null', { serviceKonto: null }, ECHT.formData],
    ['serviceKonto missing', { serviceKonto: undefined }, ECHT.formData],
    [
      'serviceKonto "Keine Angaben"',
      { serviceKonto: { type: 'OSI', postfachAddress: { identifier: 'Keine Angaben' } } },
      ECHT.formData,
    ],
    ['unknown control fields', { formEngine: 'Formularserver', nochwas: { tief: [1] } }, ECHT.formData],
    ['a Stelle that is a number', { zustaendigeStelle: 197008 }, ECHT.formData],
    [
      'U+0000 everywhere',
      { name: 'Antrag\u0000', formId: 'Gewerbe\u0000anmeldung', zustaendigeStelle: '197008\u0000' },
      [{ name: 'x\u0000', stringValue: '\u0000' }],
    ],
    [
      'half characters everywhere',
      {
        transactionId: `t-\ud800-${process.pid}`,
        name: 'Antrag \ud83d',
        formId: 'Gewerbe\udc00',
        organisationsEinheitenId: '\ud800',
        leikaIds: ['\ud800', '99050012104000'],
        serviceKonto: { type: 'OSI\ud800', postfachAddress: { identifier: 'postfach-\udfff' } },
      },
      [
        { name: '\ud800', label: 'x\udfff', stringValue: 'y\ud83d' },
        { name: 'tief', value: { '\ud800': '\ud800' } },
      ],
    ],
    [
      'characters of two halves at the place where a text is cut',
      {
        name: `${'a'.repeat(499)}😀`,
        serviceKonto: { type: `${'a'.repeat(49)}😀`, postfachAddress: { identifier: `${'a'.repeat(199)}😀` } },
      },
      [{ name: `${'a'.repeat(499)}😀`, label: `${'a'.repeat(499)}😀`, stringValue: 'x' }],
    ],
    ['empty form', {}, []],
    ['form null', {}, null],
    ['form missing', {}, undefined],
    [
      'null items, missing labels, typed leaves',
      {},
      [null, { name: 'a', type: 'number', value: '3' }, { stringValue: 'x' }],
    ],
    [
      'headings and repeat groups',
      {},
      [
        { name: 'h', label: 'Überschrift' },
        { name: 'k', formItems: [{ name: 'k_0', formItems: [{ name: 'k_0_x', stringValue: '1' }] }] },
      ],
    ],
  ])('%s', async (_was, control, formData) => {
    const v = await vorgangVon(await sende(antrag(control, formData)));
    expect(v.organisationseinheit.id).toBe('197008');
    expect(v.dienst.name).toBe('Gewerbeanmeldung');
  });

  test('formData as a plain field, with a byte order mark', async () => {
    expect((await sende(`\uFEFF${JSON.stringify(antrag())}`, [], true)).status).toBe(200);
  });

  test('files under names nobody agreed on become attachments', async () => {
    const v = await vorgangVon(
      await sende(antrag(), [
        ['anlage_7', 'x', 'kein typ', 'x.bin'],
        ['representations', 'y', 'application/pdf', 'y.pdf'],
      ]),
    );
    expect(v.eingang.anhaenge.map((a) => [a.dateiname, a.contentType])).toEqual([
      ['x.bin', 'application/octet-stream'],
    ]);
    expect(v.eingang.repraesentationen).toHaveLength(1);
  });
});

describe('routing', () => {
  test('an unknown or missing Stelle goes to the Poststelle of the Auffang-Mandant', async () => {
    for (const zustaendigeStelle of ['gibt-es-nicht', '', null, undefined, '197008\ud800']) {
      expect((await vorgangVon(await sende(antrag({ zustaendigeStelle })))).organisationseinheit.id).toBe('197001');
    }
  });

  test('a Stelle of another Mandant goes there, with its number, and is 404 elsewhere', async () => {
    const antwort = await sende(antrag({ zustaendigeStelle: '576210' }));
    expect(antwort.body.vorgang.vorgangNummer).toMatch(/^PRE-/);
    expect((await vorgangVon(antwort, 'sabine.sander@preetz')).organisationseinheit.id).toBe('576210');
    expect((await t.frage('petra.post', `/api/v1/vorgaenge/${antwort.body.vorgang.vorgangId}`)).status).toBe(404);
  });

  test('the form id finds the Dienst where there is no LeiKa key; an unknown service is still taken in', async () => {
    expect((await vorgangVon(await sende(antrag({ leikaIds: [], formId: 'gewerbeANMELDUNG' })))).dienst.name).toBe(
      'Gewerbeanmeldung',
    );
    const v = await vorgangVon(await sende(antrag({ leikaIds: ['1'], formId: 'Neuland', name: 'Antrag auf Neuland' })));
    expect(v).toMatchObject({ name: 'Antrag auf Neuland', dienst: { name: 'Sonstiger Eingang' } });
  });
});

describe('[C9] bad input is refused with a problem, never with 500', () => {
  const tief = `{"control":{"transactionId":"tief"},"formData":${'[{"formItems":'.repeat(60)}[]${'}]'.repeat(60)}}`;
  test.each<[string, () => Promise<Antwort>, number, string]>([
    ['broken JSON', () => sende('{"control":'), 400, 'json-ungueltig'],
    ['broken JSON in a field', () => sende('{', [], true), 400, 'json-ungueltig'],
    ['no control', () => sende({}), 422, 'eingabe-ungueltig'],
    ['JSON that is no object', () => sende('[1]'), 422, 'eingabe-ungueltig'],
    ['no transactionId', () => sende({ control: {} }), 422, 'eingabe-ungueltig'],
    ['an empty transactionId', () => sende({ control: { transactionId: '\u0000' } }), 422, 'eingabe-ungueltig'],
    ['too deep', () => sende(tief), 422, 'zu-tief'],
    [
      'a file that is too large',
      () => sende(antrag(), [['attachment', new Uint8Array(60_000), 'application/pdf']]),
      413,
      'zu-gross',
    ],
    [
      'too many files',
      () =>
        sende(
          antrag(),
          Array.from({ length: 60 }, (): Teil => ['attachment', 'x', 'text/plain']),
        ),
      413,
      'zu-gross',
    ],
    [
      'no formData',
      async () => {
        const form = new FormData();
        form.append('attachment', new Blob(['x']), 'x');
        return t.frage('', '/antrag', { method: 'POST', body: form });
      },
      422,
      'eingabe-ungueltig',
    ],
    ['JSON instead of multipart', () => t.frage('', '/antrag', { body: antrag() }), 415, 'medientyp-unbekannt'],
    [
      'multipart without boundary',
      () => t.frage('', '/antrag', { body: 'x', headers: { 'content-type': 'multipart/form-data' } }),
      400,
      'json-ungueltig',
    ],
    [
      'multipart that breaks off',
      () =>
        t.frage('', '/antrag', {
          body: '--b\r\nContent-Disposition: form-data; name="formData"\r\n\r\n{',
          headers: { 'content-type': 'multipart/form-data; boundary=b' },
        }),
      400,
      'json-ungueltig',
    ],
  ])('%s', async (_was, senden, status, code) => {
    const antwort = await senden();
    expect([antwort.status, antwort.body.type]).toEqual([status, `urn:kontor:problem:${code}`]);
  });
});
