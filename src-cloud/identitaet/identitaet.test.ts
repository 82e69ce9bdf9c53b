// Signing in as people and clients do it: with the browser (code and PKCE), with the demo's grant, refreshing, after a
// restart; and every way in which a token can be wrong.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inMandant, ohneMandant } from '../db/mandant.ts';
import { type Beliebig, type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { type Aussteller, findeAussteller, pruefeToken } from './anmeldung.ts';
import { CLIENT_DESKTOP, DEMO_GRANT } from './demo-clients.ts';
import { merkeGeraetDerSitzung } from './geraet-der-sitzung.ts';

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud();
});
afterAll(() => t.beende());

async function tokenEndpunkt(werte: Record<string, string>): Promise<{ status: number; body: Beliebig }> {
  const antwort = await fetch(`${t.url}/oidc/token`, { method: 'POST', body: new URLSearchParams(werte) });
  return { status: antwort.status, body: await antwort.json() };
}

/** A browser that keeps cookies and stops at the client's callback. */
async function imBrowser(
  start: string,
): Promise<{ rueckruf?: URL; seite?: string; adresse: string; klick: (person: string) => Promise<URL> }> {
  const kekse = new Map<string, string>();
  const hole = async (adresse: string, init: RequestInit = {}) => {
    const antwort = await fetch(adresse, {
      ...init,
      redirect: 'manual',
      headers: { cookie: [...kekse].map(([n, w]) => `${n}=${w}`).join('; '), ...init.headers },
    });
    for (const keks of antwort.headers.getSetCookie()) {
      const [name = '', wert = ''] = keks.split(';')[0]?.split(/=(.*)/s) ?? [];
      kekse.set(name, wert);
    }
    return antwort;
  };
  const folge = async (adresse: string, init?: RequestInit): Promise<{ antwort?: Response; adresse: string }> => {
    if (new URL(adresse).pathname === '/callback') return { adresse };
    const antwort = await hole(adresse, init);
    const weiter = antwort.headers.get('location');
    return weiter ? folge(new URL(weiter, adresse).href) : { antwort, adresse };
  };
  const erste = await folge(start);
  const seite = await erste.antwort?.text();
  return {
    adresse: erste.adresse,
    ...(seite === undefined ? {} : { seite }),
    klick: async (person) => {
      const danach = await folge(erste.adresse, { method: 'POST', body: new URLSearchParams({ person }) });
      return new URL(danach.adresse);
    },
  };
}

test('the browser sign-in with PKCE: page with the demo people, code, tokens, and the person in /ich', async () => {
  const verifier = randomBytes(32).toString('base64url');
  const werte = {
    client_id: CLIENT_DESKTOP,
    response_type: 'code',
    scope: 'openid offline_access',
    redirect_uri: 'http://127.0.0.1:45678/callback',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'zustand',
    prompt: 'login',
  };
  const browser = await imBrowser(`${t.url}/oidc/auth?${new URLSearchParams(werte)}`);
  expect(browser.seite).toContain('Sabine Sander');
  expect(browser.seite).toContain('Stadt Preetz');
  const rueckruf = await browser.klick('sabine.sander');
  expect(rueckruf.searchParams.get('state')).toBe('zustand');
  const code = rueckruf.searchParams.get('code') as string;
  const { body } = await tokenEndpunkt({
    grant_type: 'authorization_code',
    code,
    code_verifier: verifier,
    client_id: CLIENT_DESKTOP,
    redirect_uri: werte.redirect_uri,
  });
  expect(body).toMatchObject({
    token_type: 'Bearer',
    expires_in: 600,
    refresh_token: expect.any(String),
    id_token: expect.any(String),
  });
  expect(decodeJwt(body.access_token)).toMatchObject({
    name: 'Sabine Sander',
    mandant: 'flensburg',
    rollen: ['VERWALTUNG_USER'],
    oe: expect.arrayContaining(['197008']),
  });
  expect((await t.frage('', '/api/v1/ich', { headers: { authorization: `Bearer ${body.access_token}` } })).status).toBe(
    200,
  );
});

test('the demo grant signs in by user name; an unknown one is refused', async () => {
  const { status, body } = await tokenEndpunkt({
    grant_type: DEMO_GRANT,
    client_id: CLIENT_DESKTOP,
    username: 'jan.petersen@preetz',
  });
  expect(status).toBe(200);
  expect(decodeJwt(body.access_token)).toMatchObject({
    mandant: 'preetz',
    aud: 'urn:kontor:cloud',
    iss: `${t.url}/oidc`,
  });
  expect(await tokenEndpunkt({ grant_type: DEMO_GRANT, client_id: CLIENT_DESKTOP, username: 'niemand' })).toMatchObject(
    { status: 400, body: { error: 'invalid_grant' } },
  );
  expect((await tokenEndpunkt({ grant_type: DEMO_GRANT, client_id: CLIENT_DESKTOP })).status).toBe(400);
});

test('a restart signs nobody out, and the same refresh token may be used again after a lost reply', async () => {
  const { body } = await tokenEndpunkt({ grant_type: DEMO_GRANT, client_id: CLIENT_DESKTOP, username: 'vera.vogt' });
  await t.starteNeu();
  expect((await t.frage('', '/api/v1/ich', { headers: { authorization: `Bearer ${body.access_token}` } })).status).toBe(
    200,
  );
  for (let n = 0; n < 2; n += 1) {
    const neu = await tokenEndpunkt({
      grant_type: 'refresh_token',
      client_id: CLIENT_DESKTOP,
      refresh_token: body.refresh_token,
    });
    expect(neu.status).toBe(200);
    expect(decodeJwt(neu.body.access_token).name).toBe('Dr. Vera Vogt');
  }
});

test('a device comes into the token with the first refresh after its enrolment, and a locked one is told so', async () => {
  const { body } = await tokenEndpunkt({
    grant_type: DEMO_GRANT,
    client_id: CLIENT_DESKTOP,
    username: 'sabine.sander',
  });
  const { sitzung, geraet } = decodeJwt(body.access_token) as { sitzung: string; geraet?: string };
  expect(geraet).toBeUndefined();
  const id = 'A'.repeat(43);
  const { pool } = t.cloud.dienste;
  await ohneMandant(pool, (tx) => merkeGeraetDerSitzung(tx, sitzung, id));
  const neu = await tokenEndpunkt({
    grant_type: 'refresh_token',
    client_id: CLIENT_DESKTOP,
    refresh_token: body.refresh_token,
  });
  expect(decodeJwt(neu.body.access_token).geraet).toBe(id);
  const kopf = { headers: { authorization: `Bearer ${neu.body.access_token}` } };
  expect((await t.frage('', '/api/v1/ich', kopf)).status).toBe(200);
  await inMandant(pool, 'flensburg', (tx) =>
    tx.query(
      `INSERT INTO geraet (mandant_id, id, sub, jwk, bescheinigung, von, bis, gesperrt_am)
       VALUES ('flensburg', $1, 'flensburg:sabine.sander', '{}', '{}', now(), now(), now())`,
      [id],
    ),
  );
  t.uhr.verstelle(3000);
  expect(await t.frage('', '/api/v1/ich', kopf)).toMatchObject({
    status: 403,
    body: { type: 'urn:kontor:problem:geraet-gesperrt' },
  });
});

test('tokens of `cloud token` carry no sign-in, so no device can be paired with them', async () => {
  const inhalt = decodeJwt(await t.token('sabine.sander'));
  expect(inhalt.sitzung).toBeUndefined();
  expect(inhalt.geraet).toBeUndefined();
});

const { privateKey, publicKey } = await generateKeyPair('ES256');
const fremd = await generateKeyPair('ES256');
const oeffentlich = await exportJWK(publicKey);

describe('a token that is wrong in any way is the same 401', () => {
  const schluessel = createLocalJWKSet({ keys: [{ ...oeffentlich, alg: 'ES256', kid: 'k' }] });
  const aussteller: Aussteller = { issuer: 'https://id.example', audience: 'urn:kontor:cloud', schluessel };
  const jetzt = '2026-03-02T10:00:00.000Z';
  const s = Date.parse(jetzt) / 1000;
  const gut = {
    sub: 's',
    name: 'N',
    mandant: 'flensburg',
    rollen: ['VERWALTUNG_USER', 'ANDERE'],
    oe: ['1'],
    iss: 'https://id.example',
    aud: 'urn:kontor:cloud',
    iat: s,
    exp: s + 600,
  };
  const mache = (aenderung: object, schluessel = privateKey) =>
    new SignJWT({ ...gut, ...aenderung }).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(schluessel);

  test('a good one gives the person, with known roles only', async () => {
    expect(await pruefeToken(`Bearer ${await mache({})}`, aussteller, jetzt)).toMatchObject({
      sub: 's',
      mandant: 'flensburg',
      rollen: ['VERWALTUNG_USER'],
    });
  });

  test.each([
    ['another issuer', { iss: 'https://anders.example' }],
    ['another audience', { aud: 'urn:anders' }],
    ['expired', { iat: s - 700, exp: s - 100 }],
    ['longer than ten minutes', { exp: s + 601 }],
    ['no Mandant', { mandant: undefined }],
    ['a Mandant that is no id', { mandant: '../x' }],
    ['roles that are no list', { rollen: 'VERWALTUNG_USER' }],
  ])('%s', async (_was, aenderung) => {
    await expect(pruefeToken(`Bearer ${await mache(aenderung)}`, aussteller, jetzt)).rejects.toMatchObject({
      problem: { status: 401 },
    });
  });

  test.each([
    ['nothing', async () => undefined],
    ['no bearer', async () => 'Basic abc'],
    ['rubbish', async () => 'Bearer x.y.z'],
    ['a foreign key', async () => `Bearer ${await mache({}, fremd.privateKey)}`],
    [
      'alg none',
      async () => `Bearer ${btoa('{"alg":"none"}').replace(/=/g, '')}.${btoa(JSON.stringify(gut)).replace(/=/g, '')}.`,
    ],
  ])('%s', async (_was, kopf) => {
    await expect(pruefeToken(await kopf(), aussteller, jetzt)).rejects.toMatchObject({
      problem: { type: 'urn:kontor:problem:sitzung-abgelaufen' },
    });
  });
});

describe('an issuer that does not answer as it should', () => {
  const server = createServer((anfrage, antwort) => {
    const wer = anfrage.url?.startsWith('/anders') ? 'https://anders.example' : url;
    if (anfrage.url?.endsWith('/openid-configuration')) {
      antwort.end(JSON.stringify({ issuer: wer, jwks_uri: `${url}/jwks` }));
    } else antwort.writeHead(500).end();
  });
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((bereit) => server.listen(0, '127.0.0.1', bereit));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  const nichtDa = { problem: { type: 'urn:kontor:problem:nicht-verfuegbar', status: 503 } };

  test('signs nobody out: keys that cannot be had are no word about the token', async () => {
    const aussteller = await findeAussteller(url, 'urn:kontor:cloud');
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(privateKey);
    await expect(pruefeToken(`Bearer ${token}`, aussteller, '2026-03-02T10:00:00.000Z')).rejects.toMatchObject(nichtDa);
  });

  test('is none that names itself otherwise, nor one that is away', async () => {
    await expect(findeAussteller(`${url}/anders`, 'a')).rejects.toMatchObject(nichtDa);
    await expect(findeAussteller('http://127.0.0.1:1', 'a')).rejects.toMatchObject(nichtDa);
  });
});
