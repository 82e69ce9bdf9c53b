/**
 * What the cache's tests do again and again: load a page, click, ask what may be sent, answer as the cloud would. On the
 * open cache that `platz` gives at the moment of the call.
 */

import type { Klick } from '../../src-main/workspace/cache/bestand-typen.ts';
import type { Result } from '../../src-shared/cloud-api/commands.ts';
import type { Order } from '../../src-shared/domain/befehle.ts';
import { id, JETZT, type Platz, seite } from './muster.ts';

export const AM = new Date(JETZT).toISOString();

export function handgriffe(platz: () => Platz) {
  const schreiber = () => platz().bestand.schreiber;
  const leser = () => platz().bestand.leser;
  const sendung = (ab = 0, max = 100) => schreiber().naechsteSendung({ jetztMs: JETZT + ab, max });
  const klicke = (n: number, order: Order, body: Record<string, unknown> = {}, mehr: Partial<Klick> = {}): string =>
    schreiber().stelleEin({ vorgangId: id(n), order, body, ...mehr }).commandId;
  return {
    laden: (...vs: Parameters<typeof seite>[0]) => schreiber().uebernimmSeite(seite(vs)),
    klicke,
    kommentar: (n: number, k: number) => klicke(n, 'KOMMENTAR_ANLEGEN', { kommentarId: id(k, 5), text: `Notiz ${k}` }),
    sendung,
    bereit: (ab = 0): string[] => sendung(ab).commands.map((c) => c.commandId),
    /** Sent, and answered at once. */
    antworte: (...results: Result[]) => {
      schreiber().alsWirdGesendet(results.map((r) => r.commandId));
      return schreiber().uebernimmErgebnisse(results, AM);
    },
    sicht: (n: number) => leser().vorgang(id(n)),
    zustand: (commandId: string) =>
      leser()
        .outbox()
        .find((e) => e.commandId === commandId)?.state,
  };
}
