// The browser shell for real: loopback page, WebSockets, a forked workspace process (a double of its own), no window.
// Beside the contract: what only this shell has.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { starteAnwendung } from '../../src-main/app/anwendung.ts';
import { liesPolicy } from '../../src-main/app/policy.ts';
import { type Browsershell, starteBrowsershell } from '../../src-main/shell/browser/browser-shell.ts';
import { KeinFenster } from '../../src-main/shell/browser/browserfenster.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import { fensterAn, shellVertrag, ZEIT } from './shell-vertrag.ts';

const DOPPEL = fileURLToPath(new URL('arbeitsprozess-doppel.ts', import.meta.url));

let ordner: string;
beforeEach(async () => {
  ordner = await seitenordner();
});
afterEach(() => rm(ordner, { recursive: true }));

async function seitenordner(): Promise<string> {
  const neu = await mkdtemp(join(tmpdir(), 'kontor-shell-'));
  await writeFile(join(neu, 'index.html'), '<!doctype html><title>Kontor</title>');
  return neu;
}

function shellIn(seiten: string): Promise<Browsershell> {
  return starteBrowsershell({
    seiten,
    browserprofil: join(seiten, 'profil'),
    workspace: { modul: DOPPEL },
    rechner: { plattform: 'linux', env: {}, istRoot: false, ausfuehrbar: () => false },
  });
}

/** The renderer's side: token for cookie once, then as many WebSockets as wanted. */
async function fensterVon(shell: Browsershell): Promise<() => Promise<Verbindung>> {
  const { origin, host } = new URL(shell.adresse);
  const antwort = await fetch(shell.adresse, { redirect: 'manual' });
  const cookie = antwort.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return () =>
    new Promise((ok, schlecht) => {
      const ws = new WebSocket(`ws://${host}/verbindung`, { headers: { cookie, origin } });
      ws.once('error', schlecht);
      ws.once('open', () =>
        ok({
          sende: (n) => ws.send(JSON.stringify(n)),
          empfange: (cb) => void ws.on('message', (m) => cb(JSON.parse(m.toString()))),
          beendet: (cb) => void ws.once('close', () => cb()),
          schliesse: () => ws.close(),
        }),
      );
    });
}

shellVertrag('browser', async () => {
  const seiten = await seitenordner();
  const shell = await shellIn(seiten);
  return {
    shell,
    verbindeFenster: await fensterVon(shell),
    willEnden: () => shell.bitteUmEnde('befehl'),
    raeumeAuf: () => rm(seiten, { recursive: true }),
  };
});

it('answers a window with the reason while the workspace cannot start', async () => {
  const shell = await shellIn(ordner);
  const auftrag = { profil: '/tmp/belegt', policy: liesPolicy({ cloud: 'http://127.0.0.1:1' }) };
  const anwendung = starteAnwendung(shell, auftrag, ZEIT, () => undefined);
  const fenster = fensterAn(await (await fensterVon(shell))());
  expect(await fenster.frage('status')).toMatchObject({
    ok: false,
    problem: { type: 'urn:kontor:problem:profil-belegt' },
  });
  await anwendung.beende();
});

it('gives up on a workspace that keeps dying, and says so to the window', async () => {
  const shell = await shellIn(ordner);
  const auftrag = { profil: '/tmp/stirbt', policy: liesPolicy({ cloud: 'http://127.0.0.1:1' }) };
  const grenzen = {
    erstePause: 10,
    laengstePause: 50,
    enden: 2,
    zeitraum: 10_000,
    startfrist: 10_000,
    endfrist: 1_000,
  };
  const anwendung = starteAnwendung(shell, auftrag, ZEIT, () => undefined, grenzen);
  const fenster = fensterAn(await (await fensterVon(shell))());
  expect(await fenster.frage('status')).toMatchObject({
    ok: false,
    problem: { type: 'urn:kontor:problem:arbeitsbereich-fehlt' },
  });
  await anwendung.beende();
});

it('ends a frame that is not JSON, and only that window', async () => {
  const shell = await shellIn(ordner);
  const anwendung = starteAnwendung(
    shell,
    { profil: '/tmp/p', policy: liesPolicy({ cloud: 'http://127.0.0.1:1' }) },
    ZEIT,
    () => undefined,
  );
  const verbinde = await fensterVon(shell);
  const gut = fensterAn(await verbinde());
  const { host, origin } = new URL(shell.adresse);
  expect((await fetch(`${origin}/`, { headers: { cookie: 'falsch' } })).status).toBe(403);
  await gut.frage('echo', 1);
  const schlecht = await verbinde();
  const ende = new Promise<void>((fertig) => schlecht.beendet(fertig));
  schlecht.sende(undefined);
  await ende;
  expect(await gut.frage('echo', 2)).toMatchObject({ wert: 2 });
  expect(host).toMatch(/^127\.0\.0\.1:/);
  await anwendung.beende();
});

it('says what is missing when there is no browser', async () => {
  const shell = await shellIn(ordner);
  await expect(shell.oeffneFenster()).rejects.toThrow(KeinFenster);
  await expect(shell.oeffneFenster()).rejects.toThrow('kein Chromium, Chrome oder Edge');
  await shell.beende();
});

it('listens on 127.0.0.1 only', async () => {
  const shell = await shellIn(ordner);
  const port = Number(new URL(shell.adresse).port);
  const erreichbar = (host: string): Promise<boolean> =>
    new Promise((ok) => {
      const leitung = connect({ host, port, timeout: 1_000 });
      const sage = (wert: boolean) => () => {
        leitung.destroy();
        ok(wert);
      };
      leitung.once('connect', sage(true)).once('error', sage(false)).once('timeout', sage(false));
    });
  const andere = Object.values(networkInterfaces())
    .flatMap((i) => i ?? [])
    .map((i) => i.address)
    .filter((a) => a !== '127.0.0.1');
  expect(await erreichbar('127.0.0.1')).toBe(true);
  for (const adresse of [...andere, '127.0.0.2'])
    expect([adresse, await erreichbar(adresse)]).toEqual([adresse, false]);
  await shell.beende();
});
