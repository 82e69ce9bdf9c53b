// The built renderer as a closed list, read once: an address is looked up and never turned into a path, and a window that
// is open never sees files of two builds. It must never serve what was not in the folder when the application started.

import { readdir, readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** One file of the renderer. */
export interface Seitendatei {
  readonly typ: string;
  /** Built with its hash in the name: may be kept for ever. */
  readonly unveraenderlich: boolean;
  readonly inhalt: Uint8Array<ArrayBuffer>;
}

/** Address (`/`, `/assets/index-abc.js`) → file. */
export type Seitendateien = ReadonlyMap<string, Seitendatei>;

const TYPEN: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/**
 * Lists the built renderer in `ordner`; files of unknown kinds are left out. `/` is `index.html`.
 * @throws the file system's error when the folder is not there
 */
export async function liesSeitendateien(ordner: string): Promise<Seitendateien> {
  const dateien = new Map<string, Seitendatei>();
  for (const eintrag of await readdir(ordner, { recursive: true, withFileTypes: true })) {
    const typ = TYPEN[extname(eintrag.name).toLowerCase()];
    if (!eintrag.isFile() || typ === undefined) continue;
    const pfad = join(eintrag.parentPath, eintrag.name);
    const adresse = `/${pfad.slice(ordner.length).split(sep).filter(Boolean).join('/')}`;
    const datei = {
      typ,
      unveraenderlich: adresse.startsWith('/assets/'),
      inhalt: Uint8Array.from(await readFile(pfad)),
    };
    dateien.set(adresse === '/index.html' ? '/' : adresse, datei);
  }
  return dateien;
}
