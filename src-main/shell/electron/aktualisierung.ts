// Self-update by electron-updater, off unless the policy asks for it. It must never run in an installation made by MSI:
// there software distribution brings new versions, and the updater would start the wrong installer (windows.md, "Updates").

import type { Aktualisierung } from '../shell.ts';

export interface Verteilung {
  /** From the policy. */
  readonly gewuenscht: 'aus' | 'an';
  /** Installed as a package, not started from the source. */
  readonly gepackt: boolean;
  /** Installed by MSI. */
  readonly msi: boolean;
}

/** The used part of electron-updater's `autoUpdater`. */
export interface Aktualisierer {
  autoDownload: boolean;
  checkForUpdates(): Promise<{ isUpdateAvailable: boolean; updateInfo: { version: string } } | null>;
}

/** @param lade loads electron-updater; only called when updates are on */
export function richteAktualisierungEin(v: Verteilung, lade: () => Promise<Aktualisierer>): Aktualisierung {
  if (!v.gepackt) return { art: 'aus', grund: 'Aus dem Quelltext gestartet; neue Fassungen kommen mit dem Quelltext.' };
  if (v.msi) return { art: 'aus', grund: 'Neue Fassungen verteilt Ihre IT.' };
  if (v.gewuenscht === 'aus') return { art: 'aus', grund: 'Von Ihrer IT abgeschaltet.' };
  return {
    art: 'an',
    pruefe: async () => {
      const aktualisierer = await lade();
      aktualisierer.autoDownload = false;
      const fund = await aktualisierer.checkForUpdates();
      return fund?.isUpdateAvailable ? { art: 'verfuegbar', version: fund.updateInfo.version } : { art: 'aktuell' };
    },
  };
}
