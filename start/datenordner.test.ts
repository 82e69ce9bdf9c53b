// The data folder: made, tried, remembered; and a German sentence for each way it can be unusable.

import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { oeffneDatenordner } from './datenordner.ts';
import { dateifehler, kindfehler, Startfehler } from './startfehler.ts';

let ort: string;
beforeEach(async () => {
  ort = await mkdtemp(join(tmpdir(), 'kontor-daten-'));
});
afterEach(() => rm(ort, { recursive: true }));

it('is made with what belongs in it, and leaves no trial file', async () => {
  const ordner = await oeffneDatenordner(join(ort, 'neu', 'tief'));
  expect((await readdir(ordner.pfad)).sort()).toEqual(['browser', 'profil', 'protokoll']);
  expect(ordner.stand()).toEqual({ version: 1 });
  if (process.platform === 'win32') return;
  for (const eigener of [ordner.profil, ordner.browser, ordner.protokoll]) {
    expect((await stat(eigener)).mode & 0o077).toBe(0);
  }
});

it('remembers what was done', async () => {
  const ordner = await oeffneDatenordner(ort);
  await ordner.merke({ cloudPort: 8701 });
  await ordner.merke({ gesaet: { mandant: 'flensburg', vorgaenge: 1000 } });
  const wieder = await oeffneDatenordner(ort);
  expect(wieder.stand()).toEqual({ version: 1, cloudPort: 8701, gesaet: { mandant: 'flensburg', vorgaenge: 1000 } });
});

it.each(['kein json', '{"version":2}', '{"version":1,"cloudPort":"x"}'])(
  'refuses a state it cannot read: %s',
  async (text) => {
    await writeFile(join(ort, 'start.json'), text);
    await expect(oeffneDatenordner(ort)).rejects.toThrow(Startfehler);
    await expect(oeffneDatenordner(ort)).rejects.toThrow('start.json');
  },
);

it('says when the folder is a file', async () => {
  await writeFile(join(ort, 'datei'), '');
  await expect(oeffneDatenordner(join(ort, 'datei'))).rejects.toThrow('ist kein Ordner');
  await expect(oeffneDatenordner(join(ort, 'datei', 'darin'))).rejects.toThrow('ist kein Ordner');
});

it.runIf(existsSync('/proc/self'))('says when nobody may write there', async () => {
  await expect(oeffneDatenordner('/proc/kontor')).rejects.toThrow('darf Kontor nicht schreiben');
});

it('has a sentence for a full disk, from itself and from a child', () => {
  const voll = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(dateifehler(voll, '/daten')?.message).toMatch(/^\/daten .*kein Platz mehr/);
  expect(
    kindfehler('Die Cloud ist nicht gestartet.', 'FATAL: could not write: No space left on device').message,
  ).toContain('kein Platz mehr');
  expect(dateifehler(new Error('anderes'), '/daten')).toBeNull();
});
