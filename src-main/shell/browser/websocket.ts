// A window's WebSocket as a line: JSON text frames in both directions. What the window says before the workspace is
// joined stays in the socket, so nothing is lost while the workspace starts. It must never pass on a frame that is not JSON.

import type { WebSocket } from 'ws';
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';
import type { Leitung } from '../shell.ts';

/** Close code for "the workspace is starting again, come back". */
const KOMMT_WIEDER = 1012;
/** Close code for a frame that is not a JSON text. */
const UNLESBAR = 1007;

/** Makes a line of a socket just opened. */
export function leitungAus(ws: WebSocket): Leitung {
  ws.pause();
  // A broken socket also closes; the close event is what counts.
  ws.on('error', () => ws.terminate());
  const schliesse = (): void => {
    ws.resume();
    ws.close(KOMMT_WIEDER);
  };
  const sende = (nachricht: unknown): void => {
    if (ws.readyState === ws.OPEN) ws.send(JSON.stringify(nachricht));
  };
  const verbindung: Verbindung = {
    sende,
    empfange: (cb) => {
      ws.on('message', (rohdaten, binaer) => {
        const nachricht = binaer ? undefined : liesJson(rohdaten.toString());
        if (nachricht === undefined) ws.close(UNLESBAR);
        else cb(nachricht);
      });
      ws.resume();
    },
    beendet: (cb) => {
      if (ws.readyState === ws.CLOSED) cb();
      else ws.once('close', () => cb());
    },
    schliesse,
  };
  return { alsVerbindung: () => verbindung, schliesse };
}

/** undefined when it is not JSON (JSON itself has no undefined). */
function liesJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
