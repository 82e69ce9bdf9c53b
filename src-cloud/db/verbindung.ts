// Opens the connection pools of the cloud. Two roles: the owner migrates, the application's role serves every request and
// is NOSUPERUSER NOBYPASSRLS. Instants come out as RFC 3339 UTC strings with milliseconds and dates as YYYY-MM-DD, as the
// contract wants them; nothing here must ever turn them into local time.
import pg from 'pg';
import { fragePrimaer, leseServerliste, PrimaerClient, type PrimaerKonfiguration, primaersuche } from './primaer.ts';

/** The application's database role; migrations grant to it, requests run as it. */
export const APP_ROLLE = 'kontor_app';

export type Verbindungsziel = {
  /** postgres:// URL of the owner: creates roles, tables and functions. May name several servers (primaer.ts). */
  eigner: string;
  /** postgres:// URL of a login that is APP_ROLLE or may become it. Missing: the owner's, which then changes role at connect. */
  app?: string;
};

const OID_INT8 = 20;
const OID_DATE = 1082;
const OID_TIMESTAMPTZ = 1184;

/** PostgreSQL's ISO output in UTC ("2026-02-03 10:11:12.5+00") as RFC 3339 with three digits of a second. */
export function alsZeitpunkt(text: string): string {
  const treffer = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00(?::00)?$/.exec(text);
  if (!treffer) throw new TypeError(`Not an instant in UTC: ${text}`);
  return `${treffer[1]}T${treffer[2]}.${(treffer[3] ?? '').slice(0, 3).padEnd(3, '0')}Z`;
}

const typen = new Map<number, (text: string) => unknown>([
  [OID_INT8, Number],
  [OID_DATE, (text) => text],
  [OID_TIMESTAMPTZ, alsZeitpunkt],
]);

const GRENZEN =
  '-c TimeZone=UTC -c DateStyle=ISO -c lock_timeout=5000 -c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000';

/** How long an answer may take: longer than any limit of the server, so it ends only what waits for a server that is gone. */
const ANTWORT_MS = 40_000;

/** pg settings shared by pools and single clients: types, time zone, the 5 s a request may wait for a lock, which server. */
export function verbindung(url: string, rolle?: string): PrimaerKonfiguration {
  const liste = leseServerliste(url);
  const konfiguration: pg.ClientConfig = {
    connectionString: liste.url,
    options: rolle ? `${GRENZEN} -c role=${rolle}` : GRENZEN,
    application_name: 'kontor-cloud',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        typen.get(oid) ?? pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  };
  return { ...konfiguration, suche: primaersuche(liste.server, fragePrimaer(konfiguration)) };
}

// What pg and its pool say without a code when a connection has ended, or none can be had in time.
const VERLOREN =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client (was closed|has encountered a connection error)|Cannot use a pool after calling end)/;

/** Whether the connection is what failed: nobody knows what became of the statement, and nothing more can be said on it. */
export function istVerbindungVerloren(fehler: unknown): boolean {
  return fehler instanceof Error && VERLOREN.test(fehler.message);
}

/**
 * The pool that serves requests, as the application's role.
 * @param beiFehler gets errors of idle connections (server gone); the pool replaces them by itself.
 */
export function oeffnePool(ziel: Verbindungsziel, beiFehler: (fehler: Error) => void, groesse = 16): pg.Pool {
  const konfiguration = ziel.app ? verbindung(ziel.app) : verbindung(ziel.eigner, APP_ROLLE);
  const pool = new pg.Pool({
    ...konfiguration,
    // The pool makes its clients of all of these settings, `suche` among them.
    Client: PrimaerClient as unknown as typeof pg.Client,
    query_timeout: ANTWORT_MS,
    max: groesse,
    idleTimeoutMillis: 60_000,
  });
  pool.on('error', beiFehler);
  return pool;
}

/** Runs `fn` on one connection of the owner, for migrations and administration, and closes it. */
export async function alsEigner<T>(url: string, fn: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new PrimaerClient(verbindung(url));
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0');
    return await fn(client);
  } finally {
    await client.end();
  }
}
