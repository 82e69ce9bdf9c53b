/**
 * Passphrases on the command line: asked on the terminal without echo, or read from a file that nobody else can read.
 * They are never an argument or an environment variable, which other processes could see, and never printed.
 */
import { readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { verlangeGeeignet } from '../host/passphrase.ts';
import { passphraseNoetig } from '../host/schutz.ts';
import type { Terminal } from './ausgabe.ts';

/** Asks without echo; Ctrl-C and Ctrl-D end it with a problem. */
export function frageTerminal(frage: string): Promise<string> {
  process.stderr.write(frage);
  // readline edits the line and echoes it to where nobody looks.
  const stumm = new Writable({ write: (_stueck, _kodierung, fertig) => fertig() });
  const zeile = createInterface({ input: process.stdin, output: stumm, terminal: true });
  return new Promise((gut, schlecht) => {
    let antwort: string | undefined;
    zeile.once('SIGINT', () => zeile.close());
    zeile.once('line', (text) => {
      antwort = text;
      zeile.close();
    });
    zeile.once('close', () => {
      process.stderr.write('\n');
      if (antwort === undefined) schlecht(ohnePassphrase('Die Eingabe wurde abgebrochen.'));
      else gut(antwort);
    });
  });
}

/** The passphrase of this profile: from the file where one is named, else from the person; a first one twice. */
export async function holePassphrase(t: Terminal, datei: string | undefined, neu: boolean): Promise<string> {
  if (datei !== undefined) return liesPassphrasendatei(datei);
  if (!neu) return frage(t, 'Passphrase: ');
  t.fehler(`${passphraseNoetig('neu').problem.detail}\n`);
  return frageNeue(t);
}

/** A new one, twice. @throws ProblemError `passphrase-ungeeignet` */
export async function frageNeue(t: Terminal): Promise<string> {
  const erste = await frage(t, 'Neue Passphrase (mindestens 12 Zeichen): ');
  verlangeGeeignet(erste);
  if ((await frage(t, 'Noch einmal: ')) === erste) return erste;
  throw new ProblemError('passphrase-ungeeignet', {
    detail: 'Die beiden Eingaben sind verschieden. Es wurde nichts verändert.',
  });
}

/** @throws ProblemError `passphrase-noetig` where there is no terminal */
export function frage(t: Terminal, was: string): Promise<string> {
  if (t.frageGeheim !== undefined) return t.frageGeheim(was);
  throw ohnePassphrase('Bitte rufen Sie kontor in einem Terminal auf, oder geben Sie --passphrase-datei an.');
}

function ohnePassphrase(detail: string): ProblemError {
  return new ProblemError('passphrase-noetig', { detail });
}

/** The first line of a file of mode 0600 or less that belongs to who calls. @throws ProblemError `verwendung-falsch` */
function liesPassphrasendatei(datei: string): string {
  const falsch = (warum: string, ursache?: unknown): never => {
    throw new ProblemError('verwendung-falsch', { detail: `--passphrase-datei ${datei}: ${warum}` }, ursache);
  };
  if (process.platform === 'win32') {
    return falsch(
      'Unter Windows lässt sich nicht prüfen, wer die Datei lesen darf. Bitte geben Sie die Passphrase im Terminal ein.',
    );
  }
  try {
    const { mode, uid } = statSync(datei);
    if ((mode & 0o077) !== 0 || uid !== process.getuid?.()) {
      return falsch('Nur Sie selbst dürfen diese Datei lesen können (chmod 600).');
    }
    return readFileSync(datei, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (fehler) {
    if (fehler instanceof ProblemError) throw fehler;
    return falsch(`lässt sich nicht lesen (${(fehler as NodeJS.ErrnoException).code}).`, fehler);
  }
}
