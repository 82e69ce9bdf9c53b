// The Electron shell's source, read as text: what Electron's security checklist asks for and no double can show. One rule
// a test, so that a failure names it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const WURZEL = join(import.meta.dirname, '../..');
const lies = (pfad: string): string =>
  readFileSync(join(WURZEL, pfad), 'utf8').replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '');
const shell = readdirSync(join(WURZEL, 'src-main/shell/electron')).map((d) => lies(`src-main/shell/electron/${d}`));
const main = lies('src-main/main.ts');
const preload = lies('src-main/preload/preload.ts');
const alles = [...shell, main, preload].join('\n');

it('loads the runtime in its entries only, and only the network in the workspace', () => {
  const laden = shell.filter((t) => /^import (?!type).*from 'electron'/m.test(t));
  expect(laden.map((t) => /import (.*) from 'electron'/.exec(t)?.[1])).toEqual(['{ net }']);
  expect(main).toContain("import * as electron from 'electron'");
});

it('switches nothing off that protects', () => {
  expect(alles).not.toMatch(
    /nodeIntegration\w*: true|contextIsolation: false|sandbox: false|webSecurity: false|allowRunningInsecureContent: true|webviewTag: true|experimentalFeatures: true|enableBlinkFeatures|bypassCSP: true|no-sandbox|disable-web-security|ignore-certificate-errors|setCertificateVerifyProc/,
  );
});

it('runs the whole runtime in the sandbox, once per person', () => {
  expect(main).toContain('app.enableSandbox()');
  expect(main).toContain('app.requestSingleInstanceLock()');
});

it('shows no remote content and hands nothing to other programs', () => {
  expect(alles).not.toMatch(/loadFile|https?:\/\/|openExternal\(|openPath\(|executeJavaScript|insertCSS|<webview/);
  expect([...alles.matchAll(/loadURL\(([^)]*)\)/g)].map((m) => m[1])).toEqual(['STARTSEITE']);
});

it('has exactly one way between page and main process', () => {
  expect([...alles.matchAll(/ipcMain\.(\w+)\((\w+)/g)].map((m) => [m[1], m[2]])).toEqual([['on', 'KANAL']]);
  expect([...preload.matchAll(/ipcRenderer\.(\w+)/g)].map((m) => m[1])).toEqual(['postMessage']);
  expect([...preload.matchAll(/exposeInMainWorld\('(\w+)'/g)].map((m) => m[1])).toEqual(['kontor']);
  const kanal = /KANAL = '([^']+)'/;
  expect(preload.match(kanal)?.[1]).toBe(shell.join('\n').match(kanal)?.[1]);
});

it('packs without what the runtime offers to intruders', () => {
  const paket = lies('electron.config.ts');
  expect(paket).toContain('runAsNode: false');
  expect(paket).toContain('enableNodeOptionsEnvironmentVariable: false');
  expect(paket).toContain('enableNodeCliInspectArguments: false');
  expect(paket).toContain('onlyLoadAppFromAsar: true');
  expect(paket).toContain('enableEmbeddedAsarIntegrityValidation: true');
});

it('never packs the browser shell', () => {
  expect(lies('src-main/main.ts')).not.toContain('shell/browser');
  expect(shell.join('\n')).not.toContain('/browser/');
});
