/**
 * The stage: a real cloud on PostgreSQL, the proxy before it, and the real engine as a window has it, headless, on a cache
 * of its own. It clicks like a person and writes down what was confirmed; it never helps the engine along.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { type TestCloud, testCloud } from '../../src-cloud/testing/test-cloud.ts';
import { legeAn, neuerVorgang } from '../../src-cloud/testing/test-vorgang.ts';
import { apiFuer } from '../../src-main/workspace/host/api.ts';
import type { Arbeitsplatz } from '../../src-main/workspace/host/arbeitsplatz.ts';
import { statteAus } from '../../src-main/workspace/host/ausstattung.ts';
import { Motor } from '../../src-main/workspace/host/motor.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { StatusAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import type { WorkspaceApi } from '../../src-shared/workspace-api/tabelle.ts';
import { bis } from '../prozesse.ts';
import { Zwischenstelle } from './proxy.ts';
import { type Route, routeVon } from './routen.ts';
import type { Umweg } from './stoerungen.ts';
import { type SchnelleUhr, schnelleUhr } from './zeit.ts';
import { TEST_CA, ZERTIFIKATE } from './zertifikate.ts';

const PERSON = 'sabine.sander';

export interface Buehne {
  cloud: TestCloud;
  proxy: Zwischenstelle;
  uhr: SchnelleUhr;
  motor: Motor;
  platz: Arbeitsplatz;
  api: WorkspaceApi;
  vorgaenge: Vorgang[];
  /** Commands whose click was confirmed, by the Vorgang they are for. */
  bestaetigt: Map<string, string>;
  /** The status that a window was told last. */
  gezeigt(): StatusAnsicht;
  /** Called right after a click was confirmed. */
  beiKlick: (() => void)[];
  /** Defects that the engine logged. */
  defekte: string[];
  /** A click: a Kommentar on one of the Vorgänge in turn, with a file where asked. Resolves when it is confirmed. */
  klicke(mitDatei?: Uint8Array): Promise<string>;
  /** Sends requests of these routes on a way that does not lead to the cloud. */
  leiteUm(umweg: Umweg | undefined, trifft: (route: Route) => boolean): void;
  /** A fetch as the engine has it. */
  hole: typeof fetch;
  /** Ends engine, proxies and cloud. */
  raeumeAb(): Promise<void>;
}

export interface Wunsch {
  seed: number;
  /** How much faster the client's time goes. */
  faktor: number;
  vorgaenge: number;
  /** False: the engine works only when asked. */
  dauerhaft?: boolean;
  /** Puts something between client and proxy; answers its port. */
  davor?(port: number): Promise<number>;
  /** Is told of each request of the engine. */
  anfrage?(route: Route, adresse: URL, kopf: Headers): void;
  /** The Vorgänge; without it, plain ones are made. */
  lege?(cloud: TestCloud, anzahl: number): Promise<Vorgang[]>;
}

/** Addresses that lead elsewhere. */
async function umwege(): Promise<{ ziel: Record<Exclude<Umweg, 'klartext'>, string>; halte(): Promise<void> }> {
  const server: Zwischenstelle[] = [];
  const mit = async (name: keyof typeof ZERTIFIKATE): Promise<string> => {
    const p = new Zwischenstelle({ ziel: 1, datum: () => 0 }, ZERTIFIKATE[name]);
    server.push(p);
    return `https://127.0.0.1:${await p.starte()}`;
  };
  const frei: Server = createServer();
  await new Promise<void>((f) => frei.listen(0, '127.0.0.1', f));
  const { port } = frei.address() as AddressInfo;
  await new Promise((f) => frei.close(f));
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), TEST_CA]);
  return {
    ziel: {
      zu: `http://127.0.0.1:${port}`,
      dns: 'http://cloud.kontor.invalid',
      selbst: await mit('selbst'),
      abgelaufen: await mit('abgelaufen'),
      zukunft: await mit('zukunft'),
      name: await mit('name'),
    },
    halte: async () => {
      for (const s of server) await s.halte();
    },
  };
}

/** The engine's fetch: what is for the cloud goes to the proxy, or on a way that a fault says. */
function wegDurch(
  cloud: string,
  proxy: string,
  proxyInstanz: Zwischenstelle,
  orte: Record<string, string>,
  gefragt: Wunsch['anfrage'],
) {
  let umweg: Umweg | undefined;
  let trifft: (route: Route) => boolean = () => false;
  const hole: typeof fetch = async (ziel, init) => {
    const anfrage = ziel instanceof Request ? ziel : undefined;
    const adresse = anfrage?.url ?? String(ziel);
    if (!adresse.startsWith(cloud)) return fetch(ziel, init);
    const route = routeVon(anfrage?.method ?? init?.method ?? 'GET', adresse);
    gefragt?.(route, new URL(adresse), anfrage?.headers ?? new Headers(init?.headers));
    let basis = proxy;
    if (umweg !== undefined && trifft(route)) {
      proxyInstanz.getroffen += 1;
      basis = umweg === 'klartext' ? proxy.replace('http:', 'https:') : (orte[umweg] ?? proxy);
    }
    const neu = basis + adresse.slice(cloud.length);
    if (anfrage === undefined) return fetch(neu, init);
    const { method, headers, signal } = anfrage;
    const body = anfrage.body === null ? null : await anfrage.arrayBuffer();
    return fetch(neu, { ...init, method, headers, signal, body });
  };
  const leiteUm = (u: Umweg | undefined, t: (route: Route) => boolean): void => {
    umweg = u;
    trifft = t;
  };
  return { hole, leiteUm };
}

export async function baueBuehne(wunsch: Wunsch): Promise<Buehne> {
  const { seed, faktor, vorgaenge: anzahl, dauerhaft = true } = wunsch;
  const cloud = await testCloud();
  const uhr = schnelleUhr(faktor, seed);
  const proxy = new Zwischenstelle({ ziel: Number(new URL(cloud.url).port), datum: () => uhr.richtig() });
  const port = await proxy.starte();
  const proxyUrl = `http://127.0.0.1:${(await wunsch.davor?.(port)) ?? port}`;
  const nebenwege = await umwege();
  const { hole, leiteUm } = wegDurch(cloud.url, proxyUrl, proxy, nebenwege.ziel, wunsch.anfrage);
  const lege =
    wunsch.lege ??
    ((c, n) =>
      legeAn(
        c,
        Array.from({ length: n }, () => neuerVorgang()),
      ));
  const vorgaenge = await lege(cloud, anzahl);
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-fault-'));
  const defekte: string[] = [];
  const still = (): undefined => undefined;
  const log = {
    info: still,
    warne: still,
    fehler: (was: string, f: unknown) => void defekte.push(`${was}: ${(f as Error).stack ?? String(f)}`),
  };
  const dienste = { ...statteAus({ profil: ordner, cloud: cloud.url, schutz: { art: 'keiner' }, hole }), uhr, log };
  const motor = new Motor(dienste, { als: PERSON, offline: false, dauerhaft });
  await motor.starte();
  const platz = motor.platz();
  let gezeigt = motor.status();
  motor.melder.bei((name, daten) => {
    if (name === 'status') gezeigt = daten as StatusAnsicht;
  });
  const api = apiFuer({ motor, offline: false });
  const bestaetigt = new Map<string, string>();
  const beiKlick: (() => void)[] = [];
  let naechster = 0;
  const klicke = async (datei?: Uint8Array): Promise<string> => {
    const vorgangId = vorgaenge[naechster++ % vorgaenge.length]?.id ?? '';
    const anhaenge: string[] = [];
    if (datei) {
      const base64 = Buffer.from(datei).toString('base64');
      const a = await api.anhangAnfuegen({ vorgangId, dateiname: 'Foto.jpg', contentType: 'image/jpeg', base64 });
      anhaenge.push(a.id);
    }
    const body = { kommentarId: uhr.id(), text: `Rückruf ${naechster}`, ...(anhaenge.length > 0 ? { anhaenge } : {}) };
    const { commandId } = await api.befehl({ order: 'KOMMENTAR_ANLEGEN', vorgangId, body });
    bestaetigt.set(commandId, vorgangId);
    for (const cb of beiKlick) cb();
    return commandId;
  };
  if (dauerhaft) {
    const da = async (): Promise<true | undefined> =>
      platz.bestand.leser.lesestand().phase === 'fertig' ? true : undefined;
    await bis('erster Abgleich', da, 120_000);
  } else {
    await platz.abgleich.jetzt(true);
  }
  return {
    ...{ cloud, proxy, uhr, motor, platz, api, vorgaenge, bestaetigt, beiKlick, defekte, klicke, leiteUm, hole },
    gezeigt: () => gezeigt,
    raeumeAb: async () => {
      await motor.beende();
      await proxy.halte();
      await nebenwege.halte();
      await cloud.beende();
      rmSync(ordner, { recursive: true, force: true });
    },
  };
}

/** What the cloud has of every confirmed click; each must be there once. Answers what is not so. */
export async function pruefeCloud(b: Buehne): Promise<string[]> {
  const funde: string[] = [];
  const gezaehlt = new Map<string, number>();
  for (const { id } of b.vorgaenge) {
    const { body } = await b.cloud.frage(PERSON, `/api/v1/vorgaenge/${id}`);
    for (const h of (body as Vorgang).historie) gezaehlt.set(h.commandId, (gezaehlt.get(h.commandId) ?? 0) + 1);
  }
  for (const id of b.bestaetigt.keys()) {
    const mal = gezaehlt.get(id) ?? 0;
    if (mal !== 1) funde.push(`P1: command ${id} took effect ${mal} times`);
  }
  for (const e of b.platz.bestand.leser.outbox()) {
    if (e.state !== 'bestaetigt') funde.push(`P3: command ${e.commandId} is ${e.state} at the end`);
  }
  return funde;
}
