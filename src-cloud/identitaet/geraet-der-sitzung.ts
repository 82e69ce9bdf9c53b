// How a device gets into the token: a client signs in (no device yet), enrols its key with POST /geraete, and refreshes its
// tokens; from then on the claim `geraet` names the device of this sign-in. The demo's provider reads the pairing made
// here; with another issuer a mapper of that issuer must put the claim in. A token without `sitzung` (made by
// `cloud token`) can never be paired and so can never sign.
import type pg from 'pg';
import type { Tx } from '../db/mandant.ts';

/** Pairs the sign-in with the device; called by POST /geraete within its transaction. The newest pairing counts. */
export async function merkeGeraetDerSitzung(tx: Tx, sitzung: string, geraetId: string): Promise<void> {
  await tx.query(
    `INSERT INTO sitzung_geraet (sitzung, geraet_id) VALUES ($1, $2)
     ON CONFLICT (sitzung) DO UPDATE SET geraet_id = excluded.geraet_id`,
    [sitzung, geraetId],
  );
}

/** The device paired with a sign-in, if there is one; the pairing belongs to no Mandant. */
export async function geraetDerSitzung(pool: pg.Pool, sitzung: string): Promise<string | undefined> {
  const ergebnis = await pool.query<{ geraet_id: string }>('SELECT geraet_id FROM sitzung_geraet WHERE sitzung = $1', [
    sitzung,
  ]);
  return ergebnis.rows[0]?.geraet_id;
}
