/**
 * The box on the way: an HTTP proxy between the real client and the real cloud that knows byte for byte what went through.
 * A fault takes one exchange into its hands and may do anything to it on the wire; without one it is passed on as it is.
 * What it saw is the truth that the status bar is measured against, so it must never claim what did not happen.
 */
import { createServer as createHttp, type IncomingMessage, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type Route, routeVon } from './routen.ts';
import type { Zertifikat } from './zertifikate.ts';

/** One request and what may be done with it. */
export interface Gespraech {
  route: Route;
  methode: string;
  url: string;
  koerper: Buffer;
  /** The line to the client, raw. */
  leitung: Socket;
  /** Passes the request on and answers the whole reply as it came, head and body. Once or more often. */
  hole(): Promise<Buffer>;
  /** Passes on only so many bytes of the request (from its first line), then breaks the line to the cloud. */
  holeHalb(bytes: number): Promise<void>;
  /** Gives the reply to the client and ends the line in order. */
  gib(roh: Buffer): void;
  /** The newest whole reply to this route that is older than this request. */
  frueher(route: Route): Buffer | undefined;
}

export interface Eingriff {
  trifft(route: Route, methode: string): boolean;
  tu(g: Gespraech): Promise<void>;
}

export interface ProxyAngaben {
  /** Port of the cloud on loopback. */
  ziel: number;
  /** What the cloud's clock says in the client's (faster) time, ms: its `Date` is put to that. */
  datum(): number;
}

const KOPFENDE = Buffer.from('\r\n\r\n');
const istGut = (roh: Buffer): boolean => /^HTTP\/1\.1 2\d\d/.test(roh.subarray(0, 12).toString('latin1'));

/** Head (with its empty line) and body of a raw reply. */
export function teile(roh: Buffer): { kopf: Buffer; rumpf: Buffer } {
  const ende = roh.indexOf(KOPFENDE);
  const bis = ende < 0 ? roh.length : ende + KOPFENDE.length;
  return { kopf: roh.subarray(0, bis), rumpf: roh.subarray(bis) };
}

export class Zwischenstelle {
  /** The fault in force. */
  eingriff: Eingriff | undefined;
  /** Exchanges that a fault took, by now. */
  getroffen = 0;
  /** Exchanges that a fault still has in its hands. */
  inArbeit = 0;
  /** Requests by route, whatever became of them. */
  readonly gesehen = new Map<Route, number>();
  /** Commands that the cloud has answered with 200. */
  readonly inDerCloud = new Set<string>();
  /** Monotonic time of the last good reply that went to the client whole. */
  letzterErfolg = Number.NEGATIVE_INFINITY;
  /** Monotonic time at which an exchange last took so long that a client may have lost patience; see `warZaeh`. */
  private zaehBis = Number.NEGATIVE_INFINITY;
  private readonly beginne = new Set<{ um: number }>();
  private readonly angaben: ProxyAngaben;
  private readonly server: Server;
  private readonly leitungen = new Set<Socket>();
  private readonly letzte = new Map<Route, Buffer>();

  constructor(angaben: ProxyAngaben, tls?: Zertifikat) {
    this.angaben = angaben;
    const nimm = (frage: IncomingMessage): void => void this.nimm(frage);
    this.server = tls ? createHttps(tls, nimm) : createHttp(nimm);
    this.server.keepAliveTimeout = 0;
    this.server.on('connection', (s: Socket) => this.merke(s));
    this.server.on('secureConnection', (s: Socket) => this.merke(s));
    this.server.on('clientError', (_f, s) => s.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
    this.server.on('tlsClientError', () => undefined);
  }

  async starte(): Promise<number> {
    await new Promise<void>((fertig) => this.server.listen(0, '127.0.0.1', fertig));
    return (this.server.address() as AddressInfo).port;
  }

  async halte(): Promise<void> {
    for (const s of this.leitungen) s.destroy();
    await new Promise<void>((fertig) => this.server.close(() => fertig()));
  }

  /** Whether the cloud itself let somebody wait for more than `ms`, now or within the last two seconds. */
  warZaeh(ms: number): boolean {
    const jetzt = performance.now();
    if ([...this.beginne].some(({ um }) => jetzt - um > ms)) this.zaehBis = jetzt;
    return jetzt - this.zaehBis < 2_000;
  }

  private merke(s: Socket): void {
    this.leitungen.add(s);
    s.on('error', () => undefined);
    s.on('close', () => this.leitungen.delete(s));
  }

  private async nimm(frage: IncomingMessage): Promise<void> {
    const teileVonIhr: Buffer[] = [];
    try {
      for await (const t of frage) teileVonIhr.push(t as Buffer);
    } catch {
      return; // The client hung up.
    }
    const route = routeVon(frage.method ?? '', frage.url ?? '');
    this.gesehen.set(route, (this.gesehen.get(route) ?? 0) + 1);
    const g = this.gespraech(frage, route, Buffer.concat(teileVonIhr));
    const { eingriff } = this;
    try {
      if (eingriff?.trifft(route, g.methode)) {
        this.getroffen += 1;
        this.inArbeit += 1;
        await eingriff.tu(g).finally(() => {
          this.inArbeit -= 1;
        });
      } else if (route === 'strom') {
        this.leiteDurch(frage, g);
      } else {
        g.gib(await g.hole());
      }
    } catch {
      frage.socket.destroy();
    }
  }

  private gespraech(frage: IncomingMessage, route: Route, koerper: Buffer): Gespraech {
    const leitung = frage.socket;
    const roh = this.anfrage(frage, koerper);
    return {
      route,
      methode: frage.method ?? '',
      url: frage.url ?? '',
      koerper,
      leitung,
      hole: async () => {
        const beginn = { um: performance.now() };
        if (route !== 'strom') this.beginne.add(beginn);
        const antwort = this.datiere(
          await this.frageCloud(roh, leitung, route === 'strom').finally(() => this.beginne.delete(beginn)),
        );
        if (istGut(antwort)) {
          if (route === 'commands') this.merkeBefehle(koerper);
          this.letzte.set(route, antwort);
        }
        return antwort;
      },
      holeHalb: (bytes) =>
        new Promise((fertig) => {
          const s = connect(this.angaben.ziel, '127.0.0.1', () => s.write(roh.subarray(0, bytes), () => s.destroy()));
          s.on('error', () => undefined);
          s.on('close', () => fertig());
        }),
      gib: (antwort) => {
        if (istGut(antwort)) this.letzterErfolg = performance.now();
        leitung.end(antwort);
      },
      frueher: (r) => this.letzte.get(r),
    };
  }

  /** The request as it goes to the cloud: for its own address, one connection each. */
  private anfrage(frage: IncomingMessage, koerper: Buffer): Buffer {
    const zeilen = [
      `${frage.method} ${frage.url} HTTP/1.1`,
      `host: 127.0.0.1:${this.angaben.ziel}`,
      'connection: close',
    ];
    for (let i = 0; i < frage.rawHeaders.length; i += 2) {
      const name = (frage.rawHeaders[i] ?? '').toLowerCase();
      if (['host', 'connection', 'content-length', 'transfer-encoding', 'keep-alive'].includes(name)) continue;
      zeilen.push(`${name}: ${frage.rawHeaders[i + 1]}`);
    }
    if (koerper.length > 0 || frage.method === 'POST' || frage.method === 'PUT') {
      zeilen.push(`content-length: ${koerper.length}`);
    }
    return Buffer.concat([Buffer.from(`${zeilen.join('\r\n')}\r\n\r\n`, 'latin1'), koerper]);
  }

  private frageCloud(roh: Buffer, leitung: Socket, endlos: boolean): Promise<Buffer> {
    return new Promise((gut, schlecht) => {
      if (leitung.destroyed && endlos) return schlecht(new Error('nobody listens'));
      const stuecke: Buffer[] = [];
      const s = connect(this.angaben.ziel, '127.0.0.1', () => s.write(roh));
      s.on('data', (d) => stuecke.push(d));
      s.on('error', schlecht);
      s.on('close', () => gut(Buffer.concat(stuecke)));
      // Nobody waits for it any more; what the cloud makes of the request is its own affair. A stream never ends by itself.
      leitung.on('close', () => (endlos ? s.destroy() : s.end()));
    });
  }

  private leiteDurch(frage: IncomingMessage, g: Gespraech): void {
    const s = connect(this.angaben.ziel, '127.0.0.1', () => s.write(this.anfrage(frage, g.koerper)));
    let erstes = true;
    s.on('data', (d) => {
      g.leitung.write(erstes ? this.datiere(d) : d);
      erstes = false;
    });
    s.on('error', () => g.leitung.destroy());
    s.on('close', () => g.leitung.end());
    g.leitung.on('close', () => s.destroy());
  }

  /** The reply with its `Date` in the client's time; as long as before. */
  private datiere(roh: Buffer): Buffer {
    const { kopf, rumpf } = teile(roh);
    const datum = new Date(this.angaben.datum()).toUTCString();
    const neu = kopf.toString('latin1').replace(/\r\ndate: [^\r]*/i, `\r\nDate: ${datum}`);
    return Buffer.concat([Buffer.from(neu, 'latin1'), rumpf]);
  }

  private merkeBefehle(koerper: Buffer): void {
    const { commands } = JSON.parse(koerper.toString('utf8')) as { commands: { commandId: string }[] };
    for (const { commandId } of commands) this.inDerCloud.add(commandId);
  }
}
