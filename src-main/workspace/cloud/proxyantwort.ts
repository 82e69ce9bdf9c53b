/**
 * Sees the one reply that Node's fetch keeps to itself: of a 407 it makes an error without code or words, so that a proxy
 * which wants a sign-in would look like a broken line. Node tells of every reply's head on its diagnostics channel; here
 * the ids of requests answered with 407 are noted, bounded, until somebody asks. Chromium says it by itself.
 */
import diagnostics from 'node:diagnostics_channel';

/** By this header a request is found again, here and in the cloud's log. */
export const KENNUNG_HEADER = 'x-request-id';

const PROXY_ANMELDUNG = 407;
const MERKT_SICH = 200;
const gesehen = new Set<string>();

/** Whether the request with this id was answered with 407; asked once, then forgotten. */
export function war407(kennung: string): boolean {
  return gesehen.delete(kennung);
}

/** undici hands the request's own headers as text or as a flat list of names and values. */
function kennungAus(kopf: unknown): string | undefined {
  if (typeof kopf === 'string') return /(?:^|\n)x-request-id: *([^\r\n]+)/i.exec(kopf)?.[1];
  if (!Array.isArray(kopf)) return undefined;
  const stelle = kopf.findIndex((k) => String(k).toLowerCase() === KENNUNG_HEADER);
  return stelle < 0 ? undefined : String(kopf[stelle + 1]);
}

diagnostics.subscribe('undici:request:headers', (nachricht) => {
  const { request, response } = nachricht as { request?: { headers?: unknown }; response?: { statusCode?: number } };
  if (response?.statusCode !== PROXY_ANMELDUNG) return;
  const kennung = kennungAus(request?.headers);
  if (kennung === undefined) return;
  if (gesehen.size >= MERKT_SICH) gesehen.clear();
  gesehen.add(kennung);
});
