// Tells all instances that something of a Mandant has changed: LISTEN/NOTIFY, only a hint without content. Sent after the
// commit (inside a transaction NOTIFY would serialise all commits), bundled within 50 ms. A hint can get lost; who waits
// for one must poll as well, and after a reconnect everybody is woken.
import type pg from 'pg';
import { PrimaerClient, type PrimaerKonfiguration } from '../db/primaer.ts';

export type Wecker = {
  /** Something of this Mandant was committed. Returns at once; failures are logged, never thrown. */
  melde(mandantId: string): void;
  /** Calls `wecke` for each hint about the Mandant ('*': any Mandant). Returns the function that ends it. */
  abonniere(mandantId: string, wecke: () => void): () => void;
  /** Sends what is pending and disconnects. */
  beende(): Promise<void>;
};

const KANAL = 'kontor_changed';
export const ALLE = '*';
const BUENDEL_MS = 50;
const LAENGSTE_PAUSE_MS = 10_000;
/** A server that is gone without a word is noticed by asking: a listener never speaks otherwise. */
const LEBENSZEICHEN = { alleMs: 15_000, antwortMs: 5_000 };

type Warnung = (meldung: string) => void;

/**
 * Connects and listens; keeps reconnecting (0.1 s to 10 s) when the database goes away.
 * @param pool sends the hints; @param verbindung the listener's own connection.
 */
export async function starteWecker(
  pool: pg.Pool,
  verbindung: PrimaerKonfiguration,
  warne: Warnung,
  lebenszeichen = LEBENSZEICHEN,
): Promise<Wecker> {
  const abonnenten = new Map<string, Set<() => void>>();
  const wecke = (mandantId: string) => {
    for (const name of [mandantId, ALLE]) for (const ruf of abonnenten.get(name) ?? []) ruf();
  };
  const sender = buendle(pool, warne);
  const horcher = horche(
    verbindung,
    wecke,
    () => {
      for (const alle of abonnenten.values()) for (const ruf of alle) ruf();
    },
    warne,
    lebenszeichen,
  );
  await horcher.bereit;
  return {
    melde: sender.melde,
    abonniere(mandantId, ruf) {
      const alle = abonnenten.get(mandantId) ?? new Set();
      abonnenten.set(mandantId, alle.add(ruf));
      return () => {
        alle.delete(ruf);
        if (alle.size === 0 && abonnenten.get(mandantId) === alle) abonnenten.delete(mandantId);
      };
    },
    async beende() {
      await sender.beende();
      await horcher.beende();
    },
  };
}

/** Sends one hint at once: for commands that end right after. */
export async function meldeSofort(pool: pg.Pool, mandantId: string): Promise<void> {
  await pool.query('SELECT pg_notify($1, $2)', [KANAL, mandantId]);
}

/** The first hint goes out at once, those of the following 50 ms together. */
function buendle(pool: pg.Pool, warne: Warnung) {
  const offen = new Set<string>();
  let takt: NodeJS.Timeout | undefined;
  let sendung: Promise<void> = Promise.resolve();
  const sende = () => {
    const namen = [...offen];
    offen.clear();
    if (namen.length === 0) return;
    sendung = pool.query('SELECT pg_notify($1, name) FROM unnest($2::text[]) AS name', [KANAL, namen]).then(
      () => undefined,
      (fehler: Error) => warne(`wake-up not sent: ${fehler.name}`),
    );
  };
  const nachTakt = () => {
    takt = offen.size > 0 ? setTimeout(nachTakt, BUENDEL_MS) : undefined;
    sende();
  };
  return {
    melde(mandantId: string) {
      offen.add(mandantId);
      if (takt) return;
      takt = setTimeout(nachTakt, BUENDEL_MS);
      sende();
    },
    async beende() {
      clearTimeout(takt);
      sende();
      await sendung;
    },
  };
}

function horche(
  verbindung: PrimaerKonfiguration,
  wecke: (mandantId: string) => void,
  weckeAlle: () => void,
  warne: Warnung,
  { alleMs, antwortMs }: typeof LEBENSZEICHEN,
) {
  let client: PrimaerClient | undefined;
  let beendet = false;
  let pause = 100;
  let takt: NodeJS.Timeout | undefined;

  const verbinde = async (): Promise<void> => {
    const neu = new PrimaerClient({ ...verbindung, query_timeout: antwortMs });
    let lebenszeichen: NodeJS.Timeout | undefined;
    let verloren = false;
    const verliere = (fehler?: Error) => {
      if (verloren || beendet) return;
      verloren = true;
      clearInterval(lebenszeichen);
      verbindung.suche.vergiss();
      warne(`listener lost: ${fehler?.name ?? 'end'}`);
      neu.end().catch(() => undefined);
      takt = setTimeout(() => void verbinde(), pause);
      pause = Math.min(pause * 2, LAENGSTE_PAUSE_MS);
    };
    neu.on('error', verliere);
    neu.on('end', () => verliere());
    neu.on('notification', ({ payload }) => payload !== undefined && wecke(payload));
    try {
      await neu.connect();
      // The request's limits do not suit a connection that only listens.
      await neu.query(`SET idle_in_transaction_session_timeout = 0; LISTEN ${KANAL}`);
      if (beendet) return void (await neu.end());
      client = neu;
      pause = 100;
      lebenszeichen = setInterval(() => neu.query('SELECT 1').catch(verliere), alleMs);
      neu.once('end', () => clearInterval(lebenszeichen));
      weckeAlle();
    } catch (fehler) {
      verliere(fehler as Error);
    }
  };

  return {
    bereit: verbinde(),
    async beende() {
      beendet = true;
      clearTimeout(takt);
      await client?.end().catch(() => undefined);
    },
  };
}
