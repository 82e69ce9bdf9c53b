/**
 * Serves lines: each gets the API and the engine's events until it ends. Used by windows (over the process' channel) and
 * by joined command lines alike.
 */
import { bediene } from '../../../src-shared/workspace-api/diener.ts';
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';
import { apiFuer } from './api.ts';
import type { Motor } from './motor.ts';

/** How one line is served. */
export interface Leitungsart {
  /** Its calls touch no network. */
  offline: boolean;
  /** Whether it is told of events. */
  ereignisse: boolean;
}

/** Serves one line; answers how many are open through the engine's log only. */
export function bedieneLeitung(motor: Motor, verbindung: Verbindung, art: Leitungsart): void {
  const { log } = motor.dienste;
  bediene(verbindung, apiFuer({ motor, offline: art.offline }), (name, p, fehler) => {
    if (fehler === undefined) log.info('aufruf-verweigert', { name, problem: p.type });
    else log.fehler('aufruf-defekt', fehler, { name });
  });
  if (!art.ereignisse) return;
  const ab = motor.melder.bei((name, daten) => verbindung.sende({ art: 'ereignis', name, daten }));
  verbindung.beendet(ab);
}
