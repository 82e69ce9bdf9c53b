// The workspace as a forked process, and many windows' lines through its one channel: each line has a number, and the
// messages of all lines go in turn. It must never look into a message, and never leave a process without a parent:
// the workspace ends itself when this channel breaks.
//
//   → {art:'verbindung', kanal} · {art:'nachricht', kanal, daten} · {art:'ende', kanal}      ← nachricht · ende

import { type ChildProcess, fork } from 'node:child_process';
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';
import type { Arbeitsprozess, Prozessende } from '../shell.ts';

/** How to fork: the module, and what Node is told besides. */
export interface Abzweigung {
  readonly modul: string;
  readonly execArgv?: readonly string[];
}

/** Forks the workspace. Its stderr goes to ours (its log lines); its stdout is not used. */
export function zweigeAb(abzweigung: Abzweigung): Arbeitsprozess {
  const kind = fork(abzweigung.modul, [], {
    execArgv: [...(abzweigung.execArgv ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ende = Promise.withResolvers<Prozessende>();
  kind.once('exit', (code, signal) => ende.resolve({ code, signal }));
  kind.once('error', () => ende.resolve({ code: null, signal: 'nicht gestartet' }));
  const sende = (nachricht: unknown): void => {
    // A full or broken channel is the process' end, which is told by its exit event.
    if (kind.connected) kind.send(nachricht as object, () => undefined);
  };
  const kanaele = new Kanaele(kind, sende);
  return {
    pid: kind.pid,
    sende,
    empfange: (cb) => kind.on('message', cb),
    beendet: (cb) => void ende.promise.then(cb),
    verbinde: (leitung) => kanaele.verbinde(leitung.alsVerbindung()),
    toete: () => void kind.kill('SIGKILL'),
  };
}

class Kanaele {
  private readonly offen = new Map<number, Verbindung>();
  private readonly sende: (nachricht: unknown) => void;
  private naechster = 1;

  constructor(kind: ChildProcess, sende: (nachricht: unknown) => void) {
    this.sende = sende;
    kind.on('message', (roh) => this.nimm(roh));
    kind.once('exit', () => {
      for (const verbindung of this.offen.values()) verbindung.schliesse();
      this.offen.clear();
    });
  }

  verbinde(verbindung: Verbindung): void {
    const kanal = this.naechster++;
    this.offen.set(kanal, verbindung);
    this.sende({ art: 'verbindung', kanal });
    verbindung.empfange((daten) => this.sende({ art: 'nachricht', kanal, daten }));
    verbindung.beendet(() => {
      if (this.offen.delete(kanal)) this.sende({ art: 'ende', kanal });
    });
  }

  private nimm(roh: unknown): void {
    if (typeof roh !== 'object' || roh === null) return;
    const { art, kanal, daten } = roh as { art?: unknown; kanal?: unknown; daten?: unknown };
    const verbindung = typeof kanal === 'number' ? this.offen.get(kanal) : undefined;
    if (verbindung === undefined) return;
    if (art === 'nachricht') verbindung.sende(daten);
    else if (art === 'ende') {
      this.offen.delete(kanal as number);
      verbindung.schliesse();
    }
  }
}
