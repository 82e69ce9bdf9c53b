#!/usr/bin/env node
/**
 * `kontor` – the workspace from a terminal, for IT and for tests: every verb of the manual. It reads the command line,
 * nothing more; exit 0 done, 1 refused or failed, 2 wrong usage.
 */
import { frageTerminal } from './cli/geheim.ts';
import { fuehreAus } from './cli/programm.ts';

const { stdin, stdout, stderr } = process;
const t = {
  aus: (text: string) => void stdout.write(text),
  fehler: (text: string) => void stderr.write(text),
  interaktiv: stderr.isTTY === true,
  breite: stdout.columns ?? 160,
  frageGeheim: stdin.isTTY === true ? frageTerminal : undefined,
};
process.exitCode = await fuehreAus({ t, umgebung: process.env, hole: fetch }, process.argv.slice(2));
