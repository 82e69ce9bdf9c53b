/**
 * A thin line: so many bits a second in each direction, shared by all connections, a round trip that takes its time, a
 * handshake that costs one, and connections that die at some byte. It knows no HTTP; what dies, dies in the middle.
 */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { gewuerfelt } from '../lang/teil.ts';

export interface Leitungsart {
  /** Port behind the line. */
  ziel: number;
  bitProSekunde: number;
  rundeMs: number;
  /** Share of connections that die. */
  sterben: number;
  /** Everything so much faster: bandwidth times, waiting by it. */
  faktor: number;
  seed: number;
}

export interface Leitung {
  port: number;
  /** Connections so far, and how many of them died. */
  verbindungen(): number;
  gestorben(): number;
  halte(): Promise<void>;
}

/** Bytes handed on at once. */
const STUECK = 512;
/** A connection that is to die does so after 100 to 24,000 bytes, small numbers as likely as large ones. */
const STIRBT_AB = 100;
const STIRBT_SPANNE = 240;
/** Some are over before that: so many more are meant to die, so that the share comes out. */
const ZUSCHLAG = 1.6;

/** One direction: bytes leave one after the other, as fast as the line lets them, whichever connection they are of. */
class Richtung {
  private freiAb = 0;
  private readonly bytesProMs: number;
  private readonly laufzeitMs: number;

  constructor(art: Leitungsart) {
    this.bytesProMs = (art.bitProSekunde / 8 / 1000) * art.faktor;
    this.laufzeitMs = art.rundeMs / 2 / art.faktor;
  }

  /** When these bytes are at the other end. */
  ankunft(bytes: number): number {
    this.freiAb = Math.max(this.freiAb, performance.now()) + bytes / this.bytesProMs;
    return this.freiAb + this.laufzeitMs;
  }
}

const nach = (um: number, tu: () => void): void => void setTimeout(tu, Math.max(0, um - performance.now()));

export async function duenneLeitung(art: Leitungsart): Promise<Leitung> {
  const wuerfel = gewuerfelt(art.seed);
  const hin = new Richtung(art);
  const her = new Richtung(art);
  const offen = new Set<Socket>();
  const zahl = { verbindungen: 0, gestorben: 0 };
  const server: Server = createServer({ allowHalfOpen: true }, (vorn) => {
    zahl.verbindungen += 1;
    const stirbt = wuerfel() < art.sterben * ZUSCHLAG;
    let rest = stirbt ? STIRBT_AB * STIRBT_SPANNE ** wuerfel() : Number.POSITIVE_INFINITY;
    const hinten = connect({ port: art.ziel, host: '127.0.0.1', allowHalfOpen: true });
    const stirb = (): void => {
      if (vorn.destroyed) return;
      zahl.gestorben += 1;
      vorn.resetAndDestroy();
      hinten.destroy();
    };
    for (const s of [vorn, hinten]) {
      offen.add(s);
      s.on('error', () => undefined);
      s.on('close', () => offen.delete(s));
    }
    // The handshake: nothing moves before a round trip is over.
    vorn.pause();
    nach(performance.now() + art.rundeMs / art.faktor, () => vorn.resume());
    const leite = (von: Socket, nachSocket: Socket, richtung: Richtung): void => {
      // One after the other, whatever timers make of fractions of a millisecond.
      const schlange: (() => void)[] = [];
      const reiheEin = (bytes: number, tu: () => void): void => {
        schlange.push(tu);
        nach(richtung.ankunft(bytes), () => schlange.shift()?.());
      };
      von.on('data', (d: Buffer) => {
        for (let ab = 0; ab < d.length; ab += STUECK) {
          const stueck = d.subarray(ab, ab + STUECK);
          rest -= stueck.length;
          if (rest < 0) return reiheEin(stueck.length, stirb);
          reiheEin(stueck.length, () => void (nachSocket.destroyed || nachSocket.write(stueck)));
        }
      });
      von.on('end', () => reiheEin(1, () => nachSocket.end()));
      von.on('close', () => reiheEin(1, () => nachSocket.destroy()));
    };
    leite(vorn, hinten, hin);
    leite(hinten, vorn, her);
  });
  await new Promise<void>((fertig) => server.listen(0, '127.0.0.1', fertig));
  return {
    port: (server.address() as AddressInfo).port,
    verbindungen: () => zahl.verbindungen,
    gestorben: () => zahl.gestorben,
    halte: async () => {
      for (const s of offen) s.destroy();
      await new Promise<void>((fertig) => server.close(() => fertig()));
    },
  };
}
