/** What a locked device handed over, in the cache: parked once, decided once, and the cloud's word on it never forgotten. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import type { NachlassEintrag } from '../../../src-shared/cloud-api/geraete.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JETZT, kopf, type Platz, platz, SCHLUESSEL, seite, vorgang } from '../../../tests/cache/muster.ts';
import { oeffneVerbindung } from './verbindung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, kommentar, antworte, bereit, sicht, zustand } = handgriffe(() => p);
const AM = '2026-06-01T08:00:00.000Z';
const SHA = createHash('sha256').update('x').digest('hex');
const anhang = { id: id(1, 8), dateiname: 'a.txt', contentType: 'text/plain', groesse: 1, sha256: SHA };

function eintrag(n: number, command: Partial<Command>, anhaenge: NachlassEintrag['anhaenge'] = []): NachlassEintrag {
  const ganz = {
    commandId: id(n, 7),
    vorgangId: id(0),
    order: 'VORGANG_ANNEHMEN',
    body: {},
    createdAt: AM,
    ...command,
  };
  return { id: id(1, 9), deviceId: 'verloren', uebergebenAm: AM, command: ganz, anhaenge };
}
const annehmen = eintrag(1, { erwartet: { status: 'NEU' } });
const notiz = (n: number, mehr = {}, anhaenge: NachlassEintrag['anhaenge'] = []) =>
  eintrag(n, { order: 'KOMMENTAR_ANLEGEN', body: { kommentarId: id(n, 5), text: `Notiz ${n}`, ...mehr } }, anhaenge);
const uebernimm = (...eintraege: NachlassEintrag[]) =>
  p.bestand.schreiber.uebernimmNachlass({ eintraege, erledigt: [], unlesbar: 0 });
const loese = (e: NachlassEintrag, weg: 'erneut' | 'bearbeiten' | 'kommentar' | 'verwerfen', body?: object) =>
  p.bestand.schreiber.loese(e.command.commandId, weg, body as never);
const zuMelden = () => p.bestand.leser.nachlassZuMelden();
const offen = () => p.bestand.leser.outbox().map((e) => [e.commandId, e.state]);

describe('what is taken over', () => {
  it('[L22] is parked under its problem, without effect, and shows what was wanted', () => {
    laden(vorgang(0));
    expect(uebernimm(annehmen)).toMatchObject({ uebernommen: 1, geaendert: [id(0)] });
    const [k] = p.bestand.leser.konflikte();
    expect(k).toMatchObject({
      eintrag: {
        commandId: id(1, 7),
        state: 'abgelehnt',
        erstelltAm: AM,
        problem: { type: 'urn:kontor:problem:nachlass' },
      },
      wege: ['erneut', 'bearbeiten', 'kommentar', 'verwerfen'],
    });
    expect(k?.eintrag.problem?.title).toMatch(/^Von Ihrem gesperrten Gerät übernommen/);
    expect(k?.felder).toContainEqual(
      expect.objectContaining({ feld: 'status', gesehen: 'NEU', gewollt: 'ANGENOMMEN', jetzt: 'NEU' }),
    );
    expect(sicht(0)).toMatchObject({ vorgang: { status: 'NEU' }, marke: 'abgelehnt' });
    expect([bereit(), p.bestand.leser.outboxZahlen()]).toEqual([[], { pending: 0, konflikte: 0, abgelehnt: 1 }]);
  });

  it('[L22] [K1] shows what the person saw there, not what has become of it since', () => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG', aktenzeichen: 'neu' }));
    const setzen = { order: 'AKTENZEICHEN_SETZEN', body: { aktenzeichen: 'meins' }, erwartet: { aktenzeichen: 'alt' } };
    uebernimm(eintrag(1, setzen));
    expect(p.bestand.leser.konflikte()[0]?.felder).toEqual([
      expect.objectContaining({ feld: 'aktenzeichen', gesehen: 'alt', gewollt: 'meins', jetzt: 'neu' }),
    ]);
  });

  it('[L22] is here once, whatever is listed, after a restart and beside a second list too', () => {
    laden(vorgang(0));
    expect(uebernimm(annehmen, notiz(2)).uebernommen).toBe(2);
    p.bestand.schreiber.beimStart();
    expect(uebernimm(annehmen, notiz(2)).uebernommen).toBe(0);
    expect(offen()).toEqual([
      [id(1, 7), 'abgelehnt'],
      [id(2, 7), 'abgelehnt'],
    ]);
  });

  it('[L22] [O5] holds what is clicked after it, except a Kommentar', () => {
    laden(vorgang(0));
    uebernimm(annehmen);
    const dann = klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A' });
    const k = kommentar(0, 41);
    expect(bereit()).toEqual([k]);
    loese(annehmen, 'verwerfen');
    expect(bereit()).toEqual([dann, k]);
  });

  it('[L23] what has no Vorgang here, or cannot be read, stays with the cloud and is counted; later it comes', () => {
    laden(vorgang(0));
    const unlesbar = eintrag(3, { order: 'GIBT_ES_NOCH_NICHT' });
    const fremd = { ...annehmen, command: { ...annehmen.command, vorgangId: id(7) } };
    p.bestand.schreiber.uebernimmNachlass({ eintraege: [fremd, unlesbar], erledigt: [], unlesbar: 2 });
    expect(offen()).toEqual([]);
    expect(p.bestand.leser.gemerkt('nachlass')).toEqual({ hier: [], ohneVorgang: 1, unlesbar: 3 });
    laden(vorgang(7));
    expect(uebernimm(fremd).uebernommen).toBe(1);
    expect(p.bestand.leser.gemerkt('nachlass')).toMatchObject({ ohneVorgang: 0, unlesbar: 0 });
    expect(zuMelden()).toEqual([]);
  });

  it('[L23] [T1] a Vorgang that only its work keeps here does not take more of it', () => {
    laden(vorgang(0));
    kommentar(0, 41);
    p.bestand.schreiber.entferne([id(0)], 'entzogen');
    expect(uebernimm(annehmen).uebernommen).toBe(0);
    expect(p.bestand.leser.gemerkt('nachlass')).toMatchObject({ ohneVorgang: 1 });
  });

  it('[L22] [T1] keeps its Vorgang from being forgotten', () => {
    laden(vorgang(0));
    uebernimm(annehmen);
    expect(p.bestand.schreiber.entferne([id(0)], 'entzogen').behalten).toEqual([id(0)]);
    expect(p.bestand.leser.konflikte()[0]?.wege).toEqual(['verwerfen']);
  });
});

describe('the decision', () => {
  it('[L22] [K2] applied again: a new command that replaces the old one; the cloud has to be told', () => {
    laden(vorgang(0));
    uebernimm(annehmen);
    const { neu } = loese(annehmen, 'erneut');
    const { commands } = p.bestand.schreiber.naechsteSendung({ jetztMs: JETZT, max: 9 });
    expect(commands).toMatchObject([{ commandId: neu, ersetzt: id(1, 7), order: 'VORGANG_ANNEHMEN' }]);
    expect(zuMelden()).toEqual([id(1, 7)]);
    expect(uebernimm(annehmen).uebernommen).toBe(0);
    expect(sicht(0).vorgang.status).toBe('ANGENOMMEN');
  });

  it('[L22] is told until it was heard, across a restart, and again where the cloud still lists it', () => {
    laden(vorgang(0));
    uebernimm(annehmen, notiz(2));
    loese(annehmen, 'verwerfen');
    p.bestand.schliesse();
    p.bestand = p.oeffne();
    expect(zuMelden()).toEqual([id(1, 7)]);
    p.bestand.schreiber.nachlassGemeldet([id(1, 7)]);
    expect(zuMelden()).toEqual([]);
    uebernimm(annehmen, notiz(2));
    expect([offen(), zuMelden()]).toEqual([[[id(2, 7), 'abgelehnt']], [id(1, 7)]]);
    loese(notiz(2), 'verwerfen');
    p.bestand.schreiber.nachlassGemeldet(zuMelden());
    uebernimm();
    expect(p.bestand.leser.gemerkt('nachlass')).toBeUndefined();
  });

  it('[L22] made on another device, it is over here too; a mere gap in the list is not, nor does it touch own work', () => {
    laden(vorgang(0));
    uebernimm(annehmen, notiz(2));
    const dann = klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A' });
    uebernimm(notiz(2));
    expect(offen()).toHaveLength(3);
    const erledigt = [id(1, 7), dann, id(9, 7)];
    p.bestand.schreiber.uebernimmNachlass({ eintraege: [notiz(2)], erledigt, unlesbar: 0 });
    expect(offen()).toEqual([
      [id(2, 7), 'abgelehnt'],
      [dann, 'wartet'],
    ]);
    expect([zuMelden(), uebernimm(annehmen).uebernommen]).toEqual([[], 0]);
  });

  it('[L22] [P1] an entry that was lost with a damaged page is not told as decided: it is taken over once more', () => {
    laden(vorgang(0));
    uebernimm(annehmen);
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
    v.tu('DELETE FROM outbox');
    v.db.close();
    expect(zuMelden()).toEqual([]);
    expect(uebernimm(annehmen).uebernommen).toBe(1);
  });

  it('[L22] [K3] a signed act is kept as a Kommentar or discarded, never sent again', () => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
    const body = { bescheidId: id(1, 6), dokument: { anhangId: anhang.id, sha256: SHA } };
    uebernimm(eintrag(1, { order: 'BESCHEID_ZEICHNEN', body }, [anhang]));
    expect(p.bestand.leser.konflikte()[0]).toMatchObject({ wege: ['kommentar', 'verwerfen'] });
    expect(() => loese(annehmen, 'erneut')).toThrow(/eingabe-ungueltig/);
  });

  it('[L22] whatever a version cannot read of it does not wait to be sent when another one can', () => {
    laden(vorgang(0));
    uebernimm(annehmen);
    const setze = (auftrag: string) => {
      const v = oeffneVerbindung(p.pfad, SCHLUESSEL, false);
      v.tu("UPDATE outbox SET befehl = json_set(befehl, '$.order', ?)", auftrag);
      v.db.close();
      p.bestand.schreiber.beimStart();
    };
    setze('GIBT_ES_NOCH_NICHT');
    setze('VORGANG_ANNEHMEN');
    expect([zustand(id(1, 7)), bereit()]).toEqual(['abgelehnt', []]);
  });
});

describe('files', () => {
  it('[L23] one that never reached the cloud is said, and the text can still be kept as a Kommentar', () => {
    laden(vorgang(0));
    const verloren = notiz(1, { anhaenge: [anhang.id, id(2, 8)] }, [anhang]);
    uebernimm(verloren);
    const [k] = p.bestand.leser.konflikte();
    expect(k?.eintrag.problem).toMatchObject({
      grund: 'anhang-fehlt',
      detail: expect.stringMatching(/^Ein Anhang dazu/),
    });
    expect(k?.wege).toEqual(['kommentar', 'verwerfen']);
    const { neu } = loese(verloren, 'kommentar');
    expect(p.bestand.leser.outbox()).toMatchObject([
      { commandId: neu, body: { text: expect.stringMatching(/Notiz 1$/) }, state: 'wartet' },
    ]);
  });

  it('[L22] [O14] one that did is named again, and nothing of it is uploaded from here', () => {
    laden(vorgang(0));
    const mit = notiz(1, { anhaenge: [anhang.id] }, [anhang]);
    uebernimm(mit);
    const { neu } = loese(mit, 'erneut');
    expect([bereit(), p.bestand.leser.uploads()]).toEqual([[neu], []]);
    expect(sicht(0).vorgang).toMatchObject({ kommentare: [{ anhaenge: [anhang] }] });
    antworte({ commandId: neu as string, state: 'angenommen', version: 2, vorgang: vorgang(0, { version: 2 }) });
    p.bestand.schreiber.uebernimmSeite(seite([kopf(0, { version: 2 })]));
    expect(offen()).toEqual([]);
  });
});
