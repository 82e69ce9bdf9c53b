#!/usr/bin/env node
/**
 * `kontor` – the workspace from a terminal, for IT and for tests: every verb of the manual. It reads the command line,
 * nothing more; exit 0 done, 1 refused or failed, 2 wrong usage.
 */
import { fuehreAus } from './cli/programm.ts';

const { stdout, stderr } = process;
const t = {
  aus: (text: string) => void stdout.write(text),
  fehler: (text: string) => void stderr.write(text),
  interaktiv: stderr.isTTY === true,
  breite: stdout.columns ?? 160,
};
process.exitCode = await fuehreAus({ t, umgebung: process.env, hole: fetch }, process.argv.slice(2));
