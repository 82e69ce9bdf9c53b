// The port Shell on Electron: the product's desktop. Everything of the runtime comes in as a value (elektron.ts), so the
// contract test can hold this file to the port without it. It must never take part in what window and workspace say.

import type { BrowserWindow } from 'electron';
import { liesSeitendateien } from '../seitendateien.ts';
import type { Aktualisierung, Endegrund, Fenster, Leitung, Shell, Weckgrund } from '../shell.ts';
import { alleMillisekunden, beobachte, laufzeit, netzadressen } from '../weckrufe.ts';
import { bedieneSchema, STARTSEITE } from './adresse.ts';
import { leitungAus, starte } from './arbeitsprozess.ts';
import type { Elektron } from './elektron.ts';
import { oeffne, sichereSitzung } from './fenster.ts';
import { setzeMenue } from './menue.ts';
import { ablageAus } from './schluesselablage.ts';

/** The one channel from the preload script; a port comes with it. */
const KANAL = 'kontor:leitung';

export interface Electronshellangaben {
  /** Folder of the built renderer. */
  readonly seiten: string;
  /** Path of the bundled preload script. */
  readonly preload: string;
  /** Path of the bundled workspace entry. */
  readonly workspace: string;
  readonly plattform: NodeJS.Platform;
  readonly aktualisierung: Aktualisierung;
}

export interface Electronshell extends Shell {
  /** From outside (signal, parent): asks the application to end. */
  bitteUmEnde(grund: Endegrund): void;
}

/** Sets the shell up. To be called once, when the runtime is ready. */
export async function starteElectronshell(elektron: Elektron, angaben: Electronshellangaben): Promise<Electronshell> {
  const hoerer = {
    leitung: [] as ((leitung: Leitung) => void)[],
    ende: [] as ((grund: Endegrund) => void)[],
    weck: [] as ((grund: Weckgrund) => void)[],
  };
  const bitteUmEnde = (grund: Endegrund): void => rufe(hoerer.ende, grund);
  let beendet = false;

  bedieneSchema(elektron, await liesSeitendateien(angaben.seiten));
  sichereSitzung(elektron.session.defaultSession);
  setzeMenue(elektron, () => bitteUmEnde('befehl'));
  elektron.ipcMain.on(KANAL, (ereignis) => {
    const port = ereignis.ports[0];
    // Only our own page may ask, and only its main frame.
    if (port && ereignis.senderFrame?.parent === null && ereignis.senderFrame.url === STARTSEITE)
      rufe(hoerer.leitung, leitungAus(port));
    else port?.close();
  });
  elektron.app.on('before-quit', (ereignis) => {
    if (beendet) return;
    // First the workspace ends in order, then the runtime.
    ereignis.preventDefault();
    bitteUmEnde('befehl');
  });
  const haltAn = hoereAufWecker(elektron, (grund) => rufe(hoerer.weck, grund));
  const fenster = fensterverwaltung(elektron, angaben.preload, () => bitteUmEnde('fenster'));

  return {
    art: 'electron',
    schluessel: ablageAus(elektron, angaben.plattform),
    aktualisierung: angaben.aktualisierung,
    hole: (ziel, init) => elektron.net.fetch(ziel instanceof URL ? ziel.href : ziel, init),
    bitteUmEnde,
    starteArbeitsprozess: () => starte(elektron, angaben.workspace),
    oeffneFenster: fenster.oeffne,
    aufLeitung: (cb) => void hoerer.leitung.push(cb),
    aufWecker: (cb) => void hoerer.weck.push(cb),
    aufEnde: (cb) => void hoerer.ende.push(cb),
    melde: async ({ titel, text }) => {
      if (!elektron.Notification.isSupported()) return false;
      new elektron.Notification({ title: titel, body: text }).show();
      return true;
    },
    beende: async () => {
      if (beendet) return;
      beendet = true;
      haltAn();
      fenster.schliesse();
      elektron.app.quit();
    },
  };
}

function rufe<T>(alle: readonly ((wert: T) => void)[], wert: T): void {
  for (const cb of alle) cb(wert);
}

function hoereAufWecker(elektron: Pick<Elektron, 'powerMonitor'>, melde: (grund: Weckgrund) => void): () => void {
  elektron.powerMonitor.on('resume', () => melde('aufgewacht'));
  elektron.powerMonitor.on('unlock-screen', () => melde('entsperrt'));
  return beobachte({ uhr: laufzeit, netz: netzadressen, alle: alleMillisekunden }, melde);
}

/** One window: opening it again shows it. */
function fensterverwaltung(elektron: Elektron, preload: string, geschlossen: () => void) {
  let fenster: BrowserWindow | null = null;
  const zeige = (): void => {
    if (fenster?.isMinimized()) fenster.restore();
    fenster?.show();
    fenster?.focus();
  };
  const schliesse = (): void => {
    fenster?.destroy();
    fenster = null;
  };
  return {
    schliesse,
    oeffne: async (): Promise<Fenster> => {
      if (fenster === null) {
        fenster = oeffne(elektron, preload);
        fenster.once('closed', () => {
          fenster = null;
          geschlossen();
        });
      } else zeige();
      return { zeige, schliesse: async () => schliesse() };
    },
  };
}
