/**
 * Puts a person's files aside that cannot be opened any more, so that a new sign-in can begin beside them. They are never
 * deleted here: the recovery key may still open them.
 */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { zeitpunkt } from '../uhr.ts';
import { alsDateiproblem } from './profil.ts';

const ORDNER = 'quarantaene';

/** Moves all files of the folder into `quarantaene/<instant>`; answers how many. @throws ProblemError of the disk */
export function stelleBeiseite(ordner: string, uhr: { jetzt(): number }): number {
  const dateien = readdirSync(ordner).filter((name) => name !== ORDNER);
  if (dateien.length === 0) return 0;
  const ziel = join(ordner, ORDNER, zeitpunkt(uhr).replaceAll(':', '-'));
  try {
    mkdirSync(ziel, { recursive: true, mode: 0o700 });
    for (const name of dateien) renameSync(join(ordner, name), join(ziel, name));
  } catch (fehler) {
    throw alsDateiproblem(fehler);
  }
  return dateien.length;
}
