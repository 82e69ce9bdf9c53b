// What keeps a cloud upright and its people apart: networks, limits, versions, bodies nobody should send, the demo's doors,
// draining. Each test a cloud of its own where the configuration differs.
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { inMandant } from '../db/mandant.ts';
import { oeffnePool } from '../db/verbindung.ts';
import { type TestCloud, type TestCloudWunsch, testCloud } from '../testing/test-cloud.ts';
import { testDatenbank } from '../testing/test-datenbank.ts';
import { legeMandantAn } from '../verzeichnis/anlegen.ts';
import { richteDemoEin } from '../verzeichnis/demo-anlegen.ts';
import { starteCloud } from './cloud.ts';
import { istAelter } from './fassung.ts';
import { istTieferAls } from './json.ts';
import { konfiguriere } from './konfiguration.ts';
import { netzpruefung } from './netze.ts';
import { neuesProtokoll } from './protokoll.ts';

const clouds: TestCloud[] = [];
async function cloud(wunsch: TestCloudWunsch = {}): Promise<TestCloud> {
  const neu = await testCloud(wunsch);
  clouds.push(neu);
  return neu;
}
let ueblich: Promise<TestCloud> | undefined;
/** One with the usual configuration, shared by the tests that change nothing in it. */
function uebliche(): Promise<TestCloud> {
  ueblich ??= testCloud({ grenzen: { koerperBytes: 5000, tiefe: 10 } });
  return ueblich;
}
afterEach(async () => {
  for (const c of clouds.splice(0)) await c.beende();
});
afterAll(async () => {
  await (await ueblich)?.beende();
});

const code = (antwort: { status: number; body: { type?: string } }) => [
  antwort.status,
  antwort.body.type?.replace('urn:kontor:problem:', ''),
];

test('an address that is not allow-listed gets kein-zugang, before any question of a token; health stays open', async () => {
  const t = await cloud({ netze: ['10.1.0.0/16'] });
  expect(code(await t.frage('', '/api/v1/ich'))).toEqual([403, 'kein-zugang']);
  expect(code(await t.frage('', '/api/v1'))).toEqual([403, 'kein-zugang']);
  expect((await t.frage('', '/healthz')).status).toBe(200);
});

test('senders: by network or by token', async () => {
  const nurToken = await cloud({ antragToken: 'geheim' });
  expect(code(await nurToken.frage('', '/antrag', { method: 'POST' }))).toEqual([403, 'kein-zugang']);
  const mit = await nurToken.frage('', '/antrag', { method: 'POST', headers: { authorization: 'Bearer geheim' } });
  expect(code(mit)).toEqual([415, 'medientyp-unbekannt']);
  const nurNetz = await cloud({ antragNetze: ['192.0.2.0/24'] });
  expect(code(await nurNetz.frage('', '/antrag', { method: 'POST' }))).toEqual([403, 'kein-zugang']);
});

test('[C10] more requests than allowed get 429 with Retry-After; another person is not held up', async () => {
  const t = await cloud({ grenzen: { anfragenProSekunde: 5 } });
  const viele = await Promise.all(Array.from({ length: 12 }, () => t.frage('sabine.sander', '/api/v1/ich')));
  const abgewiesen = viele.filter((a) => a.status === 429);
  expect(abgewiesen.length).toBeGreaterThan(0);
  expect(code(abgewiesen[0] as (typeof viele)[number])).toEqual([429, 'zu-viele-anfragen']);
  expect(Number(abgewiesen[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await t.frage('jan.petersen', '/api/v1/ich')).status).toBe(200);
});

test('[C10] more Anträge than allowed get 429 with Retry-After; the defaults are no lower than promised', async () => {
  const t = await cloud({ grenzen: { antraegeProSekunde: 5 } });
  const viele = await Promise.all(Array.from({ length: 12 }, () => t.frage('', '/antrag', { method: 'POST' })));
  const abgewiesen = viele.filter((a) => a.status === 429);
  expect(abgewiesen.length).toBeGreaterThanOrEqual(7);
  expect(abgewiesen.map((a) => Number(a.headers.get('retry-after')) > 0)).toEqual(abgewiesen.map(() => true));
  const { anfragenProSekunde, antraegeProSekunde } = konfiguriere({ datenordner: 'x' }).grenzen;
  expect([anfragenProSekunde >= 300, antraegeProSekunde >= 50]).toEqual([true, true]);
});

test('figures are for the networks that are named, by default this machine; to others there is no such address', async () => {
  const t = await cloud({ metrikNetze: ['10.9.0.0/16'] });
  expect(code(await t.frage('', '/metrics'))).toEqual([404, 'nicht-gefunden']);
  expect((await (await uebliche()).frage('', '/metrics')).status).toBe(200);
  expect(konfiguriere({ datenordner: 'x' }, { KONTOR_METRIK_NETZE: '10.0.0.1' }).metrikNetze).toEqual(['10.0.0.1']);
});

test('a client that is too old gets 426, one that says nothing never; the root answers both', async () => {
  const t = await uebliche();
  const alt = { headers: { 'kontor-client': '0.0.9' } };
  expect(code(await t.frage('sabine.sander', '/api/v1/ich', alt))).toEqual([426, 'client-zu-alt']);
  expect((await t.frage('', '/api/v1', alt)).status).toBe(200);
  for (const fassung of ['0.1.0', '12.0.0', 'selbstgebaut']) {
    expect((await t.frage('sabine.sander', '/api/v1/ich', { headers: { 'kontor-client': fassung } })).status).toBe(200);
  }
});

test('[C9] bodies nobody should send are refused with a problem', async () => {
  const t = await uebliche();
  const sende = (body: string, typ = 'application/json') =>
    t.frage('sabine.sander', '/api/v1/vorgaenge/abfrage', { method: 'POST', body, headers: { 'content-type': typ } });
  expect(code(await sende('{"ids":'))).toEqual([400, 'json-ungueltig']);
  expect(code(await sende(''))).toEqual([400, 'json-ungueltig']);
  expect(code(await sende('{"__proto__":{"x":1},"ids":[]}'))).toEqual([400, 'json-ungueltig']);
  expect(code(await sende(`${'['.repeat(11)}${']'.repeat(11)}`))).toEqual([422, 'zu-tief']);
  expect(code(await sende(`{"ids":["${'x'.repeat(6000)}"]}`))).toEqual([413, 'zu-gross']);
  expect(code(await sende('<x/>', 'text/xml'))).toEqual([415, 'medientyp-unbekannt']);
  expect(code(await sende('"text"'))).toEqual([422, 'eingabe-ungueltig']);
});

test('[C9] bytes that are no HTTP get a problem too, and the cloud lives on', async () => {
  const t = await uebliche();
  const antwort = await new Promise<string>((fertig) => {
    let text = '';
    const leitung = connect(Number(new URL(t.url).port), '127.0.0.1', () => leitung.write('Guten Tag\r\n\r\n'));
    leitung.on('data', (stueck) => {
      text += stueck;
    });
    leitung.on('close', () => fertig(text));
  });
  expect(antwort).toMatch(/^HTTP\/1\.1 400 Bad Request[\s\S]*urn:kontor:problem:/);
  expect((await t.frage('', '/healthz')).status).toBe(200);
});

test("no token, another cloud's token", async () => {
  const [hier, dort] = [await uebliche(), await cloud()];
  const ohne = await hier.frage('', '/api/v1/ich');
  expect(code(ohne)).toEqual([401, 'sitzung-abgelaufen']);
  expect(ohne.headers.get('www-authenticate')).toBe('Bearer');
  const fremd = await hier.frage('', '/api/v1/ich', {
    headers: { authorization: `Bearer ${await dort.token('sabine.sander')}` },
  });
  expect(code(fremd)).toEqual([401, 'sitzung-abgelaufen']);
});

test('the demo listens on loopback only, and refuses a database with real Mandanten', async () => {
  const datenbank = await testDatenbank();
  const pool = oeffnePool(datenbank.ziel, () => undefined, 1);
  try {
    const starte = (host: string) =>
      starteCloud({
        ziel: datenbank.ziel,
        konfiguration: konfiguriere({ demo: true, host, port: 0, datenordner: datenbank.ordner }),
        protokoll: neuesProtokoll('silent'),
      });
    await expect(starte('0.0.0.0')).rejects.toMatchObject({
      code: 'demo-verweigert',
      message: expect.stringContaining('127.0.0.1'),
    });
    await inMandant(pool, 'echt', (tx) =>
      legeMandantAn(tx, { id: 'echt', name: 'Echt', kuerzel: 'E', land: 'SH', ars: '1', istAuffang: true }),
    );
    await expect(starte('127.0.0.1')).rejects.toMatchObject({ code: 'demo-verweigert' });
    await expect(richteDemoEin(pool)).rejects.toMatchObject({ code: 'demo-verweigert' });
  } finally {
    await pool.end();
    await datenbank.beende();
  }
});

test("the demo answers nobody's page but its own, whatever name or way it comes by", async () => {
  const { port } = new URL((await uebliche()).url);
  const frage = (headers: Record<string, string>) =>
    new Promise<number | undefined>((fertig, fehler) => {
      const anfrage = request({ host: '127.0.0.1', port, path: '/healthz', headers }, (antwort) => {
        antwort.resume();
        fertig(antwort.statusCode);
      });
      anfrage.once('error', fehler).end();
    });
  const selbst = `127.0.0.1:${port}`;
  expect(await frage({ host: selbst, origin: `http://${selbst}` })).toBe(200);
  const fremde: Record<string, string>[] = [
    { host: 'boese.example' },
    { host: selbst, origin: 'https://boese.example' },
    { host: selbst, origin: 'https://127.0.0.1.boese.example' },
    { host: selbst, origin: 'null' },
    { host: selbst, 'x-forwarded-for': '10.0.0.1' },
  ];
  for (const fremd of fremde) expect(await frage(fremd)).toBe(403);
});

test('[R2] draining lets a request under way finish and takes no new one', async () => {
  const t = await testCloud();
  const { url } = t;
  const langsam = new Promise<number>((fertig, fehler) => {
    const anfrage = request(
      `${url}/antrag`,
      { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
      (antwort) => {
        antwort.resume();
        fertig(antwort.statusCode ?? 0);
      },
    );
    anfrage.once('error', fehler);
    anfrage.write('--b\r\nContent-Disposition: form-data; name="formData"\r\n\r\n');
    setTimeout(() => anfrage.end('{"control":{"transactionId":"x"},"formData":[]}\r\n--b--\r\n'), 300);
  });
  await new Promise((fertig) => setTimeout(fertig, 100));
  const ende = t.beende();
  expect(await langsam).toBe(200);
  await ende;
  await expect(fetch(`${url}/healthz`)).rejects.toThrow();
});

test.each([
  ['10.1.2.3', ['10.1.0.0/16'], true],
  ['::ffff:10.1.2.3', ['10.1.0.0/16'], true],
  ['10.2.0.1', ['10.1.0.0/16', '10.2.0.1'], true],
  ['10.2.0.2', ['10.1.0.0/16', '10.2.0.1'], false],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['kein Netz', ['10.0.0.0/8'], false],
])('%s in %j: %s', (adresse, netze, erwartet) => {
  expect(netzpruefung(netze)(adresse)).toBe(erwartet);
});

test.each([['10.1.0.0/33'], ['irgendwo'], ['10.1.0.0/x']])('a list with %s stops the start', (netz) => {
  expect(() => netzpruefung([netz])).toThrow(/weder eine Adresse noch ein Netz/);
});

test('versions are compared by number; unreadable ones never are too old', () => {
  expect(istAelter('0.9.0', '0.10.0')).toBe(true);
  expect(istAelter('1.0.0', '0.10.0')).toBe(false);
  expect(istAelter('0.1.0-beta', '0.1.0')).toBe(false);
  expect(istAelter('x', '0.1.0')).toBe(false);
});

test('depth counts brackets outside of texts only', () => {
  expect(istTieferAls('{"a":"[[[[\\"[[["}', 1)).toBe(false);
  expect(istTieferAls('[[[]]]', 2)).toBe(true);
  expect(istTieferAls('[[],[],[]]', 2)).toBe(false);
});
