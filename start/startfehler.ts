// Why `npm start` cannot go on, as a sentence for the person at the terminal: what happened and what to do. Whatever else
// goes wrong is a defect and must never be dressed up as one of these.

/** `message` is a complete German sentence; the exit code is 1. */
export class Startfehler extends Error {
  override readonly name = 'Startfehler';
}

/** The sentence for what a child process wrote before it ended with an error. */
export function kindfehler(was: string, letzteWorte: string): Startfehler {
  if (/ENOSPC|No space left on device/i.test(letzteWorte)) return new Startfehler(`${was} ${KEIN_PLATZ}`);
  return new Startfehler(letzteWorte === '' ? `${was} Einen Grund hat sie nicht genannt.` : `${was}\n${letzteWorte}`);
}

const KEIN_PLATZ =
  'Auf dem Datenträger ist kein Platz mehr. Bitte schaffen Sie Platz (etwa 500 MB) und starten Sie erneut.';

/** Too little space where `ort` lies. */
export function keinPlatz(ort: string): Startfehler {
  return new Startfehler(`${ort} lässt sich nicht schreiben. ${KEIN_PLATZ}`);
}

/** The sentence for an error of the file system at `ort`; null when it is another kind of error. */
export function dateifehler(fehler: unknown, ort: string): Startfehler | null {
  switch ((fehler as NodeJS.ErrnoException | null)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return keinPlatz(ort);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return new Startfehler(
        `In ${ort} darf Kontor nicht schreiben. Bitte geben Sie mit „-- --daten ORDNER“ einen anderen Ordner an.`,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new Startfehler(`${ort} ist kein Ordner. Bitte geben Sie mit „-- --daten ORDNER“ einen anderen an.`);
    default:
      return null;
  }
}
