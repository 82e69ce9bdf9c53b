// The device key against published vectors (RFC 8032, RFC 8037), and what happens when its file is gone or damaged.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError, problemCode } from '../../../src-shared/domain/problem.ts';
import {
  erzeugeGeraeteschluessel,
  geraeteschluesselFuer,
  oeffneGeraeteschluessel,
  SCHLUESSEL_DATEI,
  type Schutz,
  schluesselAusSaat,
  vernichteGeraeteschluessel,
} from './geraeteschluessel.ts';
import { fingerprint, fingerprintAlsHex, nodeKrypto, thumbprint } from './krypto.ts';
import { dateiAblage } from './schluesseldatei.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
/** XOR, so that what lies on disk is visibly not the key. */
const schutz: Schutz = { verschliesse: (b) => b.map((x) => x ^ 0xa5), oeffne: (b) => b.map((x) => x ^ 0xa5) };
const zufall = (n: number): Uint8Array => new Uint8Array(n).fill(7);
const code = async (p: Promise<unknown>): Promise<string | undefined> => {
  const fehler = await p.then(
    () => undefined,
    (f: unknown) => f,
  );
  return fehler instanceof ProblemError ? problemCode(fehler.problem) : String(fehler);
};

let profil: string;
beforeEach(async () => {
  profil = await mkdtemp(join(tmpdir(), 'kontor-schluessel-'));
});
afterEach(() => rm(profil, { recursive: true, force: true }));
const ort = (s = schutz) => ({ profil, schutz: s, ablage: dateiAblage });

describe('known answers', () => {
  it('signs as RFC 8032 § 7.1 TEST 1 and TEST 2 say', () => {
    const t1 = schluesselAusSaat(hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'));
    expect(Buffer.from(t1.jwk.x, 'base64url').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(Buffer.from(t1.signiere(''), 'base64url').toString('hex')).toBe(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    );
    const t2 = schluesselAusSaat(hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'));
    expect(Buffer.from(t2.signiere('r'), 'base64url').toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  it('makes the thumbprint of RFC 8037 appendix A.3', () => {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' } as const;
    expect(thumbprint(jwk)).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
    expect(fingerprint(jwk)).toBe(Buffer.from(thumbprint(jwk), 'base64url').toString('hex'));
    const mitDoppelpunkten = (fingerprint(jwk).toUpperCase().match(/../g) ?? []).join(':');
    expect(fingerprintAlsHex(mitDoppelpunkten)).toBe(fingerprint(jwk));
    expect(fingerprintAlsHex(thumbprint(jwk))).toBe(fingerprint(jwk));
    expect(fingerprintAlsHex('abc')).toBeUndefined();
  });

  it('refuses signatures that are malformed or spelled otherwise', () => {
    const s = schluesselAusSaat(new Uint8Array(32).fill(3));
    const wert = s.signiere('Text');
    expect(nodeKrypto.verifiziere(s.jwk, 'Text', wert)).toBe(true);
    expect(nodeKrypto.verifiziere(s.jwk, 'Text.', wert)).toBe(false);
    expect(nodeKrypto.verifiziere(s.jwk, 'Text', wert.slice(0, -2))).toBe(false);
    // 64 bytes leave four surplus bits in the last character: B decodes as A does.
    const letzte = wert.at(-1) === 'A' ? 'B' : wert.at(-1) === 'Q' ? 'R' : wert.at(-1) === 'g' ? 'h' : 'x';
    expect(nodeKrypto.verifiziere(s.jwk, 'Text', wert.slice(0, -1) + letzte)).toBe(false);
    expect(nodeKrypto.verifiziere({ ...s.jwk, x: 'AAAA' }, 'Text', wert)).toBe(false);
  });
});

describe('the key file', () => {
  it('[L11] is made once, opens to the same device, and holds no readable key', async () => {
    const neu = await erzeugeGeraeteschluessel(ort(), zufall);
    const wieder = await oeffneGeraeteschluessel(ort());
    expect(wieder.deviceId).toBe(neu.deviceId);
    expect(wieder.signiere('x')).toBe(neu.signiere('x'));
    expect((await stat(join(profil, SCHLUESSEL_DATEI))).mode & 0o777).toBe(0o600);
    expect((await readFile(join(profil, SCHLUESSEL_DATEI))).includes(Buffer.from(zufall(32)))).toBe(false);
    expect(await readdir(profil)).toEqual([SCHLUESSEL_DATEI]);
    expect(JSON.stringify(neu)).not.toContain('"d"');
    expect(Object.keys(neu).sort()).toEqual(['deviceId', 'jwk', 'signiere']);
  });

  it('is never overwritten, also not by an unreadable one', async () => {
    const { schluessel, neu } = await geraeteschluesselFuer(ort(), zufall);
    expect(neu).toBe(true);
    expect((await geraeteschluesselFuer(ort(), () => new Uint8Array(32).fill(9))).schluessel.deviceId).toBe(
      schluessel.deviceId,
    );
    expect(await code(erzeugeGeraeteschluessel(ort(), zufall))).toBe('id-vergeben');
    await writeFile(join(profil, SCHLUESSEL_DATEI), 'Unsinn');
    expect(await code(geraeteschluesselFuer(ort(), zufall))).toBe('geraeteschluessel-unbrauchbar');
    expect(await readFile(join(profil, SCHLUESSEL_DATEI), 'utf8')).toBe('Unsinn');
  });

  it('says whether it is missing or unreadable', async () => {
    expect(await code(oeffneGeraeteschluessel(ort()))).toBe('geraeteschluessel-fehlt');
    await erzeugeGeraeteschluessel(ort(), zufall);
    const fremd: Schutz = {
      verschliesse: (b) => b,
      oeffne: () => {
        throw new Error('DPAPI: other profile');
      },
    };
    expect(await code(oeffneGeraeteschluessel(ort(fremd)))).toBe('geraeteschluessel-unbrauchbar');
  });

  it('is gone after it was destroyed', async () => {
    await erzeugeGeraeteschluessel(ort(), zufall);
    await vernichteGeraeteschluessel(ort());
    await vernichteGeraeteschluessel(ort());
    expect(await readdir(profil)).toEqual([]);
    expect(await code(oeffneGeraeteschluessel(ort()))).toBe('geraeteschluessel-fehlt');
  });
});
