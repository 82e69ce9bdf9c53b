/**
 * Many windows' lines through the one channel to the parent, told apart by number. It never looks into a message.
 *   ← {art:'verbindung', kanal} · {art:'nachricht', kanal, daten} · {art:'ende', kanal}      → nachricht · ende
 */
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';

type Kanal = { cb?: (n: unknown) => void; wartend: unknown[]; ende: (() => void)[] };

export class Kanaele {
  private readonly sende: (nachricht: unknown) => void;
  private readonly offen = new Map<number, Kanal>();

  constructor(sende: (nachricht: unknown) => void) {
    this.sende = sende;
  }

  /** A new line. A number that is taken ends the old line: its window is gone. */
  oeffne(kanal: number): Verbindung {
    this.ende(kanal);
    const k: Kanal = { wartend: [], ende: [] };
    this.offen.set(kanal, k);
    const steht = (): boolean => this.offen.get(kanal) === k;
    return {
      sende: (daten) => {
        if (steht()) this.sende({ art: 'nachricht', kanal, daten });
      },
      empfange: (cb) => {
        k.cb = cb;
        for (const n of k.wartend.splice(0)) cb(n);
      },
      beendet: (cb) => void k.ende.push(cb),
      schliesse: () => {
        if (!steht()) return;
        this.sende({ art: 'ende', kanal });
        this.ende(kanal);
      },
    };
  }

  nachricht(kanal: number, daten: unknown): void {
    const k = this.offen.get(kanal);
    if (k?.cb) k.cb(daten);
    else k?.wartend.push(daten);
  }

  ende(kanal: number): void {
    const k = this.offen.get(kanal);
    this.offen.delete(kanal);
    for (const cb of k?.ende ?? []) cb();
  }
}
