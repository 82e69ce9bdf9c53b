/**
 * Waits for the browser to come back from the sign-in: a listener on a free loopback port, path /callback, for one
 * request that carries our state (RFC 8252). It answers nothing else and is gone afterwards.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudFehler } from './fehler.ts';

export interface Rueckruf {
  /** Redirect address to send along. */
  adresse: string;
  /** The address the browser called. Rejects with `abgebrochen`. */
  antwort: Promise<URL>;
  schliesse(): void;
}

const SEITE = (satz: string): string =>
  `<!doctype html><html lang="de"><meta charset="utf-8"><title>Kontor</title><p>${satz}</p></html>`;

/** Listens until the browser comes with this `state`, `schliesse` is called, or `signal` fires. */
export async function warteAufRueckruf(state: string, signal: AbortSignal): Promise<Rueckruf> {
  const { promise: antwort, resolve, reject } = Promise.withResolvers<URL>();
  // Whoever gave up before waiting for it has said so by closing.
  antwort.catch(() => undefined);
  const server = createServer((frage, reply) => {
    const { port } = server.address() as AddressInfo;
    const url = URL.parse(frage.url ?? '/', `http://127.0.0.1:${port}`);
    const passt = frage.method === 'GET' && url?.pathname === '/callback' && url.searchParams.get('state') === state;
    reply.writeHead(passt ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'",
      'cache-control': 'no-store',
      connection: 'close',
    });
    reply.end(SEITE(passt ? 'Sie sind angemeldet und können dieses Fenster schließen.' : 'Hier gibt es nichts.'));
    if (passt && url) resolve(url);
  });
  await new Promise<void>((gut, schlecht) => {
    server.once('error', schlecht);
    server.listen(0, '127.0.0.1', gut);
  });
  const brichAb = (): void => reject(new CloudFehler({ art: 'abgebrochen' }));
  signal.addEventListener('abort', brichAb, { once: true });
  if (signal.aborted) brichAb();
  return {
    adresse: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`,
    antwort,
    schliesse: () => {
      signal.removeEventListener('abort', brichAb);
      server.close();
    },
  };
}
