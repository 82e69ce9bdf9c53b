// Finds an installed Chromium, Chrome or Edge and says with which flags it may run here. Used by the browser shell and by
// the end-to-end tests. It must never download or install anything.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the search looks at; injected so that it can be tested for other systems. */
export interface Rechner {
  readonly plattform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly istRoot: boolean;
  ausfuehrbar(pfad: string): boolean;
}

/** This machine. */
export function dieserRechner(): Rechner {
  return {
    plattform: process.platform,
    env: process.env,
    istRoot: process.getuid?.() === 0,
    ausfuehrbar: (pfad) => {
      try {
        accessSync(pfad, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/**
 * The browser to use: `KONTOR_BROWSER` (path or name; the only one looked at when set), else the usual names and places.
 * @returns its path, or null when there is none
 */
export function sucheBrowser(rechner: Rechner): string | null {
  const gewuenscht = rechner.env.KONTOR_BROWSER;
  const kandidaten = gewuenscht ? [gewuenscht] : uebliche(rechner);
  for (const kandidat of kandidaten) {
    if (/[/\\]/.test(kandidat)) {
      if (rechner.ausfuehrbar(kandidat)) return kandidat;
      continue;
    }
    for (const ordner of (rechner.env.PATH ?? '').split(delimiter).filter(Boolean)) {
      const pfad = join(ordner, kandidat);
      if (rechner.ausfuehrbar(pfad)) return pfad;
    }
  }
  return null;
}

/**
 * Flags every run needs: no background traffic (there may be no network, and the browser has no business here but one
 * page), and no sandbox as root, where Chromium refuses to start with one.
 */
export function grundschalter(rechner: Rechner): string[] {
  const schalter = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-default-apps',
    '--no-first-run',
    '--no-default-browser-check',
  ];
  return rechner.istRoot && rechner.plattform === 'linux' ? [...schalter, '--no-sandbox'] : schalter;
}

/** Whether a window could be shown at all: on Linux there must be a display. */
export function hatBildschirm(rechner: Rechner): boolean {
  return rechner.plattform !== 'linux' || Boolean(rechner.env.DISPLAY || rechner.env.WAYLAND_DISPLAY);
}

function uebliche(rechner: Rechner): string[] {
  const { env } = rechner;
  if (rechner.plattform === 'win32') {
    const wurzeln = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((w) => w !== undefined);
    const programme = [
      'Microsoft\\Edge\\Application\\msedge.exe',
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
    ];
    return programme.flatMap((programm) => wurzeln.map((wurzel) => `${wurzel}\\${programm}`));
  }
  if (rechner.plattform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  return ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'msedge'];
}
