// Whether a bundle still fits its sources: one hash over the content of everything it is made of, kept beside it. It must
// never call a bundle fresh that was made from other sources, settings or packages.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** @param wurzel the checkout @param quellen folders and files below it; tests are left out */
export async function quellenstand(wurzel: string, quellen: readonly string[]): Promise<string> {
  const dateien = (await Promise.all(quellen.map((q) => dateienIn(wurzel, q)))).flat().sort();
  const inhalte = await Promise.all(dateien.map((d) => readFile(join(wurzel, d))));
  const hash = createHash('sha256');
  dateien.forEach((datei, i) => {
    const inhalt = inhalte[i] as Buffer;
    hash.update(`${datei}\0${inhalt.length}\0`).update(inhalt);
  });
  return hash.digest('hex');
}

/** The hash a bundle was made with; null when there is none. */
export async function liesMarke(marke: string): Promise<string | null> {
  return await readFile(marke, 'utf8').catch((fehler: NodeJS.ErrnoException) => {
    if (fehler.code === 'ENOENT') return null;
    throw fehler;
  });
}

/** Notes the hash; only after the bundle is complete. */
export async function setzeMarke(marke: string, stand: string): Promise<void> {
  await mkdir(dirname(marke), { recursive: true });
  await writeFile(marke, stand);
}

async function dateienIn(wurzel: string, quelle: string): Promise<string[]> {
  const eintraege = await readdir(join(wurzel, quelle), { recursive: true, withFileTypes: true }).catch(
    (fehler: NodeJS.ErrnoException) => {
      if (fehler.code === 'ENOTDIR') return null;
      throw fehler;
    },
  );
  if (eintraege === null) return [quelle];
  return eintraege
    .filter((e) => e.isFile() && !e.name.endsWith('.test.ts'))
    .map((e) =>
      join(e.parentPath, e.name)
        .slice(wurzel.length)
        .replace(/^[/\\]/, ''),
    );
}
