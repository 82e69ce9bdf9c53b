// Forgets commands when the contract lets it: 400 days after they were judged, and only when their Vorgang is gone. As long
// as a Vorgang lives, a repeat of any command about it is still known.
import { inMandant, ohneMandant } from '../db/mandant.ts';
import type { Dienste } from '../server/dienste.ts';
import { type Arbeiter, starteTakt } from '../server/takt.ts';
import { plusMs } from '../server/uhr.ts';

const TAG_MS = 86_400_000;
const GEMERKT_MS = 400 * TAG_MS;

export const befehleVergessen: Arbeiter = (dienste) =>
  starteTakt(dienste, 'befehle-vergessen', TAG_MS, () => vergissBefehle(dienste)).warte;

/** One round through all Mandanten. */
export async function vergissBefehle({ pool, uhr }: Pick<Dienste, 'pool' | 'uhr'>): Promise<void> {
  const alt = plusMs(uhr.jetzt(), -GEMERKT_MS);
  const mandanten = await ohneMandant(pool, (tx) =>
    tx.query<{ id: string }>('SELECT id FROM mandantenuebergreifend_mandanten()'),
  );
  for (const { id } of mandanten.rows) {
    await inMandant(pool, id, (tx) =>
      tx.query(
        `DELETE FROM command c WHERE c.mandant_id = $1 AND c.am < $2 AND NOT EXISTS (
           SELECT 1 FROM vorgang v WHERE v.mandant_id = c.mandant_id AND v.id = c.vorgang_id AND NOT v.geloescht)`,
        [id, alt],
      ),
    );
  }
}
