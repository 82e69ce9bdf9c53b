/**
 * JSON as zstd bytes, for records that are read one at a time. Level 1: on 2–4 KB records higher levels cost time and
 * save next to nothing. Throws where the bytes are not what it wrote (the page checksums catch that before).
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

const EINSTELLUNG = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export const packe = (wert: unknown): Buffer => zstdCompressSync(JSON.stringify(wert), EINSTELLUNG);

export const entpacke = <T>(bytes: Uint8Array): T => JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as T;
