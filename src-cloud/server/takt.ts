// A worker's rhythm: does something now, then again every so often and whenever it is woken, never twice at the same time,
// until the cloud drains. A failure is logged and tried again at the next beat; it never ends the worker.
import type { Dienste } from './dienste.ts';

/** Starts a worker; what it hands back waits for what it still holds. */
export type Arbeiter = (dienste: Dienste) => () => Promise<void>;

export type Takt = {
  /** Does it soon (at once, or right after the run under way). */
  wecke(): void;
  /** Resolves when nothing is under way any more, after `ende` was aborted. */
  warte(): Promise<void>;
};

/** @param alleMs longest time between two runs */
export function starteTakt(
  { ende, protokoll }: Pick<Dienste, 'ende' | 'protokoll'>,
  name: string,
  alleMs: number,
  tu: () => Promise<void>,
): Takt {
  let lauf: Promise<void> | undefined;
  let nochmal = false;
  let uhr: NodeJS.Timeout | undefined;
  const starte = () => {
    if (ende.aborted) return;
    if (lauf) {
      nochmal = true;
      return;
    }
    clearTimeout(uhr);
    nochmal = false;
    lauf = tu()
      .catch((fehler: { code?: string; name?: string }) => {
        protokoll.error({ worker: name, code: fehler.code ?? fehler.name }, 'worker failed');
      })
      .finally(() => {
        lauf = undefined;
        if (ende.aborted) return;
        if (nochmal) setImmediate(starte);
        else uhr = setTimeout(starte, alleMs);
      });
  };
  ende.addEventListener('abort', () => clearTimeout(uhr), { once: true });
  starte();
  return {
    wecke: starte,
    warte: async () => {
      await lauf;
    },
  };
}
