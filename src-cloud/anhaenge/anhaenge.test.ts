// Attachments over real HTTP: whole, in pieces, broken off, wrong, foreign; ranges; who sees them; what is tidied away.
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentDigest } from '../../src-shared/cloud-api/anhaenge.ts';
import { inMandant } from '../db/mandant.ts';
import { CLIENT_TOKEN, DEMO_GRANT } from '../identitaet/demo-clients.ts';
import { starteCloud } from '../server/cloud.ts';
import { neuesProtokoll } from '../server/protokoll.ts';
import { systemZufall } from '../server/system.ts';
import { type Antwort, type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { raeumeAnhaengeAuf } from './aufraeumen.ts';
import { alsDisposition, leseContentRange, leseDateiname, leseRange } from './kopfzeilen.ts';

const BYTES = new Uint8Array(randomBytes(5000));
const VORGANG = systemZufall.neueId();
const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud({ grenzen: { anhangBytes: 10_000 } });
});
afterAll(() => t.beende());

type Wunsch = {
  bytes?: Uint8Array;
  ab?: number;
  bis?: number;
  gesamt?: number;
  sha?: string;
  person?: string;
  headers?: Record<string, string>;
};

function lade(id: string, w: Wunsch = {}): Promise<Antwort> {
  const bytes = w.bytes ?? BYTES;
  const bereich: Record<string, string> =
    w.ab === undefined
      ? {}
      : { 'content-range': `bytes ${w.ab}-${w.bis ?? w.ab + bytes.length - 1}/${w.gesamt ?? BYTES.length}` };
  return t.frage(w.person ?? 'sabine.sander', `/api/v1/anhaenge/${id}?vorgang=${VORGANG}`, {
    method: 'PUT',
    body: bytes,
    headers: {
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf`,
      'content-digest': contentDigest(w.sha ?? hex(BYTES)),
      ...bereich,
      ...w.headers,
    },
  });
}

const stand = async (id: string) => {
  const { status, headers } = await t.frage('sabine.sander', `/api/v1/anhaenge/${id}`, { method: 'HEAD' });
  return [status, headers.get('upload-offset'), headers.get('upload-length'), headers.get('upload-complete')];
};
const hole = async (id: string, headers: Record<string, string> = {}, person = 'sabine.sander') =>
  fetch(`${t.url}/api/v1/anhaenge/${id}`, {
    headers: { authorization: `Bearer ${await t.token(person)}`, ...headers },
  });

test('[X1] [X2] a whole upload comes back byte for byte, under its name, and a second time changes nothing', async () => {
  const id = systemZufall.neueId();
  expect((await lade(id)).status).toBe(201);
  expect((await lade(id)).status).toBe(204);
  const antwort = await hole(id);
  expect(hex(new Uint8Array(await antwort.arrayBuffer()))).toBe(hex(BYTES));
  expect(antwort.headers.get('etag')).toBe(`"${hex(BYTES)}"`);
  expect(antwort.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf");
  expect((await hole(id, { 'if-none-match': `"${hex(BYTES)}"` })).status).toBe(304);
});

test('[X1] an upload goes on where it stopped; a gap is refused with the place to go on', async () => {
  const id = systemZufall.neueId();
  expect(await stand(id)).toEqual([404, null, null, null]);
  expect((await lade(id, { bytes: BYTES.subarray(0, 2000), ab: 0 })).status).toBe(204);
  expect(await stand(id)).toEqual([200, '2000', '5000', '?0']);
  const luecke = await lade(id, { bytes: BYTES.subarray(3000), ab: 3000 });
  expect([luecke.status, luecke.headers.get('upload-offset')]).toEqual([416, '2000']);
  expect((await hole(id)).status).toBe(404);
  expect((await lade(id, { bytes: BYTES.subarray(2000), ab: 2000 })).status).toBe(201);
  expect(await stand(id)).toEqual([200, '5000', '5000', '?1']);
});

test('[X1] what arrived before the line broke is kept', async () => {
  const id = systemZufall.neueId();
  const token = await t.token('sabine.sander');
  const { hostname, port } = new URL(t.url);
  const leitung = connect(Number(port), hostname);
  leitung.write(
    `PUT /api/v1/anhaenge/${id}?vorgang=${VORGANG} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${token}\r\n` +
      `Content-Type: application/pdf\r\nContent-Digest: ${contentDigest(hex(BYTES))}\r\nContent-Length: 5000\r\n\r\n`,
  );
  leitung.write(BYTES.subarray(0, 1234));
  await expect.poll(async () => (await stand(id))[1], { timeout: 5000 }).toBe('1234');
  leitung.destroy();
  await expect
    .poll(async () => (await lade(id, { bytes: BYTES.subarray(1234), ab: 1234 })).status, { timeout: 5000 })
    .toBe(201);
});

test('[X1] [X3] the same id with other bytes is 409, from anybody; bytes that are not the announced ones are refused and forgotten', async () => {
  const id = systemZufall.neueId();
  await lade(id);
  expect((await lade(id, { sha: 'a'.repeat(64) })).status).toBe(409);
  expect((await lade(id, { sha: 'a'.repeat(64), person: 'jan.petersen' })).status).toBe(409);
  const anders = systemZufall.neueId();
  const falsch = await lade(anders, { sha: 'b'.repeat(64) });
  expect([falsch.status, falsch.body.type]).toEqual([422, 'urn:kontor:problem:pruefsumme-falsch']);
  expect((await lade(anders)).status).toBe(201);
});

test('an empty file is a file', async () => {
  const id = systemZufall.neueId();
  expect((await lade(id, { bytes: new Uint8Array(), sha: hex(new Uint8Array()) })).status).toBe(201);
  expect(await stand(id)).toEqual([200, '0', '0', '?1']);
  expect((await hole(id)).headers.get('content-length')).toBe('0');
});

test.each<[string, Wunsch, number]>([
  ['too large', { ab: 0, bytes: BYTES, gesamt: 20_000 }, 413],
  ['more bytes than announced', { ab: 0, bis: 99 }, 413],
  ['no digest', { headers: { 'content-digest': 'md5=:x:' } }, 422],
  ['an unreadable range', { headers: { 'content-range': 'bytes 5-1/3' } }, 422],
])('%s is refused', async (_was, wunsch, status) => {
  expect((await lade(systemZufall.neueId(), wunsch)).status).toBe(status);
});

test('ids that are none, and no Vorgang, are refused', async () => {
  expect((await lade('..%2f..%2fetc')).status).toBe(422);
  expect(
    (await t.frage('sabine.sander', `/api/v1/anhaenge/${systemZufall.neueId()}`, { method: 'PUT', body: 'x' })).status,
  ).toBe(422);
});

test('[X2] downloads in ranges', async () => {
  const id = systemZufall.neueId();
  await lade(id);
  const teil = await hole(id, { range: 'bytes=1000-1999' });
  expect([teil.status, teil.headers.get('content-range')]).toEqual([206, 'bytes 1000-1999/5000']);
  expect(Buffer.from(await teil.arrayBuffer()).equals(Buffer.from(BYTES.subarray(1000, 2000)))).toBe(true);
  const drueber = await hole(id, { range: 'bytes=5000-' });
  expect([drueber.status, drueber.headers.get('content-range')]).toEqual([416, 'bytes */5000']);
  expect((await hole(id, { range: 'bytes=0-1', 'if-range': '"anders"' })).status).toBe(200);
});

test('[X4] only the uploader sees it until it is named, and after 90 days unnamed it is gone, bytes and all', async () => {
  const id = systemZufall.neueId();
  await lade(id);
  expect((await hole(id, {}, 'jan.petersen')).status).toBe(404);
  const { dienste } = t.cloud;
  await inMandant(dienste.pool, 'flensburg', (tx) =>
    tx.query(`UPDATE anhang SET am = am - interval '91 days' WHERE id = $1`, [id]),
  );
  expect(await dienste.blobs.laenge('flensburg', id)).toBe(5000);
  await raeumeAnhaengeAuf(dienste);
  expect((await hole(id)).status).toBe(404);
  expect(await dienste.blobs.laenge('flensburg', id)).toBe(0);
});

test.each([
  ['bytes 0-9/10', { ab: 0, bis: 9, gesamt: 10 }],
  ['bytes 0-10/10', undefined],
  ['bytes */10', undefined],
])('Content-Range %s', (kopf, stueck) => {
  expect(leseContentRange(kopf)).toEqual(stueck);
});

test.each([
  ['bytes=0-', { von: 0, bis: 99 }],
  ['bytes=-10', { von: 90, bis: 99 }],
  ['bytes=90-200', { von: 90, bis: 99 }],
  ['bytes=100-', undefined],
  ['bytes=-0', undefined],
  ['bytes=0-1,5-6', 'alles'],
  ['items=0-1', 'alles'],
  ['bytes=5-1', 'alles'],
  [undefined, 'alles'],
])('Range %s of 100 bytes', (kopf, bereich) => {
  expect(leseRange(kopf, 100)).toEqual(bereich);
});

test.each([
  [`attachment; filename="a\\"b.pdf"`, 'a"b.pdf'],
  [`attachment; filename=x.pdf; filename*=UTF-8''%E2%82%AC.pdf`, '€.pdf'],
  [`attachment; filename*=UTF-8''%ff`, 'Datei'],
  [`attachment; filename*=UTF-8''..%2F..%2Fx`, 'x'],
  [undefined, 'Datei'],
])('name in %s', (kopf, name) => {
  expect(leseDateiname(kopf)).toBe(name);
});

test('a name is written so that every client saves under it', () => {
  expect(alsDisposition('Größe "1".pdf')).toBe(
    `attachment; filename="Gr__e _1_.pdf"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.pdf`,
  );
});

test('[X1] [X3] a second upload of the same id on another instance, broken off, takes nothing from the complete one', async () => {
  const id = systemZufall.neueId();
  const zweite = await starteCloud({
    ziel: t.ziel,
    konfiguration: { ...t.cloud.dienste.konfiguration, port: 0 },
    protokoll: neuesProtokoll('silent'),
  });
  const body = new URLSearchParams({ grant_type: DEMO_GRANT, client_id: CLIENT_TOKEN, username: 'sabine.sander' });
  const { access_token: zugang } = await (await fetch(`${zweite.url}/oidc/token`, { method: 'POST', body })).json();
  const { hostname, port } = new URL(zweite.url);
  const leitung = connect(Number(port), hostname);
  const stueck = (von: number, bis: number) => leitung.write(BYTES.subarray(von, bis));
  try {
    leitung.write(
      `PUT /api/v1/anhaenge/${id}?vorgang=${VORGANG} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${zugang}\r\n` +
        `Content-Type: application/pdf\r\nContent-Digest: ${contentDigest(hex(BYTES))}\r\nContent-Length: 5000\r\n\r\n`,
    );
    stueck(0, 100);
    await expect.poll(async () => (await stand(id))[1], { timeout: 5000 }).toBe('100');
    // The client has given up waiting there and sends all of it here.
    expect((await lade(id)).status).toBe(201);
    stueck(100, 300);
    await new Promise((fertig) => setTimeout(fertig, 50));
    leitung.destroy();
    // One that had asked before it was complete and begins to write only now.
    async function* anfang() {
      yield BYTES.subarray(0, 300);
    }
    await zweite.dienste.blobs.sammle('flensburg', id, 0, anfang());
    expect(hex(new Uint8Array(await (await hole(id)).arrayBuffer()))).toBe(hex(BYTES));
  } finally {
    leitung.destroy();
    await zweite.beende();
  }
});

test('[X1] a cloud that died when all bytes had come, before it had looked at them, asks for the last one again', async () => {
  const id = systemZufall.neueId();
  await lade(id, { bytes: BYTES.subarray(0, 4000), ab: 0 });
  async function* rest() {
    yield BYTES.subarray(4000);
  }
  await t.cloud.dienste.blobs.sammle('flensburg', id, 4000, rest());
  expect(await stand(id)).toEqual([200, '4999', '5000', '?0']);
  expect((await lade(id, { bytes: BYTES.subarray(4999), ab: 4999 })).status).toBe(201);
  expect(hex(new Uint8Array(await (await hole(id)).arrayBuffer()))).toBe(hex(BYTES));
});

test('[X2] If-Range with the same bytes gives the range; several ranges give the whole; the last byte can be had alone', async () => {
  const id = systemZufall.neueId();
  await lade(id);
  const etag = `"${hex(BYTES)}"`;
  const status = async (headers: Record<string, string>) => {
    const antwort = await hole(id, headers);
    return [antwort.status, antwort.headers.get('content-range'), (await antwort.arrayBuffer()).byteLength];
  };
  expect(await status({ range: 'bytes=10-19', 'if-range': etag })).toEqual([206, 'bytes 10-19/5000', 10]);
  expect(await status({ range: 'bytes=10-19', 'if-range': `W/${etag}` })).toEqual([200, null, 5000]);
  expect(await status({ range: 'bytes=0-1,10-11' })).toEqual([200, null, 5000]);
  expect(await status({ range: 'bytes=-1' })).toEqual([206, 'bytes 4999-4999/5000', 1]);
  expect((await status({ range: 'bytes=9000-9999' }))[0]).toBe(416);
});

test('[X3] bytes that are missing, as after a restore, are told as such: neither half a file nor a broken line', async () => {
  const id = systemZufall.neueId();
  await lade(id);
  await t.cloud.dienste.blobs.loesche('flensburg', id);
  const antwort = await hole(id);
  expect([antwort.status, (await antwort.json()).type]).toEqual([404, 'urn:kontor:problem:nicht-gefunden']);
});
