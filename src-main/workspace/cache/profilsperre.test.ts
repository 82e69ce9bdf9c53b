/** One engine per profile: the lock holds while its process lives, and dies with it, however it ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { nimmProfilsperre } from './profilsperre.ts';

it('[O16] is refused while another process holds it, and free once that is killed', async () => {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-sperre-'));
  const pfad = join(ordner, 'sperre.db');
  const modul = new URL('./profilsperre.ts', import.meta.url).href;
  const skript = `const {nimmProfilsperre} = await import(${JSON.stringify(modul)});
    console.log(nimmProfilsperre(${JSON.stringify(pfad)}) ? 'hat' : 'nicht'); setInterval(() => {}, 1000);`;
  const kind = spawn(process.execPath, ['--input-type=module', '-e', skript], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [text] = await once(kind.stdout, 'data');
    expect(String(text)).toContain('hat');
    expect(nimmProfilsperre(pfad)).toBeUndefined();
  } finally {
    kind.kill('SIGKILL');
    await once(kind, 'exit');
  }
  const meine = nimmProfilsperre(pfad);
  expect(meine).toBeDefined();
  meine?.gibFrei();
  rmSync(ordner, { recursive: true, force: true });
});
