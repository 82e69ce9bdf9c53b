/**
 * A cloud of one person behind an injected `fetch`: signing in, feed, details, files, commands. It holds marked data and lets
 * the test delete and withdraw. What a cloud must be held to is tested against the real one; here only the device is looked at.
 */
import { createHash } from 'node:crypto';
import type { Change } from '../../src-shared/cloud-api/changes.ts';
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import type { IchAntwort } from '../../src-shared/cloud-api/root.ts';
import { kopfVon, type Vorgang } from '../../src-shared/domain/vorgang.ts';

export const CLOUD = 'http://127.0.0.1:9';
const ZEIT = '2026-11-02T08:00:00.000Z';

export interface Wolke {
  hole: typeof fetch;
  vorgaenge: Map<string, Vorgang>;
  /** Bytes of the cloud's files by id. */
  dateien: Map<string, Buffer>;
  /** What the feed tells next. */
  melde(change: Change): void;
  /** Where set, every command is answered so. */
  antworte: ((c: Command) => Result) | undefined;
  /** True: nothing answers. */
  weg: boolean;
}

const jwt = (inhalt: object): string =>
  ['{}', JSON.stringify(inhalt), 'x'].map((t) => Buffer.from(t).toString('base64url')).join('.');
const json = (wert: unknown, status = 200): Response =>
  new Response(JSON.stringify(wert), { status, headers: { 'content-type': 'application/json' } });

/** `geheim` goes into both tokens. */
export function wolke(ich: IchAntwort, geheim: string): Wolke {
  const offen: Change[] = [];
  const w: Wolke = {
    vorgaenge: new Map(),
    dateien: new Map(),
    melde: (change) => void offen.push(change),
    antworte: undefined,
    weg: false,
    hole: async (ziel, init) => {
      if (w.weg) throw new TypeError('fetch failed');
      const frage = new Request(ziel, init);
      return beantworte(w, offen, ich, geheim, frage);
    },
  };
  return w;
}

function feste(ich: IchAntwort, geheim: string): Record<string, unknown> {
  return {
    '/oidc/.well-known/openid-configuration': {
      issuer: `${CLOUD}/oidc`,
      token_endpoint: `${CLOUD}/oidc/token`,
      authorization_endpoint: `${CLOUD}/oidc/auth`,
      jwks_uri: `${CLOUD}/oidc/jwks`,
      grant_types_supported: ['authorization_code', 'refresh_token', 'urn:kontor:grant:demo'],
    },
    '/oidc/token': {
      access_token: jwt({ sub: ich.sub, geheim }),
      refresh_token: geheim,
      token_type: 'Bearer',
      expires_in: 600,
    },
    '/api/v1': { _links: {}, apiVersion: '1.0', minClientVersion: '0.1.0', serverTime: ZEIT },
    '/api/v1/ich': ich,
    '/api/v1/dienste': { dienste: [] },
    '/api/v1/personen': { personen: [] },
    '/api/v1/organisationseinheiten': { organisationseinheiten: [] },
    '/api/v1/geraete': { deviceId: 'd', bescheinigung: { aussage: {}, wert: 'x' } },
  };
}

async function beantworte(
  w: Wolke,
  offen: Change[],
  ich: IchAntwort,
  geheim: string,
  frage: Request,
): Promise<Response> {
  const { pathname, searchParams } = new URL(frage.url);
  const pfad = pathname.replace(/\/$/, '');
  const fest = feste(ich, geheim)[pfad];
  if (fest !== undefined) return json(fest);
  if (pfad === '/api/v1/changes') return json(seite(w, offen, searchParams.get('since')));
  if (pfad === '/api/v1/vorgaenge/abfrage') {
    const { ids } = (await frage.json()) as { ids: string[] };
    return json({ vorgaenge: ids.flatMap((id) => w.vorgaenge.get(id) ?? []), serverTime: ZEIT });
  }
  if (pfad === '/api/v1/commands') {
    const { commands } = (await frage.json()) as { commands: Command[] };
    const ja = (c: Command): Result => ({ commandId: c.commandId, state: 'angenommen', version: 2 });
    return json({ results: commands.map((c) => (w.antworte ?? ja)(c)), serverTime: ZEIT });
  }
  const datei = w.dateien.get(/^\/api\/v1\/anhaenge\/(.+)$/.exec(pfad)?.[1] ?? '');
  if (datei !== undefined && frage.method === 'GET') {
    const etag = `"${createHash('sha256').update(datei).digest('hex')}"`;
    return new Response(new Uint8Array(datei), { headers: { etag, 'content-type': 'application/octet-stream' } });
  }
  const problem = { type: 'urn:kontor:problem:nicht-gefunden', title: 'nicht da' };
  return new Response(JSON.stringify(problem), {
    status: 404,
    headers: { 'content-type': 'application/problem+json' },
  });
}

function seite(w: Wolke, offen: Change[], since: string | null) {
  const alle: Change[] = [...w.vorgaenge.values()].map((v) => ({ art: 'vorgang', vorgang: kopfVon(v) }));
  const changes = since === null ? alle : offen.splice(0);
  return { changes, cursor: 'c', hasMore: false, phase: 'folge', serverTime: ZEIT };
}
