// The Electron shell with a double of the module `electron`: the port's contract through the real preload script, and what
// the window may and may not do. The runtime itself is tested by `npm run test:electron`.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessagePort as Knotenport } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fensterbruecke } from '../../src-main/preload/preload.ts';
import { meldeSchemaAn } from '../../src-main/shell/electron/adresse.ts';
import { richteAktualisierungEin } from '../../src-main/shell/electron/aktualisierung.ts';
import { type Electronshell, starteElectronshell } from '../../src-main/shell/electron/electron-shell.ts';
import { type Doppel, type FensterDoppel, macheDoppel, PortDoppel } from './elektron-doppel.ts';
import { shellVertrag } from './shell-vertrag.ts';

const DOPPEL = fileURLToPath(new URL('arbeitsprozess-doppel.ts', import.meta.url));

/** What the preload script put into the page's world, and where its messages to main go. */
const seite = vi.hoisted(() => ({
  welt: {} as Record<string, unknown>,
  anMain: (() => undefined) as (kanal: string, ports: unknown[]) => void,
}));
vi.mock('electron', () => ({
  contextBridge: { exposeInMainWorld: (name: string, wert: unknown) => Object.assign(seite.welt, { [name]: wert }) },
  ipcRenderer: { postMessage: (kanal: string, _n: unknown, ports: unknown[]) => seite.anMain(kanal, ports) },
}));

let seiten: string;
beforeAll(async () => {
  await import('../../src-main/preload/preload.ts');
  seiten = await mkdtemp(join(tmpdir(), 'kontor-electron-'));
  await writeFile(join(seiten, 'index.html'), '<!doctype html><title>Kontor</title>');
});
afterAll(() => rm(seiten, { recursive: true }));

function shellMit(doppel: Doppel): Promise<Electronshell> {
  return starteElectronshell(doppel.elektron, {
    seiten,
    preload: '/dist/preload/preload.cjs',
    workspace: DOPPEL,
    plattform: 'linux',
    aktualisierung: richteAktualisierungEin({ gewuenscht: 'aus', gepackt: true, msi: true }, () =>
      Promise.reject(new Error('nie')),
    ),
  });
}

/** As Electron's IPC would: the page's port arrives in main as a MessagePortMain, with the frame that sent it. */
function stelleZu(doppel: Doppel, rahmen: { parent: unknown; url: string } | null): void {
  seite.anMain = (kanal, ports) => {
    doppel.ipcMain.emit(kanal, { ports: ports.map((p) => new PortDoppel(p as Knotenport)), senderFrame: rahmen });
  };
}

for (const schluesselbund of [true, false]) {
  shellVertrag(`electron, ${schluesselbund ? 'mit' : 'ohne'} Schlüsselspeicher`, async () => {
    const doppel = macheDoppel(schluesselbund);
    const shell = await shellMit(doppel);
    return {
      shell,
      verbindeFenster: async () => {
        stelleZu(doppel, { parent: null, url: 'kontor://app/' });
        const port = await (seite.welt.kontor as Fensterbruecke).verbinde();
        return { sende: port.postMessage, empfange: port.beiNachricht, beendet: port.beiEnde, schliesse: port.close };
      },
      willEnden: () => {
        doppel.app.quit();
        // The runtime must wait until the workspace has ended in order.
        expect(doppel.app.beendet).toBe(false);
      },
      weckt: () => doppel.powerMonitor.emit('resume'),
      raeumeAuf: async () => expect(doppel.app.beendet).toBe(true),
    };
  });
}

describe('Fenster', () => {
  let doppel: Doppel;
  let shell: Electronshell;
  let fenster: FensterDoppel;
  beforeAll(async () => {
    doppel = macheDoppel();
    shell = await shellMit(doppel);
    await shell.oeffneFenster();
    fenster = doppel.fenster[0] as FensterDoppel;
  });
  afterAll(() => shell.beende());

  it('is isolated and sandboxed and shows only the application', () => {
    expect(fenster.optionen.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      preload: '/dist/preload/preload.cjs',
    });
    expect(fenster.geladen).toEqual(['kontor://app/']);
  });

  it('opens no second window, by itself or by the page', async () => {
    await shell.oeffneFenster();
    expect(doppel.fenster).toHaveLength(1);
    expect(fenster.gezeigt).toBe(2);
    expect(fenster.webContents.fensterfrage({ url: 'https://example.org' } as never)).toEqual({ action: 'deny' });
  });

  it.each(['will-navigate', 'will-redirect', 'will-attach-webview', 'will-frame-navigate'])(
    'does not leave its page by %s',
    (ereignis) => {
      const preventDefault = vi.fn();
      fenster.webContents.emit(ereignis, { preventDefault, url: 'https://example.org/' });
      expect(preventDefault).toHaveBeenCalledOnce();
    },
  );

  it('grants nothing but writing to the clipboard', () => {
    const antworten: unknown[] = [];
    for (const erlaubnis of [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'clipboard-read',
      'usb',
      'clipboard-sanitized-write',
    ]) {
      doppel.sitzung.anfrage(null as never, erlaubnis as never, ((ja: boolean) => antworten.push(ja)) as never);
      antworten.push(doppel.sitzung.pruefung(null as never, erlaubnis as never));
    }
    expect(antworten).toEqual([...Array(12).fill(false), true, true]);
  });

  it('gives a line only to the main frame of its own page', async () => {
    const leitungen: unknown[] = [];
    shell.aufLeitung((l) => leitungen.push(l));
    for (const rahmen of [null, { parent: {}, url: 'kontor://app/' }, { parent: null, url: 'https://example.org/' }]) {
      stelleZu(doppel, rahmen);
      await (seite.welt.kontor as Fensterbruecke).verbinde();
    }
    expect(leitungen).toEqual([]);
  });

  it('has a German menu that takes no editing key from the page', () => {
    const menue = doppel.menues[0] as {
      label: string;
      submenu: { label?: string; role?: string; registerAccelerator?: boolean; accelerator?: string }[];
    }[];
    expect(menue.map((m) => m.label)).toEqual(['&Kontor', '&Bearbeiten', '&Ansicht']);
    const eintraege = menue.flatMap((m) => m.submenu);
    expect(eintraege.filter((e) => e.accelerator).map((e) => e.accelerator)).toEqual(['CmdOrCtrl+Q']);
    for (const e of eintraege.filter((x) => ['cut', 'copy', 'paste', 'selectAll', 'reload'].includes(x.role ?? ''))) {
      expect(e.registerAccelerator).toBe(false);
    }
  });

  it('shows notifications of the desktop', async () => {
    expect(await shell.melde({ titel: 'Kontor', text: '5 neue Vorgänge' })).toBe(true);
    expect(doppel.meldungen).toEqual([{ title: 'Kontor', body: '5 neue Vorgänge' }]);
  });

  it('asks for the end when the person closes it', () => {
    const gruende: unknown[] = [];
    shell.aufEnde((g) => gruende.push(g));
    fenster.emit('closed');
    expect(gruende).toEqual(['fenster']);
  });
});

describe('kontor://', () => {
  it('is a standard and secure origin, like https', () => {
    const doppel = macheDoppel();
    meldeSchemaAn(doppel.elektron);
    expect(doppel.privilegien).toEqual([
      [{ scheme: 'kontor', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }],
    ]);
  });

  it('serves the page with a strict CSP, and refuses with it too', async () => {
    const doppel = macheDoppel();
    const shell = await shellMit(doppel);
    const bediene = doppel.schemata.get('kontor') as (a: Request) => Promise<Response>;
    const versuche: [string, number][] = [
      ['kontor://app/', 200],
      ['kontor://app/../../etc/passwd', 404],
      ['kontor://app/nicht-da.js', 404],
      ['kontor://fremd/', 404],
    ];
    for (const [url, status] of versuche) {
      const antwort = await bediene({ url } as Request);
      expect([url, antwort.status]).toEqual([url, status]);
      const csp = antwort.headers.get('content-security-policy') ?? '';
      expect(csp).toContain("default-src 'none'");
      expect(csp).not.toMatch(/unsafe-|https?:|ws:|\*/);
      expect(antwort.headers.get('x-content-type-options')).toBe('nosniff');
    }
    await shell.beende();
  });
});

describe('Schlüsselspeicher', () => {
  it('refuses what was wrapped elsewhere, with a problem', async () => {
    const shell = await shellMit(macheDoppel());
    const ablage = shell.schluessel;
    if (ablage.art !== 'betriebssystem') return expect.unreachable();
    const bytes = new Uint8Array([0, 255, 128, 7]);
    expect(await ablage.oeffne(await ablage.schuetze(bytes))).toEqual(bytes);
    await expect(ablage.oeffne(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      problem: { type: 'urn:kontor:problem:schluessel-unbrauchbar' },
    });
    await shell.beende();
  });

  it("does not take Chromium's fixed key for protection", async () => {
    const doppel = macheDoppel();
    Object.assign(doppel.elektron.safeStorage, { getSelectedStorageBackend: () => 'basic_text' });
    const shell = await shellMit(doppel);
    expect(shell.schluessel.art).toBe('keine');
    await shell.beende();
  });
});

describe('Aktualisierung', () => {
  const nie = () => Promise.reject(new Error('nie geladen'));
  it.each([
    [{ gewuenscht: 'an', gepackt: false, msi: false }, 'Quelltext'],
    [{ gewuenscht: 'an', gepackt: true, msi: true }, 'Ihre IT'],
    [{ gewuenscht: 'aus', gepackt: true, msi: false }, 'abgeschaltet'],
  ] as const)('is off for %j', (verteilung, grund) => {
    expect(richteAktualisierungEin(verteilung, nie)).toMatchObject({
      art: 'aus',
      grund: expect.stringContaining(grund),
    });
  });

  it('says what is available without downloading it', async () => {
    const updater = {
      autoDownload: true,
      checkForUpdates: async () => ({ isUpdateAvailable: true, updateInfo: { version: '1.2.3' } }),
    };
    const a = richteAktualisierungEin({ gewuenscht: 'an', gepackt: true, msi: false }, async () => updater);
    if (a.art !== 'an') return expect.unreachable();
    expect(await a.pruefe()).toEqual({ art: 'verfuegbar', version: '1.2.3' });
    expect(updater.autoDownload).toBe(false);
  });
});
