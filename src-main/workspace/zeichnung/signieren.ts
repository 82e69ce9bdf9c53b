/**
 * Makes `signatur = {header, inhalt, wert}` of one act (cloud-api.md "Signed acts"). Pure given its inputs: the engine
 * takes `AktPlatz` from the stored acts and stores the result in the same transaction as the outbox entry, so that
 * a number is never given twice. It keeps nothing and decides nothing.
 */
import {
  type AktHeader,
  type AktInhalt,
  aktHeader,
  aktInhalt,
  ERSTER_PREV,
  kanonisch,
  type Signatur,
} from '../../../src-shared/domain/zeichnung.ts';
import type { Zeichnungsanbieter } from './anbieter.ts';
import { sha256 } from './krypto.ts';

/** The place the next act takes in its device's chain: its number (from 1) and the SHA-256 (hex) of the header before it. */
export interface AktPlatz {
  seq: number;
  prev: string;
}

/** Fields of the act as the command says them; the salt is added here. */
export type AktFelder = Omit<AktInhalt, 'salz'>;

/** The place after this header; without one, the first. */
export function platzNach(letzter: AktHeader | undefined): AktPlatz {
  return letzter === undefined ? { seq: 1, prev: ERSTER_PREV } : { seq: letzter.seq + 1, prev: headerSha256(letzter) };
}

/** SHA-256 (hex) of a header's RFC 8785 form: the next header's `prev`, and what an acceptance names. */
export function headerSha256(header: AktHeader): string {
  return sha256(kanonisch(header));
}

const SALZ_BYTES = 16;

/**
 * Signs one act at its place in the chain of the provider's device. `zufall(16)` must be cryptographic.
 * Throws where a field breaks the act's schema (a programming error; nothing is signed then).
 */
export function signiereAkt(
  felder: AktFelder,
  platz: AktPlatz,
  anbieter: Pick<Zeichnungsanbieter, 'deviceId' | 'signiere'>,
  zufall: (bytes: number) => Uint8Array,
): Signatur {
  const inhalt = aktInhalt.parse({ ...felder, salz: Buffer.from(zufall(SALZ_BYTES)).toString('base64url') });
  const header = aktHeader.parse({
    v: 1,
    deviceId: anbieter.deviceId,
    seq: platz.seq,
    prev: platz.prev,
    inhaltSha256: sha256(kanonisch(inhalt)),
  });
  return { header, inhalt, wert: anbieter.signiere(kanonisch(header)) };
}
