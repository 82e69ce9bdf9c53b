/**
 * The panes of the window and the way round them (F6), and the promise that the focus is never lost: where an act took
 * away the element that had it, the pane it stood in gets it.
 */
import { tick } from 'svelte';

export const BEREICHE = ['suche', 'ansichten', 'liste', 'vorgang', 'status'] as const;
export type Bereich = (typeof BEREICHE)[number];

const imLeeren = (): boolean => document.activeElement === null || document.activeElement === document.body;

/** Where the focus begins in a dialog: at its first field, or at its heading, so that no act lies under the first key. */
export const anfangVon = (dialog: HTMLElement): HTMLElement | null =>
  dialog.querySelector<HTMLElement>('[data-zuerst]') ?? dialog.querySelector<HTMLElement>('h2');

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
    if (!imLeeren()) return;
    const dialog = [...document.querySelectorAll<HTMLElement>('dialog[open]')].at(-1);
    if (dialog) return anfangVon(dialog)?.focus();
    this.gehe(this.#elemente.get(this.bereich)?.() ? this.bereich : 'liste');
  }

  /**
   * Whatever takes away the element that has the focus (an answer from the cloud, a colleague's act), the focus is
   * brought back. Where the person put it down with the pointer, it is left alone. Answers how to stop watching.
   */
  wache(): () => void {
    let zuletzt: EventTarget | null = null;
    const kommt = (e: FocusEvent) => {
      zuletzt = e.target;
    };
    const legtAb = () => {
      zuletzt = null;
    };
    const beobachter = new MutationObserver(() => {
      if (zuletzt instanceof Node && !zuletzt.isConnected && imLeeren()) void this.rette();
    });
    document.addEventListener('focusin', kommt);
    document.addEventListener('pointerdown', legtAb, true);
    beobachter.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', kommt);
      document.removeEventListener('pointerdown', legtAb, true);
      beobachter.disconnect();
    };
  }
}
