/**
 * What a line between window (or CLI) and workspace must be able to do. Carried by Electron's MessagePort, a child
 * process' IPC, a WebSocket or a local socket; nobody above this knows which. Messages are JSON values.
 */
export interface Verbindung {
  sende(nachricht: unknown): void;
  empfange(cb: (nachricht: unknown) => void): void;
  /** Called once when the other side is gone. */
  beendet(cb: () => void): void;
  schliesse(): void;
}
