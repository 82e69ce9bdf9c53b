/**
 * Simulated time: one queue of things that will happen, in order of their instant, each let run out to its last promise
 * before the next. Nothing waits for real. What a handler gives back as a promise (a real cloud's answer) is awaited while
 * simulated time stands still, so that the same seed makes the same history there too.
 */

interface Termin {
  um: number;
  nr: number;
  tat: () => unknown;
}

const atme = (): Promise<void> => new Promise((fertig) => setImmediate(fertig));

/** More things at one instant than any engine has a reason for: it asks without pause, and time would never go on. */
const DREHT_AB = 20_000;

export class Weltzeit {
  private t = 0;
  private nr = 0;
  private readonly termine: Termin[] = [];

  /** Milliseconds since the beginning. */
  jetzt(): number {
    return this.t;
  }

  /** Calls `tat` in `ms`; the answer cancels. */
  plane(ms: number, tat: () => unknown): () => void {
    // Whole milliseconds, as a wall clock gives them.
    const termin = { um: this.t + Math.max(Math.ceil(ms), 0), nr: this.nr++, tat };
    let links = 0;
    let rechts = this.termine.length;
    // Latest first, so that the next one is popped off the end.
    while (links < rechts) {
      const mitte = (links + rechts) >> 1;
      const m = this.termine[mitte] as Termin;
      if (m.um > termin.um || (m.um === termin.um && m.nr > termin.nr)) links = mitte + 1;
      else rechts = mitte;
    }
    this.termine.splice(links, 0, termin);
    return () => {
      const wo = this.termine.indexOf(termin);
      if (wo >= 0) this.termine.splice(wo, 1);
    };
  }

  /** Lets what is under way run out, without time going on. */
  async ruhe(): Promise<void> {
    await atme();
  }

  /** Lets `ms` go by; `danach` is called after each thing that happened. */
  async laufe(ms: number, danach?: () => void): Promise<void> {
    const ziel = this.t + ms;
    await atme();
    danach?.();
    let imSelbenAugenblick = 0;
    for (
      let naechster = this.termine.at(-1);
      naechster !== undefined && naechster.um <= ziel;
      naechster = this.termine.at(-1)
    ) {
      this.termine.pop();
      imSelbenAugenblick = naechster.um === this.t ? imSelbenAugenblick + 1 : 0;
      if (imSelbenAugenblick > DREHT_AB) throw new Error(`[P3] an engine spins at ${this.t} ms`);
      this.t = naechster.um;
      await naechster.tat();
      await atme();
      danach?.();
    }
    this.t = ziel;
  }
}
