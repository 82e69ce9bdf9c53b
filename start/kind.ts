// A child process of `npm start`: in a session of its own, so that Ctrl-C reaches only the parent and the order of ending
// is the parent's; with a channel whose break tells it that the parent died; with its log in a file. It must never
// outlive an orderly end.

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Startfehler } from './startfehler.ts';

const BEGLEITER = new URL('begleiter.ts', import.meta.url).href;

export interface Kindangaben {
  /** For people, as in „die Cloud“. */
  readonly name: string;
  readonly programm: string;
  readonly argumente: readonly string[];
  /** File its stderr goes to; written anew. */
  readonly protokoll: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Kind {
  readonly pid: number | undefined;
  /** Each line it writes to stdout. */
  beiZeile(cb: (zeile: string) => void): void;
  /** Each message on its channel. */
  beiNachricht(cb: (nachricht: unknown) => void): void;
  /** Exit code; null when a signal ended it. */
  readonly ende: Promise<number | null>;
  /** The reason it wrote last: a problem document's text, else the last lines. */
  letzteWorte(): string;
  /** Asks for an orderly end; after `frist` milliseconds it is ended the hard way. */
  beende(frist: number): Promise<void>;
}

/** Node's command line for a module of ours that is told when its parent dies. */
export function begleitet(modul: string, argumente: readonly string[]): string[] {
  return ['--import', BEGLEITER, modul, ...argumente];
}

/** @throws {Startfehler} when the program cannot be started */
export async function starteKind(angaben: Kindangaben): Promise<Kind> {
  const protokoll = openSync(angaben.protokoll, 'w');
  const kind = spawn(angaben.programm, [...angaben.argumente], {
    stdio: ['ignore', 'pipe', protokoll, 'ipc'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    env: { ...process.env, ...angaben.env },
  });
  closeSync(protokoll);
  const ende = new Promise<number | null>((fertig) => kind.once('exit', (code) => fertig(code)));
  await new Promise<void>((bereit, gescheitert) => {
    kind.once('spawn', bereit);
    kind.once('error', (e) =>
      gescheitert(new Startfehler(`${angaben.programm} ließ sich nicht starten (${e.message}).`)),
    );
  });
  kind.on('error', () => undefined); // a broken channel shows as the process' end
  const ausgabe: string[] = [];
  const beiZeile = zeilenVon(kind);
  beiZeile((zeile) => ausgabe.push(zeile) > 20 && ausgabe.shift());
  return {
    pid: kind.pid,
    beiZeile,
    beiNachricht: (cb) => void kind.on('message', cb),
    ende,
    letzteWorte: () => letzteWorte([...ausgabe, ...readFileSync(angaben.protokoll, 'utf8').split('\n')]),
    beende: (frist) => beende(kind, ende, frist),
  };
}

/** The checkout's file, as a path. */
export function imProjekt(relativ: string): string {
  return fileURLToPath(new URL(`../${relativ}`, import.meta.url));
}

function zeilenVon(kind: ChildProcess): (cb: (zeile: string) => void) => void {
  const hoerer: ((zeile: string) => void)[] = [];
  let rest = '';
  kind.stdout?.setEncoding('utf8').on('data', (stueck: string) => {
    const zeilen = (rest + stueck).split('\n');
    rest = zeilen.pop() ?? '';
    for (const zeile of zeilen) for (const cb of hoerer) cb(zeile);
  });
  return (cb) => void hoerer.push(cb);
}

async function beende(kind: ChildProcess, ende: Promise<number | null>, frist: number): Promise<void> {
  if (kind.exitCode !== null || kind.signalCode !== null) return;
  if (kind.connected) kind.send({ art: 'beenden' }, () => undefined);
  else kind.kill('SIGTERM');
  const hart = setTimeout(() => kind.kill('SIGKILL'), frist);
  await ende;
  clearTimeout(hart);
}

/** A problem document says it best; else the last lines, without the frames of a stack. */
function letzteWorte(zeilen: readonly string[]): string {
  for (const zeile of zeilen.toReversed()) {
    const problem = liesProblem(zeile);
    if (problem !== null) return problem;
  }
  const text = zeilen.filter((z) => z.trim() !== '' && !/^\s+at /.test(z));
  return text.slice(-4).join('\n');
}

function liesProblem(zeile: string): string | null {
  try {
    const p = JSON.parse(zeile) as { type?: unknown; title?: unknown; detail?: unknown };
    if (typeof p.type !== 'string' || typeof p.title !== 'string') return null;
    return typeof p.detail === 'string' ? `${p.title} ${p.detail}` : p.title;
  } catch {
    return null;
  }
}
