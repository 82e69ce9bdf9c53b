/**
 * Makes `signatur = {header, inhalt, wert}` of one act (cloud-api.md "Signed acts"). Pure given its inputs: the engine
 * reads `KettenStand` from the stored acts and stores the result in the same transaction as the outbox entry, so that
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

/** Where a device's chain stands: the last number given (0: none) and the SHA-256 (hex) of that header. */
export interface KettenStand {
  seq: number;
  headerSha256: string;
}

/** Fields of the act as the command says them; the salt is added here. */
export type AktFelder = Omit<AktInhalt, 'salz'>;

export const LEERE_KETTE: KettenStand = { seq: 0, headerSha256: ERSTER_PREV };

/** The state after this header; without one, that of an empty chain. */
export function kettenStandNach(letzter: AktHeader | undefined): KettenStand {
  return letzter === undefined ? LEERE_KETTE : { seq: letzter.seq, headerSha256: headerSha256(letzter) };
}

/** SHA-256 (hex) of a header's RFC 8785 form: the next header's `prev`, and what an acceptance names. */
export function headerSha256(header: AktHeader): string {
  return sha256(kanonisch(header));
}

const SALZ_BYTES = 16;

/**
 * Signs one act as number `stand.seq + 1` of the provider's device. `zufall(16)` must be cryptographic.
 * Throws where a field breaks the act's schema (a programming error; nothing is signed then).
 */
export function signiereAkt(
  felder: AktFelder,
  stand: KettenStand,
  anbieter: Pick<Zeichnungsanbieter, 'deviceId' | 'signiere'>,
  zufall: (bytes: number) => Uint8Array,
): Signatur {
  const inhalt = aktInhalt.parse({ ...felder, salz: Buffer.from(zufall(SALZ_BYTES)).toString('base64url') });
  const header = aktHeader.parse({
    v: 1,
    deviceId: anbieter.deviceId,
    seq: stand.seq + 1,
    prev: stand.headerSha256,
    inhaltSha256: sha256(kanonisch(inhalt)),
  });
  return { header, inhalt, wert: anbieter.signiere(kanonisch(header)) };
}
