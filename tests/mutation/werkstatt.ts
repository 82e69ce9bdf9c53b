/**
 * A copy of the checkout in which the product may be broken: files as git knows them, node_modules by link. One mutant at a
 * time is put in, its tests are run by vitest in a process of their own, and the text is put back. It must never
 * touch the checkout itself.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WURZEL } from '../prozesse.ts';
import type { Mutant } from './mutant.ts';

/** A test always red, so that seeing red is itself seen. */
const KANARIE = 'tests/mutation/kanarie.test.ts';
const KANARIE_TEXT = `// Fails always.
import { expect, it } from 'vitest';
it('[CANARY] fails always', () => expect(1).toBe(2));
`;

export interface Befund {
  /** Full names of failed tests, and of files that could not even be loaded. */
  rot: string[];
  /** Passed tests. */
  gruen: number;
  sekunden: number;
}

export interface Werkstatt {
  /** Runs test files as they are. */
  pruefe(tests: readonly string[]): Promise<Befund>;
  /** Runs the mutant's tests with the product broken. @throws where its text does not stand exactly once in its file */
  breche(mutant: Mutant): Promise<Befund>;
  kanarie(): Promise<Befund>;
  raeumeAb(): void;
}

/** The file with the mutant in it. @throws where the text is not there exactly once: the mutant is out of date */
export function gebrochen(text: string, { datei, alt, neu }: Mutant['stellen'][number]): string {
  const anzahl = text.split(alt).length - 1;
  if (anzahl !== 1) throw new Error(`A mutant is out of date: its text stands ${anzahl} times in ${datei}: ${alt}`);
  return text.replace(alt, () => neu);
}

const LAENGSTENS_MS = 120_000;

interface Bericht {
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

async function vitest(ordner: string, tests: readonly string[]): Promise<Befund> {
  const bericht = join(ordner, 'mutation-bericht.json');
  rmSync(bericht, { force: true });
  const beginn = performance.now();
  const args = ['run', '--project', 'node', '--reporter=json', `--outputFile=${bericht}`, ...tests];
  const kind = spawn(process.execPath, [join(WURZEL, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: ordner,
    stdio: 'ignore',
    detached: true,
  });
  const zuLang = setTimeout(() => process.kill(-(kind.pid as number), 'SIGKILL'), LAENGSTENS_MS);
  await once(kind, 'exit');
  clearTimeout(zuLang);
  const sekunden = Math.round((performance.now() - beginn) / 100) / 10;
  let gelesen: Bericht;
  try {
    gelesen = JSON.parse(readFileSync(bericht, 'utf8')) as Bericht;
  } catch {
    // Stopped before it could report: a hang is red too, but names no test.
    return { rot: ['no report'], gruen: 0, sekunden };
  }
  const einzelne = gelesen.testResults.flatMap((d) => d.assertionResults);
  const ganze = gelesen.testResults.filter((d) => d.status === 'failed' && d.assertionResults.length === 0);
  return {
    rot: [
      ...einzelne.filter((t) => t.status === 'failed').map((t) => t.fullName),
      ...ganze.map((d) => `file ${d.name}: ${d.message.split('\n')[0]}`),
    ],
    gruen: einzelne.filter((t) => t.status === 'passed').length,
    sekunden,
  };
}

/** Copies the checkout (uncommitted changes included). Call `raeumeAb` at the end. */
export function werkstatt(): Werkstatt {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-mutation-'));
  const dateien = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: WURZEL, encoding: 'utf8' });
  for (const datei of dateien.split('\n').filter((d) => d !== '')) {
    mkdirSync(dirname(join(ordner, datei)), { recursive: true });
    cpSync(join(WURZEL, datei), join(ordner, datei), { force: true });
  }
  symlinkSync(join(WURZEL, 'node_modules'), join(ordner, 'node_modules'));
  return {
    pruefe: (tests) => vitest(ordner, tests),
    async breche(mutant) {
      const vorher = mutant.stellen.map(({ datei }) => readFileSync(join(ordner, datei), 'utf8'));
      try {
        for (const [n, stelle] of mutant.stellen.entries()) {
          writeFileSync(join(ordner, stelle.datei), gebrochen(vorher[n] ?? '', stelle));
        }
        return await vitest(ordner, mutant.tests);
      } finally {
        for (const [n, { datei }] of mutant.stellen.entries()) writeFileSync(join(ordner, datei), vorher[n] ?? '');
      }
    },
    async kanarie() {
      writeFileSync(join(ordner, KANARIE), KANARIE_TEXT);
      try {
        return await vitest(ordner, [KANARIE]);
      } finally {
        rmSync(join(ordner, KANARIE));
      }
    },
    raeumeAb: () => rmSync(ordner, { recursive: true, force: true }),
  };
}
