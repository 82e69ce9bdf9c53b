/** The adapter against a real server that behaves like the boxes on the way: what each answer is taken for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createNetServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { systemUhr } from '../system.ts';
import { CloudFehler, type CloudFehlerArt, ursacheKeinNetz } from './fehler.ts';
import { HttpGateway } from './http.ts';
import { transportFehler } from './klassifizieren.ts';

type Antworte = (frage: IncomingMessage, antwort: ServerResponse) => void;
let server: Server;
let url = '';
let antworte: Antworte;
let fragen: IncomingMessage[] = [];
let tokens: string[] = [];

const zugang = {
  token: async () => tokens[0] ?? '',
  erneuere: async () => {
    if (tokens.length < 2) throw new CloudFehler({ art: 'sitzung_abgelaufen' });
    tokens.shift();
    return tokens[0] ?? '';
  },
};
const gateway = (cloud = url): HttpGateway =>
  new HttpGateway({ cloud, version: '9.8.7', hole: fetch, uhr: systemUhr, zugang });

const json =
  (status: number, wert: unknown, kopf: Record<string, string> = {}): Antworte =>
  (_f, a) =>
    a.writeHead(status, { 'content-type': 'application/json', ...kopf }).end(JSON.stringify(wert));
const problem =
  (status: number, code: string, kopf: Record<string, string> = {}): Antworte =>
  (_f, a) =>
    a
      .writeHead(status, { 'content-type': 'application/problem+json', ...kopf })
      .end(JSON.stringify({ type: `urn:kontor:problem:${code}`, title: code, status }));
const html =
  (status: number, kopf: Record<string, string> = {}): Antworte =>
  (_f, a) =>
    a.writeHead(status, { 'content-type': 'text/html', ...kopf }).end('<h1>Bitte anmelden</h1>');

const INSTANT = '2026-11-02T08:00:00.000Z';
const ID = (n: number): string => `01931f00-0000-7000-8000-${String(n).padStart(12, '0')}`;

const fehlerVon = async (tu: Promise<unknown>): Promise<CloudFehlerArt> => {
  const f = await tu.then(
    () => undefined,
    (e: unknown) => e,
  );
  expect(f).toBeInstanceOf(CloudFehler);
  return (f as CloudFehler).fehler;
};

beforeAll(async () => {
  server = createServer((frage, antwort) => {
    fragen.push(frage);
    antworte(frage, antwort);
  });
  await new Promise<void>((f) => server.listen(0, '127.0.0.1', f));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  fragen = [];
  tokens = ['t1'];
});

const nicht = (grund: string): object => ({ art: 'cloud_nicht_erreichbar', grund });
const faelle: [string, Antworte, object][] = [
  ['captive portal: 200 with HTML', html(200), nicht('anmeldeseite')],
  [
    'captive portal: redirect',
    (_f, a) => void a.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    nicht('anmeldeseite'),
  ],
  ['captive portal: 511', html(511), nicht('anmeldeseite')],
  ["a 407, of which Node's fetch makes an error without words", html(407), nicht('proxy-anmeldung')],
  ["a proxy's own 403 is not the cloud's", html(403), nicht('fremde-antwort')],
  ["a proxy's own 404 is not the cloud's", html(404), nicht('fremde-antwort')],
  ["a proxy's own 401 is not the cloud's", html(401), nicht('fremde-antwort')],
  ['502 of a proxy', html(502), nicht('server-fehler')],
  ['408', html(408), nicht('zeit-ueberschritten')],
  ['500 of the cloud', problem(500, 'interner-fehler'), nicht('server-fehler')],
  ['503 without Retry-After', html(503), nicht('server-fehler')],
  ['JSON that is not the schema', json(200, { hallo: 1 }), nicht('antwort-unlesbar')],
  [
    'half a JSON',
    (_f, a) => void a.writeHead(200, { 'content-type': 'application/json' }).end('{"sub":'),
    nicht('antwort-unlesbar'),
  ],
  [
    '503 with Retry-After',
    problem(503, 'nicht-verfuegbar', { 'retry-after': '7' }),
    { art: 'gedrosselt', status: 503, warteMs: 7_000 },
  ],
  [
    '429 with a date',
    problem(429, 'zu-viele-anfragen', {
      date: 'Mon, 02 Nov 2026 08:00:00 GMT',
      'retry-after': 'Mon, 02 Nov 2026 08:01:00 GMT',
    }),
    { art: 'gedrosselt', status: 429, warteMs: 60_000 },
  ],
  ['403 kein-zugang', problem(403, 'kein-zugang'), { art: 'kein_zugang' }],
  ['403 geraet-gesperrt', problem(403, 'geraet-gesperrt'), { art: 'geraet_gesperrt' }],
  ['403 nicht-berechtigt', problem(403, 'nicht-berechtigt'), { art: 'verweigert', status: 403 }],
  ['401', problem(401, 'sitzung-abgelaufen'), { art: 'sitzung_abgelaufen' }],
  ['426', problem(426, 'client-zu-alt'), { art: 'client_zu_alt' }],
  ['410', problem(410, 'neue-epoche'), { art: 'neu_beginnen', grund: 'neue-epoche' }],
  ['400 cursor-ungueltig', problem(400, 'cursor-ungueltig'), { art: 'neu_beginnen', grund: 'cursor-ungueltig' }],
  ['422', problem(422, 'eingabe-ungueltig'), { art: 'eingabe_abgelehnt', status: 422, vomDienst: true }],
  ['413 of a proxy', html(413), { art: 'eingabe_abgelehnt', status: 413, vomDienst: false }],
  ['404 of the cloud', problem(404, 'nicht-gefunden'), { art: 'dort_unbekannt', status: 404 }],
  ['405 of the cloud', problem(405, 'methode-unzulaessig'), { art: 'dort_unbekannt', status: 405 }],
];

describe('the work of a locked device', () => {
  const command = { commandId: ID(1), vorgangId: ID(2), order: 'KOMMENTAR_ANLEGEN', body: {}, createdAt: INSTANT };
  const eintrag = { id: ID(3), deviceId: 'g', uebergebenAm: INSTANT, command, anhaenge: [] };

  it('[L23] is read with what a later cloud adds, and one that cannot be read is counted', async () => {
    const spaeter = { ...eintrag, neu: 1, command: { ...command, neu: 1 } };
    antworte = json(200, { erledigt: [ID(9)], eintraege: [spaeter, { ...eintrag, command: {} }], neu: 1 });
    expect(await gateway().nachlassOffen()).toEqual({ eintraege: [eintrag], erledigt: [ID(9)], unlesbar: 1 });
  });

  it('[L22] is none where the cloud does not have the routes yet; a page on the way says nothing of it', async () => {
    antworte = problem(404, 'nicht-gefunden');
    expect(await gateway().nachlassOffen()).toEqual({ eintraege: [], erledigt: [], unlesbar: 0 });
    await gateway().nachlassErledigt([ID(1)]);
    antworte = html(404);
    for (const tu of [gateway().nachlassOffen(), gateway().nachlassErledigt([ID(1)])]) {
      expect(await fehlerVon(tu)).toMatchObject({ art: 'cloud_nicht_erreichbar' });
    }
  });
});

describe('what an answer is taken for', () => {
  it.each(faelle)('[S3] [O9] %s', async (_was, antwort, erwartet) => {
    antworte = antwort;
    expect(await fehlerVon(gateway().ich())).toMatchObject(erwartet);
  });

  it('[S3] a 407 that a network stack shows', async () => {
    const hole = async (): Promise<Response> => new Response(null, { status: 407 });
    const g = new HttpGateway({ cloud: url, version: '1.0.0', hole, uhr: systemUhr, zugang });
    expect(await fehlerVon(g.ich())).toMatchObject(nicht('proxy-anmeldung'));
  });

  it('[O9] a body cut at byte n', async () => {
    antworte = (_f, a) => {
      a.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      a.write('{"sub":"x"');
      setTimeout(() => a.destroy(), 20);
    };
    expect(await fehlerVon(gateway().ich())).toMatchObject(nicht('abgerissen'));
    antworte = (_f, a) => {
      a.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
      a.write(gzipSync(JSON.stringify({ ...ICH, name: 'x'.repeat(50_000) })).subarray(0, 60));
      setTimeout(() => a.destroy(), 20);
    };
    expect(await fehlerVon(gateway().ich())).toMatchObject(nicht('abgerissen'));
  });

  it('[O9] garbage behind a content-encoding', async () => {
    antworte = (_f, a) =>
      void a.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('kein gzip');
    expect(await fehlerVon(gateway().ich())).toMatchObject({ art: 'cloud_nicht_erreichbar' });
  });

  it('nobody listens', async () => {
    const frei = createNetServer();
    await new Promise<void>((f) => frei.listen(0, '127.0.0.1', f));
    const { port } = frei.address() as AddressInfo;
    await new Promise((f) => frei.close(f));
    expect(await fehlerVon(gateway(`http://127.0.0.1:${port}`).ich())).toMatchObject(nicht('abgelehnt'));
  });

  it('[S4] a port that speaks no TLS', async () => {
    antworte = html(200);
    expect(await fehlerVon(gateway(url.replace('http:', 'https:')).ich())).toMatchObject(nicht('verschluesselung'));
  });

  it("[S3] a proxy's answer to CONNECT, and a redirect that Electron keeps to itself", () => {
    const sage = (text: string) => transportFehler({ cause: new Error(text) });
    expect(sage('Proxy response (407) !== 200 when HTTP Tunneling')).toMatchObject(nicht('proxy-anmeldung'));
    expect(sage('Proxy response (403) !== 200 when HTTP Tunneling')).toMatchObject(nicht('proxy-verweigert'));
    expect(sage('net::ERR_PROXY_CONNECTION_FAILED')).toMatchObject(nicht('proxy-verweigert'));
    expect(sage('Redirect was cancelled')).toMatchObject(nicht('anmeldeseite'));
  });

  it('[S4] certificates and names, each for what it is', () => {
    const sage = (code: string) => transportFehler({ cause: { code } });
    expect(sage('CERT_HAS_EXPIRED')).toMatchObject(nicht('zertifikat-abgelaufen'));
    expect(sage('CERT_NOT_YET_VALID')).toMatchObject(nicht('zertifikat-zukunft'));
    expect(sage('ERR_TLS_CERT_ALTNAME_INVALID')).toMatchObject(nicht('zertifikat-name'));
    expect(sage('DEPTH_ZERO_SELF_SIGNED_CERT')).toMatchObject(nicht('zertifikat'));
    expect(transportFehler(new Error('net::ERR_CERT_DATE_INVALID'))).toMatchObject(nicht('zertifikat-datum'));
    expect(ursacheKeinNetz('EAI_AGAIN')).toContain('DNS');
    expect(ursacheKeinNetz('ENETUNREACH')).toContain('kein Weg');
    expect(ursacheKeinNetz('ERR_INTERNET_DISCONNECTED')).toContain('keine Netzverbindung');
  });

  it("[S4] no network, by Node's and Chromium's words", () => {
    expect(transportFehler({ cause: { code: 'ENOTFOUND' } })).toMatchObject({ art: 'kein_netz' });
    expect(transportFehler({ cause: { errors: [{ code: 'ENETUNREACH' }] } })).toMatchObject({ art: 'kein_netz' });
    expect(transportFehler(new Error('net::ERR_INTERNET_DISCONNECTED'))).toMatchObject({ art: 'kein_netz' });
    expect(transportFehler(new Error('net::ERR_CERT_AUTHORITY_INVALID'))).toMatchObject(nicht('zertifikat'));
    expect(transportFehler({ cause: { errors: [{ code: 'ENETUNREACH' }, { code: 'ECONNREFUSED' }] } })).toMatchObject(
      nicht('abgelehnt'),
    );
  });
});

const ICH = {
  sub: 'a',
  name: 'A',
  rollen: ['VERWALTUNG_USER', 'EINE_NEUE'],
  oe: [],
  mandant: 'm',
  land: 'SH',
  zeichnung: [],
  richtlinie: { leaseHours: 1, scopeDays: 1, attachmentBytes: 1 },
  spaeterDazugekommen: true,
};

const ETAG = `"${'a'.repeat(64)}"`;

describe("[S3] attachments: what is not marked as the cloud's is not its word", () => {
  const hoch = () =>
    gateway().anhangHoch('a', {
      ...{ vorgangId: 'v', dateiname: 'a.txt', contentType: 'text/plain', sha256: '0'.repeat(64), groesse: 1, ab: 0 },
      bytes: Buffer.from('1'),
    });
  const runter = () => gateway().anhangRunter('a', 4, () => expect.unreachable());
  const leer =
    (status: number, kopf: Record<string, string> = {}): Antworte =>
    (f, a) => {
      f.resume();
      f.on('end', () => a.writeHead(status, kopf).end());
    };

  it("a portal's page is neither an upload that arrived nor a file", async () => {
    antworte = html(200);
    for (const ruf of [hoch, runter, () => gateway().anhangStand('a')]) {
      expect(await fehlerVon(ruf())).toMatchObject(nicht('anmeldeseite'));
    }
    antworte = leer(204);
    expect(await fehlerVon(hoch())).toMatchObject(nicht('fremde-antwort'));
  });

  it('nothing there is only what the cloud says is not there', async () => {
    antworte = leer(404);
    expect(await fehlerVon(gateway().anhangStand('a'))).toMatchObject(nicht('fremde-antwort'));
    antworte = leer(404, { 'x-request-id': 'r' });
    expect(await gateway().anhangStand('a')).toEqual({ art: 'fehlt' });
    antworte = leer(200, { 'upload-offset': '3', 'upload-length': '9', 'upload-complete': '?0' });
    expect(await gateway().anhangStand('a')).toEqual({ art: 'angefangen', offset: 3 });
  });

  it('bytes from another place than asked for are not put here', async () => {
    antworte = (_f, a) => void a.writeHead(206, { etag: ETAG, 'content-range': 'bytes 0-9/10' }).end('0123456789');
    expect(await fehlerVon(runter())).toMatchObject(nicht('antwort-unlesbar'));
  });

  it('Vorgänge nobody asked for answer another question', async () => {
    antworte = json(200, { vorgaenge: [vorgang()], serverTime: '' });
    expect(await fehlerVon(gateway().abfrage(['01931f00-0000-7000-8000-0000000000aa']))).toMatchObject(
      nicht('antwort-unlesbar'),
    );
    expect(await gateway().abfrage([vorgang().id])).toHaveLength(1);
  });
});

describe('requests', () => {
  it('say version and token; unknown fields of a reply are dropped; compressed replies are read', async () => {
    antworte = (_f, a) =>
      void a
        .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
        .end(gzipSync(JSON.stringify(ICH)));
    const ich = await gateway().ich();
    expect(ich).not.toHaveProperty('spaeterDazugekommen');
    expect(fragen[0]?.url).toBe('/api/v1/ich');
    expect(fragen[0]?.headers).toMatchObject({ 'kontor-client': '9.8.7', authorization: 'Bearer t1' });
  });

  it('after a 401 once more with a fresh token, not twice', async () => {
    tokens = ['alt', 'neu'];
    antworte = (f, a) =>
      f.headers.authorization === 'Bearer neu' ? json(200, ICH)(f, a) : problem(401, 'sitzung-abgelaufen')(f, a);
    await gateway().ich();
    expect(fragen.map((f) => f.headers.authorization)).toEqual(['Bearer alt', 'Bearer neu']);
  });

  it('ended by the caller', async () => {
    antworte = () => undefined;
    const abbruch = new AbortController();
    setTimeout(() => abbruch.abort(), 20);
    expect(await fehlerVon(gateway().ich({ signal: abbruch.signal }))).toEqual({ art: 'abgebrochen' });
  });

  it('[O9] results that are not those of the commands are no answer', async () => {
    antworte = json(200, { results: [{ commandId: 'fremd', state: 'angenommen' }], serverTime: '' });
    const c = { commandId: 'meiner', vorgangId: 'v', order: 'VORGANG_ANNEHMEN', body: {}, createdAt: '' };
    expect(await fehlerVon(gateway().commands([c]))).toMatchObject(nicht('antwort-unlesbar'));
  });

  it('a row of a kind from the future does not stop the feed', async () => {
    const changes = [
      { art: 'verschmolzen', id: 'x' },
      { art: 'entzogen', id: 'y', version: 3 },
    ];
    antworte = json(200, { changes, cursor: 'c', hasMore: false, phase: 'folge', serverTime: '' });
    expect(await gateway().changes({ limit: 10, sicht: 'kopf' })).toMatchObject({
      unlesbar: 1,
      changes: [{ id: 'y' }],
    });
  });

  it('the stream tells hints, ignores heartbeats, and ends with its line', async () => {
    antworte = (_f, a) => {
      a.writeHead(200, { 'content-type': 'text/event-stream' });
      a.write(': \n\nevent: cha');
      setTimeout(() => a.end('nged\ndata:\n\nevent: anderes\ndata: 1\n\n'), 20);
    };
    const gehoert: string[] = [];
    await gateway().strom({ offen: () => gehoert.push('offen'), hinweis: () => gehoert.push('hinweis') });
    expect(gehoert).toEqual(['offen', 'hinweis']);
  });

  it('[Z3] an attachment goes on at its byte, also past a box that ignores Range', async () => {
    const alles = Buffer.from('0123456789');
    const hole = async (): Promise<string> => {
      const teile: Uint8Array[] = [];
      await gateway().anhangRunter('a', 4, (b) => teile.push(b));
      return Buffer.concat(teile).toString();
    };
    antworte = (_f, a) => void a.writeHead(206, { etag: ETAG, 'content-range': 'bytes 4-9/10' }).end(alles.subarray(4));
    expect(await hole()).toBe('456789');
    expect(fragen[0]?.headers.range).toBe('bytes=4-');
    antworte = (_f, a) => void a.writeHead(200, { etag: ETAG }).end(alles);
    expect(await hole()).toBe('456789');
  });

  it('[O15] an upload is not held for ever by a name or type that no header can hold', async () => {
    antworte = (f, a) => {
      f.resume();
      f.on('end', () => a.writeHead(201, { 'upload-offset': '10' }).end());
    };
    const stueck = { vorgangId: 'v', sha256: 'a'.repeat(64), groesse: 1, ab: 0, bytes: Buffer.from('x') };
    await gateway().anhangHoch('a', { ...stueck, dateiname: 'halb\ud800.txt', contentType: 'text/plain\r\nx: y' });
    expect(fragen[0]?.headers['content-type']).toBe('application/octet-stream');
    expect(fragen[0]?.headers['content-disposition']).toContain('halb%EF%BF%BD.txt');
    const journal = await fehlerVon(gateway().journal('\ud800'));
    expect(journal).toMatchObject({ art: 'cloud_nicht_erreichbar' });
  });

  it('an upload says digest, name and place', async () => {
    antworte = (f, a) => {
      f.resume();
      f.on('end', () => a.writeHead(201, { 'upload-offset': '10' }).end());
    };
    const bytes = Buffer.from('56789');
    await gateway().anhangHoch('a', {
      vorgangId: 'v',
      dateiname: 'Größe.txt',
      contentType: 'text/plain',
      sha256: '0'.repeat(64),
      groesse: 10,
      ab: 5,
      bytes,
    });
    expect(fragen[0]?.headers).toMatchObject({
      'content-range': 'bytes 5-9/10',
      'content-disposition': "attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt",
      'content-digest': expect.stringMatching(/^sha-256=:/),
    });
  });
});
