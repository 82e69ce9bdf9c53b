/**
 * A device whose clock is wrong by a day, against the real cloud: everything works, the status says what is wrong in words,
 * nothing is lost, and no sign-in goes round in circles. The command line as a process of its own, with that clock.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestCloud, testCloud } from '../../src-cloud/testing/test-cloud.ts';
import { legeAn, neuerVorgang } from '../../src-cloud/testing/test-vorgang.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { laufe } from '../prozesse.ts';
import { baueBuehne, pruefeCloud } from './buehne.ts';
import { stoerung } from './stoerungen.ts';

const TAG_MS = 86_400_000;
const FALSCH = './tests/fault/falsche-uhr.ts';
const ordner = mkdtempSync(join(tmpdir(), 'kontor-uhr-'));
let cloud: TestCloud;
let vorgang: Vorgang;

async function kontor(uhrMs: number, ...argv: string[]): Promise<Record<string, unknown>> {
  const wo = ['--json', '--profil', join(ordner, String(uhrMs)), '--cloud', cloud.url, '--als', 'sabine.sander'];
  const r = await laufe(['--import', FALSCH, 'src-main/workspace/cli.ts', ...argv, ...wo], {
    KONTOR_TEST_UHR_MS: String(uhrMs),
  });
  return JSON.parse(r.stdout) as Record<string, unknown>;
}

beforeAll(async () => {
  cloud = await testCloud();
  vorgang = (await legeAn(cloud, [neuerVorgang()]))[0] as Vorgang;
});
afterAll(async () => {
  await cloud.beende();
  rmSync(ordner, { recursive: true, force: true });
});

describe('[S4] [P1] a clock wrong by a day', () => {
  it('ahead: who signs in, clicks and sends loses nothing, and goes on by the stored session', async () => {
    await kontor(TAG_MS, 'sync');
    const body = JSON.stringify({ kommentarId: crypto.randomUUID(), text: 'vor' });
    await kontor(TAG_MS, 'befehl', 'KOMMENTAR_ANLEGEN', '--vorgang', vorgang.id, '--body', body, '--offline');
    // One try, not until quiet: the stored session is renewed by tokens that are dated a day earlier.
    expect(await kontor(TAG_MS, 'sync')).toMatchObject({ state: 'online', pushed: 1, pending: 0 });
    const { body: da } = await cloud.frage('sabine.sander', `/api/v1/vorgaenge/${vorgang.id}`);
    expect((da as Vorgang).kommentare.filter((k) => k.text === 'vor')).toHaveLength(1);
  }, 30_000);

  it('behind: likewise', async () => {
    expect(await kontor(-TAG_MS, 'sync')).toMatchObject({ state: 'online' });
    expect(await kontor(-TAG_MS, 'status')).toMatchObject({ state: 'online', lease: { abgelaufen: false } });
  }, 30_000);
});

describe('[S4] [O10] in the running engine', () => {
  it('the status says it while it works; a cloud that refuses every token is not asked in circles', async () => {
    const b = await baueBuehne({ seed: 1, faktor: 40, vorgaenge: 2 });
    try {
      b.uhr.verstelle(TAG_MS);
      const gesagt = async (): Promise<boolean> => {
        b.platz.abgleich.wecke();
        await new Promise((f) => setTimeout(f, 60));
        return b.motor.status().ursache === 'Die Uhr dieses Geräts geht 1 Tag vor.';
      };
      for (let i = 0; i < 40 && !(await gesagt()); i++);
      expect(b.motor.status()).toMatchObject({ state: 'online', rat: expect.stringContaining('Datum und Uhrzeit') });
      b.uhr.verstelle(0);
      b.proxy.eingriff = { trifft: (r) => !r.startsWith('oidc'), tu: stoerung('cloud-401') };
      await b.klicke();
      const vorher = b.proxy.getroffen;
      // Two minutes of the client's time: each of its workers may ask once or twice a minute.
      await new Promise((f) => setTimeout(f, 3_000));
      expect(b.proxy.getroffen - vorher).toBeGreaterThan(0);
      expect(b.proxy.getroffen - vorher).toBeLessThan(60);
      expect(b.motor.status()).toMatchObject({ state: 'sitzung_abgelaufen', pending: 1 });
      b.proxy.eingriff = undefined;
      for (let i = 0; i < 100 && b.motor.status().pending > 0; i++) await new Promise((f) => setTimeout(f, 50));
      expect(b.motor.status()).toMatchObject({ state: 'online', pending: 0 });
      expect(await pruefeCloud(b)).toEqual([]);
    } finally {
      await b.raeumeAb();
    }
  }, 30_000);
});
