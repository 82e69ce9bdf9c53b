/**
 * The way to the issuer: its fetch under the same limits as every other request, and with replies judged before the OIDC
 * library sees them. Only JSON of the issuer gets through; a portal's page, a proxy's refusal or a broken line is a
 * fault of the way and never the end of a session.
 */
import type { Uhr } from '../uhr.ts';
import { CloudFehler } from './fehler.ts';
import { type Antwortkopf, antwortFehler, keineAntwortDerCloud, PROXY_407, transportFehler } from './klassifizieren.ts';
import { KENNUNG_HEADER, war407 } from './proxyantwort.ts';
import type { Hole } from './senden.ts';

export type OidcHole = (url: string, optionen: RequestInit) => Promise<Response>;

const FRIST_MS = 30_000;
/** RFC 6749, 5.2 and OpenID Connect Core, 3.1.2.6: the issuer's own word. Any other `error` may be a box's. */
const WORT_DES_AUSSTELLERS = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
  'access_denied',
  'login_required',
  'interaction_required',
  'consent_required',
]);

/** Whether this body is an OAuth error of the issuer. */
function istWort(koerper: string): boolean {
  try {
    const { error } = JSON.parse(koerper) as { error?: unknown };
    return typeof error === 'string' && WORT_DES_AUSSTELLERS.has(error);
  } catch {
    return false;
  }
}

/** A fetch for the OIDC library. Rejects with CloudFehler; resolves with JSON of the issuer. `antwortete` sees each head. */
export function wegZumAussteller(
  hole: Hole,
  uhr: Pick<Uhr, 'nach' | 'jetzt' | 'id'>,
  antwortete: (kopf: Antwortkopf) => void,
): OidcHole {
  return async (url, { signal, ...optionen }) => {
    const abbruch = new AbortController();
    const frist = uhr.nach(FRIST_MS, () => abbruch.abort());
    const kennung = uhr.id();
    const headers = new Headers(optionen.headers);
    headers.set(KENNUNG_HEADER, kennung);
    try {
      const beide = signal ? AbortSignal.any([signal, abbruch.signal]) : abbruch.signal;
      const frage = async (): Promise<Response> => {
        const r = await hole(url, { ...optionen, headers, redirect: 'manual', signal: beide });
        return beurteile(r, await r.arrayBuffer(), uhr.jetzt(), antwortete);
      };
      return await Promise.race([frage(), ende(beide)]);
    } catch (fehler) {
      if (fehler instanceof CloudFehler) throw fehler;
      if (abbruch.signal.aborted)
        throw new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'zeit-ueberschritten' });
      if (signal?.aborted) throw new CloudFehler({ art: 'abgebrochen' });
      throw new CloudFehler(transportFehler(war407(kennung) ? { code: PROXY_407 } : fehler), fehler);
    } finally {
      frist();
    }
  };
}

const fremd = (status: number): CloudFehler =>
  new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'fremde-antwort', status });

/** Rejects when the signal fires, whether the network stack lets go or not. */
function ende(signal: AbortSignal): Promise<never> {
  return new Promise((_gut, schlecht) => {
    signal.addEventListener('abort', () => schlecht(signal.reason), { once: true });
  });
}

function beurteile(
  r: Response,
  bytes: ArrayBuffer,
  jetztMs: number,
  antwortete: (kopf: Antwortkopf) => void,
): Response {
  const kopf: Antwortkopf = { status: r.status, kopf: (name) => r.headers.get(name) ?? undefined };
  const text = new TextDecoder().decode(bytes);
  const json = /json/i.test(kopf.kopf('content-type') ?? '');
  if (r.ok && !json) throw keineAntwortDerCloud(kopf);
  if (!r.ok && !(json && r.status < 500 && istWort(text))) {
    // A challenge without an OAuth error is not the issuer's: it must not end the session.
    throw r.status === 401 ? fremd(r.status) : antwortFehler(kopf, text, jetztMs);
  }
  antwortete(kopf);
  return new Response(bytes.byteLength === 0 ? null : bytes, { status: r.status, headers: r.headers });
}
