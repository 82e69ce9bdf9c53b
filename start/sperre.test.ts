// The lock of the data folder: held by one process, gone with it however it ends.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sperre } from './sperre.ts';

let ordner: string;
let kind: ChildProcess | null = null;
beforeEach(async () => {
  ordner = await mkdtemp(join(tmpdir(), 'kontor-sperre-'));
});
afterEach(async () => {
  kind?.kill('SIGKILL');
  kind = null;
  await rm(ordner, { recursive: true });
});

const ich = () => ({ pid: 4711, prozesse: { cloud: 4712 } });

/** Holds the lock in a process of its own. */
async function fremdeSperre(plattform: NodeJS.Platform): Promise<ChildProcess> {
  const modul = new URL('sperre.ts', import.meta.url).href;
  const skript = `import { sperre } from ${JSON.stringify(modul)};
    await sperre(${JSON.stringify(ordner)}, () => ({ pid: process.pid, prozesse: {} }), ${JSON.stringify(plattform)});
    process.stdout.write('gehalten'); setInterval(() => undefined, 1000);`;
  const neu = spawn(process.execPath, ['--input-type=module', '-e', skript], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ok) => neu.stdout?.once('data', ok));
  return neu;
}

// 'darwin' stands for systems with neither abstract names nor pipes: a socket file.
describe.each([process.platform, 'darwin'] as const)('Sperre (%s)', (plattform) => {
  it('refuses the second and says who holds it', async () => {
    const erste = await sperre(ordner, ich, plattform);
    expect(erste.art).toBe('gehalten');
    expect(await sperre(ordner, ich, plattform)).toEqual({
      art: 'belegt',
      von: { pid: 4711, prozesse: { cloud: 4712 } },
    });
    if (erste.art === 'gehalten') await erste.gibFrei();
    const naechste = await sperre(ordner, ich, plattform);
    expect(naechste.art).toBe('gehalten');
    if (naechste.art === 'gehalten') await naechste.gibFrei();
  });

  it('is gone with its process, also after SIGKILL', async () => {
    kind = await fremdeSperre(plattform);
    expect(await sperre(ordner, ich, plattform)).toMatchObject({ art: 'belegt', von: { pid: kind.pid } });
    const tot = new Promise((ok) => kind?.once('exit', ok));
    kind.kill('SIGKILL');
    await tot;
    const danach = await sperre(ordner, ich, plattform);
    expect(danach.art).toBe('gehalten');
    if (danach.art === 'gehalten') await danach.gibFrei();
  });
});
