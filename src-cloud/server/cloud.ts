// Makes a running cloud out of a database and a configuration: the composition root that `cloud start` and the tests share.
// Everything that has an outside (clock, chance, database, disk, log) is put together here and nowhere else.
import path from 'node:path';
import type { FastifyBaseLogger } from 'fastify';
import { verzeichnisBlobs } from '../anhaenge/blobs.ts';
import { APP_ROLLE, oeffnePool, type Verbindungsziel, verbindung } from '../db/verbindung.ts';
import { type Aussteller, findeAussteller } from '../identitaet/anmeldung.ts';
import { type DemoAnbieter, starteDemoAnbieter } from '../identitaet/demo-anbieter.ts';
import { OIDC_PFAD } from '../identitaet/demo-clients.ts';
import { starteWecker } from '../wecken/wecker.ts';
import { baueApp, type Identitaet } from './app.ts';
import { pruefeDemoAdresse, pruefeDemoDatenbank } from './demoschutz.ts';
import type { Dienste, KontorApp } from './dienste.ts';
import { HINTERGRUND } from './hintergrund.ts';
import type { Konfiguration } from './konfiguration.ts';
import { neueMetriken } from './metriken.ts';
import { systemUhr, systemZufall } from './system.ts';
import type { Uhr, Zufall } from './uhr.ts';

export type CloudWunsch = {
  ziel: Verbindungsziel;
  konfiguration: Konfiguration;
  protokoll: FastifyBaseLogger;
  uhr?: Uhr;
  zufall?: Zufall;
};

export type Cloud = {
  /** Where it listens, e.g. http://127.0.0.1:8700 */
  url: string;
  issuer: string;
  dienste: Dienste;
  app: KontorApp;
  /** Drains: no new requests, those under way are finished (10 s at most), workers stop, connections close. */
  beende(): Promise<void>;
};

const ABFLUSS_MS = 10_000;

/** Starts a cloud on a migrated database. @throws DemoFehler, or the listen error (EADDRINUSE …) with nothing left running */
export async function starteCloud(wunsch: CloudWunsch): Promise<Cloud> {
  const { konfiguration, protokoll } = wunsch;
  pruefeDemoAdresse(konfiguration);
  if (!konfiguration.demo && !konfiguration.issuer) {
    throw new RangeError('Es fehlt der Anmeldedienst (KONTOR_ISSUER). Zum Ausprobieren gibt es --demo.');
  }
  const ende = new AbortController();
  const pool = oeffnePool(wunsch.ziel, (fehler) => {
    // At the end the server may be quicker than the goodbye of an idle connection.
    if (!ende.signal.aborted) protokoll.warn({ code: fehler.name }, 'idle database connection lost');
  });
  try {
    if (konfiguration.demo) await pruefeDemoDatenbank(pool);
    return await starte(wunsch, pool, ende);
  } catch (fehler) {
    await pool.end();
    throw fehler;
  }
}

async function starte(wunsch: CloudWunsch, pool: Dienste['pool'], ende: AbortController): Promise<Cloud> {
  const { konfiguration, protokoll, ziel } = wunsch;
  const horcher = ziel.app ? verbindung(ziel.app) : verbindung(ziel.eigner, APP_ROLLE);
  const wecker = await starteWecker(pool, horcher, (meldung) => protokoll.warn(meldung));
  const dienste: Dienste = {
    pool,
    uhr: wunsch.uhr ?? systemUhr,
    zufall: wunsch.zufall ?? systemZufall,
    konfiguration,
    wecker,
    blobs: verzeichnisBlobs(path.join(konfiguration.datenordner, 'anhaenge')),
    protokoll,
    metriken: neueMetriken(),
    ende: ende.signal,
  };
  const { identitaet, beiAdresse, issuerVon } = identitaetVon(dienste);
  const app = await baueApp(dienste, identitaet).catch(async (fehler) => {
    await wecker.beende();
    throw fehler;
  });
  try {
    const url = await app.listen({ host: konfiguration.host, port: konfiguration.port });
    await beiAdresse(url);
    const arbeiter = HINTERGRUND.map((starteArbeiter) => starteArbeiter(dienste));
    let beendet: Promise<void> | undefined;
    const beende = async () => {
      ende.abort();
      const geschlossen = app.close();
      const frist = setTimeout(() => app.server.closeAllConnections(), ABFLUSS_MS);
      await geschlossen.finally(() => clearTimeout(frist));
      await Promise.all(arbeiter.map((warte) => warte()));
      await wecker.beende();
      await pool.end();
    };
    return {
      url,
      issuer: issuerVon(url),
      dienste,
      app,
      beende: () => {
        beendet ??= beende();
        return beendet;
      },
    };
  } catch (fehler) {
    ende.abort();
    await app.close();
    await wecker.beende();
    throw fehler;
  }
}

/** The demo's issuer carries the port, so its provider starts once the cloud listens. */
function identitaetVon(dienste: Dienste): {
  identitaet: Identitaet;
  beiAdresse: (url: string) => Promise<void>;
  issuerVon: (url: string) => string;
} {
  const { issuer = '', demo, audience } = dienste.konfiguration;
  if (!demo) {
    let gefunden: Promise<Aussteller> | undefined;
    const aussteller = () => {
      // Asked again while it cannot be reached: the cloud starts without its issuer and works once that is there.
      gefunden ??= findeAussteller(issuer, audience).catch((fehler) => {
        gefunden = undefined;
        throw fehler;
      });
      return gefunden;
    };
    return { identitaet: { aussteller }, beiAdresse: async () => undefined, issuerVon: () => issuer };
  }
  const { promise, resolve } = Promise.withResolvers<DemoAnbieter>();
  return {
    identitaet: { aussteller: async () => (await promise).aussteller, demo: () => promise },
    beiAdresse: async (url) => resolve(await starteDemoAnbieter(dienste, url + OIDC_PFAD)),
    issuerVon: (url) => url + OIDC_PFAD,
  };
}
