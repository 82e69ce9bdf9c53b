// Where a browser is looked for on each system, and with which flags it may run.

import { describe, expect, it } from 'vitest';
import { grundschalter, hatBildschirm, type Rechner, sucheBrowser } from './browser-suche.ts';
import { keinBrowser } from './browserfenster.ts';

function rechner(teil: Partial<Rechner>, da: string[] = []): Rechner {
  return {
    plattform: 'linux',
    env: { PATH: '/usr/local/bin:/usr/bin' },
    istRoot: false,
    ausfuehrbar: (p) => da.includes(p),
    ...teil,
  };
}

describe('Browsersuche', () => {
  it('takes Chromium before Chrome before Edge', () => {
    expect(sucheBrowser(rechner({}, ['/usr/bin/google-chrome', '/usr/bin/chromium']))).toBe('/usr/bin/chromium');
    expect(sucheBrowser(rechner({}, ['/usr/bin/microsoft-edge']))).toBe('/usr/bin/microsoft-edge');
    expect(sucheBrowser(rechner({}))).toBeNull();
  });

  it('looks only at KONTOR_BROWSER when it is set, as a path or a name', () => {
    const env = { PATH: '/usr/bin', KONTOR_BROWSER: '/opt/brave' };
    expect(sucheBrowser(rechner({ env }, ['/opt/brave', '/usr/bin/chromium']))).toBe('/opt/brave');
    expect(sucheBrowser(rechner({ env }, ['/usr/bin/chromium']))).toBeNull();
    expect(sucheBrowser(rechner({ env: { PATH: '/usr/bin', KONTOR_BROWSER: 'vivaldi' } }, ['/usr/bin/vivaldi']))).toBe(
      '/usr/bin/vivaldi',
    );
    expect(keinBrowser(rechner({ env }))).toContain('/opt/brave');
  });

  it('knows the places of Windows and macOS', () => {
    const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
    const env = { PROGRAMFILES: 'C:\\Program Files', 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' };
    expect(sucheBrowser(rechner({ plattform: 'win32', env }, [edge]))).toBe(edge);
    const chrome = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    expect(sucheBrowser(rechner({ plattform: 'darwin', env: {} }, [chrome]))).toBe(chrome);
  });

  it('drops the sandbox only for root on Linux', () => {
    expect(grundschalter(rechner({}))).not.toContain('--no-sandbox');
    expect(grundschalter(rechner({ istRoot: true }))).toContain('--no-sandbox');
    expect(grundschalter(rechner({}))).toContain('--disable-background-networking');
  });

  it('needs a display on Linux', () => {
    expect(hatBildschirm(rechner({}))).toBe(false);
    expect(hatBildschirm(rechner({ env: { DISPLAY: ':0' } }))).toBe(true);
    expect(hatBildschirm(rechner({ plattform: 'win32' }))).toBe(true);
  });
});
