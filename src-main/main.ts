// The Electron entry: one instance, the origin kontor://, the shell, the application on it, the window. It is the only
// file that loads the runtime's main module, and must stay free of everything the browser shell needs too.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as electron from 'electron';
import { ProblemError } from '../src-shared/domain/problem.ts';
import { type Anwendung, starteAnwendung } from './app/anwendung.ts';
import { liesPolicy } from './app/policy.ts';
import { hoereAufEnde, stderrLog, systemZeit } from './app/system.ts';
import { meldeSchemaAn } from './shell/electron/adresse.ts';
import { richteAktualisierungEin } from './shell/electron/aktualisierung.ts';
import { starteElectronshell } from './shell/electron/electron-shell.ts';

const { app, dialog } = electron;

/** Where the bundles lie: this file is dist/main/main.js. */
const DIST = join(import.meta.dirname, '..');

function liesArgumente() {
  // Chromium has switches of its own on the same line; only ours are looked at.
  const eigene = process.argv.filter((a) => /^--(profil|cloud|als|laufzeitdaten)=|^--offline$/.test(a));
  const { values } = parseArgs({
    args: eigene,
    options: {
      profil: { type: 'string' },
      cloud: { type: 'string' },
      als: { type: 'string' },
      laufzeitdaten: { type: 'string' },
      offline: { type: 'boolean' },
    },
  });
  // On Windows the local, not the roaming profile: an encrypted cache has no business on a file server.
  const zuhause = join(process.env.LOCALAPPDATA ?? app.getPath('appData'), 'Kontor');
  return {
    ...values,
    cloud: values.cloud ?? process.env.KONTOR_CLOUD,
    profil: values.profil ?? process.env.KONTOR_PROFIL ?? join(zuhause, 'profil'),
    laufzeitdaten: values.laufzeitdaten ?? join(zuhause, 'laufzeit'),
  };
}

async function laufe(argumente: ReturnType<typeof liesArgumente>): Promise<Anwendung> {
  const policy = liesPolicy({
    cloud: argumente.cloud,
    wiederherstellung: process.env.KONTOR_WIEDERHERSTELLUNG || undefined,
  });
  await app.whenReady();
  const shell = await starteElectronshell(electron, {
    seiten: join(DIST, 'renderer'),
    preload: join(DIST, 'preload', 'preload.cjs'),
    workspace: join(DIST, 'workspace', 'host', 'arbeitseintritt.js'),
    plattform: process.platform,
    aktualisierung: richteAktualisierungEin(
      {
        gewuenscht: policy.aktualisierung,
        gepackt: app.isPackaged,
        msi: existsSync(join(process.resourcesPath, 'verteilt-durch-msi')),
      },
      async () => (await import('electron-updater')).default.autoUpdater,
    ),
  });
  const { profil, als, offline } = argumente;
  const anwendung = starteAnwendung(
    shell,
    { profil, policy, ...(als && { als }), ...(offline && { offline }) },
    systemZeit,
    stderrLog,
  );
  hoereAufEnde(() => shell.bitteUmEnde('befehl'));
  app.on('second-instance', () => void shell.oeffneFenster());
  await shell.oeffneFenster();
  process.send?.({ art: 'bereit', url: null });
  process.send?.({ art: 'fenster' });
  return anwendung;
}

const argumente = liesArgumente();
app.setPath('userData', argumente.laufzeitdaten);
app.enableSandbox();
meldeSchemaAn(electron);
if (app.requestSingleInstanceLock()) {
  laufe(argumente).catch((fehler: unknown) => {
    const satz = fehler instanceof ProblemError ? (fehler.problem.detail ?? fehler.problem.title) : String(fehler);
    dialog.showErrorBox('Kontor konnte nicht starten', satz);
    app.exit(1);
  });
} else app.quit();
