/** The second copy of the work: no single broken file costs work, and the copy is never in the way of a click. */
import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, OVERLAY, type Platz, platz, SCHLUESSEL, vorgang } from '../../../tests/cache/muster.ts';
import { oeffneMitRettung } from './rettung.ts';
import { oeffneVerbindung } from './verbindung.ts';
import { zweitschluessel, zweitschriftVon } from './zweitschrift.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
  p.bestand.schreiber.merke('sitzung', { x: 1 });
  laden(vorgang(0), vorgang(3), vorgang(6));
});
afterEach(() => p.raeume());
const { laden, klicke, kommentar } = handgriffe(() => p);

let naechste = 0;
const gemeldet: string[] = [];
const oeffne = (pfad = p.pfad, schluessel = SCHLUESSEL) =>
  oeffneMitRettung({
    pfad,
    schluessel,
    uhr: p.uhr,
    neueId: () => id(naechste++, 0xfe),
    overlay: OVERLAY,
    melde: (was) => gemeldet.push(was),
  });

/** What the person did is all here; answers the report of the salvage. */
function erwarteArbeit(pfad: string, befehle: readonly string[]) {
  const { bestand, rettung } = oeffne(pfad);
  expect(bestand.leser.outbox().map((e) => e.commandId)).toEqual(befehle);
  expect(bestand.leser.entwurf(id(6), 'bescheid')).toEqual({ text: 'halb' });
  expect(bestand.leser.gemerkt('sitzung')).toEqual({ x: 1 });
  expect(bestand.leser.ich()?.sub).toBe('sabine');
  expect(bestand.schreiber.naechsteSendung({ jetztMs: JETZT, max: 9 }).commands).toHaveLength(befehle.length);
  bestand.schliesse();
  return rettung;
}

function arbeite(): string[] {
  const befehle = [klicke(0, 'VORGANG_ANNEHMEN'), kommentar(3, 1)];
  p.bestand.schreiber.speichereEntwurf(id(6), 'bescheid', { text: 'halb' });
  return befehle;
}

/** The files as they lie on the disk now, in a folder of their own: as after a power cut. */
function kopie(): string {
  const ziel = join(dirname(p.pfad), 'kopie.db');
  for (const datei of readdirSync(dirname(p.pfad))) {
    if (datei.startsWith('bestand') && !datei.endsWith('-shm')) {
      copyFileSync(join(dirname(p.pfad), datei), join(dirname(p.pfad), datei.replace('bestand', 'kopie')));
    }
  }
  return ziel;
}

it.each([
  ['lost', (pfad: string) => rmSync(`${pfad}-wal`)],
  ['emptied', (pfad: string) => truncateSync(`${pfad}-wal`)],
  ['cut', (pfad: string) => truncateSync(`${pfad}-wal`, readFileSync(`${pfad}-wal`).length / 2)],
])('[L12] [L3] [P1] a WAL that is %s after a crash costs no click', (_wie, brich) => {
  const befehle = arbeite();
  const pfad = kopie();
  brich(pfad);
  const rettung = erwarteArbeit(pfad, befehle);
  expect(rettung).toMatchObject({ gerettet: { outbox: 2, entwurf: 1 }, unlesbar: [] });
});

it.each([
  ['lost', (pfad: string) => rmSync(pfad)],
  ['emptied', (pfad: string) => truncateSync(pfad)],
  ['overwritten', (pfad: string) => writeFileSync(pfad, 'SQLite format 3\0'.repeat(500))],
])('[L12] [L3] a database that is %s is found, and the work comes from the copy', (_wie, brich) => {
  const befehle = arbeite();
  p.bestand.schliesse();
  brich(p.pfad);
  expect(erwarteArbeit(p.pfad, befehle)?.unlesbar).toEqual([]);
  expect(erwarteArbeit(p.pfad, befehle)).toBeUndefined();
});

it('[L12] [L3] a damaged copy is set aside and made anew; with the next damage it saves all', () => {
  const befehle = arbeite();
  p.bestand.schliesse();
  const datei = openSync(`${p.pfad}.arbeit`, 'r+');
  writeSync(datei, Buffer.alloc(200, 9), 0, 200, 30);
  closeSync(datei);
  gemeldet.length = 0;
  expect(erwarteArbeit(p.pfad, befehle)).toBeUndefined();
  expect(gemeldet).toEqual(['zweitschrift-beschaedigt']);
  expect(readdirSync(dirname(p.pfad)).some((d) => d.startsWith('bestand.db.arbeit.beschaedigt-'))).toBe(true);
  truncateSync(p.pfad);
  erwarteArbeit(p.pfad, befehle);
});

it('[L12] [L4] a copy that cannot be written refuses no click, says so once, and is whole again with the next start', () => {
  p.bestand.schliesse();
  rmSync(`${p.pfad}.arbeit`);
  const sperre = oeffneVerbindung(zweitschriftVon(p.pfad), zweitschluessel(SCHLUESSEL), false);
  sperre.fuehreAus('CREATE TABLE x (y); BEGIN EXCLUSIVE');
  gemeldet.length = 0;
  p.bestand = oeffne().bestand;
  const befehle = arbeite();
  p.bestand.schliesse();
  expect(gemeldet).toEqual(['zweitschrift-veraltet']);
  sperre.db.close();
  expect(erwarteArbeit(p.pfad, befehle)).toBeUndefined();
  truncateSync(p.pfad);
  erwarteArbeit(p.pfad, befehle);
}, 20_000);

it('[L12] [P1] what was discarded or confirmed does not come back out of the copy', () => {
  const befehle = arbeite();
  const weg = kommentar(6, 2);
  p.bestand.schreiber.nimmZurueck(weg);
  p.bestand.schreiber.uebernimmErgebnisse([{ commandId: befehle[0] ?? '', state: 'angenommen', version: 2 }], '');
  laden(vorgang(0, { version: 2, status: 'ANGENOMMEN' }));
  p.bestand.schliesse();
  truncateSync(p.pfad);
  const { bestand } = oeffne();
  const offen = bestand.leser.outbox().filter((e) => e.state !== 'zurueckgenommen');
  expect(offen.map((e) => e.commandId)).toEqual([befehle[1]]);
  bestand.schliesse();
});

it('[L2] the fingerprint of the key is a witness only: damaged or foreign, it refuses no key that opens', () => {
  const befehle = arbeite();
  p.bestand.schliesse();
  for (const inhalt of ['unsinn', '00'.repeat(16)]) {
    writeFileSync(`${p.pfad}.kennung`, inhalt);
    expect(erwarteArbeit(p.pfad, befehle)).toBeUndefined();
    expect(readFileSync(`${p.pfad}.kennung`, 'utf8')).not.toBe(inhalt);
  }
  truncateSync(p.pfad);
  expect(() => oeffne(p.pfad, new Uint8Array(32))).toThrow(/schluessel-unbrauchbar/);
  expect(existsSync(`${p.pfad}.arbeit`)).toBe(true);
  writeFileSync(`${p.pfad}.kennung`, '00'.repeat(16));
  erwarteArbeit(p.pfad, befehle);
});
