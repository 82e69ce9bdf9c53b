// A whole demo cloud in the test's own process: real HTTP on a free loopback port, real PostgreSQL, a clock the test may
// set. For integration tests of the cloud and of the workspace against it.
import type { FastifyBaseLogger } from 'fastify';
import { oeffnePool, type Verbindungsziel } from '../db/verbindung.ts';
import { CLIENT_DESKTOP, CLIENT_TOKEN, DEMO_GRANT } from '../identitaet/demo-clients.ts';
import { type Cloud, starteCloud } from '../server/cloud.ts';
import { type Grenzen, type Konfiguration, konfiguriere } from '../server/konfiguration.ts';
import { neuesProtokoll } from '../server/protokoll.ts';
import { systemUhr } from '../server/system.ts';
import { plusMs, type Uhr } from '../server/uhr.ts';
import { richteDemoEin } from '../verzeichnis/demo-anlegen.ts';
import { testDatenbank } from './test-datenbank.ts';

/**
 * A clock that runs with the machine's and can be put forward or back – by a few minutes: tokens carry the machine's time
 * and are refused when they seem older than ten minutes. For more, hand a worker or function its own `uhr`.
 */
export type Stelluhr = Uhr & { verstelle(ms: number): void };

/** What tests look into without saying its shape first. */
export type Beliebig = ReturnType<typeof JSON.parse>;

export type Antwort = {
  status: number;
  headers: Headers;
  /** Parsed if it is JSON (or a problem), else the text. */
  body: Beliebig;
};

export type Anfrage = {
  method?: string;
  /** Sent as JSON, unless it is a FormData, string or Uint8Array. */
  body?: unknown;
  headers?: Record<string, string>;
};

export type TestCloud = {
  url: string;
  cloud: Cloud;
  uhr: Stelluhr;
  ziel: Verbindungsziel;
  /** A request as this demo person (token of their own, kept); '' asks without a token. */
  frage(person: string, pfad: string, anfrage?: Anfrage): Promise<Antwort>;
  /** An access token, by default without a device; `mitSitzung` gives one that a device can be enrolled with. */
  token(person: string, mitSitzung?: boolean): Promise<string>;
  /** Stops the cloud and starts it again on the same database and port. */
  starteNeu(): Promise<void>;
  beende(): Promise<void>;
};

export type TestCloudWunsch = Partial<Omit<Konfiguration, 'grenzen'>> & {
  grenzen?: Partial<Grenzen>;
  protokoll?: FastifyBaseLogger;
};

/** Starts a demo cloud with the demo's Mandanten and people and no Vorgänge. Call `beende` in afterAll. */
export async function testCloud({ protokoll, ...wunsch }: TestCloudWunsch = {}): Promise<TestCloud> {
  const datenbank = await testDatenbank();
  const pool = oeffnePool(datenbank.ziel, () => undefined, 1);
  await richteDemoEin(pool);
  await pool.end();
  const uhr = stelluhr();
  const starte = (port: number) =>
    starteCloud({
      ziel: datenbank.ziel,
      konfiguration: konfiguriere({
        demo: true,
        datenordner: datenbank.ordner,
        ...wunsch,
        port,
      } as Partial<Konfiguration> & { datenordner: string }),
      protokoll: protokoll ?? neuesProtokoll(process.env.KONTOR_TEST_LOG ?? 'silent'),
      uhr,
    });
  let cloud = await starte(wunsch.port ?? 0);
  const zugriff = new Map<string, Promise<string>>();
  const token = (person: string, mitSitzung = false) =>
    holeToken(cloud.url, person, mitSitzung ? CLIENT_DESKTOP : CLIENT_TOKEN);
  return {
    get url() {
      return cloud.url;
    },
    get cloud() {
      return cloud;
    },
    uhr,
    ziel: datenbank.ziel,
    token,
    async frage(person, pfad, anfrage) {
      if (person !== '' && !zugriff.has(person)) zugriff.set(person, token(person));
      return frage(cloud.url + pfad, person === '' ? undefined : await zugriff.get(person), anfrage);
    },
    async starteNeu() {
      const port = Number(new URL(cloud.url).port);
      await cloud.beende();
      cloud = await starte(port);
    },
    async beende() {
      await cloud.beende();
      await datenbank.beende();
    },
  };
}

async function holeToken(url: string, username: string, client: string): Promise<string> {
  const antwort = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: DEMO_GRANT, client_id: client, username }),
  });
  const { access_token: token } = (await antwort.json()) as { access_token?: string };
  if (!token) throw new Error(`No token for ${username}: ${antwort.status}`);
  return token;
}

async function frage(adresse: string, token: string | undefined, anfrage: Anfrage = {}): Promise<Antwort> {
  const roh =
    anfrage.body instanceof FormData || anfrage.body instanceof Uint8Array || typeof anfrage.body === 'string';
  const headers: Record<string, string> = { ...(token ? { authorization: `Bearer ${token}` } : {}) };
  if (anfrage.body !== undefined && !roh) headers['content-type'] = 'application/json';
  const antwort = await fetch(adresse, {
    method: anfrage.method ?? (anfrage.body === undefined ? 'GET' : 'POST'),
    headers: { ...headers, ...anfrage.headers },
    ...(anfrage.body === undefined ? {} : { body: (roh ? anfrage.body : JSON.stringify(anfrage.body)) as BodyInit }),
  });
  const text = await antwort.text();
  const istJson = /json/.test(antwort.headers.get('content-type') ?? '') && text !== '';
  return { status: antwort.status, headers: antwort.headers, body: istJson ? JSON.parse(text) : text };
}

function stelluhr(): Stelluhr {
  let versatz = 0;
  return {
    jetzt: () => plusMs(systemUhr.jetzt(), versatz),
    verstelle(ms) {
      versatz += ms;
    },
  };
}
