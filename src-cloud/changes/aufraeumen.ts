// Removes what no cursor can ask for any more: notes of where Vorgänge stood before they moved. They are kept longer than
// the oldest base a cursor may speak of (cursor.ts), so that nobody's `entzogen` goes with them.
import { inMandant, ohneMandant } from '../db/mandant.ts';
import type { Dienste } from '../server/dienste.ts';
import { type Arbeiter, starteTakt } from '../server/takt.ts';
import { plusMs } from '../server/uhr.ts';
import { BASIS_GILT_MS } from './cursor.ts';

const STUNDE_MS = 3_600_000;

export const feedAufraeumen: Arbeiter = (dienste) =>
  starteTakt(dienste, 'feed-aufraeumen', 6 * STUNDE_MS, () => raeumeFeedAuf(dienste)).warte;

/** One round through all Mandanten. */
export async function raeumeFeedAuf({ pool, uhr }: Pick<Dienste, 'pool' | 'uhr'>): Promise<void> {
  const alt = plusMs(uhr.jetzt(), -BASIS_GILT_MS - 24 * STUNDE_MS);
  const mandanten = await ohneMandant(pool, (tx) =>
    tx.query<{ id: string }>('SELECT id FROM mandantenuebergreifend_mandanten()'),
  );
  for (const { id } of mandanten.rows) {
    await inMandant(pool, id, (tx) =>
      tx.query('DELETE FROM vorgang_vorher WHERE mandant_id = $1 AND am < $2', [id, alt]),
    );
  }
}
