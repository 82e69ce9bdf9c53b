/** Salvage: a damaged base costs a new download, never work. And a process killed at any moment loses no confirmed click. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, OVERLAY, type Platz, platz, SCHLUESSEL, seite, vorgang } from '../../../tests/cache/muster.ts';
import { beschaedige as beschaedigeDatei } from '../../../tests/cache/schaden.ts';
import { oeffneMitRettung } from './rettung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());
const { laden, klicke, kommentar } = handgriffe(() => p);

const optionen = () => ({ pfad: p.pfad, schluessel: SCHLUESSEL, uhr: p.uhr, neueId: () => id(1), overlay: OVERLAY });

const beschaedige = (objekt: string, sauberBeendet = false): void =>
  beschaedigeDatei(p.pfad, SCHLUESSEL, objekt, sauberBeendet);

it('[L3] takes outbox, drafts and acts out of a damaged file, sets it aside, and fetches the base again', () => {
  laden(...Array.from({ length: 60 }, (_, n) => vorgang(n)));
  const a = klicke(0, 'VORGANG_ANNEHMEN');
  const b = kommentar(3, 1);
  p.bestand.schreiber.speichereEntwurf(id(6), 'bescheid', { text: 'halb' });
  p.bestand.schreiber.merke('sitzung', { x: 1 });
  p.bestand.schliesse();
  beschaedige('datensatz');
  expect(() => p.oeffne()).toThrow(/bestand-beschaedigt/);
  const { bestand, rettung } = oeffneMitRettung(optionen());
  expect(rettung).toMatchObject({ gerettet: { outbox: 2, entwurf: 1 }, unlesbar: [] });
  expect(existsSync(rettung?.beiseite ?? '')).toBe(true);
  expect(bestand.leser.lesestand().phase).toBe('neu');
  expect(bestand.leser.outbox().map((e) => e.commandId)).toEqual([a, b]);
  expect(bestand.leser.entwurf(id(6), 'bescheid')).toEqual({ text: 'halb' });
  expect(bestand.leser.gemerkt('sitzung')).toEqual({ x: 1 });
  expect(bestand.leser.vorgang(id(0)).vorgang.status).toBe('UNBEKANNT');
  bestand.schreiber.uebernimmSeite(seite([vorgang(0), vorgang(3), vorgang(6)]));
  expect(bestand.leser.vorgang(id(0)).vorgang).toMatchObject({ status: 'ANGENOMMEN', nummer: 'FL-2026-100000' });
  expect(bestand.schreiber.naechsteSendung({ jetztMs: JETZT, max: 5 }).commands).toHaveLength(2);
  bestand.schliesse();
});

describe('a salvage that does not come to its end', () => {
  const kaputt = (): string => {
    laden(vorgang(0), vorgang(3));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    p.bestand.schliesse();
    beschaedige('datensatz');
    return a;
  };
  const outbox = (): string[] => {
    const { bestand, rettung } = oeffneMitRettung(optionen());
    expect(rettung).toBeDefined();
    const da = bestand.leser.outbox().map((e) => e.commandId);
    bestand.schliesse();
    return da;
  };

  it('[L3] leaves the damaged file as it was when it fails, and is done by the next start', () => {
    const a = kaputt();
    const vorher = readFileSync(p.pfad);
    const voll = () => {
      throw new ProblemError('speicher-voll');
    };
    expect(() => oeffneMitRettung({ ...optionen(), overlay: voll })).toThrow(/speicher-voll/);
    expect(readFileSync(p.pfad).equals(vorher)).toBe(true);
    expect(outbox()).toEqual([a]);
  });

  it('[L3] killed between the two renames, goes on with the salvaged file', () => {
    const a = kaputt();
    outbox();
    renameSync(p.pfad, `${p.pfad}.gerettet`);
    expect(outbox()).toEqual([a]);
    expect(existsSync(`${p.pfad}.gerettet`)).toBe(false);
  });

  it('[L3] killed while the new file was made, begins anew', () => {
    const a = kaputt();
    writeFileSync(`${p.pfad}.neu`, 'halb');
    expect(outbox()).toEqual([a]);
  });
});

it('[L3] damage that is met at work is looked for at the next start, also after an orderly end', () => {
  laden(...Array.from({ length: 60 }, (_, n) => vorgang(n)));
  const a = kommentar(3, 1);
  p.bestand.schliesse();
  beschaedige('datensatz', true);
  const b = p.oeffne();
  expect(() => b.leser.vorgang(id(40))).toThrow(/bestand-beschaedigt/);
  b.schliesse();
  const { bestand, rettung } = oeffneMitRettung(optionen());
  expect(rettung?.gerettet.outbox).toBe(1);
  expect(bestand.leser.outbox().map((e) => e.commandId)).toEqual([a]);
  bestand.schliesse();
});

it('[L3] says so where nothing can be read, keeps the file, and goes on with an empty cache', () => {
  laden(vorgang(0));
  p.bestand.schliesse();
  for (const pfad of [p.pfad, `${p.pfad}.arbeit`]) {
    const datei = openSync(pfad, 'r+');
    writeSync(datei, Buffer.alloc(300, 9), 0, 300, 60);
    closeSync(datei);
  }
  const kaputt = readFileSync(p.pfad);
  const { bestand, rettung } = oeffneMitRettung(optionen());
  expect(rettung?.unlesbar).toEqual(['alles']);
  expect(readFileSync(rettung?.beiseite ?? '').equals(kaputt)).toBe(true);
  expect(bestand.leser.zaehler().gesamt).toBe(0);
  bestand.schliesse();
});

it('[L3] a file of which pieces are lost is not sent as one: it is told, and its command is parked when the cloud misses it', () => {
  laden(vorgang(3));
  const bytes = Buffer.alloc(600_000, 'Scan ');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const anhang = { id: id(1, 8), dateiname: 'a.pdf', contentType: 'application/pdf', groesse: bytes.length, sha256 };
  p.bestand.schreiber.legeUploadAb(id(3), anhang, bytes);
  const a = klicke(3, 'KOMMENTAR_ANLEGEN', { kommentarId: id(1, 5), text: 'Anbei', anhaenge: [anhang.id] });
  const b = kommentar(3, 2);
  p.bestand.schliesse();
  rmSync(`${p.pfad}.arbeit`);
  beschaedige('stueck');
  const { bestand, rettung } = oeffneMitRettung(optionen());
  expect(rettung?.unlesbar).toEqual(['stueck']);
  const { commands, uploads } = bestand.schreiber.naechsteSendung({ jetztMs: JETZT, max: 5 });
  expect([commands.map((c) => c.commandId), uploads]).toEqual([[a, b], []]);
  const fehlt = { commandId: a, state: 'angehalten' as const, problem: problem('anhang-fehlt') };
  bestand.schreiber.uebernimmErgebnisse([fehlt, { commandId: b, state: 'angenommen', version: 2 }], '');
  expect(bestand.leser.outboxZahlen()).toEqual({ pending: 0, konflikte: 0, abgelehnt: 1 });
  bestand.schliesse();
});

it('[L3] a cache that is gone with its copy is told as lost, not taken for a new one', () => {
  laden(vorgang(0));
  p.bestand.schliesse();
  for (const endung of ['', '.arbeit']) rmSync(p.pfad + endung);
  const { bestand, rettung } = oeffneMitRettung(optionen());
  expect(rettung?.unlesbar).toEqual(['alles']);
  bestand.schliesse();
  oeffneMitRettung(optionen()).bestand.schliesse();
});

it('[P1] [O1] has every click that was confirmed before a SIGKILL, each once', async () => {
  laden(vorgang(0));
  p.bestand.schliesse();
  const muster = new URL('../../../tests/cache/muster.ts', import.meta.url).href;
  const oeffnen = new URL('./oeffnen.ts', import.meta.url).href;
  const skript = `
    const { id, OVERLAY, SCHLUESSEL, JETZT } = await import(${JSON.stringify(muster)});
    const { oeffneBestand } = await import(${JSON.stringify(oeffnen)});
    let n = Number(process.argv.at(-1));
    const b = oeffneBestand({ pfad: ${JSON.stringify(p.pfad)}, schluessel: SCHLUESSEL, uhr: { jetzt: () => JETZT },
      neueId: () => id(n++, 0xaa), overlay: OVERLAY });
    for (;;) {
      const body = { kommentarId: id(n, 5), text: 'k' };
      const { commandId } = b.schreiber.stelleEin({ vorgangId: id(0), order: 'KOMMENTAR_ANLEGEN', body });
      process.stdout.write(commandId + '\\n');
    }`;
  const bestaetigt: string[] = [];
  for (const runde of [1, 2, 3]) {
    const kind = spawn(process.execPath, ['--input-type=module', '-e', skript, String(runde * 100_000)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: dirname(p.pfad),
    });
    let text = '';
    kind.stdout.on('data', (d) => {
      text += d;
      if (text.length > 37 * (3 + runde)) kind.kill('SIGKILL');
    });
    await once(kind, 'close');
    bestaetigt.push(...text.split('\n').filter((z) => z.length === 36));
  }
  const b = p.oeffne();
  const da = b.leser.outbox().map((e) => e.commandId);
  expect(bestaetigt.length).toBeGreaterThan(10);
  expect(bestaetigt.filter((c) => !da.includes(c))).toEqual([]);
  expect(new Set(da).size).toBe(da.length);
}, 30_000);
