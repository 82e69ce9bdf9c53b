/**
 * An HTTP/1.1 client that can say anything: bytes as they are handed in, several requests in one write, half a request. It
 * reads the replies as they must come back, in order. What a well-behaved client refuses to send is the point of it.
 */
import { connect, type Socket } from 'node:net';

/** One request as bytes. */
export interface Sendung {
  methode: string;
  bytes: Uint8Array;
  /** No client would send it: it need not be answered, and its connection may be closed. */
  missgebildet: boolean;
}

export interface Empfangen {
  status: number;
  kopf: Map<string, string>;
  koerper: Buffer;
}

export type Ende = 'alle' | 'geschlossen' | 'zeit';

const KOPF_ENDE = Buffer.from('\r\n\r\n');

/** Takes one reply off the front; undefined where it has not come in full. @throws RangeError for bytes that are no HTTP */
function nimm(puffer: Buffer, methode: string): { antwort: Empfangen; rest: Buffer } | undefined {
  const ende = puffer.indexOf(KOPF_ENDE);
  if (ende < 0) return undefined;
  const [erste = '', ...zeilen] = puffer.subarray(0, ende).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(erste)?.[1] ?? Number.NaN);
  if (Number.isNaN(status)) throw new RangeError(`No status line: ${erste.slice(0, 80)}`);
  const kopf = new Map(
    zeilen.map((z) => [z.slice(0, z.indexOf(':')).toLowerCase(), z.slice(z.indexOf(':') + 1).trim()]),
  );
  const rest = puffer.subarray(ende + 4);
  if (status < 200) return nimm(rest, methode);
  if (methode === 'HEAD' || status === 204 || status === 304)
    return { antwort: { status, kopf, koerper: Buffer.alloc(0) }, rest };
  if (kopf.get('transfer-encoding') === 'chunked') {
    const gelesen = stuecke(rest);
    return gelesen && { antwort: { status, kopf, koerper: gelesen.koerper }, rest: gelesen.rest };
  }
  const laenge = Number(kopf.get('content-length') ?? 0);
  if (rest.length < laenge) return undefined;
  return { antwort: { status, kopf, koerper: rest.subarray(0, laenge) }, rest: rest.subarray(laenge) };
}

function stuecke(puffer: Buffer): { koerper: Buffer; rest: Buffer } | undefined {
  const teile: Buffer[] = [];
  let ort = 0;
  for (;;) {
    const zeile = puffer.indexOf('\r\n', ort);
    if (zeile < 0) return undefined;
    const laenge = Number.parseInt(puffer.subarray(ort, zeile).toString('latin1'), 16);
    const von = zeile + 2;
    if (puffer.length < von + laenge + 2) return undefined;
    if (laenge === 0) return { koerper: Buffer.concat(teile), rest: puffer.subarray(von + 2) };
    teile.push(puffer.subarray(von, von + laenge));
    ort = von + laenge + 2;
  }
}

/** A connection that is used again as long as it stands. */
export class Leitung {
  private readonly port: number;
  private socket: Socket | undefined;

  constructor(port: number) {
    this.port = port;
  }

  /** Sends all of them at once and reads what comes; `zeit`: not all had come after `ms`. */
  async frage(
    sendungen: readonly Sendung[],
    ms: number,
  ): Promise<{ antworten: Empfangen[]; ende: Ende; unsinn?: string }> {
    const socket = await this.offen();
    const antworten: Empfangen[] = [];
    let puffer = Buffer.alloc(0);
    const letzte = sendungen.at(-1);
    const { promise, resolve } = Promise.withResolvers<{ ende: Ende; unsinn?: string }>();
    // Once more after a look at the socket: a machine that stood still fires its timers before it reads.
    let wecker = setTimeout(() => {
      wecker = setTimeout(() => resolve({ ende: 'zeit' }), 2_000);
    }, ms);
    const lies = (stueck: Buffer): void => {
      puffer = Buffer.concat([puffer, stueck]);
      try {
        for (;;) {
          const gelesen = nimm(puffer, sendungen[antworten.length]?.methode ?? 'GET');
          if (!gelesen) return;
          antworten.push(gelesen.antwort);
          puffer = Buffer.from(gelesen.rest);
          if (antworten.length < sendungen.length || letzte?.missgebildet) continue;
          resolve({ ende: 'alle' });
          return;
        }
      } catch (fehler) {
        resolve({ ende: 'geschlossen', unsinn: String(fehler) });
      }
    };
    const zu = (): void => resolve({ ende: 'geschlossen' });
    socket.on('data', lies).once('close', zu);
    socket.write(Buffer.concat(sendungen.map((s) => s.bytes)));
    // Half closed: whoever waits for more of a broken request learns that nothing comes.
    if (letzte?.missgebildet) socket.end();
    const { ende, unsinn } = await promise;
    clearTimeout(wecker);
    socket.off('data', lies).off('close', zu);
    const abgesagt = antworten.at(-1)?.kopf.get('connection') === 'close';
    if (ende !== 'alle' || abgesagt || letzte?.missgebildet) this.schliesse();
    return { antworten, ende, ...(unsinn !== undefined && { unsinn }) };
  }

  schliesse(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private async offen(): Promise<Socket> {
    if (this.socket && !this.socket.destroyed && this.socket.writable) return this.socket;
    const socket = connect({ port: this.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await new Promise<void>((gut, schlecht) => {
      socket.once('connect', gut);
      socket.once('error', schlecht);
    });
    socket.setNoDelay(true);
    this.socket = socket;
    return socket;
  }
}
