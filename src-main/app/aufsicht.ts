// Keeps the workspace process running: starts it, notices its end, starts it again after a growing pause, and stops
// trying when it keeps dying, with a reason people can read. It must never restart a workspace that said itself why it
// cannot start, and never have two of them at once.

import { type Problem, problem } from '../../src-shared/domain/problem.ts';
import type { Arbeitsprozess, Prozessende } from '../shell/shell.ts';
import {
  type AnArbeitsprozess,
  type Arbeitskonfiguration,
  liesSteuernachricht,
  type VomArbeitsprozess,
} from './steuerkanal.ts';

/** What the supervision needs from outside; times in milliseconds on a monotonic clock. */
export interface Umgebung {
  starteArbeitsprozess(): Arbeitsprozess;
  /** Calls back after `ms`; the returned function cancels. */
  nach(ms: number, cb: () => void): () => void;
  jetzt(): number;
}

export type Lage =
  | { readonly art: 'startet' }
  | { readonly art: 'laeuft'; readonly prozess: Arbeitsprozess }
  | { readonly art: 'pause' }
  | { readonly art: 'gescheitert'; readonly problem: Problem }
  | { readonly art: 'beendet' };

export interface Aufsicht {
  lage(): Lage;
  /** Called on each change. */
  aufLage(cb: (lage: Lage) => void): void;
  /** What the running workspace says besides `bereit` and `fehler`. */
  aufNachricht(cb: (n: VomArbeitsprozess, antworte: (a: AnArbeitsprozess) => void) => void): void;
  /** To the running workspace; dropped when there is none. */
  sende(nachricht: AnArbeitsprozess): void;
  /** One more try after `gescheitert`, at most one per longest pause; otherwise nothing. */
  nochmal(): void;
  /** Asks the workspace to stop, waits, ends it the hard way after `frist`. Resolves when it is gone. */
  beende(): Promise<void>;
}

/** Limits of the supervision, in milliseconds. */
export interface Grenzen {
  /** First pause; doubled with each further end. */
  readonly erstePause: number;
  readonly laengstePause: number;
  /** So many ends within `zeitraum` and it gives up. */
  readonly enden: number;
  readonly zeitraum: number;
  /** Until `bereit`; migrations of a large cache may take long. */
  readonly startfrist: number;
  /** For a clean stop. */
  readonly endfrist: number;
}

export const UEBLICHE_GRENZEN: Grenzen = {
  erstePause: 200,
  laengstePause: 10_000,
  enden: 6,
  zeitraum: 120_000,
  startfrist: 300_000,
  endfrist: 10_000,
};

/** Starts the workspace and keeps it. */
export function beaufsichtige(
  umgebung: Umgebung,
  konfiguration: Arbeitskonfiguration,
  grenzen = UEBLICHE_GRENZEN,
): Aufsicht {
  const aufsicht = new LaufendeAufsicht(umgebung, konfiguration, grenzen);
  aufsicht.starte();
  return aufsicht;
}

class LaufendeAufsicht implements Aufsicht {
  private readonly umgebung: Umgebung;
  private readonly konfiguration: Arbeitskonfiguration;
  private readonly grenzen: Grenzen;
  private readonly hoerer: ((lage: Lage) => void)[] = [];
  private readonly nachrichtenhoerer: ((n: VomArbeitsprozess, antworte: (a: AnArbeitsprozess) => void) => void)[] = [];
  private zustand: Lage = { art: 'startet' };
  private prozess: Arbeitsprozess | null = null;
  private enden: number[] = [];
  private gescheitertUm = 0;
  private brichPauseAb: (() => void) | null = null;
  private amEnde: (() => void) | null = null;

  constructor(umgebung: Umgebung, konfiguration: Arbeitskonfiguration, grenzen: Grenzen) {
    this.umgebung = umgebung;
    this.konfiguration = konfiguration;
    this.grenzen = grenzen;
  }

  lage(): Lage {
    return this.zustand;
  }

  aufLage(cb: (lage: Lage) => void): void {
    this.hoerer.push(cb);
  }

  aufNachricht(cb: (n: VomArbeitsprozess, antworte: (a: AnArbeitsprozess) => void) => void): void {
    this.nachrichtenhoerer.push(cb);
  }

  sende(nachricht: AnArbeitsprozess): void {
    if (this.zustand.art === 'laeuft') this.zustand.prozess.sende(nachricht);
  }

  nochmal(): void {
    if (this.zustand.art !== 'gescheitert' || this.prozess !== null) return;
    if (this.umgebung.jetzt() - this.gescheitertUm >= this.grenzen.laengstePause) this.starte();
  }

  starte(): void {
    this.wechsle({ art: 'startet' });
    const prozess = this.umgebung.starteArbeitsprozess();
    this.prozess = prozess;
    const keineFrist = this.umgebung.nach(this.grenzen.startfrist, () => prozess.toete());
    prozess.empfange((roh) => {
      const nachricht = liesSteuernachricht(roh);
      if (nachricht === null || this.prozess !== prozess) return;
      if (nachricht.art === 'bereit') {
        keineFrist();
        if (this.zustand.art === 'startet') this.wechsle({ art: 'laeuft', prozess });
      } else if (nachricht.art === 'fehler') {
        this.scheitere(nachricht.problem);
        this.bitteUmEnde(prozess);
      } else {
        for (const cb of this.nachrichtenhoerer) cb(nachricht, (a) => prozess.sende(a));
      }
    });
    prozess.beendet((ende) => {
      keineFrist();
      this.nachEnde(ende);
    });
    prozess.sende({ art: 'start', konfiguration: this.konfiguration });
  }

  async beende(): Promise<void> {
    this.brichPauseAb?.();
    const prozess = this.prozess;
    const vorher = this.zustand.art;
    this.wechsle({ art: 'beendet' });
    if (prozess === null || vorher === 'beendet') return;
    await new Promise<void>((fertig) => {
      this.amEnde = fertig;
      this.bitteUmEnde(prozess);
    });
  }

  private bitteUmEnde(prozess: Arbeitsprozess): void {
    const keineFrist = this.umgebung.nach(this.grenzen.endfrist, () => prozess.toete());
    prozess.beendet(() => keineFrist());
    prozess.sende({ art: 'beenden' });
  }

  private nachEnde(ende: Prozessende): void {
    this.prozess = null;
    if (this.zustand.art === 'beendet') {
      this.amEnde?.();
      return;
    }
    if (this.zustand.art === 'gescheitert') return;
    const jetzt = this.umgebung.jetzt();
    this.enden = [...this.enden.filter((t) => jetzt - t < this.grenzen.zeitraum), jetzt];
    if (this.enden.length >= this.grenzen.enden) {
      this.scheitere(problem('arbeitsbereich-fehlt', { detail: gescheitert(this.enden.length, ende) }));
      return;
    }
    const pause = Math.min(this.grenzen.erstePause * 2 ** (this.enden.length - 1), this.grenzen.laengstePause);
    this.wechsle({ art: 'pause' });
    this.brichPauseAb = this.umgebung.nach(pause, () => {
      this.brichPauseAb = null;
      this.starte();
    });
  }

  private scheitere(grund: Problem): void {
    if (this.zustand.art === 'beendet') return;
    this.gescheitertUm = this.umgebung.jetzt();
    this.wechsle({ art: 'gescheitert', problem: grund });
  }

  private wechsle(lage: Lage): void {
    this.zustand = lage;
    for (const cb of this.hoerer) cb(lage);
  }
}

function gescheitert(anzahl: number, ende: Prozessende): string {
  const wie = ende.signal ?? `Rückgabe ${ende.code}`;
  return `Der Arbeitsbereich wurde ${anzahl}-mal kurz hintereinander beendet (zuletzt: ${wie}). Ihre gespeicherte Arbeit liegt unverändert auf diesem Gerät. Bitte laden Sie das Fenster neu; hilft das nicht, wenden Sie sich an Ihre IT.`;
}
