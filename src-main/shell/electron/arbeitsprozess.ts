// The workspace as Electron's utilityProcess: a process of its own with Node, to which each window's MessagePort is handed
// over, so that what they say does not pass through the main process. It must never look into a message.

import type { MessagePortMain } from 'electron';
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';
import type { Arbeitsprozess, Leitung, Prozessende } from '../shell.ts';
import type { Elektron } from './elektron.ts';

/** A window's port as it came to main; not started, so what the window says waits in it. */
export interface Portleitung extends Leitung {
  readonly port: MessagePortMain;
}

/** Wraps a port that was not started yet. */
export function leitungAus(port: MessagePortMain): Portleitung {
  const verbindung: Verbindung = {
    sende: (nachricht) => port.postMessage(nachricht),
    empfange: (cb) => {
      port.on('message', (e) => cb(e.data));
      port.start();
    },
    beendet: (cb) => void port.once('close', cb),
    schliesse: () => port.close(),
  };
  return { port, alsVerbindung: () => verbindung, schliesse: () => port.close() };
}

/** Starts the workspace. @param modul path of the bundled entry */
export function starte(elektron: Pick<Elektron, 'utilityProcess'>, modul: string): Arbeitsprozess {
  const kind = elektron.utilityProcess.fork(modul, [], { serviceName: 'Kontor Arbeitsbereich', stdio: 'inherit' });
  const ende = Promise.withResolvers<Prozessende>();
  let lebt = true;
  kind.once('exit', (code) => {
    lebt = false;
    ende.resolve({ code, signal: null });
  });
  return {
    get pid() {
      return kind.pid;
    },
    sende: (nachricht) => {
      if (lebt) kind.postMessage(nachricht);
    },
    empfange: (cb) => void kind.on('message', cb),
    beendet: (cb) => void ende.promise.then(cb),
    verbinde: (leitung) => {
      if (lebt) kind.postMessage({ art: 'verbindung' }, [(leitung as Portleitung).port]);
      else leitung.schliesse();
    },
    // Electron ends a utility process without asking it.
    toete: () => void kind.kill(),
  };
}
