// Locks a device: a statement of its own, signed by the anchor. What was recorded before keeps its worth; from now on
// nothing of the device is accepted but the hand-over of its outbox. A lock is never taken back: a new key is enrolled.
import type { Tx } from '../db/mandant.ts';
import { httpProblem } from '../server/problem.ts';
import type { Uhr, Zufall } from '../server/uhr.ts';
import { ankerVon } from './anker.ts';
import { liesGeraetZumAendern, schreibeSperre } from './zeilen.ts';

/**
 * Locks the device (`cloud geraet sperren`, and a forked chain).
 * @param grund a short German reason; it becomes part of the signed statement, so no personal data.
 * @returns false when it was locked already. @throws nicht-gefunden where the Mandant knows no such device.
 */
export async function sperreGeraet(
  tx: Tx,
  mandantId: string,
  geraetId: string,
  grund: string,
  werkzeug: { uhr: Uhr; zufall: Zufall },
): Promise<boolean> {
  const geraet = await liesGeraetZumAendern(tx, mandantId, geraetId);
  if (!geraet) throw httpProblem('nicht-gefunden', { detail: 'Ein Gerät mit dieser Kennung gibt es hier nicht.' });
  if (geraet.gesperrtAm) return false;
  const am = werkzeug.uhr.jetzt();
  const anker = await ankerVon(tx);
  const aussage = anker.bezeuge({ deviceId: geraetId, sub: geraet.sub, gesperrtAm: am, grund });
  return schreibeSperre(tx, mandantId, geraetId, { id: werkzeug.zufall.neueId(), am, aussage });
}
