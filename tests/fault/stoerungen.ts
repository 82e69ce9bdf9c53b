/**
 * The named faults: what each does to an exchange on the wire, and which cause the status must then show. Each is a
 * thing that happens between an office and a data centre. A fault that "gelingt" must not be noticed at all; the others
 * may show their cause and no other.
 */
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { type NichtErreichbar, URSACHE } from '../../src-main/workspace/cloud/fehler.ts';
import { type Gespraech, teile } from './proxy.ts';
import { hatRumpf, istJson, type Route } from './routen.ts';

/** What is to be seen while a fault lasts. */
export interface Erwartung {
  /** Causes the status may show, as texts; none means that nothing may be noticed. */
  ursachen: readonly string[];
  /** Whether one of them must have been seen. */
  muss: boolean;
}

export interface Stoerung {
  name: string;
  /** What it does at the proxy; one that never gets there has an `umweg`. */
  tu?(g: Gespraech): Promise<void>;
  /** Where the request ends up instead of at the cloud. */
  umweg?: Umweg;
  erwarte(route: Route): Erwartung;
  /** Lasts until the client's own patience ends. */
  langsam?: true;
}

export type Umweg = 'zu' | 'dns' | 'selbst' | 'abgelaufen' | 'zukunft' | 'name' | 'klartext';

const KEIN_NETZ_DNS = 'Die Adresse der Cloud lässt sich in diesem Netz nicht finden (Namensauflösung, DNS).';
const ABGELAUFEN = 'Die Anmeldung ist abgelaufen.';
const GEDULD = 'Die Cloud ist ausgelastet und bittet um Geduld.';

const nichts: Erwartung = { ursachen: [], muss: false };
const zeigt = (...gruende: NichtErreichbar[]): Erwartung => ({ ursachen: gruende.map((g) => URSACHE[g]), muss: true });
const immer =
  (...gruende: NichtErreichbar[]) =>
  (): Erwartung =>
    zeigt(...gruende);
/** Replies without a body cannot be hurt in it. */
const imRumpf =
  (...gruende: NichtErreichbar[]) =>
  (r: Route): Erwartung =>
    hatRumpf(r) ? zeigt(...gruende) : nichts;
/** JSON that is none is unreadable; where there is no JSON, the cloud's mark is missing. */
const unlesbarOderFremd = (r: Route): Erwartung => zeigt(istJson(r) ? 'antwort-unlesbar' : 'fremde-antwort');
const gelingt = (): Erwartung => nichts;

/** A raw reply; without body for HEAD. */
function antwort(g: Gespraech, status: string, kopf: Record<string, string>, rumpf: string | Buffer = ''): Buffer {
  const bytes = Buffer.from(rumpf as string);
  const zeilen = Object.entries({ 'content-length': String(bytes.length), connection: 'close', ...kopf });
  const text = `HTTP/1.1 ${status}\r\n${zeilen.map(([n, w]) => `${n}: ${w}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(text, 'latin1'), g.methode === 'HEAD' ? Buffer.alloc(0) : bytes]);
}

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const JSON_TYP = { 'content-type': 'application/json; charset=utf-8' };
const SEITE = '<!doctype html><title>Willkommen im Gastnetz</title><p>Bitte melden Sie sich an.</p>';

const mitAntwort =
  (status: string, kopf: Record<string, string>, rumpf: string | Buffer = '') =>
  async (g: Gespraech): Promise<void> => {
    g.leitung.end(antwort(g, status, kopf, rumpf));
  };
/** Something in between makes the reply; the cloud never sees the request. */
const kasten = (
  name: string,
  status: string,
  erwarte: Stoerung['erwarte'],
  mehr: Record<string, string> = {},
): Stoerung => ({
  name,
  tu: mitAntwort(status, { ...HTML, ...mehr }, SEITE),
  erwarte,
});
/** Hands on what `wandle` makes of the cloud's own reply, then breaks the line. */
const gewandelt =
  (wandle: (kopf: string, rumpf: Buffer) => Buffer | [string, Buffer], brich = false) =>
  async (g: Gespraech): Promise<void> => {
    const { kopf, rumpf } = teile(await g.hole());
    const neu = wandle(kopf.toString('latin1'), rumpf);
    const roh = Array.isArray(neu) ? Buffer.concat([Buffer.from(neu[0], 'latin1'), neu[1]]) : neu;
    if (!brich) return void g.leitung.end(roh);
    g.leitung.write(roh);
    await warte(2);
    g.leitung.destroy();
  };
/** The cloud's reply as one piece without coding, so that its length can be lied about. */
const ohneRahmen = (kopf: string): string =>
  kopf.replace(/\r\n(content-length|transfer-encoding|content-encoding|connection): [^\r]*/gi, '');
const mitKopf = (kopf: string, ...zeilen: string[]): string =>
  ohneRahmen(kopf).replace(/\r\n\r\n$/, `\r\n${['connection: close', ...zeilen].join('\r\n')}\r\n\r\n`);

/** Body coded so, cut in half, with a length that fits: the line is whole, the coding is not. */
const halbKodiert = (name: string, kodiere: (b: Buffer) => Buffer): Stoerung => ({
  name: `${name}-abgeschnitten`,
  tu: async (g) => {
    await g.hole();
    const ganz = kodiere(Buffer.from(JSON.stringify({ changes: [], vorgaenge: [], text: 'x'.repeat(400) })));
    const halb = ganz.subarray(0, Math.ceil(ganz.length / 2));
    g.leitung.end(antwort(g, '200 OK', { ...JSON_TYP, 'content-encoding': name }, halb));
  },
  erwarte: (r) => zeigt('antwort-unlesbar', 'abgerissen', ...(istJson(r) ? [] : ['fremde-antwort' as const])),
});

const warte = (ms: number): Promise<void> => new Promise((fertig) => setTimeout(fertig, ms));
/** A hold until the client hangs up. */
const bisAufgelegt = (g: Gespraech): Promise<void> =>
  new Promise((fertig) => {
    if (g.leitung.destroyed) fertig();
    else g.leitung.once('close', () => fertig());
  });

const LEITUNG: readonly Stoerung[] = [
  {
    name: 'anfrage-verschluckt',
    tu: async (g) => void g.leitung.destroy(),
    erwarte: immer('abgerissen'),
  },
  {
    name: 'anfrage-abgeschnitten',
    tu: async (g) => {
      await g.holeHalb(120 + Math.floor(g.koerper.length / 2));
      g.leitung.destroy();
    },
    erwarte: immer('abgerissen'),
  },
  {
    name: 'antwort-verloren',
    tu: async (g) => {
      await g.hole();
      g.leitung.destroy();
    },
    erwarte: immer('abgerissen'),
  },
  {
    name: 'antwort-verloren-rst',
    tu: async (g) => {
      await g.hole();
      g.leitung.resetAndDestroy();
    },
    erwarte: immer('abgerissen'),
  },
  {
    name: 'kopf-abgeschnitten',
    tu: gewandelt((kopf) => Buffer.from(kopf.slice(0, Math.floor(kopf.length / 2)), 'latin1'), true),
    erwarte: immer('abgerissen', 'antwort-unlesbar'),
  },
  {
    name: 'rumpf-abgeschnitten',
    tu: gewandelt((kopf, rumpf) => [kopf, rumpf.subarray(0, Math.floor(rumpf.length / 2))], true),
    erwarte: imRumpf('abgerissen'),
  },
  {
    name: 'halb-zu',
    tu: async (g) => {
      g.leitung.end();
    },
    erwarte: immer('abgerissen'),
  },
  {
    name: 'stille-vor-kopf',
    tu: bisAufgelegt,
    erwarte: immer('zeit-ueberschritten'),
    langsam: true,
  },
  {
    name: 'stille-im-rumpf',
    tu: async (g) => {
      const { kopf, rumpf } = teile(await g.hole());
      g.leitung.write(Buffer.concat([kopf, rumpf.subarray(0, Math.floor(rumpf.length / 2))]));
      if (!hatRumpf(g.route)) g.leitung.end();
      else await bisAufgelegt(g);
    },
    erwarte: imRumpf('zeit-ueberschritten'),
    langsam: true,
  },
  {
    name: 'tropfen',
    tu: async (g) => {
      const roh = await g.hole();
      const schritt = Math.ceil(roh.length / 12);
      for (let ab = 0; ab < roh.length; ab += schritt) {
        g.leitung.write(roh.subarray(ab, ab + schritt));
        await warte(4);
      }
      g.leitung.end();
    },
    erwarte: gelingt,
  },
  {
    name: 'verspaetet',
    tu: async (g) => {
      const roh = await g.hole();
      await warte(60);
      g.gib(roh);
    },
    erwarte: gelingt,
  },
  { name: 'verbindung-abgelehnt', umweg: 'zu', erwarte: immer('abgelehnt') },
  { name: 'dns', umweg: 'dns', erwarte: () => ({ ursachen: [KEIN_NETZ_DNS], muss: true }) },
  { name: 'tls-selbst-signiert', umweg: 'selbst', erwarte: immer('zertifikat') },
  { name: 'tls-abgelaufen', umweg: 'abgelaufen', erwarte: immer('zertifikat-abgelaufen') },
  { name: 'tls-noch-nicht-gueltig', umweg: 'zukunft', erwarte: immer('zertifikat-zukunft') },
  { name: 'tls-anderer-name', umweg: 'name', erwarte: immer('zertifikat-name') },
  { name: 'tls-gegenstelle-spricht-keins', umweg: 'klartext', erwarte: immer('verschluesselung') },
];

const RAHMEN: readonly Stoerung[] = [
  {
    name: 'laenge-zu-lang',
    tu: gewandelt((kopf, rumpf) => [mitKopf(kopf, `content-length: ${rumpf.length + 100}`), rumpf], true),
    erwarte: (r) => ({ ...zeigt('abgerissen'), muss: hatRumpf(r) }),
  },
  {
    name: 'laenge-zu-kurz',
    tu: mitAntwort('200 OK', { ...JSON_TYP, 'content-length': '20' }, `{"serverTime":"2026-11-02T08:00:00.000Z"}`),
    erwarte: unlesbarOderFremd,
  },
  {
    name: 'stuecke-kaputt',
    tu: gewandelt((kopf, rumpf) => [
      mitKopf(kopf, 'transfer-encoding: chunked'),
      Buffer.concat([Buffer.from('zzz\r\n'), rumpf]),
    ]),
    erwarte: (r) => ({ ...zeigt('antwort-unlesbar', 'abgerissen'), muss: hatRumpf(r) }),
  },
  { name: 'muell', tu: mitAntwort('200 OK', JSON_TYP, Buffer.alloc(300, 0xa7)), erwarte: unlesbarOderFremd },
  {
    name: 'kein-http',
    tu: async (g) => void g.leitung.end('SSH-2.0-OpenSSH_9.9\r\n'),
    erwarte: immer('antwort-unlesbar'),
  },
  {
    name: 'kopfflut',
    tu: mitAntwort('200 OK', { ...JSON_TYP, 'x-flut': 'f'.repeat(300_000) }, '{}'),
    erwarte: immer('antwort-unlesbar'),
  },
  {
    name: 'kodierung-gelogen',
    tu: mitAntwort('200 OK', { ...JSON_TYP, 'content-encoding': 'gzip' }, '{"serverTime":"x"}'),
    erwarte: (r) => zeigt('antwort-unlesbar', istJson(r) ? 'abgerissen' : 'fremde-antwort'),
  },
  halbKodiert('gzip', (b) => gzipSync(b)),
  halbKodiert('br', (b) => brotliCompressSync(b)),
  halbKodiert('zstd', (b) => zstdCompressSync(b)),
  {
    name: 'typ-falsch',
    tu: gewandelt((kopf, rumpf) => [kopf.replace(/\r\ncontent-type: [^\r]*/i, '\r\ncontent-type: text/plain'), rumpf]),
    erwarte: (r) => (istJson(r) || r === 'strom' ? zeigt('fremde-antwort') : nichts),
  },
  { name: 'leer-200', tu: mitAntwort('200 OK', JSON_TYP), erwarte: unlesbarOderFremd },
  { name: 'leer-204', tu: mitAntwort('204 No Content', { 'content-length': '0' }), erwarte: immer('fremde-antwort') },
  {
    name: 'antwort-doppelt',
    tu: async (g) => {
      const roh = await g.hole();
      g.gib(Buffer.concat([roh, roh]));
    },
    erwarte: gelingt,
  },
  {
    name: 'anfrage-doppelt',
    tu: async (g) => {
      await g.hole();
      g.gib(await g.hole());
    },
    erwarte: gelingt,
  },
  {
    name: 'anfrage-doppelt-gleichzeitig',
    tu: async (g) => {
      const [, zweite] = await Promise.all([g.hole(), g.hole()]);
      g.gib(zweite);
    },
    // Two uploads of one file at once: the cloud may ask for patience.
    erwarte: () => ({ ursachen: [GEDULD], muss: false }),
  },
  {
    name: 'antwort-einer-anderen-frage',
    tu: async (g) => {
      const fremd = g.frueher(g.route === 'ich' ? 'root' : 'ich') ?? antwort(g, '200 OK', JSON_TYP, '{}');
      g.leitung.end(g.methode === 'HEAD' ? teile(fremd).kopf : fremd);
    },
    erwarte: unlesbarOderFremd,
  },
  {
    name: 'alte-antwort',
    tu: async (g) => {
      const alt = g.frueher(g.route);
      g.leitung.end(alt ?? (await g.hole()));
    },
    // An older state of the cloud is no fault where it fits the question.
    erwarte: () => ({ ursachen: [URSACHE['antwort-unlesbar']], muss: false }),
  },
  {
    name: 'json-einer-anderen-api',
    tu: mitAntwort('200 OK', JSON_TYP, '{"status":"UP","components":{"db":{"status":"UP"}}}'),
    erwarte: unlesbarOderFremd,
  },
];

const KAESTEN: readonly Stoerung[] = [
  kasten('portal-200', '200 OK', immer('anmeldeseite')),
  kasten('portal-302', '302 Found', immer('anmeldeseite'), { location: 'http://10.0.0.1/login' }),
  kasten('portal-307', '307 Temporary Redirect', immer('anmeldeseite'), { location: 'https://login.wlan.example/' }),
  kasten('portal-511', '511 Network Authentication Required', immer('anmeldeseite')),
  kasten('proxy-407', '407 Proxy Authentication Required', immer('proxy-anmeldung'), {
    'proxy-authenticate': 'Basic realm="Proxy"',
  }),
  kasten('kasten-401', '401 Unauthorized', immer('fremde-antwort'), { 'www-authenticate': 'Basic realm="Gateway"' }),
  kasten('kasten-403', '403 Forbidden', immer('fremde-antwort')),
  kasten('kasten-404', '404 Not Found', immer('fremde-antwort')),
  kasten('kasten-408', '408 Request Timeout', immer('zeit-ueberschritten')),
  // A box that finds it too large says nothing of the cloud.
  kasten('kasten-413', '413 Content Too Large', gelingt),
  kasten('kasten-500', '500 Internal Server Error', immer('server-fehler')),
  kasten('kasten-502', '502 Bad Gateway', immer('server-fehler')),
  kasten('kasten-503', '503 Service Unavailable', immer('server-fehler')),
  kasten('kasten-504', '504 Gateway Timeout', immer('server-fehler')),
  kasten('ausgelastet-503', '503 Service Unavailable', () => ({ ursachen: [GEDULD], muss: true }), {
    'retry-after': '1',
  }),
  // Throttled is connected: nothing to be told.
  kasten('gedrosselt-429', '429 Too Many Requests', gelingt, { 'retry-after': '1' }),
  {
    name: 'json-fehler-einer-anderen-api',
    tu: mitAntwort('404 Not Found', JSON_TYP, '{"type":"about:blank","title":"Not Found","error":"not_found"}'),
    erwarte: immer('fremde-antwort'),
  },
  {
    name: 'cloud-401',
    tu: mitAntwort(
      '401 Unauthorized',
      {
        'content-type': 'application/problem+json',
        'x-request-id': 'r',
        'www-authenticate': 'Bearer error="invalid_token"',
      },
      '{"type":"urn:kontor:problem:sitzung-abgelaufen","title":"Ihre Anmeldung ist abgelaufen.","status":401}',
    ),
    // Only the cloud asks for a token; at the issuer this is somebody else's reply.
    erwarte: (r) => (r.startsWith('oidc') ? zeigt('fremde-antwort') : { ursachen: [ABGELAUFEN], muss: true }),
  },
  {
    name: 'cloud-500',
    tu: mitAntwort(
      '500 Internal Server Error',
      { 'content-type': 'application/problem+json', 'x-request-id': 'r' },
      '{"type":"urn:kontor:problem:interner-fehler","title":"In der Cloud ist etwas fehlgeschlagen.","status":500}',
    ),
    erwarte: immer('server-fehler'),
  },
];

export const STOERUNGEN: readonly Stoerung[] = [...LEITUNG, ...RAHMEN, ...KAESTEN];

/** What a fault does at the proxy, by its name. @throws for one that is not there or never gets to the proxy */
export function stoerung(name: string): NonNullable<Stoerung['tu']> {
  const gefunden = STOERUNGEN.find((s) => s.name === name)?.tu;
  if (gefunden === undefined) throw new Error(`No such fault: ${name}`);
  return gefunden;
}
