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
const PROXY = new Set([
  'ERR_PROXY_AUTH_UNSUPPORTED',
  'ERR_PROXY_AUTH_REQUESTED',
  'ERR_PROXY_CONNECTION_FAILED',
  'ERR_TUNNEL_CONNECTION_FAILED',
]);
const TLS =
  /^(ERR_TLS_|ERR_SSL_|ERR_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$|ERR_BAD_SSL)/;

/** Every error code in an error, its causes and aggregated errors; Chromium's `net::ERR_X` counts as `ERR_X`. */
function codes(fehler: unknown, tiefe = 0): string[] {
  if (tiefe > 5 || typeof fehler !== 'object' || fehler === null) return [];
  const { code, message, cause, errors } = fehler as {
    code?: unknown;
    message?: unknown;
    cause?: unknown;
    errors?: unknown;
  };
  const eigene = typeof code === 'string' ? [code] : [];
  const text = typeof message === 'string' ? message : '';
  const chromium = /net::(ERR_[A-Z_]+)/.exec(text)?.[1];
  const innere = Array.isArray(errors) ? errors.flatMap((e) => codes(e, tiefe + 1)) : [];
  return [...eigene, ...(chromium ? [chromium] : []), ...codes(cause, tiefe + 1), ...innere];
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
  // A refused connection was an answer from the other side, even where another address of the name had no route.
  const abgelehnt = erster(ABGELEHNT);
  if (abgelehnt) return nicht('abgelehnt', { code: abgelehnt });
  const tls = alle.find((c) => TLS.test(c));
  if (tls) return nicht('zertifikat', { code: tls });
  const proxy = erster(PROXY);
  if (proxy) return nicht('proxy-anmeldung', { code: proxy });
  const kein = erster(KEIN_NETZ);
  if (kein) return { art: 'kein_netz', code: kein };
  const zeit = erster(ZEIT);
  if (zeit) return nicht('zeit-ueberschritten', { code: zeit });
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
  return new CloudFehler(nicht(status >= 500 ? 'server-fehler' : 'fremde-antwort', { status }));
}
