/** What else is read of the cache: directory, versions, sizes, what is still to be fetched; and an index made by another version. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import {
  id,
  JETZT,
  kopf,
  OVERLAY,
  type Platz,
  platz,
  SABINE,
  SCHLUESSEL,
  seite,
  vorgang,
} from '../../../tests/cache/muster.ts';
import { oeffneBestand } from './oeffnen.ts';
import { nimmProfilsperre } from './profilsperre.ts';
import { oeffneVerbindung, transaktion } from './verbindung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, sicht } = handgriffe(() => p);
const oe = (n: number, mandantName: string) => ({
  ...{ id: String(1_000 + n), name: `Amt ${n}`, mandant: 'm', mandantName, eigenerMandant: n % 2 === 0 },
});

describe('what was told', () => {
  it('finds units by name, number and Mandant, in any spelling of case, 200 at most', () => {
    const alle = Array.from({ length: 250 }, (_, n) => oe(n, n === 7 ? 'Stadt Preetz' : 'Stadt Flensburg'));
    const { leser, schreiber } = p.bestand;
    expect(leser.organisationseinheiten('amt')).toEqual([]);
    schreiber.merkeOrganisationseinheiten(alle);
    expect(leser.organisationseinheiten()).toHaveLength(200);
    expect(leser.organisationseinheiten(' PREETZ ').map((o) => o.id)).toEqual(['1007']);
    expect(leser.organisationseinheiten('1249').map((o) => o.name)).toEqual(['Amt 249']);
  });

  it('knows versions of heads and details, and of nothing that is not here', () => {
    laden(vorgang(0, { version: 2 }), kopf(1, { version: 3 }));
    laden(kopf(0, { version: 4 }));
    expect([...p.bestand.leser.versionen([id(0), id(1), id(9)])]).toEqual([
      [id(0), { kopf: 4, details: 2 }],
      [id(1), { kopf: 3 }],
    ]);
  });

  it('before anything was told it says so, and what was forgotten is forgotten', () => {
    const { leser, schreiber } = p.bestand;
    expect(leser.hoechsteUhr()).toBe(0);
    expect(leser.gemerkt('nie')).toBeUndefined();
    schreiber.merke('kurz', 1);
    schreiber.merke('kurz', null);
    expect(leser.gemerkt('kurz')).toBeUndefined();
    expect(leser.lesestand()).toEqual({ phase: 'neu' });
  });

  it('[Z1] names files of mine that are still to come, up to a size and a number', () => {
    const ich = { bearbeiter: { sub: SABINE.sub, name: SABINE.name } };
    laden(vorgang(0, ich), vorgang(1, ich), vorgang(2), kopf(3, ich));
    const fehlt = (maxBytes: number, limit: number) =>
      p.bestand.leser.fehlendeAnhaenge({ maxBytes, limit }).map((a) => a.vorgangId);
    expect([fehlt(9, 9), fehlt(9, 1), fehlt(3, 9)]).toEqual([[id(0), id(1)], [id(0)], []]);
  });

  it('a Vorgang is found by its number as well', () => {
    laden(vorgang(0));
    expect(p.bestand.leser.vorgang('FL-2026-100000').vorgang.id).toBe(id(0));
  });
});

describe('what arrives late', () => {
  it('[B4] details older than the head are taken, and stay stale', () => {
    laden(vorgang(0));
    laden(kopf(0, { version: 5 }));
    p.bestand.schreiber.uebernimmDetails([vorgang(0, { version: 3, kommentare: [] })]);
    expect(sicht(0)).toMatchObject({ details: 'veraltet', basisVersion: 5 });
    expect(p.bestand.leser.versionen([id(0)]).get(id(0))).toEqual({ kopf: 5, details: 3 });
    p.bestand.schreiber.uebernimmDetails([vorgang(0, { version: 3 })]);
    expect(sicht(0).details).toBe('veraltet');
  });

  it('[B6] a row that is only confirmed by the feed stays, whatever its version', () => {
    const { schreiber } = p.bestand;
    laden(vorgang(0, { version: 7 }), vorgang(1));
    schreiber.beginneBestand();
    schreiber.uebernimmSeite(seite([vorgang(0, { version: 7 })], { phase: 'folge', hasMore: false }));
    schreiber.uebernimmSeite(seite([], { phase: 'bestand', hasMore: true }));
    expect(p.bestand.leser.lesestand().phase).toBe('fertig');
    expect(p.bestand.leser.versionen([id(0), id(1)]).size).toBe(1);
  });

  it('a file taken out that nobody put in changes nothing, the same file again is one', () => {
    laden(vorgang(0));
    const { schreiber, leser } = p.bestand;
    schreiber.verwirfUpload(id(9, 8));
    const leer = { id: id(1, 8), dateiname: 'l', contentType: 'text/plain', groesse: 0, sha256: LEER };
    schreiber.legeUploadAb(id(0), leer, new Uint8Array());
    schreiber.legeUploadAb(id(0), leer, new Uint8Array());
    expect(leser.uploads()).toHaveLength(1);
  });
  const LEER = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

  it('[X3] a download that is longer than announced is thrown away', () => {
    laden(vorgang(0));
    const a = { id: id(2, 8), dateiname: 'x', contentType: 'text/plain', groesse: 2, sha256: LEER };
    const { schreiber, leser } = p.bestand;
    expect(() => schreiber.schreibeAnhang(id(0), a, 0, Buffer.from('abc'))).toThrow(/pruefsumme-falsch/);
    expect([leser.anhangFortschritt(a.id), leser.anhang(a.id)]).toEqual([0, undefined]);
  });
});

describe('the file beneath', () => {
  it('an index made by another version is made anew from the kept texts', () => {
    laden(vorgang(0));
    while (p.bestand.schreiber.indexiereSuche(9) > 0);
    p.bestand.schliesse();
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.tu("UPDATE meta SET wert = '0' WHERE schluessel = 'such-fassung'");
    v.tu("INSERT INTO wortindex (wortindex) VALUES ('delete-all')");
    v.db.close();
    const neu = p.oeffne();
    expect(neu.leser.suche({ text: 'möbelwagen', limit: 5 }).vorgaenge.map((t) => t.id)).toEqual([id(0)]);
    expect(neu.leser.groessen().ohneSuchindex).toBe(1);
    while (neu.schreiber.indexiereSuche(9) > 0);
    expect(neu.leser.suche({ text: 'belwag', limit: 5 }).vorgaenge).toHaveLength(1);
    neu.schliesse();
  });

  it('[B1] a transaction within another is part of it: what fails outside takes both back', () => {
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    const wert = () => v.eins<{ wert: string }>("SELECT wert FROM meta WHERE schluessel = 'eigen:x'")?.wert;
    const setze = (w: number) =>
      v.tu("INSERT OR REPLACE INTO meta (schluessel, wert) VALUES ('eigen:x', ?)", String(w));
    expect(() =>
      transaktion(v, 'IMMEDIATE', () => {
        setze(1);
        transaktion(v, 'IMMEDIATE', () => setze(2));
        throw new RangeError('x');
      }),
    ).toThrow(RangeError);
    expect(wert()).toBeUndefined();
    transaktion(v, 'IMMEDIATE', () => setze(3));
    expect(wert()).toBe('3');
    v.db.close();
  });

  it('[L4] a cache that another process holds is told as that; nothing is stored, and the next click counts', () => {
    laden(vorgang(0));
    const fremd = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    fremd.fuehreAus('BEGIN IMMEDIATE');
    expect(() => klicke(0, 'VORGANG_ANNEHMEN')).toThrow(/profil-belegt/);
    fremd.fuehreAus('ROLLBACK');
    fremd.db.close();
    expect(p.bestand.leser.outbox()).toEqual([]);
    klicke(0, 'VORGANG_ANNEHMEN');
    expect(p.bestand.schreiber.naechsteSendung({ jetztMs: JETZT, max: 5 }).commands).toHaveLength(1);
  });

  it('[L4] [O16] a lock that cannot be made is told with its reason, and is not taken for somebody else’s', () => {
    const ordner = mkdtempSync(join(tmpdir(), 'kontor-sperre-'));
    expect(() => nimmProfilsperre(ordner)).toThrow(/schreiben-unmoeglich/);
    rmSync(ordner, { recursive: true });
  });
});

describe('before anybody is known', () => {
  it('[B5] nothing is judged and nothing offered, but all can be read; a key of another length opens nothing', () => {
    p.raeume();
    p = platz(null);
    laden(vorgang(0, { antragsteller: undefined }));
    expect(p.bestand.leser.kontext(id(0))).toBeUndefined();
    expect(p.bestand.leser.suche({ text: 'halteverbot', limit: 5 }).vorgaenge).toHaveLength(1);
    expect(p.bestand.leser.vorgang(id(0)).angebote.some((a) => a.erlaubt)).toBe(false);
    p.bestand.schliesse();
    const kurz = {
      pfad: p.pfad,
      schluessel: SCHLUESSEL.subarray(1),
      uhr: p.uhr,
      neueId: () => id(1),
      overlay: OVERLAY,
    };
    expect(() => oeffneBestand(kurz)).toThrow(/schluessel-unbrauchbar/);
    expect(existsSync(p.pfad)).toBe(true);
  });

  it('[B4] stale details are enough to draft on, not to sign on, and the offer says why', () => {
    const b = { id: id(1, 6), version: 1, stand: 'ENTWURF', entscheidung: 'BEWILLIGT', vorlageId: 's', felder: {} };
    const bescheide = [{ ...b, text: 'Ja.', erstelltVon: { sub: 'jan', name: 'Jan' } }];
    laden(vorgang(0, { status: 'IN_BEARBEITUNG', bescheide }));
    laden(kopf(0, { status: 'IN_BEARBEITUNG', bescheide, version: 2 }));
    const angebot = (order: string) => sicht(0).angebote.find((a) => a.order === order);
    expect(angebot('BESCHEID_AENDERN')?.erlaubt).toBe(true);
    expect(angebot('BESCHEID_ZEICHNEN')).toMatchObject({
      erlaubt: false,
      grund: expect.stringContaining('neu geladen'),
    });
  });
});
