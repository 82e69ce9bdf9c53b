// Finds the one server of several that takes writes, as libpq does for `host1,host2?target_session_attrs=read-write`, which
// node-postgres does not know. What was found is kept until a connection to it fails; a server in recovery is never handed
// out, since what reads from it may be old and what writes to it fails. Promotes nobody: that is the operator's (Patroni).
import pg from 'pg';

export type Server = { host: string; port: number };

/** A connection URL taken apart: for one server as it came, and the servers where it names several (else none). */
export type Serverliste = { url: string; server: Server[] };

export type Primaersuche = {
  /** Where to connect; undefined where the URL names one server only. @throws KeinPrimaer when none takes writes now. */
  finde(): Promise<Server | undefined>;
  /** The connection there has failed: look again next time. */
  vergiss(): void;
};

export type PrimaerKonfiguration = pg.ClientConfig & { suche: Primaersuche };

/** No server takes writes now; SQLSTATE read_only_sql_transaction, so that it is answered 503 like one that says so itself. */
export class KeinPrimaer extends Error {
  readonly code = '25006';
}

const STANDARD_PORT = 5432;
const PROBE_MS = 2000;
const NUR_LESEND = `SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS "nurLesend"`;

/** @throws RangeError (German) for a server without a name, or a `target_session_attrs` under which nothing could be written. */
export function leseServerliste(url: string): Serverliste {
  const teile = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)([^/?#@]*)(.*)$/s.exec(url);
  if (!teile) return { url, server: [] };
  const [, vor = '', orte = '', rest = ''] = teile;
  const nach = ohneSitzungswunsch(rest);
  const namen = orte.split(',');
  if (namen.length === 1) return { url: vor + orte + nach, server: [] };
  const server = namen.map((name) => {
    const ort = URL.parse(`postgres://${name}/`);
    if (!ort?.hostname) throw new RangeError('Die Adresse der Datenbank nennt einen Server ohne Namen.');
    return { host: ort.hostname.replace(/^\[|\]$/g, ''), port: ort.port === '' ? STANDARD_PORT : Number(ort.port) };
  });
  return { url: vor + namen[0] + nach, server };
}

/** The search for a list of servers. `frage` says whether a server takes writes; it rejects where that one cannot be reached. */
export function primaersuche(server: readonly Server[], frage: (ort: Server) => Promise<boolean>): Primaersuche {
  let bekannt: Promise<Server> | undefined;
  const suche = async () => {
    // All at once, so that a host that is gone costs no time; the first of the list wins.
    const antworten = await Promise.allSettled(server.map(frage));
    const gefunden = server.find((_, n) => antworten[n]?.status === 'fulfilled' && antworten[n].value);
    if (gefunden) return gefunden;
    throw new KeinPrimaer(`None of ${server.length} servers takes writes`);
  };
  return {
    async finde() {
      if (server.length === 0) return undefined;
      bekannt ??= suche();
      try {
        return await bekannt;
      } catch (fehler) {
        bekannt = undefined;
        throw fehler;
      }
    },
    vergiss() {
      bekannt = undefined;
    },
  };
}

/** Asks one server on a connection of its own, for 2 s at most. */
export function fragePrimaer(konfiguration: pg.ClientConfig): (ort: Server) => Promise<boolean> {
  return async (ort) => {
    const client = new pg.Client({ ...konfiguration, connectionTimeoutMillis: PROBE_MS, query_timeout: PROBE_MS });
    Object.assign(client, ort);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return !(await istNurLesend(client));
    } finally {
      await client.end().catch(() => undefined);
    }
  };
}

/** A client that connects to the server that takes writes, and to no other; for pools and for single connections. */
export class PrimaerClient extends pg.Client {
  private readonly suche: Primaersuche;

  constructor(konfiguration: PrimaerKonfiguration) {
    super(konfiguration);
    this.suche = konfiguration.suche;
    // The error that ends a connection is told to whoever waits for an answer on it. As an event nobody listens to, which is
    // so while a request holds the client, it would end the process.
    this.on('error', () => this.suche.vergiss());
  }

  override connect(): Promise<pg.Client>;
  override connect(fertig: (fehler: Error) => void): void;
  override connect(fertig?: (fehler: Error) => void): Promise<pg.Client> | undefined {
    const verbunden = this.verbinde();
    if (!fertig) return verbunden;
    verbunden.then(() => (fertig as () => void)(), fertig);
    return undefined;
  }

  private async verbinde(): Promise<pg.Client> {
    const ort = await this.suche.finde();
    if (ort) Object.assign(this, ort);
    try {
      await super.connect();
      if (!(await istNurLesend(this))) return this;
    } catch (fehler) {
      this.suche.vergiss();
      throw fehler;
    }
    this.suche.vergiss();
    await this.end();
    throw new KeinPrimaer('The server is in recovery and takes no writes');
  }
}

async function istNurLesend(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ nurLesend: boolean }>(NUR_LESEND);
  return rows[0]?.nurLesend !== false;
}

function ohneSitzungswunsch(rest: string): string {
  const [pfad = '', anhang] = rest.split(/\?(.*)/s);
  if (anhang === undefined) return rest;
  const wunsch = new URLSearchParams(anhang).get('target_session_attrs');
  if (wunsch !== null && !['any', 'read-write', 'primary'].includes(wunsch)) {
    throw new RangeError(`target_session_attrs=${wunsch} geht nicht: Die Cloud schreibt und braucht read-write.`);
  }
  const uebrig = anhang.split('&').filter((teil) => !teil.startsWith('target_session_attrs='));
  return pfad + (uebrig.length > 0 ? `?${uebrig.join('&')}` : '');
}
