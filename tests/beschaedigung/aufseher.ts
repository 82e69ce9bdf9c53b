/**
 * Sends damaged caches to a child process one by one, and notes when it dies or does not answer within five seconds: both
 * are finds, and a new child goes on. Nothing that a damaged file does may reach the process of the proof.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Auftrag, Ergebnis } from '../lang/teil.ts';
import { takt } from '../lang/teil.ts';
import type { Fall } from './kind.ts';
import type { Befund } from './pruefling.ts';

const FRIST_MS = 5_000;
/** A database in memory: what is tested is damage, not the disk's speed. */
const SCHNELL = '/dev/shm';

function starte(): Promise<ChildProcess> {
  const kind = fork(fileURLToPath(new URL('./kind.ts', import.meta.url)), {
    env: { ...process.env, TMPDIR: existsSync(SCHNELL) ? SCHNELL : tmpdir() },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((bereit, nicht) => {
    kind.once('message', () => bereit(kind));
    kind.once('exit', (code) => nicht(new Error(`child ended before it began: ${code}`)));
  });
}

/** The answer to one case; text where there was none. */
function frage(kind: ChildProcess, fall: Fall): Promise<Befund | string> {
  return new Promise((fertig) => {
    const ende = (antwort: Befund | string): void => {
      clearTimeout(wecker);
      kind.removeAllListeners('message').removeAllListeners('exit');
      fertig(antwort);
    };
    const wecker = setTimeout(() => {
      kind.kill('SIGKILL');
      ende(`hangs for more than ${FRIST_MS} ms`);
    }, FRIST_MS);
    kind.once('message', (m) => ende(m as Befund));
    kind.once('exit', (code, signal) => ende(`process died (${signal ?? code})`));
    kind.send(fall);
  });
}

/** Runs cases of these kinds in turn. `zaehlt` is the name of the goal. */
export async function laufe(auftrag: Auftrag, arten: readonly string[], zaehlt: string): Promise<Ergebnis> {
  const weiter = takt(auftrag);
  const je = new Map(arten.map((a) => [a, { n: 0, gefunden: 0, arbeit: 0, gerettet: 0 }]));
  const wie: Record<string, number> = {};
  const funde: string[] = [];
  let kind = await starte();
  let gemacht = 0;
  for (; weiter(gemacht); gemacht++) {
    const fall = { art: arten[gemacht % arten.length] ?? '', seed: auftrag.seed + gemacht };
    const antwort = await frage(kind, fall);
    const summe = je.get(fall.art);
    if (typeof antwort === 'string') {
      funde.push(`[L3] ${fall.art} --seed ${fall.seed}: ${antwort}`);
      if (kind.exitCode === null) kind.kill('SIGKILL');
      kind = await starte();
    } else if (summe) {
      summe.n += 1;
      summe.arbeit += antwort.arbeit;
      summe.gerettet += antwort.gerettet;
      wie[antwort.gefunden] = (wie[antwort.gefunden] ?? 0) + 1;
      for (const f of antwort.funde.slice(0, 3)) funde.push(`[L3] ${fall.art} --seed ${fall.seed}: ${f}`);
    }
    if (gemacht % 500 === 499) auftrag.melde(`${gemacht + 1} cases, ${funde.length} finds`);
  }
  kind.disconnect();
  const anteil = ({ arbeit, gerettet }: { arbeit: number; gerettet: number }): string =>
    arbeit === 0 ? '–' : `${((100 * gerettet) / arbeit).toFixed(1)} %`;
  const werte = Object.fromEntries([...je].filter(([, s]) => s.n > 0).map(([art, s]) => [art, anteil(s)]));
  return { zahlen: { [zaehlt]: gemacht, ...wie }, werte, funde };
}
