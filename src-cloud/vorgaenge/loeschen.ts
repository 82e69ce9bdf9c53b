// What is left of a deleted Vorgang: a row without content, so that the feed can say `geloescht` to those who could see it,
// and the headers of signed acts, which say nothing. Everything else goes, the attachments' bytes right after the commit.
import type { Tx } from '../db/mandant.ts';

/** Deletes within the transaction; called by schreiben.ts only. */
export async function loescheInhalt(
  tx: Tx,
  mandantId: string,
  id: string,
  grabstein: { version: number; feedNr: number; am: string },
): Promise<void> {
  await tx.query(
    `UPDATE vorgang SET geloescht = true, kopf = NULL, details = NULL, version = $3, feed_nr = $4, geaendert_am = $5,
       nummer = id::text, transaction_id = NULL
     WHERE mandant_id = $1 AND id = $2`,
    [mandantId, id, grabstein.version, grabstein.feedNr, grabstein.am],
  );
  const dazu = [mandantId, id];
  await tx.query(
    `INSERT INTO blob_loeschung (mandant_id, anhang_id) SELECT mandant_id, id FROM anhang
     WHERE mandant_id = $1 AND vorgang_id = $2 ON CONFLICT DO NOTHING`,
    dazu,
  );
  for (const tabelle of ['anhang', 'postausgang', 'postfach_nachricht', 'objekt_id']) {
    await tx.query(`DELETE FROM ${tabelle} WHERE mandant_id = $1 AND vorgang_id = $2`, dazu);
  }
  await tx.query(
    `UPDATE akt SET inhalt = NULL, vorgang_id = NULL, command_id = NULL, problem = NULL
     WHERE mandant_id = $1 AND vorgang_id = $2`,
    dazu,
  );
}
