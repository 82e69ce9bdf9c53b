// SHA-256 and Ed25519 for signed acts and the anchor, on node:crypto. Implements what src-shared/domain/zeichnung.ts asks
// for. Never throws for a key or signature that came from outside: what cannot be read does not verify.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Ed25519Jwk, Krypto } from '../../src-shared/domain/zeichnung.ts';

/** An Ed25519 key pair as private JWK (RFC 8037). */
export type PrivaterJwk = Ed25519Jwk & { d: string };

const SIGNATUR_BYTES = 64;

/** SHA-256 of the UTF-8 text, as 64 hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export const krypto: Krypto = {
  sha256,
  verifiziere(jwk, text, wert) {
    const signatur = Buffer.from(wert, 'base64url');
    if (signatur.length !== SIGNATUR_BYTES) return false;
    try {
      return verify(null, Buffer.from(text, 'utf8'), createPublicKey({ key: { ...jwk }, format: 'jwk' }), signatur);
    } catch (fehler) {
      // An x that is no point on the curve: from outside, hence no error of ours.
      if ((fehler as { code?: string }).code?.startsWith('ERR_')) return false;
      throw fehler;
    }
  },
};

/** Ed25519 signature of the UTF-8 text, base64url. */
export function signiere(jwk: PrivaterJwk, text: string): string {
  return sign(null, Buffer.from(text, 'utf8'), createPrivateKey({ key: { ...jwk }, format: 'jwk' })).toString(
    'base64url',
  );
}

/** A fresh Ed25519 key pair. */
export function neuerSchluessel(): PrivaterJwk {
  const { kty, crv, x, d } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty, crv, x, d } as PrivaterJwk;
}

/** Whether this public JWK can be used at all: 32 bytes that are a point on the curve. */
export function istBrauchbar(jwk: Ed25519Jwk): boolean {
  try {
    createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return Buffer.from(jwk.x, 'base64url').length === 32;
  } catch {
    return false;
  }
}

/** RFC 7638 thumbprint (SHA-256, base64url) of the public part. */
export function thumbprint(jwk: Ed25519Jwk): string {
  const { crv, kty, x } = jwk;
  return createHash('sha256').update(JSON.stringify({ crv, kty, x })).digest('base64url');
}
