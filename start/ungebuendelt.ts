// Which packages the bundles leave out, since they are native or read files of their own, and what those need in turn: the
// installed application carries exactly these. It must never let a package of the cloud or of the tools slip in.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Left out of every bundle. */
export const UNGEBUENDELT = ['better-sqlite3-multiple-ciphers', 'electron-updater', 'fontkit', 'pdfkit'] as const;

/** `UNGEBUENDELT` and all they depend on, by name. @param wurzel the checkout */
export function mitzunehmen(wurzel: string): Set<string> {
  const alle = new Set<string>();
  const offen: string[] = [...UNGEBUENDELT];
  for (let name = offen.pop(); name !== undefined; name = offen.pop()) {
    if (alle.has(name)) continue;
    alle.add(name);
    offen.push(...braucht(join(wurzel, 'node_modules', name, 'package.json')));
  }
  return alle;
}

/** Every other package that is installed, by name. */
export function auszulassen(wurzel: string): string[] {
  const bleibt = mitzunehmen(wurzel);
  const ordner = readdirSync(join(wurzel, 'node_modules')).filter((name) => !name.startsWith('.'));
  const namen = ordner.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(wurzel, 'node_modules', name)).map((teil) => `${name}/${teil}`) : [name],
  );
  return namen.filter((name) => !bleibt.has(name)).sort();
}

function braucht(datei: string): string[] {
  if (!existsSync(datei)) return [];
  const paket = JSON.parse(readFileSync(datei, 'utf8')) as { dependencies?: Record<string, string> };
  return Object.keys(paket.dependencies ?? {});
}
