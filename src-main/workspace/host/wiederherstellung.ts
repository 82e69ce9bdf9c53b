/**
 * The recovery key, the device's half: the authority's public key, set by policy, wraps a copy of the database's key, which
 * lies beside the database. RSA-OAEP with SHA-256, 3072 bits or more: one standard operation that a smart card, an HSM and
 * `openssl pkeyutl` know as well. Nothing here can unwrap it, and a private key is refused where the public one belongs.
 */
import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  type JsonWebKey,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';
import { alsDateiproblem } from './profil.ts';

export interface Wiederherstellungsschluessel {
  readonly schluessel: KeyObject;
  /** SHA-256 of the public key (SPKI, DER) in hex: by it IT knows which private key belongs to a copy. */
  readonly fingerabdruck: string;
}

/** Name of the copy, beside the database. */
export const HINTERLEGT_DATEI = 'bestandsschluessel.wiederherstellung';
export const MINDEST_BITS = 3072;
/** How the copy is wrapped. */
export const VERPACKUNG = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const;

/** The copy as it lies on disk (JSON): readable, so that IT sees what it is and which key opens it. */
export const hinterlegt = z.object({
  v: z.literal(1),
  verfahren: z.literal('RSA-OAEP-256'),
  /** Fingerprint of the public key. */
  schluessel: z.string(),
  /** Tells whether it is the copy of a given key, and says nothing about that key. */
  kennung: z.string(),
  /** The wrapped key, base64. */
  daten: z.base64(),
});
export type Hinterlegt = z.infer<typeof hinterlegt>;

/** Reads the public key, PEM or JWK. @throws ProblemError `eingabe-ungueltig`, saying what does not fit */
export function liesOeffentlichen(pfad: string): Wiederherstellungsschluessel {
  let schluessel: KeyObject;
  try {
    schluessel = alsOeffentlichen(readFileSync(pfad, 'utf8'));
  } catch (fehler) {
    if (fehler instanceof ProblemError) throw fehler;
    throw unpassend(
      'Die Datei lässt sich nicht lesen oder enthält keinen öffentlichen Schlüssel (PEM oder JWK)',
      fehler,
    );
  }
  const bits = schluessel.asymmetricKeyDetails?.modulusLength ?? 0;
  if (schluessel.asymmetricKeyType !== 'rsa' || bits < MINDEST_BITS) {
    throw unpassend(`Verlangt wird ein RSA-Schlüssel mit mindestens ${MINDEST_BITS} Bit`);
  }
  return { schluessel, fingerabdruck: fingerabdruckVon(schluessel) };
}

/** See `Wiederherstellungsschluessel.fingerabdruck`. */
export function fingerabdruckVon(oeffentlich: KeyObject): string {
  return createHash('sha256')
    .update(oeffentlich.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** Tells one database key from another without saying anything about it. */
export function kennungVon(bestandsschluessel: Uint8Array): string {
  return createHmac('sha256', bestandsschluessel).update('kontor-wiederherstellung').digest('hex').slice(0, 32);
}

/**
 * Sees to it that the copy in this folder is one of this key for this public key; writes nothing where it is.
 * @throws ProblemError of the disk
 */
export async function hinterlege(
  ordner: string,
  bestandsschluessel: Uint8Array,
  fuer: Wiederherstellungsschluessel,
  ablage: Ablage,
): Promise<void> {
  const pfad = join(ordner, HINTERLEGT_DATEI);
  try {
    const da = liesHinterlegt(await ablage.lies(pfad));
    const kennung = kennungVon(bestandsschluessel);
    if (da?.schluessel === fuer.fingerabdruck && da.kennung === kennung) return;
    const daten = publicEncrypt({ key: fuer.schluessel, ...VERPACKUNG }, bestandsschluessel);
    const neu: Hinterlegt = {
      v: 1,
      verfahren: 'RSA-OAEP-256',
      schluessel: fuer.fingerabdruck,
      kennung,
      daten: daten.toString('base64'),
    };
    await ablage.schreibe(pfad, Buffer.from(`${JSON.stringify(neu, null, 2)}\n`));
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  }
}

/** Undefined where there is no copy, or none that can be read. */
export function liesHinterlegt(bytes: Uint8Array | undefined): Hinterlegt | undefined {
  if (bytes === undefined) return undefined;
  try {
    return hinterlegt.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return undefined;
  }
}

function alsOeffentlichen(text: string): KeyObject {
  const jwk = text.trimStart().startsWith('{') ? (JSON.parse(text) as JsonWebKey) : undefined;
  // A private key would open just as well: it must never be on a device in the first place.
  if (/PRIVATE KEY/.test(text) || jwk?.d !== undefined) {
    throw unpassend(
      'Die Datei enthält einen privaten Schlüssel. Bitte entfernen Sie ihn von diesem Gerät und erzeugen Sie ein neues Paar',
    );
  }
  return createPublicKey(jwk === undefined ? text : { key: jwk, format: 'jwk' });
}

function unpassend(was: string, ursache?: unknown): ProblemError {
  const detail = `Die Vorgabe für den Wiederherstellungsschlüssel (KONTOR_WIEDERHERSTELLUNG) passt nicht: ${was}.`;
  return new ProblemError('eingabe-ungueltig', { detail }, ursache);
}
