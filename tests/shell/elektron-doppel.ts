// A double of the part of Electron that the shell uses, for machines without its runtime. It behaves as Electron documents
// where the contract depends on it (ports wait until started, before-quit can be prevented, a utility process is a real
// process) and records the rest. It proves nothing about the runtime itself.

import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import type { Elektron } from '../../src-main/shell/electron/elektron.ts';

type Handler = (...a: never[]) => unknown;

/** Electron's MessagePortMain over Node's MessagePort: nothing is delivered before `start`. */
export class PortDoppel extends EventEmitter {
  private readonly port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.port = port;
    port.on('close', () => this.emit('close'));
  }
  start(): void {
    this.port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }
  postMessage(nachricht: unknown): void {
    this.port.postMessage(nachricht);
  }
  close(): void {
    this.port.close();
  }
}

class SeiteDoppel extends EventEmitter {
  fensterfrage: Handler = () => undefined;
  setWindowOpenHandler(cb: Handler): void {
    this.fensterfrage = cb;
  }
}

/** A window that records how it was made. */
export class FensterDoppel extends EventEmitter {
  readonly webContents = new SeiteDoppel();
  readonly optionen: { webPreferences: Record<string, unknown> };
  readonly geladen: string[] = [];
  gezeigt = 0;
  constructor(optionen: { webPreferences: Record<string, unknown> }) {
    super();
    this.optionen = optionen;
  }
  async loadURL(url: string): Promise<void> {
    this.geladen.push(url);
    this.emit('ready-to-show');
  }
  show(): void {
    this.gezeigt++;
  }
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  destroy(): void {
    this.emit('closed');
  }
}

class SitzungDoppel extends EventEmitter {
  anfrage: Handler = () => undefined;
  pruefung: Handler = () => undefined;
  setPermissionRequestHandler(cb: Handler): void {
    this.anfrage = cb;
  }
  setPermissionCheckHandler(cb: Handler): void {
    this.pruefung = cb;
  }
}

/** utilityProcess: a real process; a port handed over is carried to it as one of its channels. */
class ArbeitsprozessDoppel extends EventEmitter {
  private readonly kind: ChildProcess;
  private readonly ports = new Map<number, PortDoppel>();
  constructor(modul: string) {
    super();
    this.kind = fork(modul, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.kind.on('message', (n: { art: string; kanal?: number; daten?: unknown }) => {
      const port = n.kanal === undefined ? undefined : this.ports.get(n.kanal);
      if (n.art === 'nachricht') port?.postMessage(n.daten);
      else if (n.art === 'ende') port?.close();
      else this.emit('message', n);
    });
    this.kind.on('exit', (code) => {
      for (const port of this.ports.values()) port.close();
      this.emit('exit', code);
    });
  }
  get pid(): number | undefined {
    return this.kind.pid;
  }
  postMessage(n: { art: string }, ports: PortDoppel[] = []): void {
    const [port] = ports;
    if (port === undefined) {
      this.kind.send(n);
      return;
    }
    const kanal = this.ports.size + 1;
    this.ports.set(kanal, port);
    this.kind.send({ art: 'verbindung', kanal });
    port.on(
      'message',
      (e: { data: unknown }) => this.kind.connected && this.kind.send({ art: 'nachricht', kanal, daten: e.data }),
    );
    port.start();
  }
  kill(): boolean {
    return this.kind.kill('SIGKILL');
  }
}

export interface Doppel {
  readonly elektron: Elektron;
  readonly fenster: FensterDoppel[];
  readonly sitzung: SitzungDoppel;
  readonly ipcMain: EventEmitter;
  readonly powerMonitor: EventEmitter;
  readonly app: EventEmitter & { beendet: boolean; quit(): void };
  readonly schemata: Map<string, (anfrage: Request) => Promise<Response>>;
  readonly privilegien: unknown[];
  readonly menues: unknown[];
  readonly meldungen: unknown[];
}

/** @param schluesselbund whether the operating system has a key store */
export function macheDoppel(schluesselbund = true): Doppel {
  const app = Object.assign(new EventEmitter(), {
    beendet: false,
    quit() {
      let verhindert = false;
      app.emit('before-quit', { preventDefault: () => (verhindert = true) });
      app.beendet = !verhindert;
    },
  });
  const d = {
    fenster: [] as FensterDoppel[],
    sitzung: new SitzungDoppel(),
    ipcMain: new EventEmitter(),
    powerMonitor: new EventEmitter(),
    app,
    schemata: new Map<string, (anfrage: Request) => Promise<Response>>(),
    privilegien: [] as unknown[],
    menues: [] as unknown[],
    meldungen: [] as unknown[],
  };
  const elektron = {
    app,
    ipcMain: d.ipcMain,
    powerMonitor: d.powerMonitor,
    session: { defaultSession: d.sitzung },
    net: { fetch },
    BrowserWindow: class extends FensterDoppel {
      constructor(optionen: { webPreferences: Record<string, unknown> }) {
        super(optionen);
        d.fenster.push(this);
      }
    },
    Menu: { buildFromTemplate: (vorlage: unknown) => vorlage, setApplicationMenu: (m: unknown) => d.menues.push(m) },
    Notification: class {
      static isSupported = () => true;
      private readonly inhalt: unknown;
      constructor(inhalt: unknown) {
        this.inhalt = inhalt;
      }
      show(): void {
        d.meldungen.push(this.inhalt);
      }
    },
    protocol: {
      registerSchemesAsPrivileged: (s: unknown) => d.privilegien.push(s),
      handle: (schema: string, cb: (anfrage: Request) => Promise<Response>) => d.schemata.set(schema, cb),
    },
    safeStorage: {
      isEncryptionAvailable: () => schluesselbund,
      getSelectedStorageBackend: () => 'gnome_libsecret',
      encryptString: (klar: string) => Buffer.from(`v10${[...klar].reverse().join('')}`),
      decryptString: (b: Buffer) => {
        if (!b.toString().startsWith('v10')) throw new Error('Error while decrypting the ciphertext');
        return [...b.toString().slice(3)].reverse().join('');
      },
    },
    utilityProcess: { fork: (modul: string) => new ArbeitsprozessDoppel(modul) },
  };
  return { ...d, elektron: elektron as unknown as Elektron };
}
