/**
 * The real engine on marked data: a profile of its own, keys in a store of the OS (a double that remembers what it was
 * given, so that the keys themselves are marks), a cloud behind `fetch`, a clock that is set. The log is the product's file.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import { idText } from '../../src-main/workspace/cache/kennung.ts';
import { oeffneVerbindung } from '../../src-main/workspace/cache/verbindung.ts';
import { apiFuer } from '../../src-main/workspace/host/api.ts';
import type { MotorDienste } from '../../src-main/workspace/host/dienste.ts';
import { Motor } from '../../src-main/workspace/host/motor.ts';
import { Profil } from '../../src-main/workspace/host/profil.ts';
import { protokolldatei } from '../../src-main/workspace/host/protokolldatei.ts';
import { type Stelluhr, stelluhr } from '../../src-main/workspace/testing/stelluhr.ts';
import { dateiAblage } from '../../src-main/workspace/zeichnung/schluesseldatei.ts';
import type { IchAntwort } from '../../src-shared/cloud-api/root.ts';
import type { WorkspaceApi } from '../../src-shared/workspace-api/tabelle.ts';
import { entschluesselt } from './suche.ts';
import { CLOUD, type Wolke, wolke } from './wolke.ts';

export interface Lauf {
  uhr: Stelluhr;
  cloud: Wolke;
  motor: Motor;
  api: WorkspaceApi;
  ordner: string;
  /** Keys as the store of the OS was given them: database, device. */
  schluessel: Buffer[];
  /** The cache's pages in clear. */
  seiten(): Map<string, Buffer>;
  /** Compressed records by id of their Vorgang. */
  saetze(): Map<string, Buffer>;
  /** `danach` sees the files as the ended engine left them. */
  beende(danach: () => void): Promise<void>;
}

/** Lets the set clock run until the engine has answered. */
export async function mitZeit<T>(uhr: Stelluhr, arbeit: Promise<T>): Promise<T> {
  let fertig = false;
  const ende = arbeit.finally(() => {
    fertig = true;
  });
  // Whoever awaits `ende` gets its error; here it must only not be taken for unhandled.
  ende.catch(() => undefined);
  for (let i = 0; !fertig && i < 6_000; i++) {
    await uhr.gehe(10);
    // Files are read in real time, which a busy machine takes its share of.
    if (i > 2_000) await warte(5);
  }
  if (!fertig) throw new Error('the engine does not answer');
  return ende;
}

const maske = (bytes: Uint8Array): Uint8Array => bytes.map((b, i) => b ^ ((i * 31 + 7) & 255));

export async function starte(ich: IchAntwort, geheim: string, fuelle: (w: Wolke) => void): Promise<Lauf> {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-spuren-'));
  const uhr = stelluhr();
  const cloud = wolke(ich, geheim);
  fuelle(cloud);
  const schluessel: Buffer[] = [];
  const profil = join(ordner, 'profil');
  mkdirSync(join(profil, 'logs'), { recursive: true });
  new Profil(profil, CLOUD, dateiAblage).bereite();
  const log = protokolldatei(join(profil, 'logs', 'kontor.log'), () => uhr.jetzt());
  const dienste: MotorDienste = {
    profil,
    cloud: CLOUD,
    issuer: `${CLOUD}/oidc`,
    version: '0.1.0',
    uhr,
    zufall: (n) => randomBytes(n),
    hole: cloud.hole,
    ablage: dateiAblage,
    log,
    schutz: {
      art: 'os',
      verschliesse: async (klar) => {
        schluessel.push(Buffer.from(klar));
        return maske(klar);
      },
      oeffne: async (zu) => maske(zu),
    },
    oeffneUrl: async () => undefined,
    schriften: '',
    leaseStunden: 120,
  };
  const motor = new Motor(dienste, { als: ich.sub, offline: false, dauerhaft: true });
  await mitZeit(uhr, motor.starte());
  await uhr.gehe(5_000);
  const person = join(profil, 'personen');
  const pfad = join(person, readdirSync(person)[0] ?? '', 'bestand.db');
  return {
    uhr,
    cloud,
    motor,
    api: mitUhr(uhr, apiFuer({ motor, offline: false })),
    ordner,
    schluessel,
    seiten: () => entschluesselt(pfad, schluessel.find((k) => k.length === 32) ?? Buffer.alloc(32)),
    saetze: () => saetzeIn(pfad, schluessel.find((k) => k.length === 32) ?? Buffer.alloc(32)),
    beende: async (danach) => {
      await mitZeit(uhr, motor.beende());
      log.schliesse();
      danach();
      rmSync(ordner, { recursive: true, force: true });
    },
  };
}

function saetzeIn(pfad: string, schluessel: Uint8Array): Map<string, Buffer> {
  const v = oeffneVerbindung(pfad, schluessel, true);
  const zeilen = v.alle<{ id: Uint8Array; kopf: Uint8Array | null; voll: Uint8Array | null }>(
    'SELECT v.id, d.kopf, d.voll FROM datensatz d JOIN vorgang v ON v.zeile = d.zeile',
  );
  v.db.close();
  return new Map(
    zeilen.map((z) => [idText(z.id), Buffer.concat([z.kopf ?? Buffer.alloc(0), z.voll ?? Buffer.alloc(0)])]),
  );
}

/** The API, whose every call lets the clock run. */
function mitUhr(uhr: Stelluhr, api: WorkspaceApi): WorkspaceApi {
  return new Proxy(api, {
    get: (ziel, name) => {
      const tu = Reflect.get(ziel, name) as (e: unknown) => Promise<unknown>;
      return (eingabe: unknown) => mitZeit(uhr, tu(eingabe));
    },
  });
}

/** The bytes of these files, by path. */
export const gelesen = (pfade: readonly string[]): Map<string, Buffer> =>
  new Map(pfade.map((pfad) => [pfad, readFileSync(pfad)]));
