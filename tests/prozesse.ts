/**
 * Real processes for tests: starts a command of the project as a child of its own, reads its one JSON line, stops or
 * kills it. Everything started here is stopped at the end by whoever started it; nothing is killed by name.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const WURZEL = join(import.meta.dirname, '..');

export interface Prozess {
  kind: ChildProcess;
  /** First line of stdout, parsed. */
  zeile: Record<string, string>;
  /** SIGTERM and wait; SIGKILL after 20 s. */
  beende(): Promise<void>;
  /** SIGKILL to it and all it started, at once, and wait. */
  toete(): Promise<void>;
}

/** Starts `node <args>` in the checkout and waits for its JSON line; rejects with its stderr when it ends before. */
export async function starte(args: string[], umgebung: Record<string, string> = {}): Promise<Prozess> {
  const kind = spawn(process.execPath, args, {
    cwd: WURZEL,
    env: { ...process.env, ...umgebung },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that a crash of the whole program can be played.
    detached: true,
  });
  let fehler = '';
  kind.stderr.on('data', (d: Buffer) => {
    fehler = (fehler + d.toString()).slice(-20_000);
  });
  const zeile = await new Promise<Record<string, string>>((gut, schlecht) => {
    let text = '';
    kind.stdout.on('data', (d: Buffer) => {
      text += d.toString();
      const ende = text.indexOf('\n');
      if (ende >= 0) gut(JSON.parse(text.slice(0, ende)));
    });
    kind.once('exit', (code) => schlecht(new Error(`${args.join(' ')} endete mit ${code}:\n${fehler}`)));
    kind.once('error', schlecht);
  });
  const gruppe = (signal: NodeJS.Signals) => process.kill(-(kind.pid as number), signal);
  const warte = async (tu: () => void) => {
    if (kind.exitCode !== null || kind.signalCode !== null) return;
    const weg = once(kind, 'exit');
    tu();
    const frist = setTimeout(() => gruppe('SIGKILL'), 20_000);
    await weg;
    clearTimeout(frist);
  };
  return { kind, zeile, beende: () => warte(() => kind.kill('SIGTERM')), toete: () => warte(() => gruppe('SIGKILL')) };
}

export interface Lauf {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `node <args>` to its end. */
export async function laufe(args: string[], umgebung: Record<string, string> = {}): Promise<Lauf> {
  const kind = spawn(process.execPath, args, {
    cwd: WURZEL,
    env: { ...process.env, ...umgebung },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  kind.stdout.on('data', (d: Buffer) => {
    stdout += d.toString();
  });
  kind.stderr.on('data', (d: Buffer) => {
    stderr += d.toString();
  });
  const [code] = await once(kind, 'close');
  return { code: code ?? -1, stdout, stderr };
}

/** Polls until `pruefe` answers something; the error says what was waited for. */
export async function bis<T>(was: string, pruefe: () => Promise<T | undefined>, ms = 15_000): Promise<T> {
  const ende = performance.now() + ms;
  let letzter: unknown;
  while (performance.now() < ende) {
    try {
      const wert = await pruefe();
      if (wert !== undefined) return wert;
    } catch (fehler) {
      letzter = fehler;
    }
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(`${was}: nicht innerhalb von ${ms} ms`, { cause: letzter });
}
