// The narrow bridge into the sandboxed window: one object with one function, which opens one line to the workspace.
// It must never expose ipcRenderer, Node or any second way, and never look into a message.
//
// Contract with the renderer (src-renderer/bridge): `window.kontor.verbinde()` resolves to a line that behaves like a
// MessagePort as far as a context bridge lets one through (functions, no settable properties). Messages are JSON values,
// see src-shared/workspace-api/protokoll.ts. After `beiEnde` the window calls `verbinde()` again by itself.

import { contextBridge, ipcRenderer } from 'electron';

/** The one channel between window and main process; main takes the port that comes with it. */
const KANAL = 'kontor:leitung';

/** A line to the workspace. What arrives before `beiNachricht` waits. */
export interface Anschluss {
  postMessage(nachricht: unknown): void;
  beiNachricht(cb: (nachricht: unknown) => void): void;
  /** Once, when the other side is gone. */
  beiEnde(cb: () => void): void;
  close(): void;
}

/** What the window finds as `window.kontor`. */
export interface Fensterbruecke {
  verbinde(): Promise<Anschluss>;
}

const bruecke: Fensterbruecke = {
  verbinde: async () => {
    const { port1, port2 } = new MessageChannel();
    ipcRenderer.postMessage(KANAL, null, [port2]);
    return {
      postMessage: (nachricht) => port1.postMessage(nachricht),
      beiNachricht: (cb) => {
        port1.addEventListener('message', (e) => cb(e.data));
        port1.start();
      },
      beiEnde: (cb) => port1.addEventListener('close', () => cb(), { once: true }),
      close: () => port1.close(),
    };
  },
};

contextBridge.exposeInMainWorld('kontor', bruecke);
