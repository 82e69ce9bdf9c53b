/**
 * The signing provider: what turns an act's header into a signature. Today the device key; a QES or an electronic seal
 * is one more implementation of the same interface and nothing else changes. It never decides what is signed.
 */
import type { Ed25519Jwk } from '../../../src-shared/domain/zeichnung.ts';
import type { Geraeteschluessel } from './geraeteschluessel.ts';

export interface Zeichnungsanbieter {
  readonly art: 'geraeteschluessel' | 'siegel' | 'qes';
  /** What the signature is worth in law, as people must be told before they sign. German. */
  readonly rechtswirkung: string;
  /** Id under which the cloud knows the key; it stands in every header. */
  readonly deviceId: string;
  readonly jwk: Ed25519Jwk;
  /** Ed25519 over the UTF-8 text, base64url. Synchronous: number, predecessor and signature belong in one transaction. */
  signiere(text: string): string;
  /**
   * Seals the document before its digest is taken (QES, seal): the sealed bytes are what is then signed, kept and sent.
   * It may take its time and the network; a provider that changes nothing leaves it out.
   */
  versiegle?(dokument: Uint8Array): Promise<Uint8Array>;
}

export const KEINE_QES =
  'Die Zeichnung ist ein interner Nachweis mit dem Schlüssel dieses Geräts. ' +
  'Sie ist keine qualifizierte elektronische Signatur (QES).';

/** Signs with the device's own key. */
export function geraeteAnbieter(schluessel: Geraeteschluessel): Zeichnungsanbieter {
  return {
    art: 'geraeteschluessel',
    rechtswirkung: KEINE_QES,
    deviceId: schluessel.deviceId,
    jwk: schluessel.jwk,
    signiere: (text) => schluessel.signiere(text),
  };
}
