/**
 * A workbench for tests of sync: a real cache in a temporary folder, a scripted cloud, a clock that is set by hand. The
 * cloud answers what the test tells it to, and writes down what it was asked.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, Result } from '../../../src-shared/cloud-api/commands.ts';
import type { IchAntwort, Kollege, Organisationseinheit } from '../../../src-shared/cloud-api/root.ts';
import { kopfVon, type Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { Bestand } from '../cache/bestand.ts';
import { oeffneBestand } from '../cache/oeffnen.ts';
import { CloudFehler, type CloudFehlerArt } from '../cloud/fehler.ts';
import type { AnhangStand, ChangesSeite, CloudGateway, NachlassStand } from '../cloud/gateway.ts';
import { ueberlagere } from '../sync/overlay.ts';
import { beobachtet, Drossel, type SyncUmgebung } from '../sync/umgebung.ts';
import { Verbindungszustand } from '../sync/verbindung.ts';
import { type Stelluhr, stelluhr } from './stelluhr.ts';

/** What the scripted cloud has and does. Any entry may throw. */
export interface Drehbuch {
  ich: IchAntwort;
  vorgaenge: Map<string, Vorgang>;
  changes: (frage: Parameters<CloudGateway['changes']>[0]) => ChangesSeite | Promise<ChangesSeite>;
  commands: (commands: readonly Command[]) => Result[] | Promise<Result[]>;
  anhaenge: Map<string, Uint8Array>;
  /** Where an upload stands; without it, what is there counts as all of it. */
  anhangStand?: (id: string) => AnhangStand;
  personen: Kollege[];
  organisationseinheiten: Organisationseinheit[];
  /** What locked devices handed over; what is said to be decided leaves it. */
  nachlass: NachlassStand['eintraege'];
  erledigt: string[];
  /** Fault of every call while set. */
  stoerung: CloudFehlerArt | undefined;
}

export interface Werkbank {
  uhr: Stelluhr;
  bestand: Bestand;
  u: SyncUmgebung;
  cloud: Drehbuch;
  /** Names of the calls, in order. */
  gerufen: string[];
  /** Batches of commands as they were sent. */
  gesendet: Command[][];
  /** The cache closed and opened again, as at a new start; `bestand` is another object afterwards. */
  starteNeu(): void;
  raeumeAb(): void;
}

export const ICH: IchAntwort = {
  sub: 'flensburg:sabine.sander',
  name: 'Sabine Sander',
  rollen: ['VERWALTUNG_USER'],
  oe: ['197008'],
  mandant: 'flensburg',
  land: 'SH',
  zeichnung: [{ dienstId: null }],
  richtlinie: { leaseHours: 120, scopeDays: 90, attachmentBytes: 1_000_000 },
};

export const kaputt = (art: CloudFehlerArt): CloudFehler => new CloudFehler(art);
export const WEG: CloudFehlerArt = { art: 'cloud_nicht_erreichbar', grund: 'abgelehnt' };

/** A page of heads. */
export function seite(vorgaenge: readonly Vorgang[], cursor: string, mehr: Partial<ChangesSeite> = {}): ChangesSeite {
  return {
    changes: vorgaenge.map((v) => ({ art: 'vorgang', vorgang: kopfVon(v) })),
    cursor,
    hasMore: false,
    phase: 'folge',
    serverTime: '2026-11-02T08:00:00.000Z',
    dauerMs: 100,
    unlesbar: 0,
    unlesbareIds: [],
    ...mehr,
  };
}

const angenommen = (c: Command): Result => ({ commandId: c.commandId, state: 'angenommen', version: 2 });

function gatewayNach(cloud: Drehbuch, w: Pick<Werkbank, 'gerufen' | 'gesendet'>): CloudGateway {
  const rufe = async <T>(name: string, tu: () => T | Promise<T>): Promise<T> => {
    w.gerufen.push(name);
    if (cloud.stoerung) throw kaputt(cloud.stoerung);
    return tu();
  };
  const nie = async (): Promise<never> => {
    throw kaputt({
      art: 'dort_unbekannt',
      status: 404,
      problem: { type: 'urn:kontor:problem:nicht-gefunden', title: '' },
    });
  };
  return {
    root: () =>
      rufe('root', () => ({
        _links: {},
        apiVersion: '1.0',
        minClientVersion: '0.1.0',
        serverTime: '2026-11-02T08:00:00.000Z',
      })),
    ich: () => rufe('ich', () => cloud.ich),
    dienste: () => rufe('dienste', () => []),
    personen: () => rufe('personen', () => cloud.personen),
    organisationseinheiten: () => rufe('organisationseinheiten', () => cloud.organisationseinheiten),
    changes: (frage) => rufe(`changes ${frage.since ?? '-'}`, () => cloud.changes(frage)),
    strom: (hoerer, ruf) =>
      rufe('strom', () => {
        hoerer.offen();
        return new Promise((_gut, schlecht) => {
          ruf?.signal?.addEventListener('abort', () => schlecht(kaputt({ art: 'abgebrochen' })));
        });
      }),
    vorgang: nie,
    abfrage: (ids) => rufe('abfrage', () => ids.flatMap((id) => cloud.vorgaenge.get(id) ?? [])),
    commands: (commands) =>
      rufe('commands', async () => {
        w.gesendet.push([...commands]);
        return { results: await cloud.commands(commands), serverTime: '2026-11-02T08:00:00.000Z' };
      }),
    anhangStand: (id) =>
      rufe(`stand ${id}`, () => cloud.anhangStand?.(id) ?? { art: cloud.anhaenge.has(id) ? 'fertig' : 'fehlt' }),
    anhangHoch: (id, s) =>
      rufe(`hoch ${id} ${s.ab}`, () => {
        const alt = cloud.anhaenge.get(id) ?? new Uint8Array();
        cloud.anhaenge.set(id, Buffer.concat([alt.subarray(0, s.ab), s.bytes]));
      }),
    anhangRunter: (id, ab, stueck) =>
      rufe(`runter ${id} ${ab}`, () => stueck((cloud.anhaenge.get(id) ?? new Uint8Array()).subarray(ab))),
    geraetAnmelden: nie,
    nachlass: nie,
    nachlassOffen: () =>
      rufe('nachlass', () => ({
        eintraege: [...cloud.nachlass],
        erledigt: [...cloud.erledigt],
        unlesbar: 0,
      })),
    nachlassErledigt: (ids) =>
      rufe(`erledigt ${ids.length}`, () => {
        cloud.erledigt.push(...ids);
        cloud.nachlass = cloud.nachlass.filter((e) => !ids.includes(e.command.commandId));
      }),
    journal: nie,
    rollout: nie,
  };
}

/** Sets one up, its cache in a folder below `wo`. Call `raeumeAb` at the end. */
export function werkbank(wo = tmpdir()): Werkbank {
  const uhr = stelluhr();
  const ordner = mkdtempSync(join(wo, 'kontor-sync-'));
  const oeffne = (): Bestand =>
    oeffneBestand({
      pfad: join(ordner, 'bestand.db'),
      schluessel: new Uint8Array(32).fill(7),
      uhr,
      neueId: uhr.id,
      overlay: ueberlagere,
    });
  const bestand = oeffne();
  bestand.schreiber.merkeIch(ICH);
  const cloud: Drehbuch = {
    ich: ICH,
    vorgaenge: new Map(),
    changes: () => seite([], 'c'),
    commands: (commands) => commands.map(angenommen),
    anhaenge: new Map(),
    personen: [],
    organisationseinheiten: [],
    nachlass: [],
    erledigt: [],
    stoerung: undefined,
  };
  const w = { gerufen: [] as string[], gesendet: [] as Command[][] };
  const zustand = new Verbindungszustand(uhr);
  const drossel = new Drossel(uhr);
  const stumm = { info: () => undefined, warne: () => undefined };
  const log = {
    ...stumm,
    fehler: (ereignis: string, fehler: unknown) => {
      throw new Error(ereignis, { cause: fehler });
    },
  };
  const gateway = beobachtet(gatewayNach(cloud, w), zustand, drossel);
  const u: SyncUmgebung = { uhr, gateway, bestand, log, zustand, drossel, geaendert: () => undefined };
  const bank: Werkbank = {
    uhr,
    bestand,
    u,
    cloud,
    ...w,
    starteNeu: () => {
      bank.bestand.schliesse();
      bank.bestand = oeffne();
      bank.u.bestand = bank.bestand;
    },
    raeumeAb: () => {
      bank.bestand.schliesse();
      rmSync(ordner, { recursive: true, force: true });
    },
  };
  return bank;
}

/** Lets single calls of the cloud answer otherwise, observed like all others. The cloud writes none of them down. */
export function stelleUm(w: Werkbank, teile: Partial<CloudGateway>): void {
  const { zustand, drossel, gateway } = w.u;
  const anders = new Proxy(gateway, {
    get: (ziel, name) => (Object.hasOwn(teile, name) ? teile[name as keyof CloudGateway] : Reflect.get(ziel, name)),
  });
  w.u.gateway = beobachtet(anders, zustand, drossel);
}
