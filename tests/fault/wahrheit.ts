/**
 * Measures the status bar's claim against what really is, every few hundredths of a second: what the engine says and what a
 * window was told last, beside what proxy and cloud know. It reads only; a claim that came true a moment later is false.
 */
import { URSACHE } from '../../src-main/workspace/cloud/fehler.ts';
import type { StatusAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import type { Buehne } from './buehne.ts';

const ALLE_MS = 25;
/** `online` may rest on an answer this old, client's time: poll (60 s ± 20 %), patience of a request, and some work. */
const ONLINE_MS = 130_000;
/** Longer than this, client's time, the cloud itself was slow: a busy machine, and the client's word for it is right. */
const ZAEH_MS = 15_000;
const ZU_SPAET = URSACHE['zeit-ueberschritten'];
/** The process stood still for longer than this, client's time: its own patience may have ended by that. */
const STILLSTAND_MS = 9_000;

export class Wahrheit {
  proben = 0;
  readonly funde: string[] = [];
  /** Causes seen since `beginne`. */
  readonly gesehen = new Set<string>();
  /** The process stood still since `beginne`: what was seen may be its own doing. */
  gestockt = false;
  private readonly b: Buehne;
  private erlaubt: readonly string[] = [];
  private wo = 'start';
  private zuletzt = performance.now();
  private readonly wecker: NodeJS.Timeout;
  private offen = new Set<string>();

  constructor(b: Buehne) {
    this.b = b;
    this.wecker = setInterval(() => this.probe(), ALLE_MS);
    // What is said between two samples counts, too, and most of all what stands beside a click just confirmed.
    b.platz.zustand.bei(() => this.probe());
    b.beiKlick.push(() => this.probe());
  }

  /** From now on only these causes are right. */
  beginne(wo: string, erlaubt: readonly string[]): void {
    this.wo = wo;
    this.erlaubt = erlaubt;
    this.gesehen.clear();
    this.gestockt = false;
  }

  halte(): void {
    clearInterval(this.wecker);
  }

  /** One sample, now. */
  probe(): void {
    const { b } = this;
    const jetzt = performance.now();
    if ((jetzt - this.zuletzt - ALLE_MS) * b.uhr.faktor > STILLSTAND_MS) this.gestockt = true;
    this.zuletzt = jetzt;
    const zaeh = b.proxy.warZaeh(ZAEH_MS / b.uhr.faktor);
    // What is, before what is claimed: nothing can come true in between.
    this.offen = new Set([...b.bestaetigt.keys()].filter((id) => !b.proxy.inDerCloud.has(id)));
    for (const [wer, s] of [
      ['engine', b.motor.status()],
      ['window', b.gezeigt()],
    ] as const) {
      this.proben += 1;
      const falsch = this.falsch(s, jetzt, zaeh);
      if (falsch) this.funde.push(`${falsch} (${wer}, ${this.wo})`);
      if (s.ursache !== undefined) this.gesehen.add(s.ursache);
    }
  }

  private falsch(s: StatusAnsicht, jetzt: number, zaeh: boolean): string | undefined {
    if (this.offen.size > 0 && s.pending + s.konflikte + s.abgelehnt === 0) {
      return `P4: "Alles übertragen" while ${this.offen.size} confirmed clicks are not with the cloud`;
    }
    const alter = (jetzt - this.b.proxy.letzterErfolg) * this.b.uhr.faktor;
    if (s.state === 'online' && alter > ONLINE_MS && !this.gestockt) {
      return `P4: online, ${Math.round(alter / 1000)} s after the last answer`;
    }
    const richtig = s.ursache === undefined || this.erlaubt.includes(s.ursache) || (zaeh && s.ursache === ZU_SPAET);
    if (!richtig && !this.gestockt) {
      return `S2: ${s.state}, "${s.ursache}"`;
    }
    if (s.state !== 'online' && s.ursache === undefined) return `S2: ${s.state} without a cause`;
    return undefined;
  }
}
