/**
 * SHA-256, Ed25519 verification and RFC 7638 thumbprints on node:crypto, for what this device signs and checks.
 * Never throws for a key or signature that came from outside: what cannot be read does not verify.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import {
  type Ed25519Jwk,
  istSchluesselwert,
  istSignaturwert,
  type Krypto,
  thumbprintForm,
} from '../../../src-shared/domain/zeichnung.ts';

/** SHA-256 as 64 hex digits; a text is hashed as UTF-8. */
export function sha256(daten: string | Uint8Array): string {
  return createHash('sha256').update(daten).digest('hex');
}

/** The hashing and verification that the shared chain check asks for. */
export const nodeKrypto: Krypto = { sha256, verifiziere };

/** RFC 7638 thumbprint, base64url: the id of a device. */
export function thumbprint(jwk: Ed25519Jwk): string {
  return createHash('sha256').update(thumbprintForm(jwk)).digest('base64url');
}

/** The same digest as 64 hex digits: how the anchor's fingerprint is shown and compared by people. */
export function fingerprint(jwk: Ed25519Jwk): string {
  return sha256(thumbprintForm(jwk));
}

/**
 * A fingerprint as people paste it (hex in any case with colons or blanks, or base64url) as 64 hex digits;
 * undefined where it is neither.
 */
export function fingerprintAlsHex(text: string): string | undefined {
  const knapp = text.trim();
  const hex = knapp.replaceAll(/[\s:]/g, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(hex)) return hex;
  return /^[A-Za-z0-9_-]{43}$/.test(knapp) ? Buffer.from(knapp, 'base64url').toString('hex') : undefined;
}

function verifiziere(jwk: Ed25519Jwk, text: string, wert: string): boolean {
  if (!istSignaturwert(wert) || !istSchluesselwert(jwk.x)) return false;
  const signatur = Buffer.from(wert, 'base64url');
  try {
    const { kty, crv, x } = jwk;
    return verify(null, Buffer.from(text, 'utf8'), createPublicKey({ key: { kty, crv, x }, format: 'jwk' }), signatur);
  } catch (fehler) {
    // An x that is no point on the curve: it came from outside, hence is no error of ours.
    if ((fehler as { code?: string }).code?.startsWith('ERR_')) return false;
    throw fehler;
  }
}
