// `npm start` for real, without a window: everything comes up, a second one is refused, Ctrl-C and a crash of the starter
// leave nothing behind, and the second start is fast. It uses the checkout's bundles and a data folder of its own.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Laufender, sperre } from '../../start/sperre.ts';

const START = join(import.meta.dirname, '../../start/start.ts');
let ordner: string;
const gestartet: ChildProcess[] = [];

beforeAll(async () => {
  ordner = await mkdtemp(join(tmpdir(), 'kontor-start-'));
  // As root the database runs as another user, who must get to it; else it would lie, and stay, elsewhere.
  await chmod(ordner, 0o755);
});
afterAll(async () => {
  for (const kind of gestartet) if (kind.exitCode === null) kind.kill('SIGTERM');
  await Promise.all(gestartet.map((k) => (k.exitCode === null && k.signalCode === null ? once(k, 'exit') : null)));
  await rm(ordner, { recursive: true });
});

interface Lauf {
  kind: ChildProcess;
  ende: Promise<number | null>;
  ausgabe(): { stdout: string; stderr: string };
}

function start(...argumente: string[]): Lauf {
  const kind = spawn(
    process.execPath,
    [START, '--daten', ordner, '--kein-fenster', '--vorgaenge', '20', ...argumente],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  gestartet.push(kind);
  let stdout = '';
  let stderr = '';
  kind.stdout?.setEncoding('utf8').on('data', (s: string) => {
    stdout += s;
  });
  kind.stderr?.setEncoding('utf8').on('data', (s: string) => {
    stderr += s;
  });
  const ende = once(kind, 'exit').then(([code]) => code as number | null);
  return { kind, ende, ausgabe: () => ({ stdout, stderr }) };
}

/** The one line; fails at once with what was said when the start ends without it. */
async function bereit(lauf: Lauf): Promise<{ url: string; cloud: string }> {
  const zeile = new Promise<void>((ok) => {
    const sieh = (): void => {
      if (lauf.ausgabe().stdout.endsWith('\n')) ok();
    };
    lauf.kind.stdout?.on('data', sieh);
    sieh();
  });
  await Promise.race([zeile, lauf.ende]);
  const { stdout, stderr } = lauf.ausgabe();
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

async function laufende(): Promise<Laufender | null> {
  const s = await sperre(ordner, () => ({ pid: 0, prozesse: {} }));
  if (s.art === 'belegt') return s.von;
  await s.gibFrei();
  return null;
}

function lebt(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it('comes up, says where, and shows the page and the cloud', { timeout: 180_000 }, async () => {
  const lauf = start();
  const { url, cloud } = await bereit(lauf);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?zugang=/);
  expect((await fetch(`${cloud}/api/v1/ich`)).status).toBe(401);
  const tausch = await fetch(url, { redirect: 'manual' });
  const cookie = tausch.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const seite = await fetch(new URL('/', url), { headers: { cookie } });
  expect(await seite.text()).toContain('<title>Kontor</title>');
  expect(lauf.ausgabe().stderr).toMatch(/✓ 20 Vorgänge für Flensburg anlegen/);

  const zweiter = start();
  expect(await zweiter.ende).toBe(1);
  expect(zweiter.ausgabe()).toMatchObject({
    stdout: '',
    stderr: expect.stringContaining(`schon (Prozess ${lauf.kind.pid})`),
  });

  const vorher = await laufende();
  lauf.kind.kill('SIGINT');
  expect(await lauf.ende).toBe(0);
  expect(lauf.ausgabe().stdout.split('\n')).toHaveLength(2);
  expect(Object.keys(vorher?.prozesse ?? {}).sort()).toEqual(['anwendung', 'cloud']);
  expect(Object.values(vorher?.prozesse ?? {}).filter((pid) => pid !== undefined && lebt(pid))).toEqual([]);
});

it('starts again quickly, with its data and without building or seeding', { timeout: 60_000 }, async () => {
  const lauf = start('--zeiten');
  await bereit(lauf);
  const { stderr } = lauf.ausgabe();
  expect(stderr).not.toMatch(/anlegen|bauen/);
  // 5 s is the goal on a machine of its own; a loaded one gets twice that.
  expect(Number(/gesamt ([\d,]+) s/.exec(stderr)?.[1]?.replace(',', '.'))).toBeLessThan(10);

  // A crash of the starter: its children notice, and end in order.
  const prozesse = Object.values((await laufende())?.prozesse ?? {});
  expect(prozesse).toHaveLength(2);
  lauf.kind.kill('SIGKILL');
  await lauf.ende;
  expect(await laufende()).toBeNull();
  await expect.poll(() => prozesse.filter((pid) => pid !== undefined && lebt(pid)), { timeout: 30_000 }).toEqual([]);
});

it('comes up after a crash of all of it', { timeout: 90_000 }, async () => {
  const erster = start();
  await bereit(erster);
  const prozesse = Object.values((await laufende())?.prozesse ?? {});
  for (const pid of [erster.kind.pid, ...prozesse]) process.kill(pid as number, 'SIGKILL');
  await erster.ende;
  const zweiter = start();
  await bereit(zweiter);
  zweiter.kind.kill('SIGTERM');
  expect(await zweiter.ende).toBe(0);
});
