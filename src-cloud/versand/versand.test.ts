// The Versand: once, in time, into the right Postfach; taken back before it is due; put off when the Postfach is away.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Bescheid, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import type { Dienste } from '../server/dienste.ts';
import { systemZufall } from '../server/system.ts';
import { plusMs } from '../server/uhr.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { schreibe, sperre } from '../vorgaenge/schreiben.ts';
import { versand, versendeFaelliges } from './versenden.ts';
import { DRUCK, demoZustellung, type Zustellung } from './zustellung.ts';

let t: TestCloud;
let id: string;
let kennung: string;
beforeAll(async () => {
  t = await testCloud();
});
afterAll(() => t.beende());

const von = { sub: 'flensburg:sabine.sander', name: 'Sabine Sander' };

async function neuerVorgang(mitPostfach = true): Promise<void> {
  kennung = systemZufall.neueId();
  const serviceKonto = mitPostfach ? { type: 'OSI', postfachAddress: { identifier: kennung } } : null;
  const form = new FormData();
  const control = {
    transactionId: kennung,
    zustaendigeStelle: '197008',
    leikaIds: ['99050012104000'],
    name: 'Gewerbe',
    serviceKonto,
  };
  form.append('formData', JSON.stringify({ control, formData: [] }));
  const { body } = await t.frage('', '/antrag', { method: 'POST', body: form });
  id = body.vorgang.vorgangId;
}
beforeEach(() => neuerVorgang());

async function aendere(wie: (v: Vorgang) => Partial<Vorgang>): Promise<void> {
  const { pool, wecker, uhr } = t.cloud.dienste;
  await inMandant(pool, 'flensburg', async (tx) => {
    const stand = (await sperre(tx, 'flensburg', [id])).get(id);
    if (!stand) throw new Error('missing');
    const nachher = { ...stand.vorgang, ...wie(stand.vorgang), version: stand.vorgang.version + 1 };
    await schreibe(tx, [{ mandantId: 'flensburg', id, vorher: stand, nachher }], uhr.jetzt());
  });
  wecker.melde('flensburg');
}

const bescheid = (stand: Bescheid['stand']): Bescheid => ({
  // One Bescheid for each Vorgang.
  id: kennung,
  version: 1,
  stand,
  entscheidung: 'BEWILLIGT',
  vorlageId: 'standard',
  felder: {},
  text: 'Sie dürfen.',
  erstelltVon: von,
  gezeichnetVon: von,
});
const gezeichnet = () => aendere(() => ({ status: 'BESCHIEDEN', bescheide: [bescheid('GEZEICHNET')] }));
const vorgang = async (): Promise<Vorgang> => (await t.frage('sabine.sander', `/api/v1/vorgaenge/${id}`)).body;
const postfach = async (wo = kennung) => (await t.frage('', `/demo/postfach/${wo}`)).body.nachrichten;
/** The cloud as seen by a worker so many minutes later; the cloud's own worker still lives now. */
const spaeter = (minuten: number): Dienste => ({
  ...t.cloud.dienste,
  uhr: { jetzt: () => plusMs(t.uhr.jetzt(), minuten * 60_000) },
});
const stelleFrist = (minuten: number) =>
  inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query('UPDATE dienst SET versand_nach_min = $1 WHERE leika_id = $2', [minuten, '99050012104000']),
  );

test('a signed Bescheid is in the Postfach at once, and the Vorgang says when it was sent', async () => {
  await gezeichnet();
  await expect.poll(async () => (await vorgang()).bescheide[0]?.stand, { timeout: 5000 }).toBe('VERSENDET');
  const v = await vorgang();
  expect(v.bescheide[0]?.versendetAm).toMatch(/Z$/);
  expect(v.historie.at(-1)).toMatchObject({ order: 'VERSAND', was: 'Bescheid versendet' });
  expect(v.version).toBe(3);
  expect(await postfach()).toMatchObject([
    { art: 'BESCHEID', vorgangId: id, text: 'Sie dürfen.', betreff: expect.stringContaining('Gewerbe') },
  ]);
});

test('[P1] a message goes out once, also with several workers at work', async () => {
  const nachricht = {
    id: systemZufall.neueId(),
    richtung: 'AUS',
    betreff: 'Rückfrage',
    text: 'Welche?',
    von,
    am: t.uhr.jetzt(),
    stand: 'ANGENOMMEN',
    anhaenge: [],
  };
  await aendere(() => ({ nachrichten: [nachricht] }));
  const { dienste } = t.cloud;
  await Promise.all(Array.from({ length: 4 }, () => versendeFaelliges(dienste, demoZustellung)));
  await expect.poll(async () => (await vorgang()).nachrichten[0]?.stand, { timeout: 5000 }).toBe('VERSENDET');
  expect((await vorgang()).version).toBe(3);
  expect(await postfach()).toHaveLength(1);
});

test('a Bescheid waits for the time of its Dienst, and one taken back meanwhile is not sent', async () => {
  await stelleFrist(30);
  try {
    await gezeichnet();
    await versendeFaelliges(t.cloud.dienste, demoZustellung);
    expect(await postfach()).toEqual([]);
    await aendere(() => ({ status: 'IN_BEARBEITUNG', bescheide: [bescheid('ZURUECKGEZOGEN')] }));
    await versendeFaelliges(spaeter(31), demoZustellung);
    expect(await postfach()).toEqual([]);
    await gezeichnet();
    await versendeFaelliges(spaeter(31), demoZustellung);
    expect(await postfach()).toHaveLength(1);
  } finally {
    await stelleFrist(0);
  }
});

test('without a Postfach it goes to the print, and the Historie says so', async () => {
  await neuerVorgang(false);
  await gezeichnet();
  await expect.poll(async () => (await vorgang()).bescheide[0]?.stand, { timeout: 5000 }).toBe('VERSENDET');
  expect((await vorgang()).historie.at(-1)?.was).toContain('zentralen Druck');
  expect((await postfach(DRUCK)).map((n: { vorgangId: string }) => n.vorgangId)).toContain(id);
});

test('when the Postfach is away the sending is put off, nothing is claimed, and others are not held up', async () => {
  await stelleFrist(1);
  try {
    await gezeichnet();
    const kaputt: Zustellung = {
      stelleZu: async () => {
        throw new Error('Postfach away');
      },
    };
    await versendeFaelliges(spaeter(2), kaputt);
    expect((await vorgang()).bescheide[0]?.stand).toBe('GEZEICHNET');
    await versendeFaelliges(spaeter(2), demoZustellung);
    expect((await vorgang()).bescheide[0]?.stand).toBe('GEZEICHNET');
    await versendeFaelliges(spaeter(3), demoZustellung);
    expect((await vorgang()).bescheide[0]?.stand).toBe('VERSENDET');
  } finally {
    await stelleFrist(0);
  }
});

test('attachments of a sending can be opened from the Postfach, and from no other', async () => {
  const form = new FormData();
  const control = {
    transactionId: systemZufall.neueId(),
    zustaendigeStelle: '197008',
    serviceKonto: { type: 'OSI', postfachAddress: { identifier: kennung } },
  };
  form.append('formData', JSON.stringify({ control, formData: [] }));
  form.append('attachment', new Blob(['Inhalt'], { type: 'text/plain' }), 'a.txt');
  id = (await t.frage('', '/antrag', { method: 'POST', body: form })).body.vorgang.vorgangId;
  await aendere((v) => ({
    nachrichten: [
      {
        id: systemZufall.neueId(),
        richtung: 'AUS',
        betreff: 'B',
        text: 'T',
        von,
        am: t.uhr.jetzt(),
        stand: 'ANGENOMMEN',
        anhaenge: v.eingang.anhaenge,
      },
    ],
  }));
  await expect.poll(async () => (await postfach()).length, { timeout: 5000 }).toBe(1);
  const [anhang] = (await postfach())[0].anhaenge;
  expect((await t.frage('', anhang._links.self.href)).body).toBe('Inhalt');
  expect((await t.frage('', `/demo/postfach/anders/anhaenge/${anhang.id}`)).status).toBe(404);
});

test('outside demo mode nothing is called sent, since there is no way to the applicant yet', async () => {
  const warnungen: string[] = [];
  const { dienste } = t.cloud;
  const protokoll = { ...dienste.protokoll, warn: (satz: string) => warnungen.push(satz) } as Dienste['protokoll'];
  const produktion = { ...dienste, protokoll, konfiguration: { ...dienste.konfiguration, demo: false } };
  const takte: string[] = [];
  const wecker = { ...dienste.wecker, abonniere: () => takte.push('wecker') };
  await versand({ ...produktion, wecker } as unknown as Dienste)();
  expect(warnungen).toHaveLength(1);
  expect(takte).toEqual([]);
});
