/** Files that verbs read and write: whole or not at all, with what went wrong as a problem that names the file. */
import { readFile } from 'node:fs/promises';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { dateiAblage } from '../zeichnung/schluesseldatei.ts';

/** @throws ProblemError `nicht-gefunden` */
export async function liesDatei(datei: string): Promise<Uint8Array> {
  try {
    return await readFile(datei);
  } catch (fehler) {
    const { code } = fehler as NodeJS.ErrnoException;
    throw new ProblemError('nicht-gefunden', { detail: `${datei} lässt sich nicht lesen (${code}).` }, fehler);
  }
}

/** Whole or not at all; readable for oneself only. @throws ProblemError `schreiben-unmoeglich` */
export async function schreibeDatei(datei: string, bytes: Uint8Array): Promise<void> {
  try {
    await dateiAblage.schreibe(datei, bytes);
  } catch (fehler) {
    const { code } = fehler as NodeJS.ErrnoException;
    throw new ProblemError(
      'schreiben-unmoeglich',
      { detail: `${datei} lässt sich nicht schreiben (${code}).` },
      fehler,
    );
  }
}
