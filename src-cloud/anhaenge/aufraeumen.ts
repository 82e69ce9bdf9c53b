// Removes attachments nobody needs: bytes of deleted Vorgänge right after the deletion, uploads no command named after 90
// days. Bytes go before the note of them, so that a crash in between repeats the removal and never forgets it.
import { inMandant, ohneMandant } from '../db/mandant.ts';
import type { Dienste } from '../server/dienste.ts';
import { type Arbeiter, starteTakt } from '../server/takt.ts';
import { plusMs } from '../server/uhr.ts';

const MINUTE_MS = 60_000;
const UNBENANNT_MS = 90 * 86_400_000;

export const anhaengeAufraeumen: Arbeiter = (dienste) =>
  starteTakt(dienste, 'anhaenge-aufraeumen', MINUTE_MS, () => raeumeAnhaengeAuf(dienste)).warte;

/** One round through all Mandanten. */
export async function raeumeAnhaengeAuf(dienste: Dienste): Promise<void> {
  const mandanten = await ohneMandant(dienste.pool, (tx) =>
    tx.query<{ id: string }>('SELECT id FROM mandantenuebergreifend_mandanten()'),
  );
  for (const { id } of mandanten.rows) await raeumeMandantAuf(dienste, id);
}

async function raeumeMandantAuf({ pool, blobs, uhr }: Dienste, mandantId: string): Promise<void> {
  const alt = plusMs(uhr.jetzt(), -UNBENANNT_MS);
  const faellig = await inMandant(pool, mandantId, async (tx) => {
    await tx.query(
      `WITH weg AS (DELETE FROM anhang WHERE mandant_id = $1 AND NOT benannt AND am < $2 RETURNING mandant_id, id)
       INSERT INTO blob_loeschung (mandant_id, anhang_id) SELECT mandant_id, id FROM weg ON CONFLICT DO NOTHING`,
      [mandantId, alt],
    );
    return tx.query<{ id: string }>('SELECT anhang_id AS id FROM blob_loeschung WHERE mandant_id = $1 LIMIT 1000', [
      mandantId,
    ]);
  });
  for (const { id } of faellig.rows) {
    await blobs.loesche(mandantId, id);
    await inMandant(pool, mandantId, (tx) =>
      tx.query('DELETE FROM blob_loeschung WHERE mandant_id = $1 AND anhang_id = $2', [mandantId, id]),
    );
  }
}
