/**
 * The cipher of the cache's pages (ChaCha20-Poly1305 as SQLite3 Multiple Ciphers lays it out), made anew from its
 * description, to look into every page of a file, free ones and those of the WAL too, without asking SQLite; and to put a
 * changed page back so that it authenticates. Only for tests.
 * A page ends in 16 bytes of nonce and 16 of tag; of page 1 the first 16 bytes are a salt and the next 8 are in clear.
 */
import { createCipheriv } from 'node:crypto';

export const SEITE = 4096;
const ANHANG = 32;
const NUTZ = SEITE - ANHANG;
const WAL_KOPF = 32;
const RAHMEN_KOPF = 24;

function xor(schluessel: Uint8Array, zaehler: number, nonce: Uint8Array, daten: Uint8Array): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32LE(zaehler >>> 0, 0);
  Buffer.from(nonce.subarray(0, 12)).copy(iv, 4);
  return createCipheriv('chacha20', schluessel, iv).update(daten);
}

function einmalschluessel(schluessel: Uint8Array, seite: Buffer, nummer: number): { otk: Buffer; zaehler: number } {
  const zaehler = (seite.readUInt32LE(NUTZ + 12) ^ nummer) >>> 0;
  return { otk: xor(schluessel, zaehler, seite.subarray(NUTZ, NUTZ + 12), Buffer.alloc(64)), zaehler };
}

const P = (1n << 130n) - 5n;
const zahl = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).reverse().toString('hex') || '0'}`);

function poly1305(daten: Uint8Array, otk: Uint8Array): Buffer {
  const r = zahl(otk.subarray(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let summe = 0n;
  for (let i = 0; i < daten.length; i += 16) {
    const block = daten.subarray(i, Math.min(i + 16, daten.length));
    summe = ((summe + zahl(block) + (1n << BigInt(8 * block.length))) * r) % P;
  }
  const wert = (summe + zahl(otk.subarray(16, 32))) & ((1n << 128n) - 1n);
  return Buffer.from(wert.toString(16).padStart(32, '0'), 'hex').reverse();
}

/** The page as SQLite sees it, without nonce and tag. `nummer` counts from 1. */
export function entschluessle(schluessel: Uint8Array, seite: Buffer, nummer: number): Buffer {
  const { otk, zaehler } = einmalschluessel(schluessel, seite, nummer);
  const ab = nummer === 1 ? 24 : 0;
  const klar = xor(otk.subarray(32), zaehler + 1, seite.subarray(NUTZ, NUTZ + 12), seite.subarray(ab, NUTZ));
  return Buffer.concat([seite.subarray(0, ab), klar]);
}

/** Whether the page's tag is right. */
export function istEcht(schluessel: Uint8Array, seite: Buffer, nummer: number): boolean {
  const { otk } = einmalschluessel(schluessel, seite, nummer);
  return poly1305(seite.subarray(0, NUTZ + 16), otk).equals(seite.subarray(NUTZ + 16));
}

/** Puts changed content back into the page, with a right tag. */
export function verschluessle(schluessel: Uint8Array, seite: Buffer, nummer: number, klar: Buffer): void {
  const { otk, zaehler } = einmalschluessel(schluessel, seite, nummer);
  const ab = nummer === 1 ? 24 : 0;
  xor(otk.subarray(32), zaehler + 1, seite.subarray(NUTZ, NUTZ + 12), klar.subarray(ab)).copy(seite, ab);
  poly1305(seite.subarray(0, NUTZ + 16), otk).copy(seite, NUTZ + 16);
}

/** Every page of a database file, decrypted. */
export function seitenVon(schluessel: Uint8Array, datei: Buffer): Buffer[] {
  const anzahl = Math.floor(datei.length / SEITE);
  return Array.from({ length: anzahl }, (_, i) =>
    entschluessle(schluessel, datei.subarray(i * SEITE, (i + 1) * SEITE), i + 1),
  );
}

/** Every frame of a WAL, decrypted, those of an earlier round too. */
export function walSeitenVon(schluessel: Uint8Array, wal: Buffer): Buffer[] {
  const seiten: Buffer[] = [];
  for (let ab = WAL_KOPF; ab + RAHMEN_KOPF + SEITE <= wal.length; ab += RAHMEN_KOPF + SEITE) {
    const seite = wal.subarray(ab + RAHMEN_KOPF, ab + RAHMEN_KOPF + SEITE);
    seiten.push(entschluessle(schluessel, seite, wal.readUInt32BE(ab)));
  }
  return seiten;
}
