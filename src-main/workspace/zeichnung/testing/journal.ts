/**
 * A small world for tests: an anchor, devices with keys from fixed seeds, acts of one Vorgang signed and accepted as a
 * cloud would. Everything is really signed; nothing here is used by the product.
 */
import type { JournalAkt, JournalAntwort, JournalGeraet } from '../../../../src-shared/cloud-api/geraete.ts';
import { type AnkerAussage, kanonisch, type Signatur } from '../../../../src-shared/domain/zeichnung.ts';
import { type Geraeteschluessel, schluesselAusSaat } from '../geraeteschluessel.ts';
import { fingerprint, sha256 } from '../krypto.ts';
import { type AktFelder, type AktPlatz, headerSha256, platzNach, signiereAkt } from '../signieren.ts';

export const VORGANG_ID = '0190a000-0000-7000-8000-000000000001';
export const BESCHEID_ID = '0190a000-0000-7000-8000-0000000000b1';
export const DOKUMENT: Uint8Array = new TextEncoder().encode('%PDF-1.7 ein Bescheid');

/** A key from a one-byte seed. */
export const schluessel = (n: number): Geraeteschluessel => schluesselAusSaat(new Uint8Array(32).fill(n));

export const anker = schluessel(200);
/** The anchor's signed statement. */
export const bezeuge = (aussage: Record<string, unknown>, von = anker): AnkerAussage => ({
  aussage,
  wert: von.signiere(kanonisch(aussage)),
});

/** Deterministic stand-in for chance. */
export const zufall = (bytes: number): Uint8Array => new Uint8Array(bytes).map((_, i) => i + 1);

/** Fields of an act; `ueber` replaces some. */
export const felder = (ueber: Partial<AktFelder> = {}): AktFelder => ({
  commandId: '0190a000-0000-7000-8000-0000000000c1',
  vorgangId: VORGANG_ID,
  order: 'BESCHEID_ZEICHNEN',
  bescheidId: BESCHEID_ID,
  bescheidVersion: 1,
  entscheidung: 'BEWILLIGT',
  dokumentSha256: sha256(DOKUMENT),
  sub: 'sub-sabine',
  createdAt: '2026-03-02T09:00:00.000Z',
  ...ueber,
});

/** One device that signs the given acts one after the other. */
export function kette(s: Geraeteschluessel, akte: readonly AktFelder[]): Signatur[] {
  const fertig: Signatur[] = [];
  let platz: AktPlatz = platzNach(undefined);
  for (const f of akte) {
    const akt = signiereAkt(f, platz, s, zufall);
    fertig.push(akt);
    platz = platzNach(akt.header);
  }
  return fertig;
}

/** How the cloud lists an accepted act. */
export function angenommen(s: Signatur, am = '2026-03-02T09:05:00.000Z', state = 'angenommen'): JournalAkt {
  return {
    ...s,
    state,
    eingetroffenAm: am,
    ketteOffen: false,
    annahme: bezeuge({ headerSha256: headerSha256(s.header), state, angenommenAm: am }),
  };
}

/** How the cloud lists a device. */
export function geraet(
  s: Geraeteschluessel,
  sub: string,
  name: string,
  signaturen: readonly Signatur[],
): JournalGeraet {
  return {
    deviceId: s.deviceId,
    jwk: { ...s.jwk },
    sub,
    name,
    bescheinigung: bezeuge({
      deviceId: s.deviceId,
      sub,
      jwk: { ...s.jwk },
      von: '2026-01-01T00:00:00.000Z',
      bis: '2027-01-01T00:00:00.000Z',
    }),
    kette: signaturen.map(({ header, wert }) => ({ header, wert })),
  };
}

/** Vera co-signs, Sabine signs; Sabine's device signed something in another case before. */
export function beispielJournal(): JournalAntwort {
  const sabine = schluessel(1);
  const vera = schluessel(2);
  const vonSabine = kette(sabine, [felder({ vorgangId: 'ein-anderer', commandId: 'c0' }), felder()]);
  const vonVera = kette(vera, [
    felder({ order: 'BESCHEID_MITZEICHNEN', sub: 'sub-vera', commandId: 'c2', createdAt: '2026-03-02T08:00:00.000Z' }),
  ]);
  return structuredClone({
    vorgangId: VORGANG_ID,
    akte: [
      angenommen(vonVera[0] as Signatur, '2026-03-02T08:05:00.000Z'),
      angenommen(vonSabine[1] as Signatur, '2026-03-02T09:05:00.000Z'),
    ],
    geraete: [geraet(sabine, 'sub-sabine', 'Sabine Sander', vonSabine), geraet(vera, 'sub-vera', 'Vera Vogt', vonVera)],
    anker: { jwk: { ...anker.jwk }, fingerprint: fingerprint(anker.jwk) },
  });
}
