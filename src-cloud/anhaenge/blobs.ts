// Port for attachments' bytes. What is known about an attachment stands in the database; here are only bytes under an id.
// What arrives is gathered apart and becomes the blob only when its digest is right; from then on it is never written to
// again, whoever still sends to it on another instance. Never decides who may read: callers have checked that.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

export type Blobs = {
  /**
   * Gathers bytes of an upload from `ab` on (bytes after it are dropped first) and resolves with the length reached. When the
   * source breaks off, what has arrived stays, and the promise rejects with the source's error.
   */
  sammle(mandantId: string, id: string, ab: number, quelle: AsyncIterable<Uint8Array>): Promise<number>;
  /** How many bytes of an upload have been gathered; 0 when there are none. */
  gesammelt(mandantId: string, id: string): Promise<number>;
  /** Makes the blob of what was gathered, if that is its SHA-256 (hex digits). What was gathered stays. */
  siegle(mandantId: string, id: string, sha256: string): Promise<boolean>;
  /** Forgets what was gathered. */
  verwirf(mandantId: string, id: string): Promise<void>;
  /** Takes a whole blob in at once, under a new id; resolves with its length. */
  lege(mandantId: string, id: string, quelle: AsyncIterable<Uint8Array>): Promise<number>;
  /** How many bytes the blob has; 0 when there is none. */
  laenge(mandantId: string, id: string): Promise<number>;
  /** Reads bytes `von` to `bis` (inclusive; default: all). Emits an error when there is none. */
  lies(mandantId: string, id: string, von?: number, bis?: number): Readable;
  /** Removes the bytes; does nothing when there are none. */
  loesche(mandantId: string, id: string): Promise<void>;
};

/**
 * Bytes as files `<ordner>/<mandant>/<ab>/<id>`, closed to other users; uploads under way lie beside them as `<id>.teil`.
 * Several instances may share the folder.
 */
export function verzeichnisBlobs(ordner: string): Blobs {
  const ort = (mandantId: string, id: string) => path.join(ordner, sicher(mandantId), sicher(id).slice(-2), sicher(id));
  const teil = (mandantId: string, id: string) => `${ort(mandantId, id)}.teil`;
  return {
    sammle: (mandantId, id, ab, quelle) => schreibe(teil(mandantId, id), ab, quelle),
    gesammelt: (mandantId, id) => groesse(teil(mandantId, id)),
    async siegle(mandantId, id, sha256) {
      const hash = createHash('sha256');
      const { neu } = await legeDaneben(ort(mandantId, id), mitHash(createReadStream(teil(mandantId, id)), hash));
      if (hash.digest('hex') !== sha256) {
        await rm(neu, { force: true });
        return false;
      }
      await rename(neu, ort(mandantId, id));
      return true;
    },
    verwirf: (mandantId, id) => rm(teil(mandantId, id), { force: true }),
    async lege(mandantId, id, quelle) {
      const { neu, laenge } = await legeDaneben(ort(mandantId, id), quelle);
      await rename(neu, ort(mandantId, id));
      return laenge;
    },
    laenge: (mandantId, id) => groesse(ort(mandantId, id)),
    lies: (mandantId, id, von = 0, bis = Number.POSITIVE_INFINITY) =>
      createReadStream(ort(mandantId, id), { start: von, end: bis }),
    async loesche(mandantId, id) {
      for (const datei of [teil(mandantId, id), ort(mandantId, id)]) await rm(datei, { force: true });
    },
  };
}

let laufend = 0;

/** A new file in the same folder, under a name nobody else uses: other instances may do the same at the same time. */
async function legeDaneben(datei: string, quelle: AsyncIterable<Uint8Array>): Promise<{ neu: string; laenge: number }> {
  laufend += 1;
  const neu = `${datei}.${process.pid}-${laufend}.neu`;
  try {
    return { neu, laenge: await schreibe(neu, 0, quelle) };
  } catch (fehler) {
    await rm(neu, { force: true });
    throw fehler;
  }
}

async function schreibe(datei: string, ab: number, quelle: AsyncIterable<Uint8Array>): Promise<number> {
  await mkdir(path.dirname(datei), { recursive: true, mode: 0o700 });
  const griff = await open(datei, ab === 0 ? 'w' : 'r+', 0o600);
  let bis = ab;
  try {
    await griff.truncate(ab);
    for await (const stueck of quelle) {
      await griff.write(stueck, 0, stueck.byteLength, bis);
      bis += stueck.byteLength;
    }
  } finally {
    // Also after a broken line: what HEAD announces as arrived must survive a power cut.
    await griff.sync();
    await griff.close();
  }
  return bis;
}

async function* mitHash(quelle: AsyncIterable<Uint8Array>, hash: { update(stueck: Uint8Array): unknown }) {
  for await (const stueck of quelle) {
    hash.update(stueck);
    yield stueck;
  }
}

function groesse(datei: string): Promise<number> {
  return stat(datei).then(
    (s) => s.size,
    () => 0,
  );
}

/** Ids come from clients: nothing that could leave the folder becomes part of a path. */
function sicher(teil: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(teil)) throw new RangeError('Not an id for a blob');
  return teil;
}
