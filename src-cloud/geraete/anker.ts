// The anchor: one Ed25519 key per Mandant that signs what the cloud says about devices and acts (enrolled, locked,
// accepted). Its fingerprint is what a verification of evidence is held against. The private part never leaves this file
// and the database.
import type { AnkerAussage, Ed25519Jwk } from '../../src-shared/domain/zeichnung.ts';
import { kanonisch } from '../../src-shared/domain/zeichnung.ts';
import type { Tx } from '../db/mandant.ts';
import { neuerSchluessel, type PrivaterJwk, signiere, thumbprint } from './krypto.ts';

export type Anker = {
  jwk: Ed25519Jwk;
  /** RFC 7638 thumbprint of the anchor's public key. */
  fingerprint: string;
  /** The statement with the anchor's signature over its RFC 8785 form. */
  bezeuge(aussage: Record<string, unknown>): AnkerAussage;
};

/** The anchor of the transaction's Mandant; made at its first use, once, whoever comes first. */
export async function ankerVon(tx: Tx): Promise<Anker> {
  let schluessel = await lies(tx);
  if (!schluessel) {
    await tx.query('UPDATE mandant SET anker = $1 WHERE id = aktueller_mandant() AND anker IS NULL', [
      neuerSchluessel(),
    ]);
    schluessel = await lies(tx);
  }
  if (!schluessel) throw new Error('The transaction has no Mandant');
  return ankerAus(schluessel);
}

async function lies(tx: Tx): Promise<PrivaterJwk | undefined> {
  const { rows } = await tx.query<{ anker: PrivaterJwk | null }>(
    'SELECT anker FROM mandant WHERE id = aktueller_mandant()',
  );
  return rows[0]?.anker ?? undefined;
}

function ankerAus(schluessel: PrivaterJwk): Anker {
  const { kty, crv, x } = schluessel;
  const jwk: Ed25519Jwk = { kty, crv, x };
  return {
    jwk,
    fingerprint: thumbprint(jwk),
    bezeuge: (aussage) => ({ aussage, wert: signiere(schluessel, kanonisch(aussage)) }),
  };
}
