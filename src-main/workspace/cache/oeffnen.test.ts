/**
 * Promises about the file: encrypted, crash-safe, refused politely when it is newer, named rightly when key or file is
 * wrong; what it cannot read is kept.
 */
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { id, JETZT, OVERLAY, type Platz, platz, SCHLUESSEL, seite, vorgang } from '../../../tests/cache/muster.ts';
import { macheKern } from './kern.ts';
import { oeffneBestand } from './oeffnen.ts';
import { macheSchreibe, macheSchreiber } from './schreiben.ts';
import { oeffneVerbindung } from './verbindung.ts';

let p: Platz;
const ordner: string[] = [];
beforeEach(() => {
  p = platz();
});
afterEach(() => {
  p.raeume();
  for (const o of ordner.splice(0)) rmSync(o, { recursive: true, force: true });
});

/** The files as a power cut would leave them, opened anew. */
function kopieWieNachAbsturz(): string {
  const ziel = mkdtempSync(join(tmpdir(), 'kontor-kopie-'));
  ordner.push(ziel);
  for (const datei of readdirSync(dirname(p.pfad))) {
    if (!datei.endsWith('-shm')) copyFileSync(join(dirname(p.pfad), datei), join(ziel, datei));
  }
  return join(ziel, 'bestand.db');
}

const oeffne = (pfad: string, schluessel = SCHLUESSEL) =>
  oeffneBestand({ pfad, schluessel, uhr: p.uhr, neueId: () => id(1), overlay: OVERLAY });

describe('encryption', () => {
  it('[L1] leaves no word of a Vorgang, draft or file readable in database or WAL', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0, { aktenzeichen: 'MARKERWORT' })]));
    schreiber.speichereEntwurf(id(0), 'kommentar', { text: 'MARKERWORT' });
    schreiber.indexiereSuche(10);
    const inhalt = () =>
      readdirSync(dirname(p.pfad))
        .map((d) => readFileSync(join(dirname(p.pfad), d)).toString('latin1'))
        .join('');
    for (const wort of ['MARKERWORT', 'markerwort', 'Jürgen', 'SQLite format', 'CREATE TABLE']) {
      expect(inhalt()).not.toContain(wort);
    }
    p.bestand.schliesse();
    expect(inhalt()).not.toContain('MARKERWORT');
  });

  it('[L8] takes deleted text out of both indexes and the WAL: decrypted, nothing is left', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0, { aktenzeichen: 'Geheimwort' }), vorgang(1)]));
    schreiber.indexiereSuche(10);
    const worte = () => {
      const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
      v.fuehreAus("CREATE VIRTUAL TABLE temp.w USING fts5vocab(main, 'wortindex', 'row')");
      v.fuehreAus("CREATE VIRTUAL TABLE temp.t USING fts5vocab(main, 'teilindex', 'row')");
      const alle = v
        .alle<{ term: string }>('SELECT term FROM temp.w UNION ALL SELECT term FROM temp.t')
        .map((z) => z.term);
      const blobs = v
        .alle<{ b: Uint8Array }>('SELECT block AS b FROM wortindex_data UNION ALL SELECT block FROM teilindex_data')
        .map((z) => Buffer.from(z.b).toString('latin1'))
        .join('');
      v.db.close();
      return { alle, blobs };
    };
    expect(worte().alle).toContain('geheimwort');
    schreiber.entferne([id(0)], 'geloescht');
    schreiber.leereWal();
    const danach = worte();
    expect(danach.alle).not.toContain('geheimwort');
    expect(danach.alle).not.toContain('hei');
    expect(danach.blobs).not.toContain('heimwort');
    expect(danach.alle).toContain('lageplan');
  });
});

describe('crash', () => {
  it('[P1] [O1] [O4] loses nothing that was committed, and sends under the same id what was on its way', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0), vorgang(1)], { cursor: 'c9' }));
    const { commandId } = schreiber.stelleEin({ vorgangId: id(0), order: 'VORGANG_ANNEHMEN', body: {} });
    schreiber.alsWirdGesendet([commandId]);
    schreiber.speichereEntwurf(id(1), 'bescheid', { text: 'halb' });
    const b = oeffne(kopieWieNachAbsturz());
    expect(b.leser.lesestand().cursor).toBe('c9');
    expect(b.leser.vorgang(id(0)).vorgang.status).toBe('ANGENOMMEN');
    expect(b.leser.entwurf(id(1), 'bescheid')).toEqual({ text: 'halb' });
    expect(b.schreiber.naechsteSendung({ jetztMs: JETZT, max: 5 }).commands.map((c) => c.commandId)).toEqual([
      commandId,
    ]);
    b.schliesse();
  });

  it('[P1] [B1] survives a WAL that ends in the middle: every earlier commit is there', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0)], { cursor: 'c1' }));
    schreiber.uebernimmSeite(seite([vorgang(1)], { cursor: 'c2' }));
    const pfad = kopieWieNachAbsturz();
    const wal = readFileSync(`${pfad}-wal`);
    const datei = openSync(`${pfad}-wal`, 'w');
    writeSync(datei, wal.subarray(0, wal.length - 5_000));
    closeSync(datei);
    const b = oeffne(pfad);
    expect(b.leser.lesestand().cursor).toBe('c1');
    expect(b.leser.vorgang(id(0)).vorgang.id).toBe(id(0));
    b.schliesse();
  });

  it('[L3] finds a damaged page after an unclean end, and leaves the file as it is', () => {
    p.bestand.schreiber.uebernimmSeite(seite(Array.from({ length: 200 }, (_, n) => vorgang(n))));
    p.bestand.schreiber.leereWal();
    const pfad = kopieWieNachAbsturz();
    const datei = openSync(pfad, 'r+');
    writeSync(datei, Buffer.alloc(64, 7), 0, 64, 40 * 4096 + 100);
    closeSync(datei);
    const vorher = readFileSync(pfad);
    expect(() => oeffne(pfad)).toThrow(/bestand-beschaedigt/);
    expect(readFileSync(pfad).equals(vorher)).toBe(true);
  });
});

describe('refusals', () => {
  it('[L2] says that the key is the wrong one, and does not touch the file', () => {
    p.bestand.schliesse();
    const vorher = readFileSync(p.pfad);
    expect(() => oeffne(p.pfad, new Uint8Array(32))).toThrow(/schluessel-unbrauchbar/);
    rmSync(`${p.pfad}.kennung`);
    expect(() => oeffne(p.pfad, new Uint8Array(32))).toThrow(/schluessel-unbrauchbar/);
    expect(existsSync(`${p.pfad}.kennung`)).toBe(false);
    expect(readFileSync(p.pfad).equals(vorher)).toBe(true);
    oeffne(p.pfad).schliesse();
  });

  it('[L3] says that the file is damaged where the key is right', () => {
    p.bestand.schliesse();
    const datei = openSync(p.pfad, 'r+');
    writeSync(datei, Buffer.alloc(200, 9), 0, 200, 100);
    closeSync(datei);
    expect(() => oeffne(p.pfad)).toThrow(/bestand-beschaedigt/);
  });

  it('[L5] refuses a newer schema and leaves it as it is', () => {
    p.bestand.schliesse();
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.fuehreAus('PRAGMA user_version=99');
    v.db.close();
    expect(() => oeffne(p.pfad)).toThrow(/bestand-zu-neu/);
    const w = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    expect(w.eins<{ user_version: number }>('PRAGMA user_version')?.user_version).toBe(99);
    w.db.close();
  });

  it('[L4] says that the folder cannot be written to where it is not there', () => {
    expect(() => oeffne('/nirgends/bestand.db')).toThrow(/schreiben-unmoeglich/);
  });

  it('[L4] says that the disk is full, keeps all that was there, and goes on when there is room again', () => {
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    const kern = macheKern({ v, uhr: p.uhr, neueId: () => id(1), overlay: OVERLAY });
    const schreiber = macheSchreiber(kern, macheSchreibe(kern));
    schreiber.uebernimmSeite(seite([vorgang(0)], { cursor: 'c1' }));
    v.fuehreAus(`PRAGMA max_page_count=${v.eins<{ page_count: number }>('PRAGMA page_count')?.page_count}`);
    const viele = Array.from({ length: 300 }, (_, n) => vorgang(n + 1));
    expect(() => schreiber.uebernimmSeite(seite(viele, { cursor: 'c2' }))).toThrow(/speicher-voll/);
    expect(p.bestand.leser.lesestand().cursor).toBe('c1');
    expect(p.bestand.leser.zaehler().gesamt).toBe(1);
    v.fuehreAus('PRAGMA max_page_count=1000000');
    schreiber.uebernimmSeite(seite(viele, { cursor: 'c2' }));
    expect(p.bestand.leser.zaehler().gesamt).toBe(301);
    v.db.close();
  });
});

describe('poison', () => {
  it('[O15] parks what it cannot read with its bytes, and sends all the rest', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0)]));
    const a = schreiber.stelleEin({ vorgangId: id(0), order: 'VORGANG_ANNEHMEN', body: {} }).commandId;
    const b = schreiber.stelleEin({
      vorgangId: id(0),
      order: 'AKTENZEICHEN_SETZEN',
      body: { aktenzeichen: 'Z' },
    }).commandId;
    p.bestand.schliesse();
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.tu('UPDATE outbox SET befehl = \'{"order": kaputt\' WHERE command_id = ?', a);
    v.db.close();
    const neu = p.oeffne();
    expect(neu.leser.giftstuecke()).toMatchObject([{ commandId: a, roh: '{"order": kaputt' }]);
    expect(neu.leser.vorgang(id(0))).toMatchObject({
      marke: 'abgelehnt',
      vorgang: { status: 'NEU', aktenzeichen: 'Z' },
    });
    expect(neu.schreiber.naechsteSendung({ jetztMs: JETZT, max: 5 }).commands.map((c) => c.commandId)).toEqual([b]);
    expect(neu.leser.konflikte()[0]?.wege).toEqual(['verwerfen']);
  });
});

it('[L7] remembers the highest clock ever seen', () => {
  p.uhr.ms = JETZT + 5_000;
  p.bestand.schreiber.merkeUhr();
  p.uhr.ms = JETZT - 90_000_000;
  expect(p.bestand.schreiber.merkeUhr()).toBe(JETZT + 5_000);
  expect(p.bestand.leser.hoechsteUhr()).toBe(JETZT + 5_000);
});

it('says sizes and keeps what was remembered across a restart', () => {
  p.bestand.schreiber.uebernimmSeite(seite([vorgang(0)]));
  p.bestand.schreiber.merke('sitzung', { token: 'x' });
  expect(p.bestand.leser.groessen()).toMatchObject({ vorgaenge: 1, ohneDetails: 0, ohneSuchindex: 1 });
  p.bestand.schliesse();
  const neu = p.oeffne();
  expect(neu.leser.gemerkt('sitzung')).toEqual({ token: 'x' });
  expect(neu.leser.ich()?.sub).toBe('sabine');
  expect(neu.schema).toBe(1);
});
