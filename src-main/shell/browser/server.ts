// The loopback page of the browser shell: serves the built renderer and takes the window's WebSocket, on 127.0.0.1 only.
// Every response carries the protecting headers, refusals too. It must never serve anything without the cookie, never
// turn an address into a path, and never be part of the packaged product.
//
// Contract with the renderer (src-renderer/bridge): a WebSocket at `/verbindung` of the page's own origin, one JSON
// document per text frame, in both directions (src-shared/workspace-api/protokoll.ts). After a break the page opens a
// new one by itself; close code 1001 says that the application is ending, 1012 that the workspace is starting again.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { schutzkopf } from '../inhaltsschutz.ts';
import type { Seitendatei, Seitendateien } from '../seitendateien.ts';
import { type Abweisung, type Einlass, richteZugangEin, type Zugang } from './zugang.ts';

/** Largest message from a window, in bytes: an attachment of 50 MiB in base64 and its frame. */
const GROESSTE_NACHRICHT = 72 * 1024 * 1024;

export interface Seitenserver {
  /** The address with the one-time token. */
  readonly adresse: string;
  schliesse(): Promise<void>;
}

/**
 * Listens on 127.0.0.1.
 * @param port 0 for any free one
 * @param aufVerbindung called for each WebSocket that was let in
 * @throws the system's error when the port cannot be had
 */
export async function starteSeitenserver(
  dateien: Seitendateien,
  aufVerbindung: (ws: WebSocket) => void,
  port = 0,
): Promise<Seitenserver> {
  const server = createServer();
  await lausche(server, port);
  const zugang = richteZugangEin((server.address() as AddressInfo).port);
  const koepfe = schutzkopf([zugang.ursprung.replace('http:', 'ws:')]);
  const wss = new WebSocketServer({ noServer: true, maxPayload: GROESSTE_NACHRICHT, perMessageDeflate: false });

  server.on('request', (anfrage, antwort) => {
    bediene(anfrage, antwort, dateien, zugang, koepfe);
  });
  server.on('upgrade', (anfrage, leitung, rest) => {
    leitung.on('error', () => leitung.destroy());
    const abweisung = anfrage.url === '/verbindung' ? zugang.pruefeVerbindung(anfrage.headers) : NICHT_DA;
    if (abweisung) weiseLeitungAb(leitung, koepfe, abweisung);
    else wss.handleUpgrade(anfrage, leitung, rest, aufVerbindung);
  });

  return {
    adresse: zugang.adresse,
    schliesse: async () => {
      for (const ws of wss.clients) ws.close(1001, 'Kontor wird beendet');
      const zu = new Promise<void>((fertig) => server.close(() => fertig()));
      server.closeAllConnections();
      setTimeout(
        () =>
          wss.clients.forEach((ws) => {
            ws.terminate();
          }),
        500,
      ).unref();
      await zu;
    },
  };
}

const NICHT_DA: Abweisung = { status: 404, satz: 'Das gibt es hier nicht.' };
const NUR_LESEN: Abweisung = { status: 405, satz: 'Hier kann nur gelesen werden.' };

function lausche(server: Server, port: number): Promise<void> {
  return new Promise((bereit, gescheitert) => {
    server.once('error', gescheitert);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', gescheitert);
      bereit();
    });
  });
}

function bediene(
  anfrage: IncomingMessage,
  antwort: ServerResponse,
  dateien: Seitendateien,
  zugang: Zugang,
  koepfe: Record<string, string>,
): void {
  const urteil = urteile(anfrage, dateien, zugang);
  if (urteil.art === 'datei') liefere(antwort, koepfe, urteil.datei, anfrage.method === 'HEAD');
  else if (urteil.art === 'abgewiesen') weiseAb(antwort, koepfe, urteil.abweisung);
  else
    antwort
      .writeHead(303, { ...koepfe, 'cache-control': 'no-store', 'set-cookie': urteil.cookie, location: '/' })
      .end();
}

type Urteil = Exclude<Einlass, { art: 'erlaubt' }> | { readonly art: 'datei'; readonly datei: Seitendatei };

function urteile(anfrage: IncomingMessage, dateien: Seitendateien, zugang: Zugang): Urteil {
  // Joined as text: as a relative reference `//host/` would name another host.
  const url = anfrage.url?.startsWith('/') ? URL.parse(zugang.ursprung + anfrage.url) : null;
  if (url === null) return { art: 'abgewiesen', abweisung: NICHT_DA };
  const einlass = zugang.pruefeSeite(anfrage.headers, url);
  if (einlass.art !== 'erlaubt') return einlass;
  if (anfrage.method !== 'GET' && anfrage.method !== 'HEAD') return { art: 'abgewiesen', abweisung: NUR_LESEN };
  const datei = dateien.get(url.pathname);
  return datei === undefined ? { art: 'abgewiesen', abweisung: NICHT_DA } : { art: 'datei', datei };
}

function liefere(antwort: ServerResponse, koepfe: Record<string, string>, datei: Seitendatei, nurKopf: boolean): void {
  antwort.writeHead(200, {
    ...koepfe,
    'content-type': datei.typ,
    'content-length': datei.inhalt.byteLength,
    'cache-control': datei.unveraenderlich ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  antwort.end(nurKopf ? undefined : datei.inhalt);
}

function weiseAb(antwort: ServerResponse, koepfe: Record<string, string>, abweisung: Abweisung): void {
  const seite = `<!doctype html><html lang="de"><meta charset="utf-8"><title>Kontor</title><p>${abweisung.satz}</p></html>`;
  antwort
    .writeHead(abweisung.status, { ...koepfe, 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    .end(seite);
}

/** The same refusal where there is no response object, only the bare line. */
function weiseLeitungAb(leitung: Duplex, koepfe: Record<string, string>, abweisung: Abweisung): void {
  const satz = Buffer.from(abweisung.satz);
  const zeilen = Object.entries({
    ...koepfe,
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(satz.length),
    'cache-control': 'no-store',
    connection: 'close',
  }).map(([name, wert]) => `${name}: ${wert}\r\n`);
  leitung.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${abweisung.status} Abgewiesen\r\n${zeilen.join('')}\r\n`), satz]));
}
