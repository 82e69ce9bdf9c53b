/**
 * The one file of the device key on disk: read whole, written whole (temporary file, fsync, rename, fsync of the folder,
 * mode 0600), destroyed by overwriting. It sees protected bytes only and never knows what is in them.
 */
import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Where protected bytes lie; a test puts its own in. */
export interface Ablage {
  /** Undefined where there is no such file. */
  lies(pfad: string): Promise<Uint8Array | undefined>;
  /** After it returns the bytes survive a power loss; before that the old file stands unharmed. */
  schreibe(pfad: string, bytes: Uint8Array): Promise<void>;
  /** Overwrites and removes; nothing happens where there is none. */
  vernichte(pfad: string): Promise<void>;
}

/** The real disk. */
export const dateiAblage: Ablage = { lies, schreibe, vernichte };

async function lies(pfad: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(pfad);
  } catch (fehler) {
    if ((fehler as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fehler;
  }
}

async function schreibe(pfad: string, bytes: Uint8Array): Promise<void> {
  const neu = `${pfad}.neu`;
  await rm(neu, { force: true });
  const datei = await open(neu, 'wx', 0o600);
  try {
    await datei.writeFile(bytes);
    await datei.sync();
  } finally {
    await datei.close();
  }
  await rename(neu, pfad);
  await synchronisiereOrdner(dirname(pfad));
}

async function vernichte(pfad: string): Promise<void> {
  for (const p of [pfad, `${pfad}.neu`]) {
    const groesse = await stat(p).then(
      (s) => s.size,
      () => undefined,
    );
    if (groesse === undefined) continue;
    const datei = await open(p, 'r+');
    try {
      await datei.write(randomBytes(groesse), 0, groesse, 0);
      await datei.sync();
    } finally {
      await datei.close();
    }
    await rm(p);
  }
  await synchronisiereOrdner(dirname(pfad));
}

/** Windows cannot open a folder for fsync; NTFS journals the rename itself. */
async function synchronisiereOrdner(ordner: string): Promise<void> {
  if (process.platform === 'win32') return;
  const griff = await open(ordner, 'r');
  try {
    await griff.sync();
  } finally {
    await griff.close();
  }
}
