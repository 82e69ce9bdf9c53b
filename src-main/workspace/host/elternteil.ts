/**
 * The channel to the process that started the workspace: Node's IPC (child_process.fork), or Electron's parentPort, read
 * off `process` by its shape so that nothing here imports Electron. One way to send, one to receive, one to learn that
 * the parent is gone.
 */
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';

/** A MessagePort as Electron hands it over. */
interface Hafen {
  postMessage(nachricht: unknown): void;
  on(ereignis: 'message', cb: (e: { data: unknown }) => void): void;
  on(ereignis: 'close', cb: () => void): void;
  start(): void;
  close(): void;
}

/** Electron's `process.parentPort` in a utilityProcess. */
interface ParentPort {
  postMessage(nachricht: unknown): void;
  on(ereignis: 'message', cb: (e: { data: unknown; ports: Hafen[] }) => void): void;
}

export interface Elternteil {
  sende(nachricht: unknown): void;
  /** `haefen`: lines that came with the message. */
  empfange(cb: (nachricht: unknown, haefen: Verbindung[]) => void): void;
  /** Called once when the parent is gone. */
  weg(cb: () => void): void;
}

/** The parent of this process; undefined where it has none to speak to. */
export function elternteilVon(prozess: NodeJS.Process): Elternteil | undefined {
  const { parentPort } = prozess as NodeJS.Process & { parentPort?: ParentPort };
  if (parentPort) return ausParentPort(parentPort);
  return prozess.send === undefined ? undefined : ausIpc(prozess);
}

function ausIpc(prozess: NodeJS.Process): Elternteil {
  return {
    sende: (nachricht) => {
      // A broken channel is the parent's end, which `disconnect` tells.
      if (prozess.connected) prozess.send?.(nachricht, undefined, undefined, () => undefined);
    },
    empfange: (cb) => prozess.on('message', (nachricht) => cb(nachricht, [])),
    weg: (cb) => prozess.once('disconnect', cb),
  };
}

/** A utilityProcess ends with its parent by itself: there is nothing to learn. */
function ausParentPort(port: ParentPort): Elternteil {
  return {
    sende: (nachricht) => port.postMessage(nachricht),
    empfange: (cb) => port.on('message', (e) => cb(e.data, e.ports.map(ausHafen))),
    weg: () => undefined,
  };
}

function ausHafen(hafen: Hafen): Verbindung {
  return {
    sende: (nachricht) => hafen.postMessage(nachricht),
    empfange: (cb) => {
      hafen.on('message', (e) => cb(e.data));
      hafen.start();
    },
    beendet: (cb) => hafen.on('close', cb),
    schliesse: () => hafen.close(),
  };
}
