/**
 * The smallest cloud that the engine can sign in to and sync with: real HTTP on loopback, one person, a few Vorgänge, every
 * command accepted once by its id. For tests of processes; what a cloud must be held to is tested against the real one.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import { kopfVon, type Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { ICH } from './werkbank.ts';

export interface KleineCloud {
  url: string;
  /** commandIds in the order of their first arrival. */
  angenommen: string[];
  /** Paths asked for, in order. */
  gefragt: string[];
  halte(): Promise<void>;
  /** Listens again on the same port. */
  starteNeu(): Promise<void>;
}

const jwt = (inhalt: object): string =>
  ['{}', JSON.stringify(inhalt), 'x'].map((t) => Buffer.from(t).toString('base64url')).join('.');

async function koerper(frage: IncomingMessage): Promise<string> {
  let text = '';
  for await (const teil of frage) text += String(teil);
  return text;
}

/** Starts it with these Vorgänge. Call `halte` at the end. */
export async function kleineCloud(vorgaenge: readonly Vorgang[]): Promise<KleineCloud> {
  const angenommen: string[] = [];
  const gefragt: string[] = [];
  let url = '';
  const antworten: Record<string, (text: string) => unknown> = {
    '/oidc/.well-known/openid-configuration': () => ({
      issuer: `${url}/oidc`,
      token_endpoint: `${url}/oidc/token`,
      authorization_endpoint: `${url}/oidc/auth`,
      jwks_uri: `${url}/oidc/jwks`,
      grant_types_supported: ['authorization_code', 'refresh_token', 'urn:kontor:grant:demo'],
    }),
    '/oidc/token': (text) =>
      /username=unbekannt/.test(text)
        ? { error: 'invalid_grant' }
        : { access_token: jwt({ sub: ICH.sub }), refresh_token: 'r', token_type: 'Bearer', expires_in: 600 },
    '/api/v1': () => ({
      _links: {},
      apiVersion: '1.0',
      minClientVersion: '0.1.0',
      serverTime: '2026-11-02T08:00:00.000Z',
    }),
    '/api/v1/ich': () => ICH,
    '/api/v1/dienste': () => ({ dienste: [] }),
    '/api/v1/personen': () => ({ personen: [] }),
    '/api/v1/organisationseinheiten': () => ({ organisationseinheiten: [] }),
    '/api/v1/changes': () => ({
      changes: vorgaenge.map((v) => ({ art: 'vorgang', vorgang: kopfVon(v) })),
      cursor: 'c',
      hasMore: false,
      phase: 'folge',
      serverTime: '2026-11-02T08:00:00.000Z',
    }),
    '/api/v1/vorgaenge/abfrage': () => ({ vorgaenge, serverTime: '2026-11-02T08:00:00.000Z' }),
    '/api/v1/geraete': () => ({ deviceId: 'd', bescheinigung: { aussage: {}, wert: 'x' } }),
    '/api/v1/commands': (text) => ({
      results: (JSON.parse(text) as { commands: Command[] }).commands.map(({ commandId }) => {
        if (!angenommen.includes(commandId)) angenommen.push(commandId);
        return { commandId, state: 'angenommen', version: 2 };
      }),
      serverTime: '2026-11-02T08:00:00.000Z',
    }),
  };
  const bediene = async (frage: IncomingMessage, antwort: ServerResponse): Promise<void> => {
    const pfad = (frage.url ?? '').split('?')[0] ?? '';
    gefragt.push(pfad);
    const text = await koerper(frage);
    if (pfad === '/api/v1/changes/stream') {
      antwort.writeHead(200, { 'content-type': 'text/event-stream' }).write(': \n\n');
      return;
    }
    const wert = antworten[pfad]?.(text);
    const status = wert === undefined ? 404 : 'error' in (wert as object) ? 400 : 200;
    antwort
      .writeHead(status, { 'content-type': status === 404 ? 'application/problem+json' : 'application/json' })
      .end(JSON.stringify(wert ?? { type: 'urn:kontor:problem:nicht-gefunden', title: 'nicht da' }));
  };
  let server = createServer((f, a) => void bediene(f, a));
  const lausche = (port: number): Promise<void> => new Promise((f) => server.listen(port, '127.0.0.1', f));
  await lausche(0);
  const { port } = server.address() as AddressInfo;
  url = `http://127.0.0.1:${port}`;
  return {
    url,
    angenommen,
    gefragt,
    halte: async () => {
      server.closeAllConnections();
      await new Promise((f) => server.close(f));
    },
    starteNeu: async () => {
      server = createServer((f, a) => void bediene(f, a));
      await lausche(port);
    },
  };
}
