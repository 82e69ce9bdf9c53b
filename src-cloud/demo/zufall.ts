/**
 * The demo data's only source of chance: sfc32 from a numeric seed, so that the same seed gives the same bytes on
 * every machine. Each case draws from a stream of its own, named by its number, so case 17 is the same whether
 * 100 or 100,000 are made. Never for keys, tokens or anything that must not be guessed.
 */

/** Quantiles of a distribution: `werte[i]` is the value at the share `p[i]` (0 to 1, ascending). */
export interface Quantile {
  p: number[];
  werte: number[];
}

/** 32-bit FNV-1a of a text's UTF-16 units; to make numbers of names. */
export function streuwert(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return h >>> 0;
}

/** One stream of numbers. Two streams with different `name`, `seed` or `nummer` have nothing in common. */
export class Zufall {
  #a: number;
  #b: number;
  #c: number;
  #zaehler = 1;

  constructor(name: string, seed: number, nummer = 0) {
    this.#a = streuwert(name) ^ Math.floor(seed / 0x100000000);
    this.#b = seed >>> 0;
    this.#c = nummer >>> 0;
    for (let i = 0; i < 15; i++) this.#naechste();
  }

  /** sfc32 (Chris Doty-Humphrey, PractRand): 32 bits. */
  #naechste(): number {
    const t = (this.#a + this.#b + this.#zaehler) | 0;
    this.#zaehler = (this.#zaehler + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + t;
    return t >>> 0;
  }

  /** [0, 1) */
  anteil(): number {
    return this.#naechste() / 0x100000000;
  }

  /** A whole number, both ends included. */
  ganz(von: number, bis: number): number {
    return von + Math.floor(this.anteil() * (bis - von + 1));
  }

  wahr(anteil: number): boolean {
    return this.anteil() < anteil;
  }

  /** One of the list; throws on an empty one. */
  aus<T>(liste: readonly T[]): T {
    const wahl = liste[Math.floor(this.anteil() * liste.length)];
    if (wahl === undefined) throw new RangeError('Zufall.aus: leere Liste');
    return wahl;
  }

  /** `anzahl` different ones in the list's order; all where there are fewer. */
  mehrere<T>(liste: readonly T[], anzahl: number): T[] {
    const rest = [...liste.keys()];
    const gewaehlt: number[] = [];
    while (gewaehlt.length < anzahl && rest.length > 0) {
      gewaehlt.push(...rest.splice(Math.floor(this.anteil() * rest.length), 1));
    }
    return gewaehlt.sort((x, y) => x - y).map((i) => liste[i] as T);
  }

  /** One of the list, each as likely as its weight says. */
  gewichtet<T>(liste: readonly T[], gewicht: (t: T) => number): T {
    const summe = liste.reduce((s, t) => s + gewicht(t), 0);
    let rest = this.anteil() * summe;
    for (const t of liste) {
      rest -= gewicht(t);
      if (rest < 0) return t;
    }
    return this.aus(liste.slice(-1));
  }

  /** A value of the distribution, linear between its quantiles. */
  quantil(q: Quantile): number {
    const u = this.anteil();
    const i = Math.max(
      1,
      q.p.findIndex((p) => p >= u),
    );
    const p0 = q.p[i - 1] ?? 0;
    const p1 = q.p[i] ?? 1;
    const w0 = q.werte[i - 1] ?? 0;
    const w1 = q.werte[i] ?? w0;
    return p1 === p0 ? w0 : w0 + ((w1 - w0) * (u - p0)) / (p1 - p0);
  }

  ziffern(anzahl: number): string {
    let s = '';
    for (let i = 0; i < anzahl; i++) s += String(this.ganz(0, 9));
    return s;
  }

  #hex(anzahl: number): string {
    let s = '';
    while (s.length < anzahl) s += this.#naechste().toString(16).padStart(8, '0');
    return s.slice(0, anzahl);
  }

  /** Shape of a UUIDv4 (RFC 9562), as form engines give transaction ids. */
  uuid4(): string {
    const h = this.#hex(32);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${'89ab'[this.ganz(0, 3)]}${h.slice(17, 20)}-${h.slice(20)}`;
  }

  /** Shape of a UUIDv7 (RFC 9562) of that instant (ms since 1970). */
  uuid7(ms: number): string {
    const zeit = ms.toString(16).padStart(12, '0');
    const h = this.#hex(20);
    return `${zeit.slice(0, 8)}-${zeit.slice(8)}-7${h.slice(1, 4)}-${'89ab'[this.ganz(0, 3)]}${h.slice(5, 8)}-${h.slice(8)}`;
  }
}
