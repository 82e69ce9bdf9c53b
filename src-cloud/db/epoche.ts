// After a restore the database says less than clients have seen, and would give the same numbers a second time. A new epoch for
// each Mandant ends every cursor (410 neue-epoche), so that clients read the whole anew. To be called by the operator after each
// restore or move, before the cloud takes requests; never by the cloud itself, which cannot know.
import type pg from 'pg';
import { inMandant, ohneMandant } from './mandant.ts';

/** Vorgangsnummern that are left out: those given between the restored point and the failure may be in people's letters. */
const NUMMERN_LUECKE = 1000;

/** Gives every Mandant a new epoch and leaves a gap in its Vorgangsnummern; answers the Mandanten. */
export async function neueEpochen(pool: pg.Pool): Promise<string[]> {
  const mandanten = await ohneMandant(pool, (tx) =>
    tx.query<{ id: string }>('SELECT id FROM mandantenuebergreifend_mandanten()'),
  );
  for (const { id } of mandanten.rows) {
    await inMandant(pool, id, (tx) =>
      tx.query('UPDATE feed_zaehler SET epoche = gen_random_uuid(), nummern = nummern + $2 WHERE mandant_id = $1', [
        id,
        NUMMERN_LUECKE,
      ]),
    );
  }
  return mandanten.rows.map(({ id }) => id);
}
