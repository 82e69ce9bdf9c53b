/**
 * Promises about the outbox: nothing a person did is lost or done twice; the queue never wedges; what is shown is the
 * truth plus pending work.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import { fremdVerworfen } from '../../../tests/cache/fremdes.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, kopf, type Platz, platz, SABINE, seite, vorgang } from '../../../tests/cache/muster.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, kommentar, sendung, bereit, antworte, sicht, zustand } = handgriffe(() => p);

describe('a click', () => {
  it('[P2] shows at once in list, counters, search and case, with what was seen as `erwartet`', () => {
    laden(vorgang(0));
    klicke(0, 'VORGANG_ANNEHMEN');
    klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'BA-77/Ostseeblick' });
    klicke(0, 'BEARBEITER_ZUWEISEN', { bearbeiter: 'sabine' });
    const { leser } = p.bestand;
    const [zeile] = leser.liste({ filter: { ansicht: 'meine' }, sortierung: 'eingang', limit: 5 }).vorgaenge;
    expect(zeile).toMatchObject({ status: 'ANGENOMMEN', marke: 'wartet', pending: 3, bearbeiter: { sub: 'sabine' } });
    expect(leser.zaehler()).toMatchObject({ status: { ANGENOMMEN: 1 }, meine: 1, neuInMeinerOe: 0 });
    expect(leser.suche({ text: 'ostseeblick', limit: 5 }).vorgaenge).toHaveLength(1);
    expect(sicht(0).basisVersion).toBe(1);
    expect(sendung().commands.map((c) => c.erwartet)).toEqual([
      { status: 'NEU' },
      { aktenzeichen: null },
      { bearbeiter: null },
    ]);
  });

  it('[B5] works on a head without details, but does not draft on it', () => {
    laden(kopf(0, { status: 'IN_BEARBEITUNG' }));
    klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A1' });
    expect(sicht(0)).toMatchObject({ details: 'fehlen', vorgang: { aktenzeichen: 'A1', kopf: true } });
    const entwurf = { bescheidId: id(1, 6), entscheidung: 'BEWILLIGT', vorlageId: 'standard', felder: {}, text: 'x' };
    expect(() => klicke(0, 'BESCHEID_ENTWERFEN', entwurf)).toThrow(/details-fehlen/);
  });

  it('[O1] is refused by the domain’s own rules, and leaves nothing behind', () => {
    laden(vorgang(0));
    expect(() => klicke(0, 'VORGANG_BEARBEITEN')).toThrow(/uebergang-unzulaessig/);
    expect(() => klicke(0, 'VORGANG_VERWERFEN', {})).toThrow(/eingabe-ungueltig/);
    expect(() => klicke(9, 'VORGANG_ANNEHMEN')).toThrow(/nicht-gefunden/);
    expect(p.bestand.leser.outbox()).toEqual([]);
  });

  it('[O1] removes the draft it made use of, in the same transaction', () => {
    laden(vorgang(0));
    p.bestand.schreiber.speichereEntwurf(id(0), 'kommentar', { text: 'Notiz' });
    klicke(0, 'KOMMENTAR_ANLEGEN', { kommentarId: id(1, 5), text: 'Notiz' }, { entwurf: 'kommentar' });
    expect(p.bestand.leser.entwurf(id(0), 'kommentar')).toBeNull();
  });

  it('[O1] leaves nothing of what it had stored when it is refused half-way', () => {
    laden(vorgang(0));
    const bytes = Buffer.from('Bescheid');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const anhang: Anhang = { id: id(1, 8), dateiname: 'b.pdf', contentType: 'application/pdf', groesse: 8, sha256 };
    expect(() => klicke(0, 'VORGANG_BEARBEITEN', {}, { dokument: { anhang, bytes } })).toThrow(/uebergang-unzulaessig/);
    expect(p.bestand.leser.uploads()).toEqual([]);
    expect(p.bestand.leser.anhang(anhang.id)).toBeUndefined();
  });

  it('[O20] [P1] repeated under its id is stored once, also when it was confirmed and is done with meanwhile', async () => {
    laden(vorgang(0), vorgang(1));
    const body = { kommentarId: id(1, 5), text: 'Rückruf' };
    const [a, b] = [id(0, 9), id(1, 9)];
    const nochmal = (n: number, commandId: string) =>
      p.bestand.schreiber.stelleEin({ vorgangId: id(n), order: 'KOMMENTAR_ANLEGEN', body, commandId });
    expect(nochmal(0, a).state).toBe('wartet');
    expect(nochmal(0, a).state).toBe('wartet');
    expect(bereit()).toEqual([a]);
    antworte({ commandId: a, state: 'angenommen', version: 2 });
    laden(vorgang(0, { version: 2 }));
    expect(p.bestand.leser.outbox()).toEqual([]);
    expect(nochmal(0, a).state).toBe('bestaetigt');
    expect(bereit()).toEqual([]);

    nochmal(1, b);
    antworte({ commandId: b, state: 'angenommen', version: 9 });
    p.bestand.schreiber.entferne([id(1)], 'entzogen');
    laden(vorgang(1, { version: 9 }));
    expect(nochmal(1, b).state).toBe('bestaetigt');
    expect(bereit()).toEqual([]);

    const c = kommentar(0, 7);
    p.bestand.schreiber.nimmZurueck(c);
    expect(nochmal(0, c).state).toBe('zurueckgenommen');
  });

  it('[V5] offers nothing more after one that ends one’s own sight', () => {
    p.raeume();
    p = platz({ ...SABINE, rollen: ['VERWALTUNG_POSTSTELLE'], oe: [] });
    laden(vorgang(0));
    klicke(0, 'VORGANG_ANNEHMEN');
    expect(sicht(0).angebote.filter((a) => a.erlaubt)).toEqual([]);
    expect(() => kommentar(0, 1)).toThrow(/nicht-sichtbar/);
  });
});

describe('the queue', () => {
  it('[O3] is FIFO per Vorgang and goes on with the others', () => {
    laden(vorgang(0), vorgang(1, { status: 'NEU' }));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    const b = klicke(1, 'VORGANG_ANNEHMEN');
    const c = klicke(0, 'VORGANG_BEARBEITEN');
    expect(bereit()).toEqual([a, b, c]);
    expect(sendung(0, 1).commands).toHaveLength(1);
    p.bestand.schreiber.alsWirdGesendet([a]);
    expect(bereit()).toEqual([b]);
    p.bestand.schreiber.wiederWartend([a], JETZT + 5_000);
    expect(sendung()).toMatchObject({ commands: [{ commandId: b }], naechsteAbMs: JETZT + 5_000 });
    expect(bereit(5_000)).toEqual([a, b, c]);
    p.bestand.schreiber.versucheSofort();
    expect(bereit()).toEqual([a, b, c]);
  });

  it('[O3] lets nothing pass what waits for its next try, not even a Kommentar', () => {
    laden(vorgang(0));
    const [a, b] = [kommentar(0, 1), kommentar(0, 2)];
    p.bestand.schreiber.alsWirdGesendet([a]);
    p.bestand.schreiber.wiederWartend([a], JETZT + 4_000, true);
    expect(bereit()).toEqual([]);
    expect(bereit(5_000)).toEqual([a, b]);
  });

  it('[O2] [O5] lets a parked head hold the later ones, except Kommentar and Wiedervorlage; solved, the others go by themselves', () => {
    laden(vorgang(0));
    const kopfBefehl = klicke(0, 'VORGANG_ANNEHMEN');
    const spaeter = klicke(0, 'VORGANG_BEARBEITEN');
    const notiz = kommentar(0, 1);
    antworte(
      { commandId: kopfBefehl, state: 'abgelehnt', problem: problem('rolle-fehlt') },
      { commandId: spaeter, state: 'angehalten', problem: problem('frueherer-befehl') },
    );
    expect(bereit()).toEqual([notiz]);
    expect(zustand(spaeter)).toBe('angehalten');
    expect(p.bestand.leser.outboxZahlen()).toEqual({ pending: 2, konflikte: 0, abgelehnt: 1 });
    p.bestand.schreiber.loese(kopfBefehl, 'verwerfen');
    expect(zustand(spaeter)).toBe('wartet');
    expect(bereit(600_000)).toEqual([spaeter, notiz]);
  });

  it('[O5] lets a parked head hold also what was never sent with it', () => {
    laden(vorgang(0));
    const kopfBefehl = klicke(0, 'VORGANG_ANNEHMEN');
    const spaeter = klicke(0, 'VORGANG_BEARBEITEN');
    const notiz = kommentar(0, 1);
    antworte({ commandId: kopfBefehl, state: 'konflikt', problem: problem('konflikt') });
    expect(zustand(spaeter)).toBe('wartet');
    expect(bereit(600_000)).toEqual([notiz]);
    p.bestand.schreiber.loese(kopfBefehl, 'verwerfen');
    expect(bereit(600_000)).toEqual([spaeter, notiz]);
  });

  it('[O8] [O14] waits ten seconds with a Nachricht, and sends uploads before the command that names them', () => {
    laden(vorgang(0));
    const bytes = Buffer.from('Anlage');
    const anhang: Anhang = {
      id: id(1, 8),
      dateiname: 'a.txt',
      contentType: 'text/plain',
      groesse: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    p.bestand.schreiber.legeUploadAb(id(0), anhang, bytes);
    const n = klicke(0, 'NACHRICHT_SENDEN', {
      nachrichtId: id(1, 4),
      betreff: 'Nachfrage',
      text: 'Bitte',
      anhaenge: [anhang.id],
      antwortErlaubt: true,
    });
    expect(sendung(9_999)).toMatchObject({ commands: [], uploads: [], naechsteAbMs: JETZT + 10_000 });
    expect(sendung(10_000)).toMatchObject({ commands: [], uploads: [{ anhang: { id: anhang.id }, offset: 0 }] });
    p.bestand.schreiber.uploadFortschritt(anhang.id, 3);
    expect(sendung(10_000).uploads[0]?.offset).toBe(3);
    expect(Buffer.from(p.bestand.leser.uploadBytes(anhang.id, 3, 6)).toString()).toBe('age');
    p.bestand.schreiber.uploadFertig(anhang.id);
    expect(bereit(10_000)).toEqual([n]);
    antworte({ commandId: n, state: 'angehalten', problem: problem('anhang-fehlt') });
    expect(zustand(n)).toBe('wartet');
    expect(sendung(600_000)).toMatchObject({ commands: [], uploads: [{ anhang: { id: anhang.id }, offset: 0 }] });
  });

  it('[O5] lets a held command wait again where nothing parked is before it', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'angehalten', problem: problem('frueherer-befehl') });
    expect(zustand(a)).toBe('wartet');
    expect(bereit()).toEqual([]);
    expect(bereit(600_000)).toEqual([a]);
  });

  it('[O12] tries what the cloud did not know again when its version changes', () => {
    laden(vorgang(0));
    p.bestand.schreiber.merkeApiVersion('1.0');
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    p.bestand.schreiber.parke({ commandId: a, state: 'cloud-zu-alt', problem: problem('cloud-zu-alt') });
    p.bestand.schreiber.merkeApiVersion('1.0');
    expect(bereit()).toEqual([]);
    p.bestand.schreiber.merkeApiVersion('1.1');
    expect(bereit()).toEqual([a]);
  });
});

describe('answers', () => {
  it('[V2] keep a confirmed command in the overlay until the base has reached it', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'angenommen', version: 2 });
    expect(sicht(0)).toMatchObject({ basisVersion: 1, vorgang: { status: 'ANGENOMMEN' }, pending: [] });
    expect(sicht(0).marke).toBeUndefined();
    laden(kopf(0, { version: 2, status: 'ANGENOMMEN' }));
    expect(sicht(0).vorgang.status).toBe('ANGENOMMEN');
    laden(vorgang(0, { version: 3, status: 'IN_BEARBEITUNG' }));
    expect(sicht(0).vorgang.status).toBe('IN_BEARBEITUNG');
  });

  it('[V2] do not stay in the way when the row is gone instead', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'angenommen', version: 2 });
    const r = p.bestand.schreiber.uebernimmSeite(
      seite([], { changes: [{ art: 'entzogen', id: id(0), version: 2 }] } as never),
    );
    expect(r.entfernt).toEqual([id(0)]);
  });

  it('are ignored for what nobody sent', () => {
    laden(vorgang(0));
    expect(antworte({ commandId: id(9, 9), state: 'angenommen', version: 7 })).toMatchObject({
      bestaetigt: 0,
      geaendert: [],
    });
  });

  it('[K1] [V3] show three versions of a conflict field by field, out of the overlay', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    const jetzt = fremdVerworfen(vorgang(0));
    antworte({ commandId: a, state: 'konflikt', vorgang: jetzt, problem: problem('konflikt') });
    expect(sicht(0)).toMatchObject({ marke: 'konflikt', basisVersion: 2, vorgang: { status: 'VERWORFEN' } });
    const [k] = p.bestand.leser.konflikte();
    expect(k).toMatchObject({
      felder: [{ feld: 'status', titel: 'Status', gesehen: 'NEU', gewollt: 'ANGENOMMEN', jetzt: 'VERWORFEN' }],
      jetzt: { von: 'Jan Petersen', version: 2 },
      wege: ['erneut', 'bearbeiten', 'kommentar', 'verwerfen'],
    });
    expect(p.bestand.leser.zaehler().konflikte).toBe(1);
  });

  it('[V3] keep a conflict out of the overlay also when the state it rested on comes back', () => {
    laden(vorgang(0));
    const a = klicke(0, 'BEARBEITER_ZUWEISEN', { bearbeiter: SABINE.sub });
    const vergeben = vorgang(0, { version: 2, bearbeiter: { sub: 'jan', name: 'Jan Petersen' } });
    antworte({ commandId: a, state: 'konflikt', vorgang: vergeben, problem: problem('konflikt') });
    expect(sicht(0).vorgang.bearbeiter?.sub).toBe('jan');
    laden(vorgang(0, { version: 3 }));
    expect(sicht(0).vorgang.bearbeiter).toBeUndefined();
    expect(zustand(a)).toBe('konflikt');
  });

  it('[K5] return a refused Bescheid as a draft with its text', () => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
    const body = {
      bescheidId: id(1, 6),
      entscheidung: 'BEWILLIGT',
      vorlageId: 'standard',
      felder: { a: 1 },
      text: 'Sie dürfen.',
    };
    const a = klicke(0, 'BESCHEID_ENTWERFEN', body);
    antworte({ commandId: a, state: 'abgelehnt', problem: problem('uebergang-unzulaessig') });
    expect(p.bestand.leser.entwurf(id(0), 'bescheid')).toMatchObject({ text: 'Sie dürfen.', felder: { a: 1 } });
  });
});
