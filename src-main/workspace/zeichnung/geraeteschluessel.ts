/**
 * The Ed25519 key of this device: made once, kept in a file of its own in the profile, outside the database, wrapped by
 * the same protection as the database's key. The private part lives in this file's closures only: nobody can ask for it,
 * it is never logged, copied, exported or recovered. A missing or unreadable file is said as such, never replaced silently.
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Ed25519Jwk } from '../../../src-shared/domain/zeichnung.ts';
import { thumbprint } from './krypto.ts';
import type { Ablage } from './schluesseldatei.ts';

/** What wraps bytes on this device (safeStorage, passphrase, or the demo's file of mode 0600). */
export interface Schutz {
  verschliesse(klar: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Throws where the bytes were wrapped elsewhere or were changed. */
  oeffne(verschlossen: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export interface SchluesselOrt {
  /** Folder of the profile; the file in it is `geraeteschluessel`. */
  profil: string;
  schutz: Schutz;
  ablage: Ablage;
}

/** An opened device key. `deviceId` is the RFC 7638 thumbprint (43 characters, base64url) of `jwk`. */
export interface Geraeteschluessel {
  readonly deviceId: string;
  readonly jwk: Ed25519Jwk;
  /** Ed25519 (RFC 8032) over the UTF-8 text; 64 bytes as base64url. Deterministic. */
  signiere(text: string): string;
}

export const SCHLUESSEL_DATEI = 'geraeteschluessel';

/** Opens the device's key. Throws `geraeteschluessel-fehlt` or `geraeteschluessel-unbrauchbar`. */
export async function oeffneGeraeteschluessel(ort: SchluesselOrt): Promise<Geraeteschluessel> {
  const verschlossen = await ort.ablage.lies(pfad(ort)).catch((fehler) => unbrauchbar(fehler));
  if (verschlossen === undefined) {
    throw new ProblemError('geraeteschluessel-fehlt', {
      detail:
        'Die Datei mit dem Signaturschlüssel liegt nicht im Profil. Ihre Vorgänge und Entwürfe sind davon nicht betroffen; ' +
        'zum Zeichnen melden Sie sich bitte einmal mit Verbindung zur Cloud an, dann wird ein neuer Schlüssel angelegt.',
    });
  }
  try {
    return ausDer(await ort.schutz.oeffne(verschlossen));
  } catch (fehler) {
    return unbrauchbar(fehler);
  }
}

/**
 * Makes a new key and stores it. `zufall(32)` must be cryptographic (node:crypto `randomBytes` outside of tests).
 * Throws `id-vergeben` where a file is there already: a key that signed is never overwritten, its chain would end.
 */
export async function erzeugeGeraeteschluessel(
  ort: SchluesselOrt,
  zufall: (bytes: number) => Uint8Array,
): Promise<Geraeteschluessel> {
  if ((await ort.ablage.lies(pfad(ort))) !== undefined) {
    throw new ProblemError('id-vergeben', { detail: 'Für dieses Profil gibt es schon einen Signaturschlüssel.' });
  }
  const der = derAusSaat(zufall(SAAT_BYTES));
  const schluessel = ausDer(der);
  await ort.ablage.schreibe(pfad(ort), await ort.schutz.verschliesse(der));
  der.fill(0);
  return schluessel;
}

/** Opens the key, or makes one where there is none yet; `neu` tells which. An unreadable one still throws. */
export async function geraeteschluesselFuer(
  ort: SchluesselOrt,
  zufall: (bytes: number) => Uint8Array,
): Promise<{ schluessel: Geraeteschluessel; neu: boolean }> {
  if ((await ort.ablage.lies(pfad(ort)).catch((f) => unbrauchbar(f))) !== undefined) {
    return { schluessel: await oeffneGeraeteschluessel(ort), neu: false };
  }
  return { schluessel: await erzeugeGeraeteschluessel(ort, zufall), neu: true };
}

/** Destroys the key (device locked, person signed out for good). */
export async function vernichteGeraeteschluessel(ort: Pick<SchluesselOrt, 'profil' | 'ablage'>): Promise<void> {
  await ort.ablage.vernichte(pfad(ort));
}

/** The key of a 32-byte seed, for tests with known answers and for nothing that is stored. */
export function schluesselAusSaat(saat: Uint8Array): Geraeteschluessel {
  return ausDer(derAusSaat(saat));
}

const SAAT_BYTES = 32;
/** RFC 8410: PKCS #8 of an Ed25519 key is this prefix and the seed. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

function derAusSaat(saat: Uint8Array): Uint8Array {
  if (saat.length !== SAAT_BYTES) throw new RangeError(`An Ed25519 seed has ${SAAT_BYTES} bytes, not ${saat.length}`);
  return Buffer.concat([PKCS8_PREFIX, saat]);
}

function ausDer(der: Uint8Array): Geraeteschluessel {
  const privat: KeyObject = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  if (privat.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  const { x } = createPublicKey(privat).export({ format: 'jwk' });
  const jwk: Ed25519Jwk = Object.freeze({ kty: 'OKP', crv: 'Ed25519', x: x as string });
  return Object.freeze({
    deviceId: thumbprint(jwk),
    jwk,
    signiere: (text: string) => sign(null, Buffer.from(text, 'utf8'), privat).toString('base64url'),
  });
}

function pfad(ort: Pick<SchluesselOrt, 'profil'>): string {
  return join(ort.profil, SCHLUESSEL_DATEI);
}

function unbrauchbar(ursache: unknown): never {
  throw new ProblemError(
    'geraeteschluessel-unbrauchbar',
    {
      detail:
        'Die Datei mit dem Signaturschlüssel lässt sich auf diesem Gerät nicht öffnen, etwa nach dem Zurücksetzen des ' +
        'Benutzerprofils. Was schon gezeichnet ist, bleibt gültig. Bitte lassen Sie das Gerät in der Cloud sperren und neu anmelden.',
    },
    ursache,
  );
}
