// Keeps what oidc-provider must remember (sessions, grants, tokens) in the database, so that a restart signs nobody out and
// several instances agree. Implements the adapter interface of oidc-provider 9. Demo mode only.
import type { Adapter, AdapterPayload } from 'oidc-provider';
import type pg from 'pg';
import { plusMs, type Uhr } from '../server/uhr.ts';

/** Makes the adapter factory that oidc-provider's configuration asks for. */
export function oidcAblage(pool: pg.Pool, uhr: Uhr): (modell: string) => Adapter {
  return (modell) => {
    const suche = async (bedingung: string, wert: string): Promise<AdapterPayload | undefined> => {
      const ergebnis = await pool.query<{ inhalt: AdapterPayload; verbraucht: number | null }>(
        `SELECT inhalt, floor(extract(epoch FROM verbraucht_am))::float8 AS verbraucht FROM oidc_eintrag
         WHERE modell = $1 AND ${bedingung} AND (laeuft_ab_am IS NULL OR laeuft_ab_am > $3)`,
        [modell, wert, uhr.jetzt()],
      );
      const zeile = ergebnis.rows[0];
      return zeile && { ...zeile.inhalt, ...(zeile.verbraucht === null ? {} : { consumed: zeile.verbraucht }) };
    };
    return {
      find: (id) => suche('id = $2', id),
      findByUid: (uid) => suche('uid = $2', uid),
      // Only the device flow has user codes, and it is switched off.
      findByUserCode: async () => undefined,
      async upsert(id, inhalt, gueltigS) {
        const bis = gueltigS ? plusMs(uhr.jetzt(), gueltigS * 1000) : null;
        await pool.query(
          `INSERT INTO oidc_eintrag (modell, id, inhalt, grant_id, uid, laeuft_ab_am) VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (modell, id) DO UPDATE SET inhalt = excluded.inhalt, grant_id = excluded.grant_id,
             uid = excluded.uid, laeuft_ab_am = excluded.laeuft_ab_am`,
          [modell, id, JSON.stringify(inhalt), inhalt.grantId ?? null, inhalt.uid ?? null, bis],
        );
      },
      async consume(id) {
        await pool.query('UPDATE oidc_eintrag SET verbraucht_am = $3 WHERE modell = $1 AND id = $2', [
          modell,
          id,
          uhr.jetzt(),
        ]);
      },
      async destroy(id) {
        await pool.query('DELETE FROM oidc_eintrag WHERE modell = $1 AND id = $2', [modell, id]);
      },
      async revokeByGrantId(grantId) {
        await pool.query('DELETE FROM oidc_eintrag WHERE grant_id = $1', [grantId]);
      },
    };
  };
}

/** Removes what has expired; called at the start. */
export async function raeumeOidcAuf(pool: pg.Pool, uhr: Uhr): Promise<void> {
  await pool.query('DELETE FROM oidc_eintrag WHERE laeuft_ab_am < $1', [uhr.jetzt()]);
}
