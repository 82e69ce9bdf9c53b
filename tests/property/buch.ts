/**
 * What the people of a history did and were told, written down beside the product: by this it is judged whether anything
 * was lost or done twice. A click whose confirmation a crash swallowed is `unsicher`: it may have been stored or not.
 */

/** `erledigt`: the person ended it (discarded, replaced, kept as Kommentar); `verloren`: a restore of the cloud took it. */
export type Zeilenstand = 'gilt' | 'unsicher' | 'zurueckgenommen' | 'erledigt' | 'verloren';

export interface Klickzeile {
  wer: number;
  commandId: string;
  vorgangId: string;
  order: string;
  stand: Zeilenstand;
}

export interface Dateizeile {
  wer: number;
  vorgangId: string;
  groesse: number;
  /** Command that names it. */
  genannt?: string;
}

export class Buch {
  readonly klicks = new Map<string, Klickzeile>();
  /** By client, Vorgang and kind: the draft as last stored. */
  readonly entwuerfe = new Map<string, string>();
  readonly dateien = new Map<string, Dateizeile>();
  readonly chronik: string[] = [];
  readonly brueche: string[] = [];

  sage(zeile: string): void {
    this.chronik.push(zeile);
  }

  /** A promise that was seen broken. */
  bruch(zeile: string): void {
    this.brueche.push(zeile);
    this.chronik.push(`  !! ${zeile}`);
  }

  setze(commandId: string, stand: Zeilenstand): void {
    const zeile = this.klicks.get(commandId);
    if (zeile && zeile.stand !== 'verloren') zeile.stand = stand;
  }
}

export const entwurfSchluessel = (wer: number, vorgangId: string, art: string): string => `${wer} ${vorgangId} ${art}`;
