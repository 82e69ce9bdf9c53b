/**
 * The panes of the window and the way round them (F6), and the promise that the focus is never lost: where an act took
 * away the element that had it, the pane it stood in gets it.
 */
import { tick } from 'svelte';

export const BEREICHE = ['suche', 'ansichten', 'liste', 'vorgang', 'status'] as const;
export type Bereich = (typeof BEREICHE)[number];

export class Fokus {
  /** The pane that has the focus, or had it last. */
  bereich = $state<Bereich>('liste');
  #elemente = new Map<Bereich, () => HTMLElement | null | undefined>();

  /** A pane names the element to be focused when one comes to it. */
  melde(bereich: Bereich, ziel: () => HTMLElement | null | undefined): () => void {
    this.#elemente.set(bereich, ziel);
    return () => {
      if (this.#elemente.get(bereich) === ziel) this.#elemente.delete(bereich);
    };
  }

  gehe(bereich: Bereich): void {
    const ziel = this.#elemente.get(bereich)?.();
    if (!ziel) return;
    this.bereich = bereich;
    ziel.focus();
    if (ziel instanceof HTMLInputElement) ziel.select();
  }

  /** To the next pane that is there; `-1` the other way round. */
  weiter(schritt: 1 | -1): void {
    const da = BEREICHE.filter((b) => this.#elemente.get(b)?.());
    const i = da.indexOf(this.bereich);
    const ziel = da[(i + schritt + da.length) % da.length];
    if (ziel) this.gehe(ziel);
  }

  /** After an act: back into the pane where the person was, if the focus fell to the page. */
  async rette(): Promise<void> {
    await tick();
    if (document.activeElement === null || document.activeElement === document.body) this.gehe(this.bereich);
  }
}
