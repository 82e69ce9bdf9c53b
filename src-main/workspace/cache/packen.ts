/**
 * JSON as zstd bytes, for records that are read one at a time. Level 1: on 2–4 KB records higher levels cost time and
 * save next to nothing. What is not what was written throws `bestand-beschaedigt` (the pages' tags catch that before).
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { bestandsProblem } from './fehler.ts';

const EINSTELLUNG = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

export const packe = (wert: unknown): Buffer => zstdCompressSync(JSON.stringify(wert), EINSTELLUNG);

export const entpacke = <T>(bytes: Uint8Array): T =>
  oderSchaden(() => JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as T);

/** A value kept as JSON text. */
export const liesJson = <T>(text: string): T => oderSchaden(() => JSON.parse(text) as T);

function oderSchaden<T>(lies: () => T): T {
  try {
    return lies();
  } catch (fehler) {
    throw bestandsProblem('bestand-beschaedigt', fehler);
  }
}
