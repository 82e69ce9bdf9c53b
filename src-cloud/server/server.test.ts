// The server's manners, whatever it is asked: problems, limits, health, protections of the demo, compression, OpenAPI.
import { request } from 'node:http';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud({ grenzen: { tiefe: 16, koerperBytes: 20_000 } });
});
afterAll(() => t.beende());

function mitKopf(pfad: string, headers: Record<string, string>): Promise<number> {
  return new Promise((fertig, fehler) => {
    request(t.url + pfad, { headers }, (antwort) => {
      antwort.resume();
      fertig(antwort.statusCode ?? 0);
    })
      .once('error', fehler)
      .end();
  });
}

test('the root says version, links and time, and every reply its request id and date', async () => {
  const { status, body, headers } = await t.frage('', '/api/v1');
  expect(status).toBe(200);
  expect(body._links.changes.href).toMatch(/^\/api\/v1\/changes/);
  expect(body).toMatchObject({ apiVersion: '1.0', minClientVersion: '0.1.0' });
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('date')).toBeTruthy();
});

test('healthy, ready, measured', async () => {
  expect((await t.frage('', '/healthz')).status).toBe(200);
  expect((await t.frage('', '/readyz')).body).toEqual({ status: 'ready' });
  expect((await t.frage('', '/metrics')).body).toContain('kontor_http_dauer_sekunden_count');
});

test('[C9] an unknown address is 404, a wrong method 405 with Allow, both as problems', async () => {
  const nichts = await t.frage('', '/gibt/es/nicht');
  expect(nichts.status).toBe(404);
  expect(nichts.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(nichts.body).toMatchObject({ type: 'urn:kontor:problem:nicht-gefunden', status: 404 });
  const methode = await t.frage('', '/api/v1', { method: 'DELETE' });
  expect(methode.status).toBe(405);
  expect(methode.headers.get('allow')).toContain('GET');
});

test.each([
  ['an expectation nobody knows', 'GET /api/v1 HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n', 417],
  ['no Host', 'GET /api/v1 HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
])('[C9] %s is refused with a problem document', async (_was, roh, status) => {
  const leitung = connect(Number(new URL(t.url).port), '127.0.0.1');
  leitung.write(roh);
  let text = '';
  for await (const stueck of leitung) text += String(stueck);
  expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(text).toMatch(/content-type: application\/problem\+json/i);
  expect(text).toContain('urn:kontor:problem:json-ungueltig');
});

test.each([
  ['forwarded', 'for=10.0.0.1'],
  ['x-forwarded-for', '10.0.0.1'],
  ['host', 'kontor.example'],
  ['host', 'kontor.example:8700'],
])('the demo refuses %s: %s', async (name, wert) => {
  expect(await mitKopf('/api/v1', { [name]: wert })).toBe(403);
});

test('the demo answers to localhost as well', async () => {
  expect(await mitKopf('/api/v1', { host: `localhost:${new URL(t.url).port}` })).toBe(200);
});

test.each([
  ['zstd', zstdDecompressSync],
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const)('sends %s to a client that accepts only it', async (art, entpacke) => {
  const antwort = await new Promise<{ art: string | undefined; bytes: Buffer }>((fertig) => {
    request(`${t.url}/api/v1/openapi.json`, { headers: { 'accept-encoding': art } }, (a) => {
      const stuecke: Buffer[] = [];
      a.on('data', (stueck: Buffer) => stuecke.push(stueck));
      a.on('end', () => fertig({ art: a.headers['content-encoding'], bytes: Buffer.concat(stuecke) }));
    }).end();
  });
  expect(antwort.art).toBe(art);
  expect(JSON.parse(entpacke(antwort.bytes).toString()).openapi).toBe('3.1.0');
});

test('every reply carries its request id and the date, refusals and files included', async () => {
  const adressen = ['/healthz', '/gibt/es/nicht', '/api/v1/ich', '/api/v1/changes/stream', '/metrics', '/antrag'];
  for (const adresse of adressen) {
    const { headers } = await t.frage('', adresse);
    expect([adresse, Boolean(headers.get('x-request-id')), Boolean(headers.get('date'))]).toEqual([
      adresse,
      true,
      true,
    ]);
  }
});

test('the OpenAPI document is 3.1 and made from the schemas', async () => {
  const { body } = await t.frage('', '/api/v1/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/v1/', '/api/v1/vorgaenge/{id}', '/antrag']));
  const verweise = new Set<string>();
  JSON.stringify(body, (name, wert) => {
    if (name === '$ref') verweise.add(wert);
    return wert;
  });
  const ziel = (verweis: string) =>
    verweis
      .split('/')
      .slice(1)
      .reduce((stelle, name) => stelle?.[name], body);
  expect(verweise.size).toBeGreaterThan(0);
  expect([...verweise].filter((verweis) => ziel(verweis) === undefined)).toEqual([]);
});

test('[C9] a body that nobody reads ends the line with the answer, so that the next request does not wait on it for ever', async () => {
  const { host, port } = new URL(t.url);
  const frage = (mehr: string, koerper = '') => `GET /api/v1 HTTP/1.1\r\nHost: ${host}\r\n${mehr}\r\n${koerper}`;
  const sprich = (bytes: string): Promise<{ text: string; zu: boolean }> =>
    new Promise((fertig) => {
      let text = '';
      const leitung = connect(Number(port), '127.0.0.1');
      const wecker = setTimeout(() => fertig({ text, zu: false }), 3_000);
      leitung.on('data', (d) => {
        text += d.toString('latin1');
      });
      // The other side may end while bytes are still on their way to it.
      leitung.on('error', () => undefined);
      leitung.on('close', () => {
        clearTimeout(wecker);
        fertig({ text, zu: true });
      });
      leitung.write(bytes);
      leitung.setTimeout(1_000, () => leitung.end());
    });
  const gross = 'x'.repeat(2_000_000);
  const unsinn = `content-type: application/json\r\ncontent-encoding: zstd\r\ncontent-length: ${gross.length}\r\n`;
  const nach = await sprich(frage(unsinn, gross) + frage(''));
  expect(nach.zu).toBe(true);
  expect(nach.text.match(/HTTP\/1\.1 \d{3}/g)?.length).toBeGreaterThanOrEqual(1);
  const zwei = await sprich(frage('') + frage(''));
  expect(zwei.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  expect(zwei.text).not.toMatch(/connection: close/i);
}, 15_000);
