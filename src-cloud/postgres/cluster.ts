// Supervises the cloud's own PostgreSQL: makes the cluster, starts the server or joins the one that runs, restarts it when
// it dies, stops it when the last user leaves. Must never remove PostgreSQL's lock file, and never run two servers on one
// folder: PostgreSQL's own checks decide, this file only waits (up to 30 s) and says what is the matter.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import pg from 'pg';
import type { Verbindungsziel } from '../db/verbindung.ts';
import { ClusterFehler, keinPlatz } from './fehler.ts';
import { kontoFuerPostgres } from './nutzer.ts';
import { trageAus, trageEin, unterSperre, vergissAlle } from './nutzung.ts';
import { clusterOrt, erreichbareProgramme } from './ort.ts';
import { liesPostmaster } from './postmaster-pid.ts';
import { findeProgramme } from './programme.ts';
import { istPostgres, lebt } from './prozesse.ts';
import { type Aufstellung, freierPort, gibCluster, legeClusterAn, starteServer } from './server.ts';
import { bestelleWaechter } from './waechter.ts';
import { DATENBANK, EIGNER, verbindungsziel, verwaltungsUrl, type Zugang, zugang } from './zugang.ts';

export type ClusterWunsch = {
  /** Everything of this cloud lies here; made if missing. */
  datenordner: string;
  /** PostgreSQL settings beside the defaults, only for the process that starts the server. */
  einstellungen?: Record<string, string>;
  /** Sentences for the terminal or log: waiting, restarting. */
  meldung?: (satz: string) => void;
  /** Starts the server through pg_ctl; default: on Windows. */
  ueberPgCtl?: boolean;
};

export type Cluster = {
  port: number;
  /** Owner and application of the database `kontor`. */
  ziel: Verbindungsziel;
  /** The server's administrator, for making databases. */
  verwaltung: string;
  zugang: Zugang;
  /** `neu`: made just now · `gestartet`: was there · `mitgenutzt`: another process runs it. */
  art: 'neu' | 'gestartet' | 'mitgenutzt';
  /** Leaves; stops the server (fast shutdown) if nobody else uses it. Idempotent. */
  beende(): Promise<void>;
};

type Lauf = { port: number; pid: number; art: Cluster['art']; kind?: ChildProcess };

const WARTEZEIT_MS = 30_000;
const TAKT_MS = 100;

/** Starts or joins the cluster of a data folder. @throws ClusterFehler with a German sentence */
export async function starteCluster(wunsch: ClusterWunsch): Promise<Cluster> {
  const datenordner = path.resolve(wunsch.datenordner);
  const meldung = wunsch.meldung ?? (() => undefined);
  await legeDatenordnerAn(datenordner);
  const nutzung = path.join(datenordner, 'postgres-nutzung');
  const { aufstellung, geheim, lauf, eintrag } = await unterSperre(nutzung, async () => {
    const geheim = await zugang(datenordner);
    const aufstellung = await stelleAuf(datenordner, wunsch);
    const lauf = await findeOderStarte(aufstellung, geheim, nutzung, meldung);
    return { aufstellung, geheim, lauf, eintrag: await trageEin(nutzung) };
  });
  const waechter = bestelleWaechter(nutzung, eintrag, lauf.pid);
  let beendet = false;
  if (lauf.kind) beaufsichtige(lauf, aufstellung, () => beendet, meldung);
  const beende = async () => {
    if (beendet) return;
    beendet = true;
    waechter.entlasse();
    await unterSperre(nutzung, async () => {
      if (await trageAus(nutzung, eintrag)) await stoppe(aufstellung);
    });
  };
  const { port, art } = lauf;
  return {
    port,
    art,
    zugang: geheim,
    ziel: verbindungsziel(geheim, port),
    verwaltung: verwaltungsUrl(geheim, port),
    beende,
  };
}

async function legeDatenordnerAn(datenordner: string): Promise<void> {
  try {
    await legeAn(datenordner);
  } catch (fehler) {
    if ((fehler as NodeJS.ErrnoException).code === 'ENOSPC') throw keinPlatz(fehler);
    throw new ClusterFehler(
      'postgres-rechte',
      `Der Ordner ${datenordner} lässt sich nicht anlegen. Bitte nennen Sie mit --data einen Ordner, in den Sie schreiben dürfen.`,
      fehler,
    );
  }
}

/** With what leads to it. Node's own `recursive` never comes back where a system answers ENOENT, as /proc does. */
async function legeAn(ordner: string): Promise<void> {
  try {
    await mkdir(ordner, { mode: 0o711 });
  } catch (fehler) {
    const code = (fehler as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && (await stat(ordner)).isDirectory()) return;
    const oberer = path.dirname(ordner);
    if (code !== 'ENOENT' || oberer === ordner || (await stat(oberer).catch(() => undefined))) throw fehler;
    await legeAn(oberer);
    await mkdir(ordner, { mode: 0o711 });
  }
}

async function stelleAuf(datenordner: string, wunsch: ClusterWunsch): Promise<Aufstellung> {
  const bisher = await stat(path.join(datenordner, 'postgres')).catch(() => undefined);
  const konto = await kontoFuerPostgres(bisher?.uid);
  const cluster = await clusterOrt(datenordner, konto, () => `daten-${randomBytes(6).toString('hex')}`);
  const programme = await erreichbareProgramme(await findeProgramme(), konto);
  const { einstellungen = {}, ueberPgCtl = process.platform === 'win32' } = wunsch;
  const protokoll = path.join(datenordner, 'postgres.log');
  return { programme, konto, cluster, protokoll, einstellungen, ueberPgCtl };
}

async function findeOderStarte(
  a: Aufstellung,
  geheim: Zugang,
  nutzung: string,
  meldung: (satz: string) => void,
): Promise<Lauf> {
  let gesagt = false;
  for (let gewartet = 0; gewartet < WARTEZEIT_MS; gewartet += TAKT_MS) {
    const postmaster = await liesPostmaster(a.cluster);
    if (postmaster && istPostgres(postmaster.pid)) {
      if (postmaster.bereit && postmaster.port && (await antwortet(verwaltungsUrl(geheim, postmaster.port)))) {
        return { port: postmaster.port, pid: postmaster.pid, art: 'mitgenutzt' };
      }
    } else {
      await vergissAlle(nutzung);
      const lauf = await starteNeu(a, geheim);
      if (lauf !== 'noch-in-benutzung') return lauf;
    }
    if (!gesagt && gewartet > 1000)
      meldung('Die Datenbank wird noch von einem früheren Lauf benutzt; es wird bis zu 30 Sekunden gewartet.');
    gesagt ||= gewartet > 1000;
    await warte(TAKT_MS);
  }
  throw new ClusterFehler(
    'postgres-in-benutzung',
    `Die Datenbank in ${a.cluster} wird seit über 30 Sekunden von einem anderen Prozess festgehalten und antwortet nicht. Es wurde nichts verändert. Bitte beenden Sie ihn (seine Nummer ist die erste Zeile der Datei postmaster.pid) oder nennen Sie mit --data einen anderen Ordner.`,
  );
}

async function starteNeu(a: Aufstellung, geheim: Zugang): Promise<Lauf | 'noch-in-benutzung'> {
  const vorhanden = await access(path.join(a.cluster, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
  if (!vorhanden) await legeClusterAn(a, geheim.verwaltung);
  else if (a.konto) await gibCluster(a.cluster, a.konto);
  else if (process.platform !== 'win32') await chmod(a.cluster, 0o700);
  for (let versuch = 0; versuch < 5; versuch += 1) {
    const port = await freierPort();
    const { ergebnis, pid, kind } = await starteServer(a, port);
    if (ergebnis === 'laeuft' && pid) {
      await richteEin(verwaltungsUrl(geheim, port), geheim);
      return { port, pid, art: vorhanden ? 'gestartet' : 'neu', ...(kind ? { kind } : {}) };
    }
    if (ergebnis === 'noch-in-benutzung') return ergebnis;
    if (ergebnis !== 'port-belegt' && ergebnis !== 'laeuft') throw ergebnis;
  }
  throw new ClusterFehler(
    'postgres-startet-nicht',
    'Für die Datenbank fand sich auf diesem Rechner kein freier Port. Bitte versuchen Sie es gleich noch einmal.',
  );
}

/** Roles and the database; does nothing when they are there. */
async function richteEin(url: string, geheim: Zugang): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const da = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATENBANK]);
    if (da.rowCount) return;
    const rolle = (name: string, passwort: string, rechte: string) =>
      `DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${name}') THEN CREATE ROLE ${name}; END IF; END $$;
       ALTER ROLE ${name} LOGIN NOSUPERUSER NOBYPASSRLS ${rechte} PASSWORD '${passwort}'`;
    await client.query(rolle(EIGNER, geheim.eigner, 'CREATEROLE'));
    await client.query(rolle('kontor_app', geheim.app, 'NOCREATEROLE'));
    await client.query(`CREATE DATABASE ${DATENBANK} OWNER ${EIGNER}`);
  } finally {
    await client.end();
  }
}

async function antwortet(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (fehler) {
    const code = (fehler as { code?: string }).code;
    // 28P01: another cluster's password – this data folder's own was lost, and waiting will not bring it back.
    if (code === '28P01') {
      throw new ClusterFehler(
        'postgres-rechte',
        'Die Datenbank nimmt das gespeicherte Kennwort nicht an (Datei postgres-zugang.json). Es wurde nichts verändert. Bitte stellen Sie die Datei wieder her.',
        fehler,
      );
    }
    return false;
  }
}

/** Brings the server back on the same port when it ends while it is needed. */
function beaufsichtige(lauf: Lauf, a: Aufstellung, gewollt: () => boolean, meldung: (satz: string) => void): void {
  let versuche = 0;
  const hebeAuf = async () => {
    while (!gewollt() && versuche < 20) {
      versuche += 1;
      await warte(250 * versuche, undefined, { ref: false });
      if (gewollt()) return;
      // A start that throws (its folder or log is gone) is a failed attempt like any other; the last one is told.
      const kind = await starteServer(a, lauf.port).then(
        (s) => (s.ergebnis === 'laeuft' ? s.kind : undefined),
        () => undefined,
      );
      if (kind) {
        meldung('Die Datenbank war ausgefallen und läuft wieder.');
        kind.once('exit', () => void hebeAuf());
        return;
      }
    }
    if (!gewollt())
      meldung(
        'Die Datenbank ist ausgefallen und lässt sich nicht wieder starten. Einzelheiten stehen in postgres.log.',
      );
  };
  lauf.kind?.once('exit', () => void hebeAuf());
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stoppe(a: Aufstellung): Promise<void> {
  const postmaster = await liesPostmaster(a.cluster);
  if (!postmaster || !istPostgres(postmaster.pid)) return;
  if (process.platform === 'win32') {
    // Windows knows no signals: pg_ctl speaks to the server through its pipe.
    const pgCtl = path.join(path.dirname(a.programme.postgres), 'pg_ctl.exe');
    spawn(pgCtl, ['stop', '-D', a.cluster, '-m', 'fast', '-W'], { stdio: 'ignore', windowsHide: true });
  } else {
    process.kill(postmaster.pid, 'SIGINT');
  }
  for (let gewartet = 0; gewartet < WARTEZEIT_MS; gewartet += 20) {
    if (!lebt(postmaster.pid)) return;
    await warte(20);
  }
  throw new ClusterFehler(
    'postgres-in-benutzung',
    'Die Datenbank ist nach 30 Sekunden noch nicht beendet. Ihre Daten sind gesichert; sie beendet sich von selbst.',
  );
}
