/** The ways out of parked work, way by way and entry by entry, and what a locked device hands over of it. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../src-shared/cloud-api/commands.ts';
import { problem } from '../../../src-shared/domain/problem.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, kopf, type Platz, platz, SABINE, SCHLUESSEL, seite, vorgang } from '../../../tests/cache/muster.ts';
import { oeffneVerbindung } from './verbindung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, kommentar, antworte, sendung, bereit, sicht, zustand } = handgriffe(() => p);
const loese = (
  commandId: string,
  weg: 'erneut' | 'bearbeiten' | 'kommentar' | 'verwerfen',
  body?: Record<string, unknown>,
) => p.bestand.schreiber.loese(commandId, weg, body);
const lehneAb = (commandId: string): Result => ({ commandId, state: 'abgelehnt', problem: problem('rolle-fehlt') });
const zuAlt = (commandId: string) =>
  p.bestand.schreiber.parke({ commandId, state: 'cloud-zu-alt', problem: problem('cloud-zu-alt') });
const wege = () => p.bestand.leser.konflikte().map((k) => k.wege);
/** What is recorded of ended entries. */
function erledigt(): unknown[] {
  const v = oeffneVerbindung(p.pfad, SCHLUESSEL, true);
  const zeilen = v.alle('SELECT command_id AS id, auftrag, ausgang, neu FROM erledigung');
  v.db.close();
  return zeilen;
}
function aendere(sql: string, commandId: string): void {
  const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
  v.tu(sql, commandId);
  v.db.close();
}

const bytes = Buffer.from('Anlage');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const anhang = { id: id(1, 8), dateiname: 'a.txt', contentType: 'text/plain', groesse: bytes.length, sha256 };
const BESCHEID = id(1, 6);
/** A signed act in the outbox, ready to be sent. */
function zeichne(): string {
  laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
  const entwurf = { bescheidId: BESCHEID, entscheidung: 'BEWILLIGT', vorlageId: 's', felder: {}, text: 'Ja.' };
  antworte({ commandId: klicke(0, 'BESCHEID_ENTWERFEN', entwurf), state: 'angenommen', version: 2 });
  const body = { bescheidId: BESCHEID, dokument: { anhangId: anhang.id, sha256 } };
  return klicke(0, 'BESCHEID_ZEICHNEN', body, {
    dokument: { anhang, bytes },
    deviceId: 'dev',
    signiere: ({ deviceId, seq, prev, commandId, createdAt }) => ({
      header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64) },
      inhalt: {
        ...{ commandId, vorgangId: id(0), order: 'BESCHEID_ZEICHNEN', bescheidId: BESCHEID, bescheidVersion: 1 },
        ...{ entscheidung: 'BEWILLIGT', dokumentSha256: sha256, sub: 'sabine', createdAt, salz: 'salz' },
      },
      wert: 'sig',
    }),
  });
}

describe('which ways are open', () => {
  it('[K2] none for what waits or is unknown; not without a content to edit', () => {
    laden(vorgang(0));
    const a = klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A' });
    expect(() => loese(a, 'verwerfen')).toThrow(/eingabe-ungueltig/);
    expect(() => loese(id(9, 9), 'verwerfen')).toThrow(/nicht-gefunden/);
    antworte(lehneAb(a));
    expect(() => loese(a, 'bearbeiten')).toThrow(/eingabe-ungueltig/);
    expect(zustand(a)).toBe('abgelehnt');
    expect(wege()).toEqual([['erneut', 'bearbeiten', 'kommentar', 'verwerfen']]);
  });

  it('[K3] a Kommentar is not kept as a Kommentar, a signature is not applied again', () => {
    const z = zeichne();
    const k = kommentar(0, 1);
    antworte(lehneAb(z), lehneAb(k));
    expect(wege()).toEqual([
      ['kommentar', 'verwerfen'],
      ['erneut', 'bearbeiten', 'verwerfen'],
    ]);
    expect(() => loese(z, 'erneut')).toThrow(/eingabe-ungueltig/);
  });

  it('[T1] only discarding where the Vorgang has left one’s sight; the cloud’s last word stays to be seen', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'konflikt', problem: problem('konflikt'), vorgang: vorgang(0, { version: 3 }) });
    p.bestand.schreiber.uebernimmSeite(seite([], { changes: [{ art: 'entzogen', id: id(0), version: 4 }] } as never));
    const [k] = p.bestand.leser.konflikte();
    expect(k).toMatchObject({ wege: ['verwerfen'], jetzt: { version: 3 } });
    const b = kommentarAuf(1);
    antworte(lehneAb(b));
    p.bestand.schreiber.entferne([id(1)], 'entzogen');
    expect(p.bestand.leser.konflikte()[1]).not.toHaveProperty('jetzt');
    expect(loese(a, 'verwerfen')).toEqual({ commandId: a, state: 'zurueckgenommen' });
    expect(() => sicht(0)).toThrow(/nicht-sichtbar/);
  });
  const kommentarAuf = (n: number): string => {
    laden(vorgang(n));
    return kommentar(n, n + 40);
  };

  it('[K1] a newer base takes the place of the cloud’s word at the conflict; a head says no name', () => {
    laden(vorgang(0));
    const a = klicke(0, 'BEARBEITER_ZUWEISEN', { bearbeiter: 'sabine' });
    const jan = { bearbeiter: { sub: 'jan', name: 'Jan Petersen' } };
    antworte({
      commandId: a,
      state: 'konflikt',
      problem: problem('konflikt'),
      vorgang: vorgang(0, { version: 2, ...jan }),
    });
    expect(p.bestand.leser.konflikte()[0]).toMatchObject({
      felder: [{ titel: 'Bearbeitung', gesehen: null, gewollt: 'Sabine Sander', jetzt: 'Jan Petersen' }],
      jetzt: { version: 2 },
    });
    expect(p.bestand.leser.outboxZahlen()).toEqual({ pending: 0, konflikte: 1, abgelehnt: 0 });
    laden(kopf(0, { version: 3, status: 'ANGENOMMEN' }));
    const [k] = p.bestand.leser.konflikte();
    expect(k?.jetzt).toMatchObject({ version: 3 });
    expect(k?.jetzt).not.toHaveProperty('von');
    expect(k?.felder.map((f) => f.titel)).toEqual(['Status', 'Bearbeitung']);
  });
});

describe('answers', () => {
  it('[P1] [V3] a second, later or contrary answer to what was judged changes nothing', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'konflikt', problem: problem('konflikt') });
    const spaet = p.bestand.schreiber.uebernimmErgebnisse([{ commandId: a, state: 'angenommen', version: 9 }], 'x');
    expect(spaet).toMatchObject({ bestaetigt: 0, geaendert: [] });
    expect([zustand(a), sicht(0).vorgang.status]).toEqual(['konflikt', 'NEU']);
  });

  it('[V2] a confirmation without a version is done with the next word of the cloud', () => {
    laden(vorgang(0));
    antworte({ commandId: klicke(0, 'VORGANG_ANNEHMEN'), state: 'angenommen' });
    expect([p.bestand.leser.outbox(), sicht(0).vorgang.status]).toEqual([[], 'NEU']);
    laden(vorgang(0, { version: 2, status: 'ANGENOMMEN' }));
    expect(sicht(0).vorgang.status).toBe('ANGENOMMEN');
  });

  it('[O5] a held command without a reason waits as well, and one that cannot be read before it does not hold it', () => {
    laden(vorgang(0));
    const [gift, b] = [kommentar(0, 1), klicke(0, 'VORGANG_ANNEHMEN')];
    aendere("UPDATE outbox SET gift = 1, state = 'abgelehnt' WHERE command_id = ?", gift);
    antworte({ commandId: b, state: 'angehalten' });
    expect(zustand(b)).toBe('wartet');
    antworte({ commandId: b, state: 'abgelehnt' });
    expect(p.bestand.leser.outbox()[1]).not.toHaveProperty('problem');
  });

  it('[E2] a refused act keeps the cloud’s reason and when it was told', () => {
    const z = zeichne();
    antworte({ commandId: z, state: 'abgelehnt', problem: problem('zeichnung-fehlt') });
    expect(p.bestand.leser.akte(id(0))).toMatchObject([
      {
        state: 'abgelehnt',
        problem: { type: 'urn:kontor:problem:zeichnung-fehlt' },
        beantwortetAm: expect.any(String),
      },
    ]);
    expect(p.bestand.leser.akte(id(9))).toEqual([]);
  });

  it('[K1] a deletion that met a conflict says that the Vorgang was to be gone', () => {
    p.raeume();
    p = platz({ ...SABINE, rollen: ['VERWALTUNG_LOESCHEN'] });
    const loeschung = {
      von: { sub: 'jan', name: 'Jan' },
      am: vorgang(0).eingangAm,
      begruendung: 'x',
      statusVorher: 'VERWORFEN',
    };
    laden(vorgang(0, { status: 'ZU_LOESCHEN', loeschung }));
    const a = klicke(0, 'VORGANG_LOESCHEN');
    antworte({ commandId: a, state: 'konflikt', problem: problem('konflikt') });
    expect(p.bestand.leser.konflikte()[0]?.felder).toEqual([
      { feld: 'vorhanden', titel: 'Vorgang vorhanden', gesehen: null, gewollt: false, jetzt: null },
    ]);
  });

  it('[B5] orders of a Bescheid are offered by its stand, and say that there is none', () => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
    const angebot = (order: string) => sicht(0).angebote.find((a) => a.order === order);
    expect(angebot('BESCHEID_ENTWERFEN')?.erlaubt).toBe(true);
    expect(angebot('BESCHEID_AENDERN')).toMatchObject({
      erlaubt: false,
      grund: expect.stringContaining('noch keinen'),
    });
    const body = { bescheidId: BESCHEID, entscheidung: 'BEWILLIGT', vorlageId: 's', felder: {}, text: 'Ja.' };
    klicke(0, 'BESCHEID_ENTWERFEN', body);
    expect(angebot('BESCHEID_AENDERN')?.erlaubt).toBe(true);
    expect(angebot('BESCHEID_MITZEICHNEN')).toMatchObject({
      erlaubt: false,
      grund: expect.stringContaining('Entwurf'),
    });
    expect(angebot('WIEDERVORLAGE_ERLEDIGEN')).toMatchObject({ grund: expect.stringContaining('keine passende') });
    const { vorgaenge } = p.bestand.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 5 });
    expect(vorgaenge[0]).toMatchObject({ bescheidStand: 'ENTWURF', marke: 'wartet' });
  });
});

describe('the end of an entry', () => {
  it('[K3] is recorded with its outcome and without content, and one that is discarded has no effect left', () => {
    laden(vorgang(0));
    const [a, b] = [klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A' }), klicke(0, 'VORGANG_ANNEHMEN')];
    antworte(lehneAb(a));
    loese(a, 'verwerfen');
    antworte(lehneAb(b));
    const { neu } = loese(b, 'erneut');
    expect(erledigt()).toEqual([
      { id: a, auftrag: 'AKTENZEICHEN_SETZEN', ausgang: 'verwerfen', neu: null },
      { id: b, auftrag: 'VORGANG_ANNEHMEN', ausgang: 'erneut', neu },
    ]);
    expect(bereit()).toEqual([neu]);
    expect(sicht(0).vorgang.aktenzeichen).toBeUndefined();
  });

  it('[K3] kept as a Kommentar it says what was wanted, in words', () => {
    laden(vorgang(0));
    const wv = { wiedervorlageId: id(1, 3), betreff: 'Nachfragen', frist: '2026-07-01', beschreibung: 'Unterlagen' };
    const a = klicke(0, 'WIEDERVORLAGE_ANLEGEN', wv);
    antworte(lehneAb(a));
    loese(a, 'kommentar');
    expect(sendung().commands[0]).toMatchObject({
      order: 'KOMMENTAR_ANLEGEN',
      body: { text: 'Nicht übernommen: Wiedervorlage anlegen\nNachfragen\n2026-07-01\nUnterlagen' },
    });
    expect(sendung().commands[0]).not.toHaveProperty('ersetzt');
  });

  it('[T5] files that only the ended command named need not reach the cloud any more; those of the new one must', () => {
    laden(vorgang(0));
    const mit = (k: number, anhaenge: string[]) => ({ kommentarId: id(k, 5), text: 'x', anhaenge });
    for (const weg of ['bearbeiten', 'verwerfen'] as const) {
      const eigen = { ...anhang, id: id(weg === 'bearbeiten' ? 11 : 12, 8) };
      p.bestand.schreiber.legeUploadAb(id(0), eigen, bytes);
      const a = klicke(0, 'KOMMENTAR_ANLEGEN', mit(weg === 'bearbeiten' ? 1 : 2, [eigen.id]));
      p.bestand.schreiber.uploadFertig(eigen.id);
      antworte(lehneAb(a));
      p.bestand.schreiber.uploadVonVorn(eigen.id);
      loese(a, weg, weg === 'bearbeiten' ? mit(3, [eigen.id]) : undefined);
      expect(p.bestand.leser.uploads().some((u) => u.anhang.id === eigen.id)).toBe(weg === 'bearbeiten');
    }
  });

  it('[O17] a signed act the cloud never heard of is discarded as withdrawn, and the journal is told', () => {
    const z = zeichne();
    zuAlt(z);
    loese(z, 'verwerfen');
    expect(sicht(0).vorgang.status).toBe('IN_BEARBEITUNG');
    expect(sendung().commands).toMatchObject([
      { commandId: z, zurueckgenommen: true, signatur: { header: { seq: 1 } } },
    ]);
    expect(p.bestand.leser.outboxZahlen()).toMatchObject({ pending: 1, abgelehnt: 0 });
  });
});

describe('a withdrawn act on its way', () => {
  const zurueck = (): string => {
    const z = zeichne();
    p.bestand.schreiber.nimmZurueck(z);
    return z;
  };

  it('[O17] is not sent again while it is, waits like any other, and takes no more room than there is', () => {
    const z = zurueck();
    expect(sendung(0, 0).commands).toEqual([]);
    p.bestand.schreiber.alsWirdGesendet([z]);
    expect(sendung()).toMatchObject({ commands: [], naechsteAbMs: JETZT + 60_000 });
    p.bestand.schreiber.wiederWartend([z], JETZT + 5_000);
    expect([bereit(4_999), bereit(5_000)]).toEqual([[], [z]]);
    p.bestand.schliesse();
    const neu = p.oeffne();
    expect(neu.schreiber.naechsteSendung({ jetztMs: JETZT, max: 9 }).commands).toHaveLength(1);
    neu.schliesse();
  });

  it('[O17] that the cloud refuses to hear ends with its reason, and parks nothing', () => {
    const z = zurueck();
    p.bestand.schreiber.parke({ commandId: z, state: 'abgelehnt', problem: problem('signatur-ungueltig') });
    expect([sendung().commands, p.bestand.leser.konflikte(), p.bestand.leser.outbox()]).toEqual([[], [], []]);
    expect(p.bestand.schreiber.parke({ commandId: 'fremd', state: 'abgelehnt', problem: problem('zu-gross') })).toEqual(
      {
        ...{ geaendert: [], entfernt: [], behalten: [] },
      },
    );
  });

  it('[L9] is handed over as withdrawn, the rest as it stands, and what cannot be read not at all', () => {
    const z = zurueck();
    const k = kommentar(0, 1);
    const gift = kommentar(0, 2);
    antworte(lehneAb(k));
    aendere("UPDATE outbox SET befehl = 'kaputt' WHERE command_id = ?", gift);
    expect(p.bestand.leser.nachlass().map((c) => [c.commandId, c.zurueckgenommen])).toEqual([
      [z, true],
      [k, undefined],
    ]);
  });
});

describe('an entry that cannot be read', () => {
  it('[O15] holds up nobody, not even while it is not parked yet, and counts for nothing in the overlay', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    const k = kommentar(0, 1);
    aendere('UPDATE outbox SET befehl = \'{"order":7}\' WHERE command_id = ?', a);
    expect(bereit()).toEqual([k]);
    expect(sicht(0).vorgang.status).toBe('NEU');
    expect(p.bestand.leser.outbox()[0]).toMatchObject({ titel: 'Annehmen', body: {} });
  });

  it('[O15] is read again by a version that can, and goes out under its old id', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    const roh = JSON.stringify(sendung().commands[0]);
    aendere("UPDATE outbox SET befehl = 'kaputt' WHERE command_id = ?", a);
    p.bestand.schliesse();
    const alt = p.oeffne();
    expect(alt.leser.giftstuecke()).toMatchObject([{ commandId: a, vorgangId: id(0), roh: 'kaputt' }]);
    expect(() => alt.schreiber.loese(a, 'erneut')).toThrow(/eingabe-ungueltig/);
    alt.schliesse();
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.tu('UPDATE outbox SET befehl = ? WHERE command_id = ?', roh, a);
    v.db.close();
    const neu = p.oeffne();
    expect(neu.leser.giftstuecke()).toEqual([]);
    expect(neu.schreiber.naechsteSendung({ jetztMs: JETZT, max: 5 }).commands.map((c) => c.commandId)).toEqual([a]);
    neu.schliesse();
  });

  it('[O12] [O15] an order from the future is parked with its bytes and shown by its name', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    const befehl = JSON.stringify({ ...sendung().commands[0], order: 'VORGANG_VERZAUBERN' });
    p.bestand.schliesse();
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.tu("UPDATE outbox SET befehl = ?, auftrag = 'VORGANG_VERZAUBERN' WHERE command_id = ?", befehl, a);
    v.db.close();
    const b = p.oeffne();
    expect(b.leser.outbox()[0]).toMatchObject({ titel: 'VORGANG_VERZAUBERN', state: 'abgelehnt', ruecknehmbar: false });
    expect(b.leser.giftstuecke()[0]).toMatchObject({
      roh: befehl,
      problem: { type: 'urn:kontor:problem:order-unbekannt' },
    });
    b.schliesse();
  });
});
