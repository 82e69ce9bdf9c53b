// The window: sandboxed, isolated, without Node, showing kontor://app/ and nothing else. It must never open a second
// window, leave its page, grant a permission or download anything by itself.

import type { BrowserWindow, Session } from 'electron';
import { STARTSEITE } from './adresse.ts';
import type { Elektron } from './elektron.ts';

/** Denies every permission and download of a session. Copying text to the clipboard is the one thing a page may do. */
export function sichereSitzung(sitzung: Session): void {
  sitzung.setPermissionRequestHandler((_seite, erlaubnis, antworte) =>
    antworte(erlaubnis === 'clipboard-sanitized-write'),
  );
  sitzung.setPermissionCheckHandler((_seite, erlaubnis) => erlaubnis === 'clipboard-sanitized-write');
  sitzung.on('will-download', (ereignis, download) => {
    // What a person saves is a blob the page made of something already on the device.
    if (!download.getURL().startsWith(`blob:${STARTSEITE.slice(0, -1)}`)) ereignis.preventDefault();
  });
}

/** Opens the window. @param preload path of the bundled preload script */
export function oeffne(elektron: Pick<Elektron, 'BrowserWindow'>, preload: string): BrowserWindow {
  const fenster = new elektron.BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Kontor',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      plugins: true, // Chromium's PDF view, for Bescheide
      spellcheck: false, // would fetch dictionaries from the internet
    },
  });
  const seite = fenster.webContents;
  seite.setWindowOpenHandler(() => ({ action: 'deny' }));
  seite.on('will-navigate', (ereignis) => ereignis.preventDefault());
  seite.on('will-frame-navigate', (ereignis) => {
    if (!ereignis.url.startsWith('blob:') && ereignis.url !== STARTSEITE) ereignis.preventDefault();
  });
  seite.on('will-redirect', (ereignis) => ereignis.preventDefault());
  seite.on('will-attach-webview', (ereignis) => ereignis.preventDefault());
  fenster.once('ready-to-show', () => fenster.show());
  void fenster.loadURL(STARTSEITE);
  return fenster;
}
