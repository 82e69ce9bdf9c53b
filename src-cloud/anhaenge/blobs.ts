// Port for attachments' bytes. What is known about an attachment stands in the database; here are only bytes under an id.
// The directory adapter below is the default; another store is a further file with the same type. Never decides who may read: callers have checked that.
import { createReadStream } from 'node:fs';
import { mkdir, open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';

export type Blobs = {
  /**
   * Writes bytes from `ab` on (bytes after it are dropped first) and resolves with the length reached. When the source
   * breaks off, what has arrived stays, and the promise rejects with the source's error.
   */
  schreibe(mandantId: string, id: string, ab: number, quelle: AsyncIterable<Uint8Array>): Promise<number>;
  /** How many bytes are there; 0 when there is none. */
  laenge(mandantId: string, id: string): Promise<number>;
  /** Reads bytes `von` to `bis` (inclusive; default: all). Emits an error when there is none. */
  lies(mandantId: string, id: string, von?: number, bis?: number): Readable;
  /** Removes the bytes; does nothing when there are none. */
  loesche(mandantId: string, id: string): Promise<void>;
};

/** Bytes as files `<ordner>/<mandant>/<ab>/<id>`, closed to other users. */
export function verzeichnisBlobs(ordner: string): Blobs {
  const ort = (mandantId: string, id: string) => path.join(ordner, sicher(mandantId), sicher(id).slice(-2), sicher(id));
  return {
    async schreibe(mandantId, id, ab, quelle) {
      const datei = ort(mandantId, id);
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
    },
    laenge: (mandantId, id) =>
      stat(ort(mandantId, id)).then(
        (s) => s.size,
        () => 0,
      ),
    lies: (mandantId, id, von = 0, bis = Number.POSITIVE_INFINITY) =>
      createReadStream(ort(mandantId, id), { start: von, end: bis }),
    loesche: (mandantId, id) => rm(ort(mandantId, id), { force: true }),
  };
}

/** Ids come from clients: nothing that could leave the folder becomes part of a path. */
function sicher(teil: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(teil)) throw new RangeError('Not an id for a blob');
  return teil;
}
