/** Salvage: a damaged base costs a new download, never work. And a process killed at any moment loses no confirmed click. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, OVERLAY, type Platz, platz, SCHLUESSEL, seite, vorgang } from '../../../tests/cache/muster.ts';
import { oeffneMitRettung } from './rettung.ts';
import { oeffneVerbindung } from './verbindung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());
const { laden, klicke, kommentar } = handgriffe(() => p);

const optionen = () => ({ pfad: p.pfad, schluessel: SCHLUESSEL, uhr: p.uhr, neueId: () => id(1), overlay: OVERLAY });

/** Flips bytes in every page that belongs to this table or index. */
function beschaedige(objekt: string): void {
  const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
  v.db.pragma('wal_checkpoint(TRUNCATE)');
  const seiten = v.alle<{ n: number }>('SELECT pageno AS n FROM dbstat WHERE name = ?', objekt).map((z) => z.n);
  v.fuehreAus("UPDATE meta SET wert = 'false' WHERE schluessel = 'sauber-beendet'");
  v.db.pragma('wal_checkpoint(TRUNCATE)');
  v.db.close();
  const datei = openSync(p.pfad, 'r+');
  for (const n of seiten) writeSync(datei, Buffer.alloc(64, 7), 0, 64, (n - 1) * 4096 + 200);
  closeSync(datei);
}

it('takes outbox, drafts and acts out of a damaged file, sets it aside, and fetches the base again', () => {
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

it('says so where nothing can be read, keeps the file, and goes on with an empty cache', () => {
  laden(vorgang(0));
  p.bestand.schliesse();
  const datei = openSync(p.pfad, 'r+');
  writeSync(datei, Buffer.alloc(300, 9), 0, 300, 60);
  closeSync(datei);
  const kaputt = readFileSync(p.pfad);
  const { bestand, rettung } = oeffneMitRettung(optionen());
  expect(rettung?.unlesbar).toEqual(['alles']);
  expect(readFileSync(rettung?.beiseite ?? '').equals(kaputt)).toBe(true);
  expect(bestand.leser.zaehler().gesamt).toBe(0);
  bestand.schliesse();
});

it('has every click that was confirmed before a SIGKILL, each once', async () => {
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
