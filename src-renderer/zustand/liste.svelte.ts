/**
 * The queue as it stands on the screen: filter, order, loaded pages, selection. What a sync brings renews rows in
 * their place; new rows wait behind "n neue Vorgänge anzeigen", vanished ones stay as ghosts until the person moves
 * on. It never reorders what is shown and never loses the selection.
 */
import { SvelteSet } from 'svelte/reactivity';
import type { Problem } from '../../src-shared/domain/problem.ts';
import type { KopfZeile, ListenAntwort } from '../../src-shared/workspace-api/ansichten.ts';
import type { Ansicht } from '../../src-shared/workspace-api/tabelle.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { Uhr } from '../bridge/uhr.ts';
import { alsProblem } from '../format/sicherheit.ts';
import { frischeAuf, gehe, type Seite } from './seiten.ts';
import { Takt } from './takt.ts';

const SEITE = 100;
/** Rows asked for beyond a page when it is renewed, so that new ones do not hide the last. */
const ZUGABE = 50;

export type Sortierung = 'eingang' | 'frist';
export type Gesamt = number | { mindestens: number };

export class ListenStand {
  ansicht = $state<Ansicht>('alle');
  status = $state('');
  oe = $state('');
  dienst = $state('');
  sortierung = $state<Sortierung>('eingang');
  gesamt = $state<Gesamt>(0);
  laedt = $state(true);
  fehler = $state<Problem | null>(null);
  auswahl = $state<string | null>(null);
  /** Ids that would stand here and are not shown yet. */
  neue = new SvelteSet<string>();
  /** Ids that no longer belong here and are still shown. */
  geister = new SvelteSet<string>();
  /** Set by the view: nothing chosen, at the very top, no pointer inside; then new rows may simply appear. */
  unberuehrt = true;
  /** Set by the view: rows on the screen, first and last index. */
  sichtbar: readonly [number, number] = [0, 20];
  #seiten = $state.raw<Seite<KopfZeile>[]>([]);
  #weiter: string | undefined;
  #lauf = 0;
  #leitung: Leitung;
  #takt: Takt;
  zeilen = $derived(this.#seiten.flatMap((s) => s.zeilen));

  constructor(leitung: Leitung, uhr: Uhr) {
    this.#leitung = leitung;
    this.#takt = new Takt(() => this.#frische(), 150, uhr);
  }

  get hatMehr(): boolean {
    return this.#weiter !== undefined;
  }

  /** Shows a view from its beginning. */
  zeige(ansicht: Ansicht): void {
    this.ansicht = ansicht;
    void this.lade();
  }

  /** From the top, with everything that is new. The selection stays. */
  async lade(): Promise<void> {
    const lauf = ++this.#lauf;
    this.laedt = true;
    try {
      const a = await this.#frage(undefined, SEITE);
      if (lauf !== this.#lauf) return;
      this.#seiten = [{ nach: undefined, zeilen: a.vorgaenge }];
      this.#uebernimm(a);
      this.neue.clear();
      this.geister.clear();
      this.fehler = null;
    } catch (fehler) {
      if (lauf === this.#lauf) this.fehler = alsProblem(fehler);
    } finally {
      if (lauf === this.#lauf) this.laedt = false;
    }
  }

  /** Adds the next page; harmless where there is none or one is on its way. */
  async ladeMehr(): Promise<void> {
    if (this.#weiter === undefined || this.laedt) return;
    const lauf = this.#lauf;
    const nach = this.#weiter;
    this.laedt = true;
    try {
      const a = await this.#frage(nach, SEITE);
      if (lauf !== this.#lauf) return;
      const da = new Set(this.zeilen.map((z) => z.id));
      this.#seiten = [...this.#seiten, { nach, zeilen: a.vorgaenge.filter((z) => !da.has(z.id)) }];
      this.#uebernimm(a);
    } catch (fehler) {
      if (lauf === this.#lauf) this.fehler = alsProblem(fehler);
    } finally {
      if (lauf === this.#lauf) this.laedt = false;
    }
  }

  /** Something changed in the workspace. */
  stosseAn(): void {
    this.#takt.stosse();
  }

  /** Moves the selection; ghosts go, since the person has moved on. Answers the id now chosen. */
  gehe(schritt: number): string | undefined {
    const ziel = gehe(this.zeilen, this.auswahl, schritt);
    if (ziel !== undefined) this.waehle(ziel);
    if (schritt > 0 && ziel === this.zeilen.at(-1)?.id) void this.ladeMehr();
    return ziel;
  }

  waehle(id: string | null): void {
    this.auswahl = id;
    if ([...this.geister].some((g) => g !== id)) this.#entferne((g) => g !== id);
  }

  #entferne(weg: (id: string) => boolean): void {
    const ids = new Set([...this.geister].filter(weg));
    this.#seiten = this.#seiten.map((s) => ({ ...s, zeilen: s.zeilen.filter((z) => !ids.has(z.id)) }));
    for (const id of ids) this.geister.delete(id);
  }

  #uebernimm(a: ListenAntwort): void {
    this.gesamt = a.gesamt;
    this.#weiter = a.weiter;
  }

  #frage(nach: string | undefined, limit: number): Promise<ListenAntwort> {
    return this.#leitung.rufe('liste', {
      filter: {
        ansicht: this.ansicht,
        ...(this.status ? { status: [this.status] } : {}),
        ...(this.oe ? { oe: this.oe } : {}),
        ...(this.dienst ? { dienst: this.dienst } : {}),
      },
      sortierung: this.sortierung,
      limit,
      ...(nach === undefined ? {} : { nach }),
    });
  }

  /** Renews the first page, which tells of new rows, and the page on the screen. */
  async #frische(): Promise<void> {
    if (this.#seiten.length === 0 || this.zeilen.length === 0 || this.unberuehrt) return this.lade();
    const lauf = this.#lauf;
    try {
      const nummern = new Set([0, this.#seiteVon(this.sichtbar[0]), this.#seiteVon(this.sichtbar[1])]);
      for (const nummer of nummern) await this.#frischeSeite(nummer, lauf);
    } catch (fehler) {
      if (lauf === this.#lauf) this.fehler = alsProblem(fehler);
    }
  }

  #seiteVon(index: number): number {
    let rest = index;
    for (const [i, s] of this.#seiten.entries()) {
      if (rest < s.zeilen.length) return i;
      rest -= s.zeilen.length;
    }
    return Math.max(0, this.#seiten.length - 1);
  }

  async #frischeSeite(nummer: number, lauf: number): Promise<void> {
    const seite = this.#seiten[nummer];
    if (!seite) return;
    const a = await this.#frage(seite.nach, Math.min(500, seite.zeilen.length + ZUGABE));
    if (lauf !== this.#lauf || this.#seiten[nummer] !== seite) return;
    const r = frischeAuf(seite, a.vorgaenge, new Set(this.zeilen.map((z) => z.id)), a.weiter === undefined);
    this.#seiten = this.#seiten.with(nummer, { ...seite, zeilen: r.zeilen });
    this.gesamt = a.gesamt;
    this.fehler = null;
    const wieder = new Set(a.vorgaenge.map((z) => z.id));
    for (const id of [...this.geister]) if (wieder.has(id)) this.geister.delete(id);
    for (const id of r.entfallen) this.geister.add(id);
    // A new row beyond the last loaded page comes with that page; before it, it waits to be shown.
    if (nummer < this.#seiten.length - 1 || !this.hatMehr || nummer === 0)
      for (const id of r.neue) this.#merkeNeu(id, a);
    this.#entferneUnsichtbare();
  }

  /** Only what stands before a row already shown is new to the eye; what comes after is further down the list. */
  #merkeNeu(id: string, a: ListenAntwort): void {
    const da = new Set(this.zeilen.map((z) => z.id));
    const i = a.vorgaenge.findIndex((z) => z.id === id);
    if (a.vorgaenge.slice(i + 1).some((z) => da.has(z.id)) || !this.hatMehr) this.neue.add(id);
  }

  /** Ghosts off the screen can go at once: nobody looks at them, and the view keeps its place. */
  #entferneUnsichtbare(): void {
    const [von, bis] = this.sichtbar;
    const imBild = new Set(this.zeilen.slice(von, bis + 1).map((z) => z.id));
    this.#entferne((id) => !imBild.has(id) && id !== this.auswahl);
  }
}
