/**
 * The disk refuses: full (a real small file system, where one may mount it), folder or file not writable (as a user without
 * root's rights), held by another program, gone, its WAL cut beneath the open cache. A click is refused in words and not
 * confirmed, what was stored stays, sync waits without turning in circles, and when the cause is gone all of it drains.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { oeffneBestand } from '../../src-main/workspace/cache/oeffnen.ts';
import { oeffneMitRettung } from '../../src-main/workspace/cache/rettung.ts';
import { Abgleich } from '../../src-main/workspace/sync/abgleich.ts';
import { type Werkbank, werkbank } from '../../src-main/workspace/testing/werkbank.ts';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { vorgang } from '../../src-shared/testing/fall.ts';
import { arbeite, richteEin } from '../cache/arbeit.ts';
import { optionen } from './vorlage.ts';

const wurzel = mkdtempSync(join(tmpdir(), 'kontor-platte-'));
const NIEMAND = 65_534;
const istRoot = process.getuid?.() === 0;
const kannMounten = istRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', platte()]).status === 0;
if (kannMounten) execFileSync('umount', [platte()]);

function platte(): string {
  mkdirSync(join(wurzel, 'platte'), { recursive: true });
  return join(wurzel, 'platte');
}

let w: Werkbank;
let abgleich: Abgleich;
const VORGANG = vorgang().id;
const altesTmp = process.env.TMPDIR;
const defekte: string[] = [];

function richteWerkbankEin(ordner: string): void {
  process.env.TMPDIR = ordner;
  w = werkbank();
  defekte.length = 0;
  w.u.log = { ...w.u.log, fehler: (ereignis) => void defekte.push(ereignis) };
  w.cloud.vorgaenge.set(VORGANG, vorgang());
  w.bestand.schreiber.uebernimmSeite({
    changes: [{ art: 'vorgang', vorgang: vorgang() }],
    cursor: 'c',
    phase: 'folge',
    hasMore: false,
    sicht: 'voll',
    am: '2026-11-02T08:00:00.000Z',
  });
  abgleich = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
}

const kommentar = (): string => {
  const body = { kommentarId: w.uhr.id(), text: 'Notiz' };
  return w.bestand.schreiber.stelleEin({ vorgangId: VORGANG, order: 'KOMMENTAR_ANLEGEN', body }).commandId;
};

/** The refusal as people read it. */
function absage(tat: () => void): { code: string; title: string; detail: string } {
  try {
    tat();
  } catch (fehler) {
    if (!(fehler instanceof ProblemError)) throw fehler;
    const { type, title, detail } = fehler.problem;
    return { code: type.replace('urn:kontor:problem:', ''), title, detail: detail ?? '' };
  }
  throw new Error('The click was confirmed.');
}

const gesendet = (): string[] => w.gesendet.flat().map((c) => c.commandId);
const offen = (): string[] => w.bestand.leser.outbox().map((e) => e.commandId);

/** The cause lasts for ten minutes of work in the background; then it is gone, and nobody clicks. */
async function dauertAn(befehle: readonly string[], behebe: () => void): Promise<void> {
  abgleich.starte();
  abgleich.klick();
  const vorher = w.gerufen.length;
  await w.uhr.gehe(600_000);
  expect(defekte.length).toBeGreaterThan(0);
  expect(w.gerufen.length - vorher).toBeLessThan(120);
  expect(defekte.length).toBeLessThan(60);
  behebe();
  await w.uhr.gehe(150_000);
  for (const b of befehle) expect(gesendet()).toContain(b);
  expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
}

function fuelle(ordner: string): string {
  const fuellung = join(ordner, 'fuellung');
  for (const block of [65_536, 4_096, 512]) {
    try {
      for (;;) writeFileSync(fuellung, Buffer.alloc(block), { flag: 'a' });
    } catch {
      // No room for a block of this size any more.
    }
  }
  return fuellung;
}

afterEach(async () => {
  await abgleich?.halte();
  process.env.TMPDIR = altesTmp;
  if (altesTmp === undefined) delete process.env.TMPDIR;
});

afterAll(() => rmSync(wurzel, { recursive: true, force: true }));

describe.runIf(kannMounten)('a full disk', () => {
  beforeEach(() => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', platte()]);
    richteWerkbankEin(platte());
  });
  afterEach(async () => {
    await abgleich.halte();
    w.raeumeAb();
    execFileSync('umount', [platte()]);
  });

  it('[L4] [P3] refuses the click in words, keeps what was there, does not spin, and drains when there is room', async () => {
    const a = kommentar();
    const fuellung = fuelle(platte());
    let abgelehnt = { code: '', title: '', detail: '' };
    // The WAL may have had room for some more: those were confirmed, and must be kept.
    const bestaetigt = [a];
    for (let i = 0; i < 500; i++) {
      try {
        bestaetigt.push(kommentar());
      } catch (fehler) {
        abgelehnt = absage(() => {
          throw fehler;
        });
        break;
      }
    }
    expect(abgelehnt.code).toBe('speicher-voll');
    expect(abgelehnt.detail).toMatch(/nicht gespeichert.*schaffen Sie Platz/);
    expect(offen()).toEqual(expect.arrayContaining(bestaetigt));
    const da = offen();
    await dauertAn(da, () => rmSync(fuellung));
    const danach = kommentar();
    await w.uhr.gehe(60_000);
    abgleich.klick();
    await w.uhr.gehe(5_000);
    expect(gesendet()).toContain(danach);
  });

  it('[L4] [P3] that fills up between request and answer leaves nothing standing as sent', async () => {
    const a = kommentar();
    let fuellung = '';
    w.cloud.commands = (commands) => {
      fuellung ||= fuelle(platte());
      return commands.map((c) => ({ commandId: c.commandId, state: 'angenommen', version: 2 }));
    };
    await dauertAn([a], () => rmSync(fuellung));
  });
});

describe('another program, another place', () => {
  beforeEach(() => richteWerkbankEin(wurzel));
  afterEach(async () => {
    await abgleich.halte();
    w.raeumeAb();
  });
  const ordner = (): string => join(wurzel, readdirSync(wurzel).find((n) => n.startsWith('kontor-sync-')) ?? '');

  it('[L4] [P3] a file held by another process: refused in words, and it drains when it is let go', async () => {
    const a = kommentar();
    const skript = `
      const { oeffneVerbindung } = await import(${JSON.stringify(new URL('../../src-main/workspace/cache/verbindung.ts', import.meta.url).href)});
      const v = oeffneVerbindung(${JSON.stringify(join(ordner(), 'bestand.db'))}, new Uint8Array(32).fill(7), false);
      v.fuehreAus('BEGIN EXCLUSIVE');
      process.stdout.write('hat');
      setInterval(() => undefined, 1000);`;
    const anderer = spawn(process.execPath, ['--input-type=module', '-e', skript], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(anderer.stdout, 'data');
    const { code, title, detail } = absage(() => void kommentar());
    expect([code, title]).toEqual(['profil-belegt', 'Ein anderes Programm hält den lokalen Bestand fest.']);
    expect(detail).toMatch(/nicht gespeichert.*Virenschutz/);
    expect(offen()).toEqual([a]);
    anderer.kill('SIGKILL');
    await once(anderer, 'close');
    abgleich.starte();
    await w.uhr.gehe(30_000);
    expect(gesendet()).toEqual([a]);
  }, 30_000);

  it('[L4] [P3] a folder that is gone: nothing is confirmed into nowhere, and it drains when it is back', async () => {
    const a = kommentar();
    const da = ordner();
    renameSync(da, join(wurzel, 'weg'));
    expect(absage(() => void kommentar()).code).toBe('schreiben-unmoeglich');
    await dauertAn([a], () => renameSync(join(wurzel, 'weg'), da));
    expect(gesendet().filter((c) => c === a).length).toBeGreaterThan(0);
  });

  it('[L4] [L12] a WAL cut beneath the open cache: only problems, and every confirmed click is there after the next start', () => {
    const bestaetigt = [kommentar(), kommentar()];
    truncateSync(join(ordner(), 'bestand.db-wal'));
    for (let i = 0; i < 3; i++) {
      try {
        bestaetigt.push(kommentar());
      } catch (fehler) {
        expect(fehler).toBeInstanceOf(ProblemError);
      }
    }
    w.bestand.schliesse();
    const schluessel = new Uint8Array(32).fill(7);
    const { bestand } = oeffneMitRettung(optionen(join(ordner(), 'bestand.db'), { schluessel }));
    expect(bestand.leser.outbox().map((e) => e.commandId)).toEqual(expect.arrayContaining(bestaetigt));
    bestand.schliesse();
  });
});

describe('no right to write', () => {
  it('[L4] a folder or a file that cannot be written: refused in words, untouched, and all there when it can', async () => {
    const da = mkdtempSync(join(wurzel, 'rechte-'));
    const pfad = join(da, 'bestand.db');
    const b = oeffneBestand(optionen(pfad));
    richteEin(b, 40);
    arbeite(b);
    const soll = b.leser.outbox().map((e) => e.commandId);
    b.schliesse();
    const dateien = (): string[] => readdirSync(da).map((n) => join(da, n));
    if (istRoot) for (const d of [wurzel, da, ...dateien()]) chownSync(d, NIEMAND, NIEMAND);
    const modul = (m: string): string => JSON.stringify(new URL(m, import.meta.url).href);
    const skript = `
      const { oeffneMitRettung } = await import(${modul('../../src-main/workspace/cache/rettung.ts')});
      const { optionen } = await import(${modul('./vorlage.ts')});
      if (process.getuid() === 0) { process.setgroups([]); process.setgid(${NIEMAND}); process.setuid(${NIEMAND}); }
      try {
        const { bestand, rettung } = oeffneMitRettung(optionen(${JSON.stringify(pfad)}));
        process.stdout.write(JSON.stringify({ ids: bestand.leser.outbox().map((e) => e.commandId), rettung }));
        bestand.schliesse();
      } catch (f) { process.stdout.write(JSON.stringify(f.problem ?? { fremd: String(f) })); }`;
    const oeffne = (): { type?: string; detail?: string; ids?: string[]; rettung?: unknown } =>
      JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', skript], { encoding: 'utf8' }));
    chmodSync(da, 0o500);
    const ordnerZu = oeffne();
    chmodSync(da, 0o700);
    for (const d of dateien()) chmodSync(d, 0o400);
    const dateiZu = oeffne();
    for (const d of dateien()) chmodSync(d, 0o600);
    for (const p of [ordnerZu, dateiZu]) {
      expect(p.type).toBe('urn:kontor:problem:schreiben-unmoeglich');
      expect(p.detail).toMatch(/Rechte am Profilordner/);
    }
    expect(oeffne()).toEqual({ ids: soll });
  }, 30_000);
});
