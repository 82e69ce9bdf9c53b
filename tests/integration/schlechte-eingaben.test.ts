/**
 * Bad input to every route that the cloud's own OpenAPI document names: a problem document each time, never a 500, and
 * the cloud still answers afterwards. The list of routes is the document's, so a new route is covered by itself.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { befehl, vorgang } from '../../src-shared/testing/fall.ts';
import { starteCloud, token } from '../cloud-demo.ts';
import type { Prozess } from '../prozesse.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-eingaben-'));
let cloud: Prozess;
let url = '';
let zugang = '';
let routen: { methode: string; pfad: string }[] = [];

beforeAll(async () => {
  cloud = await starteCloud(join(ordner, 'cloud'));
  url = cloud.zeile.url ?? '';
  zugang = await token(url, 'sabine.sander');
  const doc = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as { paths: Record<string, object> };
  routen = Object.entries(doc.paths).flatMap(([pfad, methoden]) =>
    Object.keys(methoden).map((m) => ({ methode: m.toUpperCase(), pfad })),
  );
}, 60_000);

afterAll(async () => {
  await cloud?.beende();
  rmSync(ordner, { recursive: true, force: true });
});

const tief = (n: number) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;
const KOERPER: [string, string, string][] = [
  ['broken JSON', 'application/json', '{"a":'],
  ['no JSON at all', 'application/json', '\u0000\u0001\u0002'],
  ['null', 'application/json', 'null'],
  ['an array', 'application/json', '[]'],
  ['a number', 'application/json', '42'],
  ['empty', 'application/json', ''],
  ['wrong types', 'application/json', '{"commands":"x","ids":7,"jwk":[],"formData":3}'],
  ['unknown fields', 'application/json', '{"fremd":true}'],
  ['too deep', 'application/json', tief(10_000)],
  ['prototype pollution', 'application/json', '{"__proto__":{"a":1},"constructor":{"prototype":{"b":1}}}'],
  ['another media type', 'text/plain', 'hallo'],
  [
    'a multipart without an end',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="formData"\r\n\r\n{',
  ],
];

async function erwarteProblem(r: Response, was: string): Promise<void> {
  expect(r.status, was).toBeLessThan(500);
  if (r.status >= 400) {
    expect(r.headers.get('content-type'), was).toContain('application/problem+json');
    const p = (await r.json()) as { type: string; title: string };
    expect(p.type, was).toMatch(/^urn:kontor:problem:[a-z-]+$/);
    expect(p.title.length, was).toBeGreaterThan(5);
  } else {
    await r.arrayBuffer();
  }
  expect(r.headers.get('x-request-id'), was).toBeTruthy();
}

const fuelle = (pfad: string, wert: string) => pfad.replace(/\{[^}]+\}/g, encodeURIComponent(wert));
const kopf = () => ({ authorization: `Bearer ${zugang}` });

describe('bad input', () => {
  it('the document names the routes of the contract', () => {
    const da = routen.map((r) => `${r.methode} ${r.pfad}`);
    expect(da).toEqual(
      expect.arrayContaining(['POST /api/v1/commands', 'GET /api/v1/changes', 'POST /antrag', 'GET /api/v1/ich']),
    );
    expect(da.length).toBeGreaterThan(15);
  });

  it('[C9] bodies that are none: a problem document on every route that takes one', async () => {
    for (const { methode, pfad } of routen.filter((r) => ['POST', 'PUT'].includes(r.methode))) {
      for (const [was, typ, body] of KOERPER) {
        const ziel = `${url}${fuelle(pfad, '01931f00-0000-7000-8000-000000000001')}`;
        const r = await fetch(ziel, { method: methode, headers: { ...kopf(), 'content-type': typ }, body });
        await erwarteProblem(r, `${methode} ${pfad}: ${was}`);
        if (pfad !== '/antrag' || was !== 'empty') expect(r.status, `${pfad} ${was}`).toBeGreaterThanOrEqual(400);
      }
    }
  }, 60_000);

  it('[C9] a body past the limit is 413', async () => {
    const body = JSON.stringify({ commands: ['x'.repeat(64 * 1024 * 1024)] });
    const r = await fetch(`${url}/api/v1/commands`, {
      method: 'POST',
      headers: { ...kopf(), 'content-type': 'application/json' },
      body,
    }).catch((fehler: unknown) => fehler as Error);
    // The cloud may answer and close before the whole body was sent; then some clients see only the reset.
    if (r instanceof Response) {
      expect(r.status).toBe(413);
      await erwarteProblem(r, 'too large');
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  }, 30_000);

  it('[C9] paths and queries that are none', async () => {
    const werte = [
      'x',
      '../../etc/passwd',
      '%00',
      '🙈',
      "' OR 1=1 --",
      'a'.repeat(3000),
      '01931f00-0000-7000-8000-0000000000ff',
    ];
    for (const { methode, pfad } of routen.filter((r) => r.methode === 'GET' && !r.pfad.endsWith('/stream'))) {
      for (const wert of werte) {
        const q = encodeURIComponent(wert);
        for (const ziel of [
          `${fuelle(pfad, wert)}`,
          `${fuelle(pfad, 'x')}?since=${q}&limit=${q}&von=${q}&suche=${q}&land=${q}`,
        ]) {
          const r = await fetch(`${url}${ziel}`, { method: methode, headers: kopf() });
          await erwarteProblem(r, `${methode} ${ziel.slice(0, 80)}`);
        }
      }
    }
  }, 60_000);

  it('[C9] without, with a foreign and with a broken token: 401 as a problem', async () => {
    for (const authorization of ['', 'Bearer x', 'Bearer eyJhbGciOiJub25lIn0.e30.', `Basic ${btoa('a:b')}`]) {
      const r = await fetch(`${url}/api/v1/ich`, { headers: authorization ? { authorization } : {} });
      expect(r.status).toBe(401);
      await erwarteProblem(r, authorization);
    }
  });

  it('[C9] an unknown route and a wrong method', async () => {
    for (const [methode, pfad, status] of [
      ['GET', '/gibtesnicht', 404],
      ['GET', '/api/v1/gibtesnicht', 404],
      ['DELETE', '/api/v1/commands', 405],
    ] as const) {
      const r = await fetch(`${url}${pfad}`, { method: methode, headers: kopf() });
      expect(r.status, pfad).toBe(status);
      await erwarteProblem(r, pfad);
    }
  });

  it('[C7] unknown fields in a command refuse the batch; a wrong body refuses only its command', async () => {
    const gut = befehl(vorgang(), 'VORGANG_ANNEHMEN');
    const sende = (commands: unknown[]) =>
      fetch(`${url}/api/v1/commands`, {
        method: 'POST',
        headers: { ...kopf(), 'content-type': 'application/json' },
        body: JSON.stringify({ commands }),
      });
    const fremd = await sende([{ ...gut, fremd: 1 }]);
    expect(fremd.status).toBe(422);
    const p = (await fremd.json()) as { errors: { pointer: string }[] };
    expect(p.errors[0]?.pointer).toContain('/commands/0');
    const schlecht = { ...befehl(vorgang(), 'VORGANG_VERWERFEN'), body: { begruendung: '' } };
    const r = (await (await sende([schlecht, gut])).json()) as {
      results: { state: string; problem: { type: string } }[];
    };
    expect(r.results.map((x) => [x.state, x.problem.type.split(':').at(-1)])).toEqual([
      ['abgelehnt', 'eingabe-ungueltig'],
      ['angehalten', 'frueherer-befehl'],
    ]);
  });
});
