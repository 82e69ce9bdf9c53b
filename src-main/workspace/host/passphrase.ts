/**
 * The passphrase in place of a key store: a random key of the profile wraps the database's and the device's keys, and is
 * itself wrapped by a key that scrypt derives from the passphrase, in the file `passphrase` of the profile. So a change of
 * the passphrase writes one file, whole or not at all. The passphrase is never stored, logged or fixed; there is no way in
 * without it, and what slows down guessing is scrypt itself (128 MiB and about half a second an attempt).
 *
 *   passphrase    'P' · log2 N · r · p · salt 16 · nonce 12 · key 32 · tag 16        (AES-256-GCM, all before it as AAD)
 *   wrapped key   nonce 12 · bytes · tag 16                                           (behind the format byte 'P')
 */
import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import { join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Schutz } from '../zeichnung/geraeteschluessel.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';
import { alsDateiproblem } from './profil.ts';

/** Fewest characters (code points) of a passphrase. */
export const MINDESTLAENGE = 12;
/** First byte of everything that a passphrase protects. */
export const PASSPHRASE = 'P'.charCodeAt(0);

export interface Passphrasenort {
  /** Folder of the profile. */
  profil: string;
  ablage: Ablage;
}

type Zufall = (bytes: number) => Uint8Array;

/** Whether a passphrase was chosen in this profile. @throws ProblemError of the disk */
export async function hatPassphrase(ort: Passphrasenort): Promise<boolean> {
  return (await lies(ort)) !== undefined;
}

/**
 * Chooses the first passphrase. @throws ProblemError `passphrase-ungeeignet`; `id-vergeben` where there is one already: what
 * lies under it would be lost
 */
export async function richtePassphraseEin(ort: Passphrasenort, passphrase: string, zufall: Zufall): Promise<Schutz> {
  verlangeGeeignet(passphrase);
  if (await hatPassphrase(ort)) {
    throw new ProblemError('id-vergeben', { detail: 'In diesem Profil ist schon eine Passphrase festgelegt.' });
  }
  const schluessel = zufall(SCHLUESSEL_BYTES);
  await schreibe(ort, await verpacke(schluessel, passphrase, zufall));
  return schutzMit(schluessel, zufall);
}

/** What the passphrase protects with. @throws ProblemError `passphrase-falsch`, `schluessel-unbrauchbar` */
export async function oeffnePassphrase(ort: Passphrasenort, passphrase: string, zufall: Zufall): Promise<Schutz> {
  return schutzMit(await entpacke(ort, passphrase), zufall);
}

/** Wraps anew, and nothing else. @throws ProblemError `passphrase-falsch`, `passphrase-ungeeignet` */
export async function aenderePassphrase(ort: Passphrasenort, alt: string, neu: string, zufall: Zufall): Promise<void> {
  const schluessel = await entpacke(ort, alt);
  verlangeGeeignet(neu);
  await schreibe(ort, await verpacke(schluessel, neu, zufall));
}

/** @throws ProblemError `passphrase-ungeeignet` */
export function verlangeGeeignet(passphrase: string): void {
  const laenge = [...passphrase.normalize('NFC').trim()].length;
  if (laenge >= MINDESTLAENGE) return;
  throw new ProblemError('passphrase-ungeeignet', {
    detail: `Sie braucht mindestens ${MINDESTLAENGE} Zeichen und hat ${laenge}. Gut sind vier oder mehr Wörter, die nicht zusammengehören.`,
  });
}

const SCHLUESSEL_BYTES = 32;
const SALZ_BYTES = 16;
const NONCE_BYTES = 12;
const MARKE_BYTES = 16;
const KOPF_BYTES = 4 + SALZ_BYTES + NONCE_BYTES;
const DATEI_BYTES = KOPF_BYTES + SCHLUESSEL_BYTES + MARKE_BYTES;
const LOG_N = 17;
const R = 8;
const P = 1;
/** What a file may ask for: never less than is written here, nor more than a device can give. */
const HOECHSTENS_LOG_N = 20;
const HOECHSTENS_P = 4;

const pfad = (ort: Passphrasenort): string => join(ort.profil, 'passphrase');

async function lies(ort: Passphrasenort): Promise<Buffer | undefined> {
  try {
    const bytes = await ort.ablage.lies(pfad(ort));
    return bytes === undefined ? undefined : Buffer.from(bytes);
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  }
}

async function schreibe(ort: Passphrasenort, bytes: Uint8Array): Promise<void> {
  try {
    await ort.ablage.schreibe(pfad(ort), bytes);
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  }
}

/** The same letters typed on another keyboard are the same passphrase. */
function leiteAb(passphrase: string, salz: Uint8Array, logN: number, r: number, p: number): Promise<Buffer> {
  const N = 2 ** logN;
  return new Promise((gut, schlecht) => {
    scrypt(
      passphrase.normalize('NFC'),
      salz,
      SCHLUESSEL_BYTES,
      { N, r, p, maxmem: 128 * r * (N + p + 2) * 2 },
      (fehler, key) => (fehler ? schlecht(fehler) : gut(key)),
    );
  });
}

async function verpacke(schluessel: Uint8Array, passphrase: string, zufall: Zufall): Promise<Uint8Array> {
  const salz = zufall(SALZ_BYTES);
  const nonce = zufall(NONCE_BYTES);
  const kopf = Buffer.concat([Uint8Array.of(PASSPHRASE, LOG_N, R, P), salz, nonce]);
  const key = await leiteAb(passphrase, salz, LOG_N, R, P);
  return Buffer.concat([kopf, verschluessle(key, nonce, schluessel, kopf)]);
}

async function entpacke(ort: Passphrasenort, passphrase: string): Promise<Uint8Array> {
  const datei = await lies(ort);
  const [art, logN = 0, r = 0, p = 0] = datei ?? [];
  const lesbar = art === PASSPHRASE && datei?.length === DATEI_BYTES;
  const masse = logN >= LOG_N && logN <= HOECHSTENS_LOG_N && r === R && p >= P && p <= HOECHSTENS_P;
  if (!datei || !lesbar || !masse) throw passphraseDateiFehlt();
  const kopf = datei.subarray(0, KOPF_BYTES);
  const key = await leiteAb(passphrase, kopf.subarray(4, 4 + SALZ_BYTES), logN, r, p);
  try {
    return entschluessle(key, kopf.subarray(4 + SALZ_BYTES), datei.subarray(KOPF_BYTES), kopf);
  } catch (fehler) {
    throw new ProblemError(
      'passphrase-falsch',
      {
        detail:
          'Es wurde nichts verändert. Bitte prüfen Sie Groß- und Kleinschreibung und die Tastatur, und versuchen Sie es noch einmal.',
      },
      fehler,
    );
  }
}

/** The file of the passphrase is gone or damaged: said, and never replaced by a new one. */
export function passphraseDateiFehlt(): ProblemError {
  return new ProblemError('schluessel-unbrauchbar', {
    detail:
      'Die Datei „passphrase“ im Profil fehlt oder ist beschädigt; ohne sie öffnet auch die richtige Passphrase nichts. ' +
      'Die verschlüsselten Daten bleiben unverändert liegen. Bitte wenden Sie sich an Ihre IT.',
  });
}

function schutzMit(schluessel: Uint8Array, zufall: Zufall): Schutz {
  return {
    verschliesse: (klar) => {
      const nonce = zufall(NONCE_BYTES);
      return Buffer.concat([nonce, verschluessle(schluessel, nonce, klar)]);
    },
    oeffne: (b) => entschluessle(schluessel, b.subarray(0, NONCE_BYTES), b.subarray(NONCE_BYTES)),
  };
}

const LEER = new Uint8Array();

function verschluessle(key: Uint8Array, nonce: Uint8Array, klar: Uint8Array, aad: Uint8Array = LEER): Uint8Array {
  const c = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  return Buffer.concat([c.update(klar), c.final(), c.getAuthTag()]);
}

/** Throws where key, bytes or AAD are others. */
function entschluessle(key: Uint8Array, nonce: Uint8Array, geheim: Uint8Array, aad: Uint8Array = LEER): Uint8Array {
  const ende = geheim.length - MARKE_BYTES;
  const d = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: MARKE_BYTES }).setAAD(aad);
  d.setAuthTag(geheim.subarray(ende));
  return Uint8Array.from(Buffer.concat([d.update(geheim.subarray(0, ende)), d.final()]));
}
