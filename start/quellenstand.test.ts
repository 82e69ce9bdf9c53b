// When a bundle is fresh: only for the very same sources. And Electron's runtime is found without being fetched.

import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sucheElectron } from './electron-suche.ts';
import { liesMarke, quellenstand, setzeMarke } from './quellenstand.ts';

let wurzel: string;
beforeEach(async () => {
  wurzel = await mkdtemp(join(tmpdir(), 'kontor-quellen-'));
  await mkdir(join(wurzel, 'src', 'tief'), { recursive: true });
  await writeFile(join(wurzel, 'src', 'tief', 'a.ts'), 'eins');
  await writeFile(join(wurzel, 'src', 'b.ts'), 'zwei');
  await writeFile(join(wurzel, 'sperre.json'), '{}');
});
afterEach(() => rm(wurzel, { recursive: true }));

const stand = () => quellenstand(wurzel, ['src', 'sperre.json']);

it('stays the same while the sources do, and does not look at tests', async () => {
  const vorher = await stand();
  await writeFile(join(wurzel, 'src', 'b.test.ts'), 'Test');
  expect(await stand()).toBe(vorher);
});

it.each([
  ['content', () => writeFile(join(wurzel, 'src', 'tief', 'a.ts'), 'eins!')],
  ['a new file', () => writeFile(join(wurzel, 'src', 'c.ts'), '')],
  ['another name', () => rename(join(wurzel, 'src', 'b.ts'), join(wurzel, 'src', 'd.ts'))],
  ['a setting', () => writeFile(join(wurzel, 'sperre.json'), '{"a":1}')],
])('changes with %s', async (_was, aendere) => {
  const vorher = await stand();
  await aendere();
  expect(await stand()).not.toBe(vorher);
});

it('keeps its mark beside the bundle', async () => {
  const marke = join(wurzel, 'dist', '.stand');
  expect(await liesMarke(marke)).toBeNull();
  await setzeMarke(marke, 'abc');
  expect(await liesMarke(marke)).toBe('abc');
});

it('finds the runtime only where it lies', async () => {
  expect(sucheElectron(wurzel, {})).toBeNull();
  const paket = join(wurzel, 'node_modules', 'electron');
  await mkdir(join(paket, 'dist'), { recursive: true });
  await writeFile(join(paket, 'path.txt'), 'electron');
  expect(sucheElectron(wurzel, {})).toBeNull();
  await writeFile(join(paket, 'dist', 'electron'), '');
  expect(sucheElectron(wurzel, {})).toBe(join(paket, 'dist', 'electron'));
  expect(sucheElectron(wurzel, { ELECTRON_OVERRIDE_DIST_PATH: join(wurzel, 'anderswo') })).toBeNull();
});
