/**
 * One HTTP request over axios' fetch adapter with the fetch that was handed in (Electron's in the app, Node's
 * headless). The body is read piece by piece under a silence limit, so that a slow line is not taken for a dead one
 * and a dead one not for a slow one. It never follows a redirect (the token would go along) and never repeats.
 */
import { type AxiosInstance, create } from 'axios';
import type { Uhr } from '../uhr.ts';
import { CloudFehler } from './fehler.ts';
import { type Antwortkopf, antwortFehler, PROXY_407, transportFehler } from './klassifizieren.ts';
import { KENNUNG_HEADER, war407 } from './proxyantwort.ts';
import type { Zeitversatz } from './zeitversatz.ts';

/** fetch as the adapter needs it. */
export type Hole = typeof fetch;

export interface Anfrage {
  methode: 'GET' | 'POST' | 'PUT' | 'HEAD';
  url: string;
  kopf: Record<string, string>;
  koerper?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  /** Silence after which the line counts as dead, ms. */
  stilleMs?: number;
}

/** Reply with its body still on the line; `stuecke` may be read once. */
export interface Strom extends Antwortkopf {
  stuecke: AsyncGenerator<Uint8Array, void, void>;
}

const STILLE_MS = 30_000;
/** The slowest line for which an upload is still waited for: 4 kB/s. */
const LANGSAMSTE_BYTES_JE_MS = 4;
const GROESSTE_ANTWORT = 64 * 1024 * 1024;

/** Sends requests; one per cloud. */
export class Sender {
  private readonly axios: AxiosInstance;
  private readonly uhr: Uhr;
  private readonly zeit: Zeitversatz | undefined;

  constructor(hole: Hole, uhr: Uhr, zeit?: Zeitversatz) {
    this.uhr = uhr;
    this.zeit = zeit;
    this.axios = create({
      adapter: 'fetch',
      env: { fetch: hole as never },
      responseType: 'stream',
      fetchOptions: { redirect: 'manual', credentials: 'omit', cache: 'no-store' },
      validateStatus: () => true,
      transformRequest: [(daten: unknown) => daten],
      transformResponse: [(daten: unknown) => daten],
    });
  }

  /** Resolves with the head of any reply. @throws CloudFehler for transport faults */
  async oeffne(anfrage: Anfrage): Promise<Strom> {
    const wache = new Stillewache(this.uhr, anfrage);
    const kennung = this.uhr.id();
    try {
      const gefragt = this.axios.request({
        url: anfrage.url,
        method: anfrage.methode,
        headers: { ...anfrage.kopf, [KENNUNG_HEADER]: kennung },
        signal: wache.signal,
        ...(anfrage.koerper === undefined ? {} : { data: anfrage.koerper }),
      });
      const antwort = await Promise.race([gefragt, wache.genug]);
      wache.leben();
      const kopf: Antwortkopf = {
        status: antwort.status,
        kopf: (name) => antwort.headers[name.toLowerCase()] as string | undefined,
      };
      this.zeit?.beobachte(kopf);
      return { ...kopf, stuecke: wache.lies((antwort.data as ReadableStream<Uint8Array> | null) ?? null) };
    } catch (fehler) {
      throw wache.fehler(war407(kennung) ? { code: PROXY_407, cause: fehler } : fehler);
    }
  }

  /** The whole reply as text. @throws CloudFehler for transport faults and every status outside of 2xx and 304 */
  async sende(anfrage: Anfrage): Promise<Antwortkopf & { text: string }> {
    const strom = await this.oeffne(anfrage);
    const text = await ganzerText(strom);
    if ((strom.status < 200 || strom.status > 299) && strom.status !== 304) {
      throw antwortFehler(strom, text, this.uhr.jetzt());
    }
    return { status: strom.status, kopf: strom.kopf, text };
  }
}

/** Reads the body to its end. @throws CloudFehler when the line breaks or the body is beyond all measure */
export async function ganzerText(strom: Strom): Promise<string> {
  const teile: Uint8Array[] = [];
  let groesse = 0;
  for await (const teil of strom.stuecke) {
    groesse += teil.length;
    if (groesse > GROESSTE_ANTWORT) {
      throw new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'antwort-unlesbar', status: strom.status });
    }
    teile.push(teil);
  }
  return Buffer.concat(teile).toString('utf8');
}

/**
 * Ends a request when nothing moved for too long, and tells that end from the caller's own. It waits for nobody: where the
 * network stack does not let go of an aborted request, the caller goes on all the same.
 */
class Stillewache {
  private readonly uhr: Uhr;
  private readonly stilleMs: number;
  private readonly aussen: AbortSignal | undefined;
  private readonly abbruch = new AbortController();
  /** Rejects when the request is to end. */
  readonly genug: Promise<never>;
  private ab: () => void;
  private still = false;

  constructor(uhr: Uhr, anfrage: Anfrage) {
    this.uhr = uhr;
    this.stilleMs = anfrage.stilleMs ?? STILLE_MS;
    this.aussen = anfrage.signal;
    this.genug = new Promise((_gut, schlecht) => {
      this.abbruch.signal.addEventListener('abort', () => schlecht(this.abbruch.signal.reason), { once: true });
    });
    this.genug.catch(() => undefined);
    this.aussen?.addEventListener('abort', this.vonAussen, { once: true });
    if (this.aussen?.aborted) this.abbruch.abort();
    const laenge = anfrage.koerper?.length ?? 0;
    this.ab = this.stelle(this.stilleMs + laenge / LANGSAMSTE_BYTES_JE_MS);
  }

  get signal(): AbortSignal {
    return this.abbruch.signal;
  }

  leben(): void {
    this.ab();
    this.ab = this.stelle(this.stilleMs);
  }

  /** Ends the watch and says what this fault was. */
  fehler(fehler: unknown): CloudFehler {
    this.ende();
    if (this.aussen?.aborted) return new CloudFehler({ art: 'abgebrochen' });
    if (this.still) return new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'zeit-ueberschritten' }, fehler);
    return new CloudFehler(transportFehler(fehler), fehler);
  }

  async *lies(koerper: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array, void, void> {
    const leser = koerper?.getReader();
    try {
      while (leser) {
        const { done, value } = await Promise.race([leser.read(), this.genug]);
        if (done) break;
        this.leben();
        yield value;
      }
    } catch (fehler) {
      throw this.fehler(fehler);
    } finally {
      this.ende();
      this.abbruch.abort();
      // A body that was not read to its end; one that broke says so here again.
      leser?.cancel().catch(() => undefined);
    }
  }

  private readonly vonAussen = (): void => {
    this.abbruch.abort();
  };

  private stelle(ms: number): () => void {
    return this.uhr.nach(ms, () => {
      this.still = true;
      this.abbruch.abort();
    });
  }

  private ende(): void {
    this.ab();
    this.aussen?.removeEventListener('abort', this.vonAussen);
  }
}
