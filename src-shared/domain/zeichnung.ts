/**
 * Signed acts (cloud-api.md "Signed acts"): what a device signs, and the one verification of a chain that cloud,
 * client and evidence file share. Hashing and Ed25519 are handed in, since this folder knows no Node.
 * It is internal evidence, not a qualified electronic signature.
 */
import canonicalize from 'canonicalize';
import { z } from 'zod';

/** Whether a value has an RFC 8785 form: no half characters, no number beyond JSON. What has none was never signed. */
function kanonisierbar(wert: unknown): boolean {
  try {
    return canonicalize(wert) !== undefined;
  } catch {
    return false;
  }
}

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const base64url = z
  .string()
  .max(2000)
  .regex(/^[A-Za-z0-9_-]+$/);

export const aktHeader = z
  .strictObject({
    v: z.literal(1),
    deviceId: z.string().min(1).max(100),
    seq: z.number().int().positive(),
    prev: hex64,
    inhaltSha256: hex64,
  })
  .refine(kanonisierbar);
export type AktHeader = z.infer<typeof aktHeader>;

export const aktInhalt = z
  .strictObject({
    commandId: z.string().max(100),
    vorgangId: z.string().max(100),
    order: z.string().max(100),
    bescheidId: z.string().max(100),
    bescheidVersion: z.number().int(),
    entscheidung: z.string().max(100),
    dokumentSha256: hex64,
    sub: z.string().max(200),
    createdAt: z.string().max(40),
    salz: base64url,
  })
  .refine(kanonisierbar);
export type AktInhalt = z.infer<typeof aktInhalt>;

export const signatur = z.strictObject({ header: aktHeader, inhalt: aktInhalt, wert: base64url });
export type Signatur = z.infer<typeof signatur>;

/** Public Ed25519 key as JWK (RFC 8037). */
export const ed25519Jwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: base64url });
export type Ed25519Jwk = z.infer<typeof ed25519Jwk>;

/** What the anchor (the Mandant's key) signs: enrolments, acceptances, locks. `wert` is over the RFC 8785 form of `aussage`. */
export const ankerAussage = z.object({
  aussage: z.record(z.string(), z.unknown()).refine(kanonisierbar),
  wert: z.string(),
});
export type AnkerAussage = z.infer<typeof ankerAussage>;

/** `prev` of a device's first act. */
export const ERSTER_PREV = '0'.repeat(64);

/** RFC 8785 form of any JSON value. */
export function kanonisch(wert: unknown): string {
  const text = canonicalize(wert);
  if (text === undefined) throw new TypeError('kein JSON-Wert');
  return text;
}

/** What a JWK's thumbprint is the SHA-256 of: RFC 7638 § 3.2, the required members in lexicographic order. */
export function thumbprintForm({ crv, kty, x }: Ed25519Jwk): string {
  return JSON.stringify({ crv, kty, x });
}

/**
 * Whether a text is the one spelling of 64 bytes in base64url: surplus bits of the last character are zero. Another
 * spelling would decode to the same signature and still be a changed act.
 */
export function istSignaturwert(wert: string): boolean {
  return /^[A-Za-z0-9_-]{85}[AQgw]$/.test(wert);
}

/** The same for the 32 bytes of a public key: one key must not be two devices. */
export function istSchluesselwert(x: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(x);
}

/** SHA-256 of the UTF-8 text as hex; Ed25519 verification of base64url `wert` over the UTF-8 text. */
export interface Krypto {
  sha256(text: string): string;
  verifiziere(jwk: Ed25519Jwk, text: string, wert: string): boolean;
}

/** Why an act does not hold; undefined where it does. `erwartet` are the fields that must be those of the command. */
export function aktFehler(
  s: Signatur,
  jwk: Ed25519Jwk,
  erwartet: Partial<AktInhalt>,
  krypto: Krypto,
): string | undefined {
  if (s.header.inhaltSha256 !== krypto.sha256(kanonisch(s.inhalt))) return 'Der Inhalt passt nicht zum Kopf.';
  if (!krypto.verifiziere(jwk, kanonisch(s.header), s.wert)) return 'Die Signatur passt nicht zum Schlüssel.';
  for (const [feld, wert] of Object.entries(erwartet)) {
    if (s.inhalt[feld as keyof AktInhalt] !== wert) return `Das Feld ${feld} weicht ab.`;
  }
  return undefined;
}

/** One device's headers with their signatures, any order; inhalt only where it may be seen. */
export interface KettenGlied {
  header: AktHeader;
  wert: string;
  inhalt?: AktInhalt | undefined;
}

/** What a check of one device's chain found; `fehler` empty and `luecken` empty means: it holds. */
export interface KettenBefund {
  geprueft: number;
  /** Missing numbers as ranges, both ends included: a `seq` from outside may be as large as it likes. */
  luecken: { von: number; bis: number }[];
  fehler: { seq: number; was: string }[];
}

/** Verifies signatures, content digests and linkage of one device's chain. A gap is named, not an error. */
export function pruefeKette(glieder: readonly KettenGlied[], jwk: Ed25519Jwk, krypto: Krypto): KettenBefund {
  const befund: KettenBefund = { geprueft: 0, luecken: [], fehler: [] };
  const sortiert = [...glieder].sort((a, b) => a.header.seq - b.header.seq);
  let vorher: AktHeader | undefined;
  for (const g of sortiert) {
    const { seq } = g.header;
    befund.geprueft += 1;
    const melde = (was: string) => befund.fehler.push({ seq, was });
    if (!krypto.verifiziere(jwk, kanonisch(g.header), g.wert)) melde('Die Signatur passt nicht zum Schlüssel.');
    if (g.inhalt && krypto.sha256(kanonisch(g.inhalt)) !== g.header.inhaltSha256) {
      melde('Der Inhalt passt nicht zum Kopf.');
    }
    if (vorher && seq === vorher.seq) melde('Zwei Inhalte unter einer Nummer.');
    const von = (vorher?.seq ?? 0) + 1;
    if (von < seq) befund.luecken.push({ von, bis: seq - 1 });
    const prev = vorher === undefined ? (seq === 1 ? ERSTER_PREV : undefined) : krypto.sha256(kanonisch(vorher));
    const anschluss = vorher === undefined ? seq === 1 : vorher.seq + 1 === seq;
    if (anschluss && g.header.prev !== prev) melde('Die Kette schließt nicht an.');
    vorher = g.header;
  }
  return befund;
}
