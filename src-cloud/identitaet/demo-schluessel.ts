// The demo provider's signing key and cookie key: made once, kept in the database, so that tokens and sessions survive a
// restart and all instances share them. Production has its own issuer and never gets here.
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type pg from 'pg';
import type { Zufall } from '../server/uhr.ts';

export type DemoSchluessel = { signatur: JWK; cookies: string[] };

/** Reads the keys, or makes them; when two instances make some at once, one wins and both use it. */
export async function demoSchluessel(pool: pg.Pool, zufall: Zufall): Promise<DemoSchluessel> {
  const da = await lies(pool);
  if (da) return da;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const signatur = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: zufall.neueId() };
  const neu: DemoSchluessel = { signatur, cookies: [zufall.bytes(32).toString('base64url')] };
  await pool.query(
    `INSERT INTO einstellung (schluessel, wert) VALUES ('oidc-schluessel', $1) ON CONFLICT (schluessel) DO NOTHING`,
    [JSON.stringify(neu)],
  );
  return (await lies(pool)) ?? neu;
}

async function lies(pool: pg.Pool): Promise<DemoSchluessel | undefined> {
  const ergebnis = await pool.query<{ wert: DemoSchluessel }>(
    `SELECT wert FROM einstellung WHERE schluessel = 'oidc-schluessel'`,
  );
  return ergebnis.rows[0]?.wert;
}
