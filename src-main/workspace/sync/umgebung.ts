/**
 * What every part of sync is given: clock, cloud, cache, log, the connection's state, and whom to tell of changes. One
 * object per person and engine; nothing of it is global.
 */
import type { Bestand } from '../cache/bestand.ts';
import type { Aenderungen } from '../cache/bestand-typen.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import type { CloudGateway } from '../cloud/gateway.ts';
import type { Logbuch } from '../logbuch.ts';
import type { Uhr } from '../uhr.ts';
import type { Verbindungszustand } from './verbindung.ts';

/** Why rows changed, as the window's event names it. */
export type Grund = 'abruf' | 'klick' | 'antwort' | 'entzogen';

export interface SyncUmgebung {
  uhr: Uhr;
  gateway: CloudGateway;
  bestand: Bestand;
  log: Logbuch;
  zustand: Verbindungszustand;
  drossel: Drossel;
  geaendert(aenderungen: Aenderungen, grund: Grund): void;
}

/** The cloud's `Retry-After`: nobody asks before it is over, not even by hand. */
export class Drossel {
  private readonly uhr: Pick<Uhr, 'monoton'>;
  private nichtVor = Number.NEGATIVE_INFINITY;

  constructor(uhr: Pick<Uhr, 'monoton'>) {
    this.uhr = uhr;
  }

  warteAb(ms: number): void {
    this.nichtVor = Math.max(this.nichtVor, this.uhr.monoton() + ms);
  }

  /** Milliseconds still to wait; 0 when one may ask. */
  restMs(): number {
    return Math.max(0, Math.ceil(this.nichtVor - this.uhr.monoton()));
  }
}

/** Calls whose success says nothing about this session's connection. */
const OHNE_AUSSAGE: ReadonlySet<string> = new Set<keyof CloudGateway>(['root', 'strom', 'nachlass']);
/** Calls whose end says nothing either: a box on the way may cut a long line while the cloud answers well. */
const OHNE_FEHLERAUSSAGE: ReadonlySet<string> = new Set<keyof CloudGateway>(['strom', 'nachlass']);

/** The gateway with every answer and fault told to state and throttle: they derive from real requests only. */
export function beobachtet(gateway: CloudGateway, zustand: Verbindungszustand, drossel: Drossel): CloudGateway {
  return new Proxy(gateway, {
    get(ziel, name, empfaenger) {
      const wert: unknown = Reflect.get(ziel, name, empfaenger);
      if (typeof wert !== 'function') return wert;
      return async (...args: unknown[]) => {
        try {
          const antwort: unknown = await wert.apply(ziel, args);
          if (!OHNE_AUSSAGE.has(String(name))) zustand.erfolg();
          return antwort;
        } catch (fehler) {
          if (fehler instanceof CloudFehler) {
            if (fehler.fehler.art === 'gedrosselt') drossel.warteAb(fehler.fehler.warteMs);
            if (!OHNE_FEHLERAUSSAGE.has(String(name))) zustand.fehler(fehler.fehler);
          }
          throw fehler;
        }
      };
    },
  });
}
