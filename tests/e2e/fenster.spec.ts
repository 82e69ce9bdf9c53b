/**
 * The browser shell's own window in a real browser (headless, through a small script that stands for it): it opens the
 * page with the one-time address, its end is the application's end, and it never outlives the application. The page and
 * the workspace are the smallest that can tell.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dieserRechner, sucheBrowser } from '../../src-main/shell/browser/browser-suche.ts';
import { WURZEL } from '../prozesse.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-fenster-'));
const browser = join(ordner, 'browser.sh');
const pid = join(ordner, 'pid');

test.beforeAll(() => {
  writeFileSync(browser, `#!/bin/sh\necho $$ > ${pid}\nexec ${sucheBrowser(dieserRechner())} --headless=new "$@"\n`);
  chmodSync(browser, 0o755);
});
test.afterAll(() => rmSync(ordner, { recursive: true, force: true }));

/** A page that asks the workspace once, and then does what the test wants. */
function seiteMit(name: string, danach: string): string {
  const seiten = join(ordner, name);
  mkdirSync(seiten);
  writeFileSync(join(seiten, 'index.html'), '<!doctype html><title>Kontor</title><script src="/fenster.js"></script>');
  writeFileSync(
    join(seiten, 'fenster.js'),
    `const ws = new WebSocket('ws://' + location.host + '/verbindung');
     ws.onopen = () => ws.send(JSON.stringify({ art: 'frage', id: 1, name: 'echo', eingabe: location.search }));
     ws.onmessage = (e) => { if (JSON.parse(e.data).wert === '') { ${danach} } };`,
  );
  return seiten;
}

function starte(seiten: string): ChildProcess {
  const angaben = ['--profil', join(ordner, 'profil'), '--cloud', 'http://127.0.0.1:1', '--seiten', seiten];
  const doppel = join(WURZEL, 'tests/shell/arbeitsprozess-doppel.ts');
  return spawn(
    process.execPath,
    ['src-main/shell/browser/main.ts', ...angaben, '--browserprofil', join(seiten, 'profil'), '--workspace', doppel],
    {
      cwd: WURZEL,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, KONTOR_BROWSER: browser, DISPLAY: ':0' },
    },
  );
}

function browserLebt(): boolean {
  try {
    process.kill(Number(readFileSync(pid, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}

test('the application ends when its window is closed', async () => {
  const app = starte(seiteMit('schliesst', 'window.close()'));
  const [code] = await once(app, 'exit');
  expect(code).toBe(0);
  await expect.poll(browserLebt).toBe(false);
});

test('the window ends with the application, also when that is killed', async () => {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const app = starte(seiteMit(`bleibt-${signal}`, "document.title = 'da'"));
    await expect.poll(browserLebt, { timeout: 20_000 }).toBe(true);
    app.kill(signal);
    await once(app, 'exit');
    await expect.poll(browserLebt, { timeout: 10_000 }).toBe(false);
  }
});
