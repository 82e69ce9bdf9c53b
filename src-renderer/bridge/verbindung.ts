/**
 * Opens one line from the window to the workspace: through the preload's bridge in Electron, through a WebSocket at
 * `/verbindung` of the page's own origin in the browser shell. Above this nobody knows which.
 * It never interprets a message and never opens an address other than the page's own.
 */
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';

/** What the preload's bridge hands over (src-main/preload/preload.ts): a port reduced to functions. */
interface Anschluss {
  postMessage(nachricht: unknown): void;
  beiNachricht(cb: (nachricht: unknown) => void): void;
  beiEnde(cb: () => void): void;
  close(): void;
}

declare global {
  interface Window {
    kontor?: { verbinde(): Promise<Anschluss> };
  }
}

/** Opens a line; rejects where none can be had now. Trying again is the caller's. */
export async function oeffneVerbindung(): Promise<Verbindung> {
  if (window.kontor) return ausAnschluss(await window.kontor.verbinde());
  return ausWebSocket(new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/verbindung`));
}

function ausAnschluss(port: Anschluss): Verbindung {
  return {
    sende: (nachricht) => port.postMessage(nachricht),
    empfange: (cb) => port.beiNachricht(cb),
    beendet: (cb) => port.beiEnde(cb),
    schliesse: () => port.close(),
  };
}

/** Resolves once the socket is open. A frame that is not JSON ends the line: it cannot be ours. */
function ausWebSocket(ws: WebSocket): Promise<Verbindung> {
  return new Promise((offen, gescheitert) => {
    ws.addEventListener('error', () => gescheitert(new Error('keine Verbindung')), { once: true });
    ws.addEventListener(
      'open',
      () =>
        offen({
          sende: (nachricht) => ws.send(JSON.stringify(nachricht)),
          empfange: (cb) =>
            ws.addEventListener('message', (e: MessageEvent<string>) => {
              const nachricht = liesJson(e.data);
              if (nachricht === undefined) ws.close();
              else cb(nachricht);
            }),
          beendet: (cb) => ws.addEventListener('close', () => cb(), { once: true }),
          schliesse: () => ws.close(),
        }),
      { once: true },
    );
  });
}

/** undefined when it is not JSON (JSON itself has no undefined). */
function liesJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
