// The port Shell without a desktop runtime: a loopback page in an installed browser, the workspace as a forked process,
// no key store, no updates. For trying out and for tests; it must never be part of the packaged product.

import { liesSeitendateien } from '../seitendateien.ts';
import type { Endegrund, Fenster, Leitung, Shell, Weckgrund } from '../shell.ts';
import { alleMillisekunden, beobachte, laufzeit, netzadressen } from '../weckrufe.ts';
import { type Abzweigung, zweigeAb } from './abzweig.ts';
import type { Rechner } from './browser-suche.ts';
import { type Browserfenster, oeffneBrowserfenster } from './browserfenster.ts';
import { starteSeitenserver } from './server.ts';
import { leitungAus } from './websocket.ts';

export interface Browsershellangaben {
  /** Folder of the built renderer. */
  readonly seiten: string;
  /** The browser's own profile folder. */
  readonly browserprofil: string;
  readonly workspace: Abzweigung;
  readonly rechner: Rechner;
}

export interface Browsershell extends Shell {
  /** The page's address with the token that works once. */
  readonly adresse: string;
  /** From outside (signal, parent): asks the application to end. */
  bitteUmEnde(grund: Endegrund): void;
}

/**
 * Starts the loopback page.
 * @throws the system's error when the renderer is not built or no port can be had
 */
export async function starteBrowsershell(angaben: Browsershellangaben): Promise<Browsershell> {
  const dateien = await liesSeitendateien(angaben.seiten);
  const leitungshoerer: ((leitung: Leitung) => void)[] = [];
  const endehoerer: ((grund: Endegrund) => void)[] = [];
  const weckhoerer: ((grund: Weckgrund) => void)[] = [];
  const server = await starteSeitenserver(dateien, (ws) => {
    const leitung = leitungAus(ws);
    for (const cb of leitungshoerer) cb(leitung);
  });
  const haltAn = beobachte({ uhr: laufzeit, netz: netzadressen, alle: alleMillisekunden }, (grund) =>
    weckhoerer.forEach((cb) => {
      cb(grund);
    }),
  );
  const bitteUmEnde = (grund: Endegrund): void =>
    endehoerer.forEach((cb) => {
      cb(grund);
    });
  let fenster: Promise<Browserfenster> | null = null;
  let beendet: Promise<void> | null = null;

  return {
    art: 'browser',
    adresse: server.adresse,
    schluessel: { art: 'keine' },
    aktualisierung: { art: 'aus', grund: 'Aus dem Quelltext gestartet; neue Fassungen kommen mit dem Quelltext.' },
    hole: fetch,
    bitteUmEnde,
    starteArbeitsprozess: () => zweigeAb(angaben.workspace),
    oeffneFenster: async (): Promise<Fenster> => {
      const offen = fenster !== null;
      fenster ??= oeffneBrowserfenster(angaben.rechner, server.adresse, angaben.browserprofil);
      const dieses = await fenster;
      if (offen) dieses.zeige();
      else dieses.geschlossen(() => bitteUmEnde('fenster'));
      return dieses;
    },
    aufLeitung: (cb) => void leitungshoerer.push(cb),
    aufWecker: (cb) => void weckhoerer.push(cb),
    aufEnde: (cb) => void endehoerer.push(cb),
    melde: async () => false,
    beende: () => {
      beendet ??= (async () => {
        haltAn();
        const offenes = await fenster?.catch(() => null);
        await Promise.all([offenes?.schliesse(), server.schliesse()]);
      })();
      return beendet;
    },
  };
}
