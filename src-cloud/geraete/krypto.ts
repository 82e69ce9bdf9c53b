// SHA-256 and Ed25519 for signed acts and the anchor, on node:crypto. Implements what src-shared/domain/zeichnung.ts asks
// for. Never throws for a key or signature that came from outside: what cannot be read does not verify.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import {
  type Ed25519Jwk,
  istSchluesselwert,
  istSignaturwert,
  type Krypto,
  thumbprintForm,
} from '../../src-shared/domain/zeichnung.ts';

/** An Ed25519 key pair as private JWK (RFC 8037). */
export type PrivaterJwk = Ed25519Jwk & { d: string };

/** SHA-256 of the UTF-8 text, as 64 hex digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

export const krypto: Krypto = {
  sha256,
  verifiziere(jwk, text, wert) {
    if (!istSignaturwert(wert) || !istSchluesselwert(jwk.x)) return false;
    const signatur = Buffer.from(wert, 'base64url');
    try {
      const { kty, crv, x } = jwk;
      return verify(
        null,
        Buffer.from(text, 'utf8'),
        createPublicKey({ key: { kty, crv, x }, format: 'jwk' }),
        signatur,
      );
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

/** Whether this public JWK can be used at all: 32 bytes in their one spelling that are a point on the curve. */
export function istBrauchbar(jwk: Ed25519Jwk): boolean {
  if (!istSchluesselwert(jwk.x)) return false;
  try {
    createPublicKey({ key: { ...jwk }, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

/** RFC 7638 thumbprint (SHA-256, base64url) of the public part. */
export function thumbprint(jwk: Ed25519Jwk): string {
  return createHash('sha256').update(thumbprintForm(jwk)).digest('base64url');
}
