/**
 * One life of the product's workspace process: started on a profile, called as a window calls it, ended by SIGKILL. What it
 * answered before its end is delivered; what was under way stays unknown. It knows nothing of clicks.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Klient, verbinde } from '../../src-shared/workspace-api/klient.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import { baue } from '../../start/bundles.ts';
import { WURZEL } from '../prozesse.ts';

export interface Leben {
  /** Ready, or the type of the problem that stood against it, or dead before. */
  bereit: Promise<'bereit' | 'tot' | { problem: string }>;
  api: Klient;
  tot(): boolean;
  /** SIGKILL; resolves when the process is gone and all it had said is delivered. */
  toete(): Promise<void>;
  /** An orderly end. */
  beende(): Promise<void>;
}

type Nachricht = { art: string; daten?: unknown; problem?: { type: string; detail?: string } };

/** The workspace as one file, so that a start costs a seventh of a second; a copy of its own, which nobody rebuilds. */
export async function buendle(): Promise<{ datei: string; raeume(): void }> {
  await baue(WURZEL, 'workspace-node');
  const ordner = join(WURZEL, 'dist', `.kill-${process.pid}-${buendel++}`);
  rmSync(ordner, { recursive: true, force: true });
  mkdirSync(ordner, { recursive: true });
  cpSync(join(WURZEL, 'dist/workspace-node'), ordner, { recursive: true });
  const datei = join(ordner, 'host/prozess.js');
  if (!existsSync(datei)) throw new Error(`${datei} is missing.`);
  return { datei, raeume: () => rmSync(ordner, { recursive: true, force: true }) };
}
let buendel = 0;

export function starteLeben(datei: string, konfiguration: { profil: string; cloud: string; als: string }): Leben {
  const kind: ChildProcess = fork(datei, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const weg = new Promise<void>((fertig) => {
    let offen = 2;
    const eins = (): void => {
      offen -= 1;
      if (offen === 0) fertig();
    };
    kind.once('exit', eins);
    kind.once('disconnect', eins);
  });
  let ende = false;
  void weg.then(() => {
    ende = true;
  });
  let hoere: (n: unknown) => void = () => undefined;
  let melde: (wert: Awaited<Leben['bereit']>) => void = () => undefined;
  const bereit = new Promise<Awaited<Leben['bereit']>>((fertig) => {
    melde = fertig;
  });
  kind.on('message', (n: Nachricht) => {
    if (n.art === 'bereit') melde('bereit');
    else if (n.art === 'fehler') melde({ problem: `${n.problem?.type} ${n.problem?.detail ?? ''}` });
    else if (n.art === 'nachricht') hoere(n.daten);
  });
  void weg.then(() => melde('tot'));
  // A process that is being killed cannot take what is sent to it: that is the point.
  const sende = (n: object): void => {
    if (kind.connected) kind.send(n, () => undefined);
  };
  const verbindung: Verbindung = {
    sende: (daten) => sende({ art: 'nachricht', kanal: 1, daten }),
    empfange: (cb) => {
      hoere = cb;
    },
    beendet: (cb) => void weg.then(cb),
    schliesse: () => undefined,
  };
  sende({ art: 'start', konfiguration });
  sende({ art: 'verbindung', kanal: 1 });
  return {
    bereit,
    api: verbinde(verbindung),
    tot: () => ende || kind.killed,
    toete: () => {
      kind.kill('SIGKILL');
      return weg;
    },
    beende: () => {
      sende({ art: 'beenden' });
      return weg;
    },
  };
}
