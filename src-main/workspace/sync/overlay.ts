/**
 * Base ⊕ pending: what the screen shows is the cloud's last word plus the person's pending commands, by the same `apply`
 * with which the cloud accepts them. Pure: no clock, no database. A command whose precondition does not hold is skipped
 * here and stays pending; it is never dropped or changed.
 */
import { apply } from '../../../src-shared/domain/apply.ts';
import type { Befehl } from '../../../src-shared/domain/befehle.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import { lageVon, sieht } from '../../../src-shared/domain/sicht.ts';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { alsGanzes, alsKopf, istKopf } from '../cache/ganz.ts';

export interface Ueberlagerung {
  vorgang: Vorgang | VorgangKopf;
  /** commandIds without effect here: their precondition does not hold, or one's own sight has ended before them. */
  uebersprungen: string[];
  /** True after a command that ends one's own sight: no further order is offered. */
  sichtEnde: boolean;
}

/**
 * Lays `pending` (in the queue's order) over `base`. Each command counts at its own `createdAt`. A head stays a head.
 * Sight ends where the base was seen and the state after the command is not.
 */
export function ueberlagere(base: Vorgang | VorgangKopf, pending: readonly Befehl[], kontext: Kontext): Ueberlagerung {
  let v = alsGanzes(base);
  let sichtEnde = false;
  const uebersprungen: string[] = [];
  const { person } = kontext;
  const sah = sieht(person, lageVon(v));
  for (const befehl of pending) {
    const urteil = sichtEnde ? undefined : apply(v, befehl, { ...kontext, am: befehl.createdAt });
    if (urteil?.state !== 'angenommen') {
      uebersprungen.push(befehl.commandId);
    } else if (urteil.vorgang === null) {
      sichtEnde = true;
    } else {
      v = urteil.vorgang;
      sichtEnde = sah && !sieht(person, lageVon(v));
    }
  }
  return { vorgang: istKopf(base) ? alsKopf(v, base) : v, uebersprungen, sichtEnde };
}
