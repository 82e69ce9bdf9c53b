/** The passphrase in place of a key store: what lies on the disk, what a wrong one does, and what is never overwritten. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { erzeugeGeraeteschluessel, oeffneGeraeteschluessel } from '../zeichnung/geraeteschluessel.ts';
import { dateiAblage } from '../zeichnung/schluesseldatei.ts';
import { aenderePassphrase, oeffnePassphrase, richtePassphraseEin } from './passphrase.ts';
import { Profil } from './profil.ts';
import { bestandsschluessel, schuetzeNach, schutzFuer, verlangeUnbelegt } from './schutz.ts';

const ECHT = 'https://cloud.stadt.example';
const DEMO = 'http://127.0.0.1:8700';
const SATZ = 'Möwe Leuchtturm Krabbe';
const code = (c: string) =>
  expect.objectContaining({ problem: expect.objectContaining({ type: `urn:kontor:problem:${c}` }) });
const zufall = (n: number): Uint8Array => Uint8Array.from(randomBytes(n));
let profil = '';
let person = '';

const ort = () => ({ profil, ablage: dateiAblage });
const schluessel = async (satz: string) =>
  bestandsschluessel(
    person,
    schutzFuer({ art: 'keiner' }, ECHT, await oeffnePassphrase(ort(), satz, zufall)),
    dateiAblage,
    zufall,
    true,
  );
const alleDateien = (): Map<string, Buffer> =>
  new Map(
    readdirSync(profil, { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile())
      .map((e) => [e.name, readFileSync(join(e.parentPath, e.name))]),
  );

/** A profile with both keys under the passphrase; answers the database's. */
async function richteEin(): Promise<{ bestand: Uint8Array; deviceId: string }> {
  const schutz = schutzFuer({ art: 'keiner' }, ECHT, await richtePassphraseEin(ort(), SATZ, zufall));
  const bestand = await bestandsschluessel(person, schutz, dateiAblage, zufall, false);
  const { deviceId } = await erzeugeGeraeteschluessel({ profil: person, schutz, ablage: dateiAblage }, zufall);
  return { bestand, deviceId };
}

beforeEach(() => {
  profil = mkdtempSync(join(tmpdir(), 'kontor-passphrase-'));
  person = join(profil, 'personen', 'p');
  mkdirSync(person, { recursive: true });
});
afterEach(() => rmSync(profil, { recursive: true, force: true }));

it('[L15] both keys lie wrapped, in files for oneself, and neither key nor passphrase is in any of them', async () => {
  const { bestand, deviceId } = await richteEin();
  const schutz = schutzFuer({ art: 'keiner' }, ECHT, await oeffnePassphrase(ort(), SATZ.normalize('NFD'), zufall));
  expect(schutz.art).toBe('passphrase');
  expect(await bestandsschluessel(person, schutz, dateiAblage, zufall, true)).toEqual(bestand);
  const geraet = await oeffneGeraeteschluessel({ profil: person, schutz, ablage: dateiAblage });
  expect(geraet.deviceId).toBe(deviceId);
  const dateien = alleDateien();
  expect([...dateien.keys()].sort()).toEqual(['bestandsschluessel', 'geraeteschluessel', 'passphrase']);
  for (const bytes of dateien.values()) {
    expect(String.fromCharCode(bytes[0] ?? 0)).toBe('P');
    for (const geheim of [bestand, Buffer.from(SATZ), Buffer.from('Leuchtturm')])
      expect(bytes.includes(Buffer.from(geheim))).toBe(false);
  }
  expect((statSync(join(profil, 'passphrase')).mode & 0o777).toString(8)).toBe('600');
  // scrypt as strong as promised, and another salt for everybody.
  expect([...(dateien.get('passphrase')?.subarray(1, 4) ?? [])]).toEqual([17, 8, 1]);
});

it('[L15] eleven characters are too few, twelve are enough; spaces around do not count', async () => {
  for (const zuKurz of ['elfzeichen!', '   kurz        '])
    await expect(richtePassphraseEin(ort(), zuKurz, zufall)).rejects.toEqual(code('passphrase-ungeeignet'));
  expect(alleDateien().size).toBe(0);
  await richtePassphraseEin(ort(), 'zwölfzeichen', zufall);
});

it('[L16] a wrong one is said, again and again, and no file is touched', async () => {
  await richteEin();
  const vorher = alleDateien();
  for (const falsch of ['Möwe Leuchtturm krabbe', '', ' '.repeat(20)])
    await expect(schluessel(falsch)).rejects.toEqual(code('passphrase-falsch'));
  await expect(aenderePassphrase(ort(), 'falsch falsch falsch', 'ein anderer Satz', zufall)).rejects.toEqual(
    code('passphrase-falsch'),
  );
  expect(alleDateien()).toEqual(vorher);
});

it('[L17] changing it writes one file; the new one opens the same key, the old one nothing', async () => {
  const { bestand } = await richteEin();
  const vorher = alleDateien();
  await expect(aenderePassphrase(ort(), SATZ, 'kurz', zufall)).rejects.toEqual(code('passphrase-ungeeignet'));
  expect(alleDateien()).toEqual(vorher);
  await aenderePassphrase(ort(), SATZ, 'Deich Schafe Westwind', zufall);
  const nachher = alleDateien();
  expect([...nachher.keys()].filter((d) => !nachher.get(d)?.equals(vorher.get(d) as Buffer))).toEqual(['passphrase']);
  expect(await schluessel('Deich Schafe Westwind')).toEqual(bestand);
  await expect(schluessel(SATZ)).rejects.toEqual(code('passphrase-falsch'));
});

it('[L18] a lost or damaged passphrase file, or keys of the operating system, are never covered by a new passphrase', async () => {
  await richteEin();
  const p = new Profil(profil, ECHT, dateiAblage);
  await expect(richtePassphraseEin(ort(), 'ein anderer Satz', zufall)).rejects.toEqual(code('id-vergeben'));
  const datei = readFileSync(join(profil, 'passphrase'));
  writeFileSync(join(profil, 'passphrase'), datei.subarray(0, 40));
  await expect(schluessel(SATZ)).rejects.toEqual(code('schluessel-unbrauchbar'));
  // A file that asks for next to no work, or for all the memory there is, is no passphrase file.
  for (const logN of [1, 40]) {
    writeFileSync(
      join(profil, 'passphrase'),
      Buffer.concat([datei.subarray(0, 1), Uint8Array.of(logN), datei.subarray(2)]),
    );
    await expect(schluessel(SATZ)).rejects.toEqual(code('schluessel-unbrauchbar'));
  }
  rmSync(join(profil, 'passphrase'));
  await expect(verlangeUnbelegt(p, dateiAblage)).rejects.toEqual(code('schluessel-unbrauchbar'));
  writeFileSync(join(person, 'bestandsschluessel'), 'O…');
  await expect(verlangeUnbelegt(p, dateiAblage)).rejects.toEqual(code('schluessel-unbrauchbar'));
});

it('[L18] a demo’s key in a file comes under the passphrase that was chosen later', async () => {
  const offen = await bestandsschluessel(person, schutzFuer({ art: 'keiner' }, DEMO), dateiAblage, zufall, false);
  await verlangeUnbelegt(new Profil(profil, ECHT, dateiAblage), dateiAblage);
  const schutz = schutzFuer({ art: 'keiner' }, DEMO, await richtePassphraseEin(ort(), SATZ, zufall));
  await schuetzeNach(person, schutz, dateiAblage);
  expect(readFileSync(join(person, 'bestandsschluessel')).includes(Buffer.from(offen))).toBe(false);
  expect(await schluessel(SATZ)).toEqual(offen);
});
