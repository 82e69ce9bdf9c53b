// Finds Electron's runtime without fetching it: asking the package `electron` itself for the path would start a download
// from outside the registry. It must never run or import that package.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns the path of the executable, or null when the runtime was not fetched */
export function sucheElectron(wurzel: string, env: Readonly<Record<string, string | undefined>>): string | null {
  const paket = join(wurzel, 'node_modules', 'electron');
  const programm =
    lies(join(paket, 'path.txt')) ??
    { win32: 'electron.exe', darwin: 'Electron.app/Contents/MacOS/Electron' }[process.platform as string] ??
    'electron';
  const pfad = join(env.ELECTRON_OVERRIDE_DIST_PATH ?? join(paket, 'dist'), programm.trim());
  return existsSync(pfad) ? pfad : null;
}

function lies(datei: string): string | null {
  try {
    return readFileSync(datei, 'utf8');
  } catch {
    return null; // written by Electron's own install step, which did not run
  }
}
