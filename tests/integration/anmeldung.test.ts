/**
 * Signing in against the real cloud: the browser's way (authorization code, PKCE, loopback redirect) with a scripted browser,
 * refresh, an ended session, and whom the demo lets in.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPersonen } from '../../src-main/workspace/cloud/demo.ts';
import { HttpGateway } from '../../src-main/workspace/cloud/http.ts';
import { OidcKlient } from '../../src-main/workspace/cloud/oidc.ts';
import { type GemerkteSitzung, Sitzung } from '../../src-main/workspace/cloud/sitzung.ts';
import { systemUhr } from '../../src-main/workspace/system.ts';
import { starteCloud } from '../cloud-demo.ts';
import type { Prozess } from '../prozesse.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-anmeldung-'));
let cloud: Prozess;
let url = '';

beforeAll(async () => {
  cloud = await starteCloud(join(ordner, 'cloud'));
  url = cloud.zeile.url ?? '';
}, 90_000);
afterAll(async () => {
  await cloud?.beende();
  rmSync(ordner, { recursive: true, force: true });
});

/** A browser that keeps cookies, follows redirects, and presses the button of this person. */
async function browser(start: string, person: string): Promise<string> {
  const kekse = new Map<string, string>();
  const hole = async (adresse: string, wie: RequestInit = {}): Promise<{ ort?: string; text: string }> => {
    const cookie = [...kekse].map(([k, v]) => `${k}=${v}`).join('; ');
    const r = await fetch(adresse, { ...wie, redirect: 'manual', headers: { ...wie.headers, cookie } });
    for (const k of r.headers.getSetCookie()) {
      const [name = '', wert = ''] = (k.split(';')[0] ?? '').split(/=(.*)/s);
      kekse.set(name, wert);
    }
    const ort = r.headers.get('location');
    return { text: await r.text(), ...(ort === null ? {} : { ort: new URL(ort, adresse).href }) };
  };
  let adresse = start;
  for (let i = 0; i < 10; i++) {
    const an = new URL(adresse);
    const { ort, text } = an.pathname.startsWith('/anmeldung/')
      ? await hole(adresse, { method: 'POST', body: new URLSearchParams({ person }) })
      : await hole(adresse);
    if (ort === undefined) return text;
    adresse = ort;
  }
  throw new Error('too many redirects');
}

function klient(oeffne: (adresse: string) => Promise<void>) {
  let gemerkt: GemerkteSitzung | undefined;
  const oidc = new OidcKlient({ uhr: systemUhr, issuer: `${url}/oidc`, hole: fetch, oeffne });
  const sitzung = new Sitzung(oidc, systemUhr, {
    lies: () => gemerkt,
    schreibe: (s) => {
      gemerkt = s ?? undefined;
    },
  });
  const gateway = new HttpGateway({ cloud: url, version: '0.1.0', hole: fetch, uhr: systemUhr, zugang: sitzung });
  return { oidc, sitzung, gateway, gemerkt: () => gemerkt };
}
const keiner = async (): Promise<void> => {
  throw new Error('no browser');
};

describe('signing in', () => {
  it('in the browser; the session refreshes and, thrown away, is over', async () => {
    let seite = '';
    const k = klient(async (adresse) => {
      // The browser goes its own way; the sign-in waits for it to come back.
      void browser(adresse, 'jan.petersen').then((text) => {
        seite = text;
      });
    });
    const token = await k.oidc.imBrowser(AbortSignal.timeout(20_000));
    expect(token).toMatchObject({ sub: 'flensburg:jan.petersen', refresh: expect.any(String) });
    k.sitzung.beginne(token);
    expect(await k.gateway.ich()).toMatchObject({ name: 'Jan Petersen' });
    const erstes = await k.sitzung.token();
    expect(await k.sitzung.neu()).not.toBe(erstes);
    expect(await k.gateway.ich()).toMatchObject({ sub: 'flensburg:jan.petersen' });
    expect(seite).toContain('angemeldet');
    k.sitzung.verwirf();
    expect(k.gemerkt()).toBeUndefined();
    await expect(k.gateway.ich()).rejects.toMatchObject({ fehler: { art: 'sitzung_abgelaufen' } });
  }, 30_000);

  it('given up before the browser comes back, it is over at once', async () => {
    const k = klient(async () => undefined);
    await expect(k.oidc.imBrowser(AbortSignal.timeout(300))).rejects.toMatchObject({ fehler: { art: 'abgebrochen' } });
  }, 30_000);

  it("a refresh token that is not the issuer's ends the session; a demo name signs in again by itself", async () => {
    const k = klient(keiner);
    k.sitzung.beginne({ access: 'x', gueltigS: 0, refresh: 'erfunden' });
    await expect(k.gateway.ich()).rejects.toMatchObject({ fehler: { art: 'sitzung_abgelaufen' } });
    k.sitzung.beginne({ access: 'x', gueltigS: 0, refresh: 'erfunden' }, 'vera.vogt');
    expect(await k.gateway.ich()).toMatchObject({ sub: 'flensburg:vera.vogt' });
  }, 30_000);

  it('the demo says whom it lets in, and lets in nobody else', async () => {
    const personen = await demoPersonen(url, fetch);
    expect(personen.map((p) => p.username)).toEqual(
      expect.arrayContaining(['sabine.sander', 'lars.loesch', 'jan.petersen@preetz']),
    );
    expect(await demoPersonen('http://127.0.0.1:1', fetch)).toEqual([]);
    const k = klient(keiner);
    expect(await k.oidc.istDemo()).toBe(true);
    await expect(k.oidc.demo('niemand')).rejects.toMatchObject({ fehler: { art: 'sitzung_abgelaufen' } });
  }, 30_000);
});
