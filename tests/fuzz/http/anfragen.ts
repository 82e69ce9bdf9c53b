/**
 * Requests for the fuzz over HTTP: for each route of the cloud's own document one that could be right, and from it what
 * goes wrong: method, path, query, token, headers, encoding, body, and bytes that are no HTTP. Deterministic by its generator.
 */
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { command } from '../parser/befehle.ts';
import { ANTRAG, antrag } from '../parser/intake.ts';
import { koerper as multipartKoerper } from '../parser/multipart.ts';
import { aus, beliebig, ganz, mutiereBytes, mutiereText, TEXTE, type Wuerfel } from '../wuerfel.ts';
import type { Sendung } from './leitung.ts';

/** What the requests speak about, and who asks. */
export interface Welt {
  host: string;
  routen: readonly { methode: string; pfad: string }[];
  tokens: readonly string[];
  /** Ids of Vorgänge that are there. */
  ids: readonly string[];
  /** Cursors that were handed out. */
  cursor: string[];
}

export interface Anfrage extends Sendung {
  /** For a find: what it was. */
  was: string;
  /** Set for an Antrag that carries this transactionId; a 200 to it is a promise. */
  transactionId?: string;
}

interface Entwurf {
  methode: string;
  pfad: string;
  kopf: Record<string, string>;
  koerper: Uint8Array | undefined;
  transactionId?: string;
}

const GRENZE = 'grenze';
const BOMBE = Buffer.alloc(64 * 1024 * 1024);
const BOMBEN: Record<string, Uint8Array> = {
  gzip: gzipSync(BOMBE),
  deflate: deflateSync(BOMBE),
  br: brotliCompressSync(BOMBE.subarray(0, 8 * 1024 * 1024)),
  zstd: zstdCompressSync(BOMBE),
};
const PACKER: Record<string, (b: Uint8Array) => Uint8Array> = {
  gzip: (b) => gzipSync(b),
  deflate: (b) => deflateSync(b),
  br: (b) => brotliCompressSync(b),
  zstd: (b) => zstdCompressSync(b),
};
const QUERY_WERTE = ['10', '500', 'kopf', 'voll', 'meine', 'SH', '2026-01-01'];
const METHODEN = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const TYPEN = [
  'application/json',
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'application/octet-stream',
  '',
  'x',
];
const KOPFZEILEN: Record<string, readonly string[]> = {
  'x-request-id': ['a'.repeat(200), '../x', 'ok-1', ''],
  'kontor-client': ['0.0.1', '9.9.9', 'x', '1.0', '1.0.0'],
  'accept-encoding': ['zstd', 'br;q=0.1', 'gzip, br', '*;q=0', 'x', 'identity;q=0'],
  accept: ['text/html', 'image/*', 'application/problem+json', ''],
  range: ['bytes=0-1', 'bytes=-5', 'bytes=9-1', 'bytes=0-0,3-4', 'x'],
  'if-none-match': ['"x"', '*', 'W/"x"', ''],
  'if-range': ['"x"', 'x'],
  'content-range': ['bytes 0-0/1', 'bytes 5-9/10', 'bytes 0-99/9999999999', 'x'],
  'content-digest': [`sha-256=:${'A'.repeat(43)}=:`, 'sha-256=:x:', 'md5=:x:'],
  'content-disposition': ["attachment; filename*=UTF-8''%E0%A4%A", 'attachment; filename="a\\"b"', 'x'],
  'x-forwarded-for': ['1.2.3.4'],
  host: ['boese.example', '', 'localhost', '127.0.0.1:1'],
  expect: ['100-continue', 'x'],
  cookie: [`a=${'b'.repeat(4000)}`],
  'content-encoding': ['gzip', 'br', 'deflate', 'zstd', 'identity', 'compress', 'gzip, gzip', 'x'],
};

const wert = (w: Wuerfel, welt: Welt): string =>
  w() < 0.6
    ? aus(w, welt.ids)
    : w() < 0.5
      ? `01931f00-0000-7000-8000-${String(ganz(w, 1e6)).padStart(12, '0')}`
      : aus(w, TEXTE);

/** What a route's query may name. */
const NAMEN: readonly [string, readonly string[]][] = [
  ['/changes', ['since', 'limit', 'sicht', 'zuerst']],
  ['/organisationseinheiten', ['suche']],
  ['/rollout', ['land', 'von', 'bis']],
  ['/anhaenge', ['vorgang']],
];
const FREMDE_NAMEN = ['__proto__', 'x', 'limit', 'constructor', 'since'];

function query(w: Wuerfel, welt: Welt, pfad: string): string {
  const eigene = NAMEN.find(([teil]) => pfad.includes(teil))?.[1];
  if (w() < (eigene ? 0.2 : 0.8)) return '';
  const paare = Array.from({ length: 1 + ganz(w, 3) }, () => {
    const name = aus(w, eigene && w() < 0.9 ? eigene : FREMDE_NAMEN);
    const roh = name === 'since' ? aus(w, welt.cursor) : aus(w, [...QUERY_WERTE, aus(w, welt.ids), aus(w, TEXTE)]);
    return `${name}=${encodeURIComponent((w() < 0.4 ? mutiereText(w, roh) : roh).toWellFormed())}`;
  });
  return `?${paare.join('&')}`;
}

const json = (daten: unknown): Uint8Array => Buffer.from(JSON.stringify(daten) ?? '');

function antragAnfrage(w: Wuerfel, nr: string): Pick<Entwurf, 'koerper' | 'kopf' | 'transactionId'> {
  const kopf = { 'content-type': `multipart/form-data; boundary=${GRENZE}` };
  if (w() < 0.4) return { kopf, koerper: Buffer.from(multipartKoerper(w)) };
  const daten = (w() < 0.5 ? ANTRAG : antrag(w)) as { control?: unknown };
  const control = daten?.control;
  const heil = control !== null && typeof control === 'object' && !Array.isArray(control);
  const inhalt = heil ? { ...daten, control: { ...control, transactionId: nr } } : daten;
  const teil = `--${GRENZE}\r\nContent-Disposition: form-data; name="formData"\r\nContent-Type: application/json\r\n\r\n`;
  return {
    kopf,
    koerper: Buffer.from(`${teil}${JSON.stringify(inhalt)}\r\n--${GRENZE}--\r\n`),
    ...(heil && { transactionId: nr }),
  };
}

/** A body that fits the route, or nearly. */
function koerperFuer(
  w: Wuerfel,
  welt: Welt,
  pfad: string,
  nr: string,
): Pick<Entwurf, 'koerper' | 'kopf' | 'transactionId'> {
  const kopf = { 'content-type': 'application/json' };
  if (pfad === '/antrag') return antragAnfrage(w, nr);
  if (pfad.endsWith('/commands')) {
    const v = { ...vorgang({ status: aus(w, ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG']) }), id: aus(w, welt.ids) };
    // Ids of a later run are not those of an earlier one.
    const eigen = (c: unknown, i: number): unknown =>
      w() < 0.8 && c !== null && typeof c === 'object' && 'commandId' in c
        ? { ...c, commandId: `01931f00-${nr.slice(-4)}-7000-8000-${nr.slice(0, 6)}${String(i).padStart(6, '0')}` }
        : c;
    return {
      kopf,
      koerper: json({ commands: Array.from({ length: 1 + ganz(w, 3) }, (_, i) => eigen(command(w, v), i)) }),
    };
  }
  if (pfad.endsWith('/abfrage'))
    return { kopf, koerper: json({ ids: Array.from({ length: ganz(w, 5) }, () => wert(w, welt)) }) };
  if (pfad.endsWith('/nachlass')) return { kopf, koerper: json({ commands: [command(w, vorgang())] }) };
  if (pfad.endsWith('/nachlass/erledigt')) return { kopf, koerper: json({ commandIds: [wert(w, welt)] }) };
  if (pfad.endsWith('/geraete'))
    return { kopf, koerper: json({ jwk: { kty: 'OKP', crv: 'Ed25519', x: 'A'.repeat(43) } }) };
  const bytes = Buffer.from('x'.repeat(ganz(w, 200)));
  return { kopf: { 'content-type': 'text/plain', 'content-digest': `sha-256=:${'A'.repeat(43)}=:` }, koerper: bytes };
}

function verbiege(w: Wuerfel, e: Entwurf): void {
  const wie = ganz(w, 12);
  if (wie < 3 && e.koerper) {
    const text = Buffer.from(e.koerper).toString('utf8');
    e.koerper = wie === 0 ? mutiereBytes(w, e.koerper) : Buffer.from(mutiereText(w, text));
  } else if (wie === 3) e.koerper = json(beliebig(w, 6));
  else if (wie === 4) e.methode = aus(w, METHODEN);
  else if (wie === 5) e.pfad = mutiereText(w, e.pfad);
  else if (wie === 6) e.kopf['content-type'] = aus(w, TYPEN);
  else if (wie === 7) delete e.kopf.authorization;
  else if (wie === 8) e.kopf.authorization = mutiereText(w, e.kopf.authorization ?? 'Bearer x');
  else if (wie === 9 && e.koerper) {
    const art = aus(w, Object.keys(PACKER));
    e.koerper = (w() < 0.02 ? BOMBEN[art] : PACKER[art]?.(e.koerper)) ?? e.koerper;
    e.kopf['content-encoding'] = art;
  } else {
    const name = aus(w, Object.keys(KOPFZEILEN));
    e.kopf[name] = aus(w, KOPFZEILEN[name] ?? []);
  }
  if (wie === 2 && e.koerper && w() < 0.02) e.koerper = json({ commands: ['x'.repeat(6_000_000)] });
  if (wie === 1 && w() < 0.05) e.koerper = Buffer.from(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
}

/** Neither line ends nor U+0000 in what stands in one line: those are what `kaputt` is for. */
const zeile = (text: string): string => text.replaceAll('\r', '').replaceAll('\n', '').replaceAll('\0', '');

function alsBytes(e: Entwurf): Buffer {
  const kopf = { ...e.kopf, ...(e.koerper && { 'content-length': String(e.koerper.length) }) };
  const zeilen = Object.entries(kopf).map(([n, v]) => `${n}: ${zeile(v)}`);
  // A space would end the target.
  const ziel = zeile(e.pfad).replaceAll(' ', '%20') || '/';
  const text = `${e.methode} ${ziel} HTTP/1.1\r\n${zeilen.join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(text, 'utf8'), e.koerper ?? Buffer.alloc(0)]);
}

const KAPUTT: readonly ((w: Wuerfel, b: Buffer) => Uint8Array)[] = [
  (w, b) => mutiereBytes(w, b.subarray(0, 2_000)),
  (w, b) => b.subarray(0, ganz(w, b.length)),
  (_w, b) => Buffer.concat([Buffer.from('\r\n\r\n\u0000'), b]),
  (_w, b) => Buffer.from(b.toString('latin1').replace('\r\n', '\r\nTransfer-Encoding: chunked\r\n'), 'latin1'),
  (_w, b) =>
    Buffer.from(b.toString('latin1').replace('\r\n', '\r\nContent-Length: 7\r\nContent-Length: 9\r\n'), 'latin1'),
  (_w, b) => Buffer.from(b.toString('latin1').replace('\r\n', `\r\nX: ${'y'.repeat(40_000)}\r\n`), 'latin1'),
  (_w, b) => Buffer.from(b.toString('latin1').replace('HTTP/1.1', 'HTTP/3.7'), 'latin1'),
  (_w, b) => Buffer.from(b.toString('latin1').replace(/host: [^\r]*\r\n/, ''), 'latin1'),
  () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  () => Buffer.from([0x16, 0x03, 0x01, 0x00, 0xa5, 0x01, 0x00]),
];

/** Any route; those that acknowledge something more often. */
function route(w: Wuerfel, welt: Welt): Welt['routen'][number] {
  const haeufig = w();
  const pfad =
    haeufig < 0.15 ? '/antrag' : haeufig < 0.3 ? '/api/v1/commands' : haeufig < 0.4 ? '/api/v1/changes' : undefined;
  return welt.routen.find((r) => r.pfad === pfad) ?? aus(w, welt.routen);
}

/** Request number n of a run. */
export function anfrage(w: Wuerfel, welt: Welt, nr: string): Anfrage {
  const { methode, pfad } = route(w, welt);
  const e: Entwurf = {
    methode,
    pfad: pfad.replace(/\{[^}]+\}/g, () => encodeURIComponent(wert(w, welt).toWellFormed())) + query(w, welt, pfad),
    kopf: { host: welt.host, authorization: `Bearer ${aus(w, welt.tokens)}` },
    koerper: undefined,
  };
  if (methode === 'POST' || methode === 'PUT') {
    const { kopf, ...rest } = koerperFuer(w, welt, pfad, nr);
    Object.assign(e.kopf, kopf);
    Object.assign(e, rest);
  }
  const heil = w() < 0.35;
  if (!heil) for (let i = ganz(w, 3); i >= 0; i--) verbiege(w, e);
  const missgebildet = w() < 0.06;
  const roh = alsBytes(e);
  const bytes = missgebildet ? aus(w, KAPUTT)(w, roh) : roh;
  const was = `${e.methode} ${e.pfad.slice(0, 120)}${missgebildet ? ' (malformed)' : ''}`;
  // Only what was sent as it should be is a promise when it is answered with 200.
  return {
    methode: e.methode,
    bytes,
    missgebildet,
    was,
    ...(heil && !missgebildet && e.transactionId !== undefined && { transactionId: nr }),
  };
}
