/**
 * How many rows the next page asks for: sized by measured throughput so that a page takes about a second on any line.
 * What a request costs anyway (round trip) is taken off, or a line with a long round trip would get ever smaller
 * pages.
 */

const ZIEL_MS = 1_000;

export class Seitenmass {
  private readonly kleinste: number;
  private readonly groesste: number;
  private laufzeitMs = Number.POSITIVE_INFINITY;
  private jetzige: number;

  constructor(anfang: number, kleinste: number, groesste: number) {
    this.jetzige = anfang;
    this.kleinste = kleinste;
    this.groesste = groesste;
  }

  /** Rows to ask for. */
  get limit(): number {
    return this.jetzige;
  }

  /** A page of `zeilen` rows took `dauerMs`. Pages that came far from full say nothing about larger ones. */
  gemessen(zeilen: number, dauerMs: number): void {
    this.laufzeitMs = Math.min(this.laufzeitMs, dauerMs);
    if (zeilen < this.jetzige / 2) return;
    const faktor = ZIEL_MS / Math.max(dauerMs - this.laufzeitMs, 50);
    this.setze(zeilen * Math.min(Math.max(faktor, 0.25), 2));
  }

  /** A page did not arrive: smaller, so that one gets through between two breaks. */
  gescheitert(): void {
    this.setze(this.jetzige / 2);
  }

  private setze(wert: number): void {
    this.jetzige = Math.round(Math.min(Math.max(wert, this.kleinste), this.groesste));
  }
}
