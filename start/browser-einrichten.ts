// The setup step of the end-to-end tests: finds an installed Chromium, Chrome or Edge; where there is none and this is
// Debian as root, installs Debian's own; else says what is missing. It must never download from anywhere but the
// system's package sources.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dieserRechner, sucheBrowser } from '../src-main/shell/browser/browser-suche.ts';
import { keinBrowser } from '../src-main/shell/browser/browserfenster.ts';
import { Startfehler } from './startfehler.ts';

/** @returns the browser's path @throws {Startfehler} when there is none and none can be had */
export function richteBrowserEin(sage: (text: string) => void): string {
  const rechner = dieserRechner();
  const da = sucheBrowser(rechner);
  if (da !== null) return da;
  if (rechner.env.KONTOR_BROWSER || !rechner.istRoot || !existsSync('/usr/bin/apt-get'))
    throw new Startfehler(keinBrowser(rechner));
  sage('Es ist kein Browser installiert; Debians „chromium“ wird eingerichtet (etwa eine Minute) …');
  apt(['update', '-q']);
  apt(['install', '-y', '-q', '--no-install-recommends', 'chromium']);
  const jetzt = sucheBrowser(rechner);
  if (jetzt === null) throw new Startfehler('Debians „chromium“ wurde eingerichtet, ist aber nicht zu finden.');
  return jetzt;
}

function apt(argumente: string[]): void {
  const lauf = spawnSync('apt-get', argumente, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (lauf.status === 0) return;
  const grund = lauf.stderr.trim().split('\n').slice(-3).join('\n');
  throw new Startfehler(
    `Debians „chromium“ ließ sich nicht einrichten („apt-get ${argumente[0]}“ ist gescheitert).\n${grund}`,
  );
}

if (import.meta.main) {
  try {
    const pfad = richteBrowserEin((text) => process.stderr.write(`${text}\n`));
    process.stderr.write(`Browser für die Tests: ${pfad}\n`);
  } catch (fehler) {
    if (!(fehler instanceof Startfehler)) throw fehler;
    process.stderr.write(`${fehler.message}\n`);
    process.exitCode = 1;
  }
}
