/**
 * Makes the Historie's entry of a command: who, when (cloud and device), what, why, about which object.
 * Only facts of the command go in; nothing here is ever rewritten later.
 */
import { type Befehl, ORDER_TITEL } from './befehle.ts';
import type { Kontext } from './kontext.ts';
import type { HistorieEintrag } from './vorgang.ts';

/** Id of the object a command is about, where it has one. */
export function bezugVon(befehl: Befehl): string | undefined {
  const b = befehl.body as Record<string, unknown>;
  for (const feld of ['kommentarId', 'wiedervorlageId', 'nachrichtId', 'bescheidId']) {
    if (typeof b[feld] === 'string') return b[feld] as string;
  }
  return undefined;
}

/** `zusatz` completes the sentence ("an Jan Petersen"). The device's instant is kept only where it differs. */
export function historieEintragVon(befehl: Befehl, kontext: Kontext, zusatz?: string): HistorieEintrag {
  const was = ORDER_TITEL[befehl.order].was;
  const begruendung = 'begruendung' in befehl.body ? befehl.body.begruendung : undefined;
  const bezug = bezugVon(befehl);
  return {
    am: kontext.am,
    ...(kontext.geraetAm !== undefined && kontext.geraetAm !== kontext.am ? { geraetAm: kontext.geraetAm } : {}),
    von: { sub: kontext.person.sub, name: kontext.person.name },
    order: befehl.order,
    commandId: befehl.commandId,
    was: zusatz ? `${was}: ${zusatz}` : was,
    ...(begruendung === undefined ? {} : { begruendung }),
    ...(bezug === undefined ? {} : { bezug }),
  };
}
