/**
 * What one device's person was told, and what they asked for without an answer: the yardstick of the kill torture. It is
 * written by the side that survives, only from answers that came, and must never guess.
 */
import type { Order } from '../../src-shared/domain/befehle.ts';

export interface Klick {
  commandId: string;
  vorgangId: string;
  order: Order;
  /** `versucht`: the process died before it answered; stored or not. `verweigert`: refused, so it must have no effect. */
  stand: 'versucht' | 'bestaetigt' | 'verweigert';
  /** What the person did with it later; `vielleicht-…` where the process died before it answered. */
  ende?: 'zurueckgenommen' | 'geloest' | 'vielleicht-zurueckgenommen' | 'vielleicht-geloest';
  body: Record<string, unknown>;
}

/** A call whose commandId the engine makes itself, and that was never answered. */
export interface Ungewiss {
  vorgangId: string;
  order: Order;
}

interface Entwurf {
  /** Last confirmed text; undefined: anything may be there (the draft went into a command). */
  sicher: string | undefined;
  /** Texts whose saving was not answered. */
  vielleicht: string[];
}

export interface Datei {
  vorgangId: string;
  sha256: string;
  /** A command names it: it now goes the way of that command. */
  genannt: boolean;
}

export class Buch {
  readonly klicks = new Map<string, Klick>();
  readonly ungewiss: Ungewiss[] = [];
  readonly dateien = new Map<string, Datei>();
  readonly entwuerfe = new Map<string, Entwurf>();

  versucht(k: Omit<Klick, 'stand'>): void {
    const da = this.klicks.get(k.commandId);
    if (da === undefined) this.klicks.set(k.commandId, { ...k, stand: 'versucht' });
  }

  bestaetigt(commandId: string): void {
    const k = this.klicks.get(commandId);
    if (k) k.stand = 'bestaetigt';
  }

  /** `erneut`: it was the repeat of a call that was never answered, so the first may have been stored. */
  verweigert(commandId: string, erneut: boolean): void {
    const k = this.klicks.get(commandId);
    if (k && !erneut) k.stand = 'verweigert';
  }

  ende(commandId: string, ende: NonNullable<Klick['ende']>): void {
    const k = this.klicks.get(commandId);
    if (k && !(ende.startsWith('vielleicht') && k.ende !== undefined)) k.ende = ende;
  }

  speichertEntwurf(ort: string, text: string): void {
    this.entwurf(ort).vielleicht.push(text);
  }

  entwurfGespeichert(ort: string, text: string): void {
    this.entwuerfe.set(ort, { sicher: text, vielleicht: [] });
  }

  /** A click takes the draft with it; from now on only a new save says something of it. */
  entwurfVergeben(ort: string): void {
    this.entwuerfe.delete(ort);
  }

  /** The oldest call without an answer that can be repeated under its own id. */
  offener(): Klick | undefined {
    return [...this.klicks.values()].findLast((k) => k.stand === 'versucht' && k.ende === undefined);
  }

  /** After a round in which everything was accounted for. */
  neuesBlatt(): void {
    this.klicks.clear();
    this.ungewiss.length = 0;
    this.dateien.clear();
    this.entwuerfe.clear();
  }

  private entwurf(ort: string): Entwurf {
    let e = this.entwuerfe.get(ort);
    if (!e) {
      e = { sicher: undefined, vielleicht: [] };
      this.entwuerfe.set(ort, e);
    }
    return e;
  }
}
