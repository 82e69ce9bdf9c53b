/**
 * A client of the feed as the contract describes it: base rows by id, a cursor that goes from instance to instance, pages of
 * its own size. It knows nothing but what it was told, and keeps the last version it was told of each Vorgang.
 */
import type { ChangesAntwort } from '../../src-shared/cloud-api/changes.ts';
import { CloudAntwort, type Zugang } from '../demo-zugang.ts';

export class Leser {
  readonly name: string;
  readonly stand = new Map<string, number>();
  seiten = 0;
  zeilen = 0;
  /** What a page must never hold. */
  readonly funde: string[] = [];
  private readonly zugaenge: readonly Zugang[];
  private readonly limit: number;
  private readonly sicht: string;
  private cursor: string | undefined;

  constructor(name: string, zugaenge: readonly Zugang[], limit: number, sicht: string) {
    this.name = name;
    this.zugaenge = zugaenge;
    this.limit = limit;
    this.sicht = sicht;
  }

  /** One page from the next instance; whether there is more. */
  async lies(): Promise<boolean> {
    const zugang = this.zugaenge[this.seiten % this.zugaenge.length] as Zugang;
    const since = this.cursor === undefined ? `&sicht=${this.sicht}` : `&since=${encodeURIComponent(this.cursor)}`;
    const antwort = await zugang.frage(`/api/v1/changes?limit=${this.limit}${since}`);
    if (antwort.status !== 200) throw new CloudAntwort(antwort.status, await antwort.text());
    this.nimm((await antwort.json()) as ChangesAntwort);
    return this.letzteHatMehr;
  }

  private letzteHatMehr = true;

  private nimm(seite: ChangesAntwort): void {
    const ids = new Set<string>();
    for (const c of seite.changes) {
      const [id, version] = c.art === 'vorgang' ? [c.vorgang.id, c.vorgang.version] : [c.id, c.version];
      if (ids.has(id)) this.funde.push(`[F5] ${this.name}: ${id} twice on one page`);
      ids.add(id);
      const bekannt = this.stand.get(id);
      if (bekannt !== undefined && bekannt > version && seite.phase === 'folge') {
        this.funde.push(`[F1] ${this.name}: ${id} went back from ${bekannt} to ${version}`);
      }
      if (c.art === 'vorgang') this.stand.set(id, version);
      else this.stand.delete(id);
    }
    this.cursor = seite.cursor;
    this.letzteHatMehr = seite.hasMore;
    this.seiten += 1;
    this.zeilen += seite.changes.length;
  }

  async bisRuhig(): Promise<void> {
    while (await this.lies());
  }

  /** What differs from the table: ids with the version there and the one this reader was told (0: none). */
  abweichungen(tabelle: ReadonlyMap<string, number>): string[] {
    const ids = new Set([...tabelle.keys(), ...this.stand.keys()]);
    return [...ids]
      .filter((id) => tabelle.get(id) !== this.stand.get(id))
      .map((id) => `[F1] ${this.name}: ${id} has version ${tabelle.get(id) ?? 0}, was told ${this.stand.get(id) ?? 0}`);
  }

  /** The next round begins: only what comes from now on counts. */
  vergiss(): void {
    this.stand.clear();
  }
}
