/** A chain that holds, and each way in which it does not: every changed field must be named. */
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  aktFehler,
  aktHeader,
  ankerAussage,
  type Ed25519Jwk,
  ERSTER_PREV,
  istSchluesselwert,
  istSignaturwert,
  type Krypto,
  kanonisch,
  pruefeKette,
  type Signatur,
} from './zeichnung.ts';

const krypto: Krypto = {
  sha256: (t) => createHash('sha256').update(t, 'utf8').digest('hex'),
  verifiziere: (jwk, t, w) =>
    verify(
      null,
      Buffer.from(t, 'utf8'),
      createPublicKey({ key: { ...jwk }, format: 'jwk' }),
      Buffer.from(w, 'base64url'),
    ),
};
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const jwk = publicKey.export({ format: 'jwk' }) as Ed25519Jwk;

function kette(n: number): Signatur[] {
  const akte: Signatur[] = [];
  let prev = ERSTER_PREV;
  for (let seq = 1; seq <= n; seq++) {
    const inhalt = {
      commandId: `c${seq}`,
      vorgangId: 'v1',
      order: 'BESCHEID_ZEICHNEN',
      bescheidId: 'b1',
      bescheidVersion: 1,
      entscheidung: 'BEWILLIGT',
      dokumentSha256: 'd'.repeat(64),
      sub: 's',
      createdAt: '2026-11-02T09:30:00.000Z',
      salz: 'c2Fseg',
    };
    const header = { v: 1 as const, deviceId: 'g1', seq, prev, inhaltSha256: krypto.sha256(kanonisch(inhalt)) };
    akte.push({ header, inhalt, wert: sign(null, Buffer.from(kanonisch(header)), privateKey).toString('base64url') });
    prev = krypto.sha256(kanonisch(header));
  }
  return akte;
}

describe('pruefeKette', () => {
  it('accepts an unbroken chain in any order', () => {
    expect(pruefeKette(kette(4).reverse(), jwk, krypto)).toEqual({ geprueft: 4, luecken: [], fehler: [] });
  });
  it('[E1] names a gap without calling it an error', () => {
    const k = kette(4);
    expect(pruefeKette([k[0]!, k[3]!], jwk, krypto)).toEqual({
      geprueft: 2,
      luecken: [{ von: 2, bis: 3 }],
      fehler: [],
    });
  });
  it('names a gap of any size at once', () => {
    const [a] = kette(1) as [Signatur];
    const fern = { ...a, header: { ...a.header, seq: Number.MAX_SAFE_INTEGER } };
    const luecken = [{ von: 2, bis: Number.MAX_SAFE_INTEGER - 1 }];
    expect(pruefeKette([a, fern], jwk, krypto)).toMatchObject({ geprueft: 2, luecken });
  });
  it('[E1] finds a changed content, header, signature, link and a fork', () => {
    const k = kette(3);
    const mit = (i: number, g: Signatur) =>
      pruefeKette(
        k.map((x, j) => (i === j ? g : x)),
        jwk,
        krypto,
      ).fehler;
    const [a, b] = [k[0]!, k[1]!];
    expect(mit(1, { ...b, inhalt: { ...b.inhalt, entscheidung: 'ABGELEHNT' } })).toHaveLength(1);
    expect(mit(1, { ...b, wert: a.wert }).map((f) => f.seq)).toContain(2);
    expect(mit(1, { ...b, header: { ...b.header, prev: 'e'.repeat(64) } }).length).toBeGreaterThan(1);
    expect(pruefeKette([...k, { ...b }], jwk, krypto).fehler.some((f) => f.was.includes('Zwei Inhalte'))).toBe(true);
  });
});

describe('one spelling', () => {
  it('of a signature and of a key; another last character that decodes to the same bytes is none', () => {
    const { wert } = kette(1)[0] as Signatur;
    expect([istSignaturwert(wert), istSchluesselwert(jwk.x)]).toEqual([true, true]);
    const andere = (text: string) => {
      const gleiche = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
        .map((z) => text.slice(0, -1) + z)
        .filter((t) => Buffer.from(t, 'base64url').equals(Buffer.from(text, 'base64url')));
      return gleiche.filter((t) => t !== text);
    };
    expect([andere(wert).length, andere(jwk.x).length]).toEqual([15, 3]);
    expect(andere(wert).some(istSignaturwert) || andere(jwk.x).some(istSchluesselwert)).toBe(false);
    expect([istSignaturwert(`${wert}A`), istSchluesselwert(jwk.x.slice(1)), istSignaturwert('')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});

describe('aktFehler', () => {
  it('holds a signature to the fields of its command', () => {
    const s = kette(1)[0]!;
    expect(aktFehler(s, jwk, { commandId: 'c1', sub: 's' }, krypto)).toBeUndefined();
    for (const feld of Object.keys(s.inhalt) as (keyof Signatur['inhalt'])[]) {
      expect(aktFehler(s, jwk, { [feld]: 'anders' }, krypto)).toContain(feld);
      const geaendert = { ...s, inhalt: { ...s.inhalt, [feld]: feld === 'bescheidVersion' ? 2 : 'anders' } };
      expect(aktFehler(geaendert, jwk, {}, krypto)).toContain('Inhalt');
    }
  });
  it('[E1] names a signature by another key, and what is no JSON has no form to sign', () => {
    const s = kette(1)[0]!;
    const fremd = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }) as Ed25519Jwk;
    expect(aktFehler(s, fremd, {}, krypto)).toContain('Schlüssel');
    expect(() => kanonisch(undefined)).toThrow(TypeError);
  });
  it('[E1] names a first act that does not begin the chain, and none where the beginning is only missing', () => {
    const [eins, zwei] = kette(2) as [Signatur, Signatur];
    const vorn = { ...eins, header: { ...eins.header, prev: 'f'.repeat(64) } };
    expect(pruefeKette([vorn], jwk, krypto).fehler.map((f) => f.was)).toContain('Die Kette schließt nicht an.');
    expect(pruefeKette([zwei], jwk, krypto)).toEqual({ geprueft: 1, luecken: [{ von: 1, bis: 1 }], fehler: [] });
  });
});

it('[E1] what has no canonical form was never signed: it is no act and no statement, and nothing falls over it', () => {
  const [akt] = kette(1);
  expect(aktHeader.safeParse(akt?.header).success).toBe(true);
  expect(aktHeader.safeParse({ ...akt?.header, deviceId: 'halb \ud83d' }).success).toBe(false);
  expect(ankerAussage.safeParse({ aussage: { tief: [{ text: '\udc00' }] }, wert: 'x' }).success).toBe(false);
  expect(ankerAussage.safeParse({ aussage: { tief: [{ text: 'ganz' }] }, wert: 'x' }).success).toBe(true);
});
