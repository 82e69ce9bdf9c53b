/**
 * Serves the built window under the product's own headers, with a WebSocket to the workspace double: the browser shell
 * reduced to what the window sees of it. Loopback, a free port, closed at the end.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { schutzkopf } from '../../src-main/shell/inhaltsschutz.ts';
import { liesSeitendateien } from '../../src-main/shell/seitendateien.ts';
import type { Problem } from '../../src-shared/domain/problem.ts';
import { bediene } from '../../src-shared/workspace-api/diener.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import type { WorkspaceDoppel } from './workspace-doppel.ts';

export interface Fensterserver {
  adresse: string;
  /** Failures the window caused: each is a fault of the window unless the test wanted it. */
  fehler: { name: string; problem: Problem }[];
  /** Cuts every line, as a workspace that died. */
  reisse(): void;
  schliesse(): Promise<void>;
}

export async function starteFensterserver(ordner: string, doppel: WorkspaceDoppel): Promise<Fensterserver> {
  const dateien = await liesSeitendateien(ordner);
  const fehler: Fensterserver['fehler'] = [];
  const server = createServer((anfrage, antwort) => {
    const datei = dateien.get(anfrage.url ?? '/');
    const port = (server.address() as AddressInfo).port;
    const koepfe = schutzkopf([`ws://127.0.0.1:${port}`]);
    if (!datei) return void antwort.writeHead(404, koepfe).end();
    antwort.writeHead(200, { ...koepfe, 'content-type': datei.typ }).end(datei.inhalt);
  });
  const wss = new WebSocketServer({ server, path: '/verbindung' });
  wss.on('connection', (ws) => {
    const verbindung: Verbindung = {
      sende: (n) => ws.readyState === ws.OPEN && ws.send(JSON.stringify(n)),
      empfange: (cb) => ws.on('message', (n) => cb(JSON.parse(n.toString()))),
      beendet: (cb) => ws.once('close', cb),
      schliesse: () => ws.close(),
    };
    bediene(verbindung, doppel.api(), (name, problem) => fehler.push({ name, problem }));
    verbindung.beendet(doppel.bei((name, daten) => verbindung.sende({ art: 'ereignis', name, daten })));
  });
  await new Promise<void>((bereit) => server.listen(0, '127.0.0.1', bereit));
  const reisse = (): void => {
    for (const ws of wss.clients) ws.terminate();
  };
  return {
    adresse: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    fehler,
    reisse,
    schliesse: async () => {
      reisse();
      await new Promise<void>((zu) => server.close(() => zu()));
    },
  };
}
