/**
 * Says which kind of fault a transport error or a refused reply is. Pure: no request is made here. The rule behind
 * it: only a problem document of the cloud itself is the cloud's word; everything else may come from a box on the way
 * and is tried again.
 */
import { type Problem, problemCode, problemSchema } from '../../../src-shared/domain/problem.ts';
import { CloudFehler, type CloudFehlerArt, type NichtErreichbar, neuBeginnenGrund } from './fehler.ts';

/** What the classification needs to know of a reply. */
export interface Antwortkopf {
  status: number;
  kopf(name: string): string | undefined;
}

/** A proxy asked for a sign-in, and the network stack kept the reply to itself (see `proxyantwort.ts`). */
export const PROXY_407 = 'PROXY_407';
const UMGELEITET = 'UMGELEITET';

/** No way out of this machine, by Node's and Chromium's names. */
const KEIN_NETZ = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'ERR_INTERNET_DISCONNECTED',
  'ERR_NAME_NOT_RESOLVED',
  'ERR_NAME_RESOLUTION_FAILED',
  'ERR_NETWORK_CHANGED',
  'ERR_NETWORK_IO_SUSPENDED',
  'ERR_ADDRESS_UNREACHABLE',
]);
const ABGELEHNT = new Set(['ECONNREFUSED', 'ERR_CONNECTION_REFUSED', 'ENOENT', 'EACCES']);
const ZEIT = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ECONNABORTED',
  'ERR_TIMED_OUT',
  'ERR_CONNECTION_TIMED_OUT',
]);
const PROXY_ANMELDUNG = new Set(['ERR_PROXY_AUTH_UNSUPPORTED', 'ERR_PROXY_AUTH_REQUESTED', PROXY_407]);
const PROXY_VERWEIGERT = new Set(['ERR_PROXY_CONNECTION_FAILED', 'ERR_TUNNEL_CONNECTION_FAILED', 'PROXY_CONNECT']);
/** What came was no HTTP at all, or more of it than anybody sends. */
const KEIN_HTTP =
  /^(HPE_(?!INVALID_EOF)|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW$|Z_(?!BUF_)|ERR__ERROR_|ERR_(BROTLI|ZSTD|CONTENT_DECODING)|ERR_(INVALID_HTTP|INVALID_CHUNKED|RESPONSE_HEADERS_))/;
const TLS =
  /^(ERR_TLS_|ERR_SSL_|ERR_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$|ERR_BAD_SSL)/;
const UMLEITUNG = /^(Redirect was cancelled|Attempted to redirect)/;

/** Which trouble with a certificate or its handshake it is, by Node's and Chromium's names. */
function tlsGrund(code: string): NichtErreichbar {
  if (code === 'CERT_HAS_EXPIRED') return 'zertifikat-abgelaufen';
  if (code === 'CERT_NOT_YET_VALID') return 'zertifikat-zukunft';
  if (code === 'ERR_CERT_DATE_INVALID') return 'zertifikat-datum';
  if (/^(ERR_TLS_CERT_ALTNAME_INVALID|ERR_CERT_COMMON_NAME_INVALID|HOSTNAME_MISMATCH)$/.test(code)) {
    return 'zertifikat-name';
  }
  return /^(ERR_SSL_|ERR_BAD_SSL|EPROTO$|ERR_TLS_)/.test(code) ? 'verschluesselung' : 'zertifikat';
}

/**
 * Every error code in an error, its causes and aggregated errors; Chromium's `net::ERR_X` counts as `ERR_X`. What Node says
 * only in words is given a code: a proxy's answer to CONNECT, a redirect that Electron does not hand out.
 */
function codes(fehler: unknown, tiefe = 0): string[] {
  if (tiefe > 5 || typeof fehler !== 'object' || fehler === null) return [];
  const { name, code, message, cause, errors } = fehler as {
    name?: unknown;
    code?: unknown;
    message?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  const eigene = typeof code === 'string' ? [code] : [];
  const text = typeof message === 'string' ? message : '';
  const chromium = /net::(ERR_[A-Z_]+)/.exec(text)?.[1];
  const connect = /^Proxy response \((\d{3})\)/.exec(text)?.[1];
  const gesagt = connect === undefined ? [] : [connect === '407' ? PROXY_407 : 'PROXY_CONNECT'];
  if (UMLEITUNG.test(text)) gesagt.push(UMGELEITET);
  // A reply that ends too early is a broken line, whatever the parser calls it.
  if (name === 'HTTPParserError' && typeof code !== 'string' && !/EOF/.test(text)) gesagt.push(name);
  const innere = Array.isArray(errors) ? errors.flatMap((e) => codes(e, tiefe + 1)) : [];
  return [...gesagt, ...eigene, ...(chromium ? [chromium] : []), ...codes(cause, tiefe + 1), ...innere];
}

const nicht = (grund: NichtErreichbar, extra: { code?: string; status?: number } = {}): CloudFehlerArt => ({
  art: 'cloud_nicht_erreichbar',
  grund,
  ...extra,
});

/** A fault before or while a reply came. */
export function transportFehler(fehler: unknown): CloudFehlerArt {
  const alle = codes(fehler);
  const erster = (menge: Set<string>): string | undefined => alle.find((c) => menge.has(c));
  if (alle.includes(UMGELEITET)) return nicht('anmeldeseite');
  const anmeldung = erster(PROXY_ANMELDUNG);
  if (anmeldung) return nicht('proxy-anmeldung', { code: anmeldung });
  const proxy = erster(PROXY_VERWEIGERT);
  if (proxy) return nicht('proxy-verweigert', { code: proxy });
  // A refused connection was an answer from the other side, even where another address of the name had no route.
  const abgelehnt = erster(ABGELEHNT);
  if (abgelehnt) return nicht('abgelehnt', { code: abgelehnt });
  const tls = alle.find((c) => TLS.test(c));
  if (tls) return nicht(tlsGrund(tls), { code: tls });
  const kein = erster(KEIN_NETZ);
  if (kein) return { art: 'kein_netz', code: kein };
  const zeit = erster(ZEIT);
  if (zeit) return nicht('zeit-ueberschritten', { code: zeit });
  const kauderwelsch = alle.find((c) => KEIN_HTTP.test(c));
  if (kauderwelsch) return nicht('antwort-unlesbar', { code: kauderwelsch });
  const code = alle.find((c) => c !== 'ERR_NETWORK' && c !== 'ERR_BAD_RESPONSE');
  return nicht('abgerissen', code === undefined ? {} : { code });
}

const STANDARD_WARTEN_MS = 5_000;
const LAENGSTES_WARTEN_MS = 3_600_000;
/** Also for a 0 or a date that is over: whoever throttles is not asked again without a pause. */
const KUERZESTES_WARTEN_MS = 1_000;
const begrenzt = (ms: number): number => Math.min(Math.max(ms, KUERZESTES_WARTEN_MS), LAENGSTES_WARTEN_MS);

/**
 * `Retry-After` in milliseconds from now (seconds, or a date judged by the reply's own `Date`); a second at least, an hour
 * at most. Undefined where it is neither: "1.5" or "-5" is no date, whatever a lenient parser makes of it.
 */
export function warteMs(antwort: Antwortkopf, jetztMs: number): number | undefined {
  const roh = antwort.kopf('retry-after')?.trim();
  if (!roh) return undefined;
  if (/^\d+$/.test(roh)) return begrenzt(Number(roh) * 1000);
  const wann = /^[A-Za-z]{3,9},? /.test(roh) ? Date.parse(roh) : Number.NaN;
  if (Number.isNaN(wann)) return undefined;
  const dort = Date.parse(antwort.kopf('date') ?? '');
  return begrenzt(wann - (Number.isNaN(dort) ? jetztMs : dort));
}

/** The problem document in a body; undefined where the body is something else. */
export function liesProblem(antwort: Antwortkopf, koerper: string): Problem | undefined {
  if (!/json/i.test(antwort.kopf('content-type') ?? '')) return undefined;
  try {
    const gelesen = problemSchema.safeParse(JSON.parse(koerper));
    return gelesen.success && gelesen.data.type.startsWith('urn:kontor:problem:') ? gelesen.data : undefined;
  } catch {
    return undefined;
  }
}

function wortDerCloud(status: number, p: Problem): CloudFehlerArt {
  switch (problemCode(p)) {
    case 'kein-zugang':
      return { art: 'kein_zugang' };
    case 'geraet-gesperrt':
      return { art: 'geraet_gesperrt' };
    case 'sitzung-abgelaufen':
      return { art: 'sitzung_abgelaufen' };
    case 'client-zu-alt':
      return { art: 'client_zu_alt' };
    default:
  }
  if (status === 401) return { art: 'sitzung_abgelaufen' };
  if (status === 426) return { art: 'client_zu_alt' };
  if (status === 410) return { art: 'neu_beginnen', grund: neuBeginnenGrund(p) ?? 'cursor-ungueltig' };
  if (status === 400 || status === 413 || status === 422) {
    const grund = neuBeginnenGrund(p);
    if (grund) return { art: 'neu_beginnen', grund };
    return { art: 'eingabe_abgelehnt', status, vomDienst: true, problem: p };
  }
  if (status === 404 || status === 405 || status === 501) return { art: 'dort_unbekannt', status, problem: p };
  return { art: 'verweigert', status, problem: p };
}

/** What a reply outside of 2xx means. */
export function antwortFehler(antwort: Antwortkopf, koerper: string, jetztMs: number): CloudFehler {
  const { status } = antwort;
  // RFC 6750: a bearer challenge is the resource server's own; the reply to a HEAD carries nothing else.
  if (status === 401 && /^bearer\b/i.test(antwort.kopf('www-authenticate') ?? '')) {
    return new CloudFehler({ art: 'sitzung_abgelaufen' });
  }
  const warten = warteMs(antwort, jetztMs);
  if (status === 429 || (status === 503 && warten !== undefined)) {
    return new CloudFehler({ art: 'gedrosselt', status, warteMs: warten ?? STANDARD_WARTEN_MS });
  }
  if (status === 407) return new CloudFehler(nicht('proxy-anmeldung', { status }));
  const p = liesProblem(antwort, koerper);
  if (p && status >= 400 && (status < 500 || status === 501) && status !== 408)
    return new CloudFehler(wortDerCloud(status, p));
  if (status === 408) return new CloudFehler(nicht('zeit-ueberschritten', { status }));
  if (status === 413) {
    const unbekannt: Problem = { type: 'urn:kontor:problem:zu-gross', title: 'Die Anfrage ist zu groß.', status };
    return new CloudFehler({ art: 'eingabe_abgelehnt', status, vomDienst: false, problem: unbekannt });
  }
  // 511: RFC 6585, "Network Authentication Required".
  if ((status >= 300 && status < 400) || status === 511) return new CloudFehler(nicht('anmeldeseite', { status }));
  return new CloudFehler(nicht(status >= 500 ? 'server-fehler' : 'fremde-antwort', { status }));
}

/** A 2xx that is not of the kind asked for: a web page, or something else on the way. */
export function keineAntwortDerCloud(antwort: Antwortkopf): CloudFehler {
  const seite = /html/i.test(antwort.kopf('content-type') ?? '');
  return new CloudFehler(nicht(seite ? 'anmeldeseite' : 'fremde-antwort', { status: antwort.status }));
}
