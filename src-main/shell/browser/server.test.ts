// The loopback page from outside, over real HTTP: who is let in, who is refused, and that every answer carries the
// protecting headers.

import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Seitendateien } from '../seitendateien.ts';
import { type Seitenserver, starteSeitenserver } from './server.ts';

const DATEIEN: Seitendateien = new Map([
  [
    '/',
    {
      typ: 'text/html; charset=utf-8',
      unveraenderlich: false,
      inhalt: new TextEncoder().encode('<p>Kontor'),
    },
  ],
  ['/assets/a.js', { typ: 'text/javascript', unveraenderlich: true, inhalt: new TextEncoder().encode('1') }],
]);

let server: Seitenserver;
let verbunden: number;

beforeEach(async () => {
  verbunden = 0;
  server = await starteSeitenserver(DATEIEN, () => {
    verbunden++;
  });
});
afterEach(() => server.schliesse());

interface Antwort {
  status: number;
  kopf: Record<string, string | string[] | undefined>;
  text: string;
}

/** Node's own client, since fetch would not let a test say another Host. */
function hole(pfad: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Antwort> {
  const { hostname, port } = new URL(server.adresse);
  return new Promise((ok, schlecht) => {
    const anfrage = request({ hostname, port, path: pfad, method, headers }, (antwort) => {
      let text = '';
      antwort.setEncoding('utf8').on('data', (s: string) => {
        text += s;
      });
      antwort.on('end', () => ok({ status: antwort.statusCode ?? 0, kopf: antwort.headers, text }));
    });
    anfrage.on('error', schlecht).end();
  });
}

const einmalpfad = (): string => `/${new URL(server.adresse).search}`;

async function cookie(): Promise<string> {
  const { kopf } = await hole(einmalpfad());
  return String(kopf['set-cookie']).split(';')[0] as string;
}

function verbinde(headers: Record<string, string>, pfad = '/verbindung'): Promise<{ status: number; csp: unknown }> {
  const ws = new WebSocket(`ws://${new URL(server.adresse).host}${pfad}`, { headers });
  return new Promise((ok) => {
    ws.on('open', () => {
      ws.terminate();
      ok({ status: 101, csp: null });
    });
    ws.on('unexpected-response', (_a, antwort) => {
      antwort.resume();
      ok({ status: antwort.statusCode ?? 0, csp: antwort.headers['content-security-policy'] });
    });
    ws.on('error', () => undefined);
  });
}

function geschuetzt(kopf: Antwort['kopf']): void {
  const csp = String(kopf['content-security-policy']);
  expect(csp).toContain("default-src 'none'");
  expect(csp).toContain("script-src 'self'");
  expect(csp).not.toMatch(/unsafe-|https?:|\*/);
  expect(kopf['x-content-type-options']).toBe('nosniff');
  expect(kopf['referrer-policy']).toBe('no-referrer');
}

describe('Zugang', () => {
  it('changes the token once for a cookie and takes it out of the address', async () => {
    const erste = await hole(einmalpfad());
    expect(erste.status).toBe(303);
    expect(erste.kopf.location).toBe('/');
    expect(String(erste.kopf['set-cookie'])).toMatch(/^kontor-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    geschuetzt(erste.kopf);

    const zweite = await hole(einmalpfad());
    expect(zweite.status).toBe(403);
    expect(zweite.kopf['set-cookie']).toBeUndefined();
    geschuetzt(zweite.kopf);
  });

  it('serves page and files with the cookie, again after a reload', async () => {
    const headers = { cookie: await cookie() };
    for (let i = 0; i < 2; i++) {
      const seite = await hole('/', headers);
      expect([seite.status, seite.text, seite.kopf['cache-control']]).toEqual([200, '<p>Kontor', 'no-store']);
      geschuetzt(seite.kopf);
    }
    const datei = await hole('/assets/a.js', headers);
    expect([datei.status, datei.kopf['content-type']]).toEqual([200, 'text/javascript']);
  });

  it.each(['/', '/assets/a.js', '/?zugang=falsch', '/nicht-da'])('refuses %s without cookie or token', async (pfad) => {
    const antwort = await hole(pfad);
    expect(antwort.status).toBe(403);
    expect(antwort.text).toContain('npm start');
    geschuetzt(antwort.kopf);
  });

  it('refuses another Host even with everything else right, and keeps the token unused', async () => {
    const fremd = await hole(einmalpfad(), { host: 'kontor.example:80' });
    expect(fremd.status).toBe(421);
    geschuetzt(fremd.kopf);
    const headers = { cookie: await cookie() };
    expect((await hole('/', { ...headers, host: 'localhost' })).status).toBe(421);
  });

  it('refuses what another page asked for, also one on another port of this machine', async () => {
    const headers = { cookie: await cookie() };
    const fremde: Record<string, string>[] = [
      { origin: 'http://boese.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site' },
    ];
    for (const fremd of fremde) {
      const antwort = await hole('/', { ...headers, ...fremd });
      expect(antwort.status).toBe(403);
      geschuetzt(antwort.kopf);
    }
  });

  it('knows only its files and only reading', async () => {
    const headers = { cookie: await cookie() };
    for (const pfad of [
      '/../package.json',
      '/assets/../../package.json',
      '/%2e%2e/package.json',
      '//boese.example/',
      '/assets',
    ]) {
      const antwort = await hole(pfad, headers);
      expect(antwort.status).toBe(404);
      geschuetzt(antwort.kopf);
    }
    const schreiben = await hole('/', headers, 'POST');
    expect(schreiben.status).toBe(405);
    geschuetzt(schreiben.kopf);
  });
});

describe('Verbindung', () => {
  it('is let in with cookie and own origin', async () => {
    const ursprung = new URL(server.adresse).origin;
    expect(await verbinde({ cookie: await cookie(), origin: ursprung })).toMatchObject({ status: 101 });
    expect(verbunden).toBe(1);
  });

  it('is refused without cookie, without or with another origin, with another host, elsewhere', async () => {
    const { origin, port } = new URL(server.adresse);
    const headers = { cookie: await cookie() };
    const versuche = [
      [{ origin }, '/verbindung', 403],
      [headers, '/verbindung', 403],
      [{ ...headers, origin: 'http://boese.example' }, '/verbindung', 403],
      [{ ...headers, origin: `http://localhost:${port}` }, '/verbindung', 403],
      [{ ...headers, origin, host: `localhost:${port}` }, '/verbindung', 421],
      [{ ...headers, origin, cookie: headers.cookie.replace(/=.*/, '=geraten') }, '/verbindung', 403],
      [{ ...headers, origin }, '/anderswo', 404],
    ] as const;
    for (const [kopf, pfad, status] of versuche) {
      const antwort = await verbinde(kopf as Record<string, string>, pfad);
      expect(antwort.status).toBe(status);
      expect(String(antwort.csp)).toContain("default-src 'none'");
    }
    expect(verbunden).toBe(0);
  });
});
