/** What a click and its undo refuse, and that a refusal leaves nothing behind: no entry, no file, no place in the chain. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProblemCode, problem } from '../../../src-shared/domain/problem.ts';
import type { Signatur } from '../../../src-shared/domain/zeichnung.ts';
import { handgriffe } from '../../../tests/cache/handgriffe.ts';
import { id, JAN, JETZT, kopf, type Platz, platz, SABINE, seite, vorgang } from '../../../tests/cache/muster.ts';
import type { Klick } from './bestand-typen.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const { laden, klicke, kommentar, antworte, sendung, sicht, zustand } = handgriffe(() => p);
const BESCHEID = id(1, 6);
const bytes = Buffer.from('%PDF');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const anhang = { id: id(2, 8), dateiname: 'b.pdf', contentType: 'application/pdf', groesse: 4, sha256 };
const entwurf = { bescheidId: BESCHEID, entscheidung: 'BEWILLIGT', vorlageId: 's', felder: {}, text: 'Ja.' };
const zeichnen: Klick = {
  vorgangId: id(0),
  order: 'BESCHEID_ZEICHNEN',
  body: { bescheidId: BESCHEID, dokument: { anhangId: anhang.id, sha256 } },
  dokument: { anhang, bytes },
  deviceId: 'dev',
};
/** An act as a device makes it; `anders` says what is wrong with it. */
const signiere =
  (anders: { commandId?: string; deviceId?: string; seq?: number } = {}): NonNullable<Klick['signiere']> =>
  ({ deviceId, seq, prev, commandId, createdAt }): Signatur => ({
    header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64), ...anders } as Signatur['header'],
    inhalt: {
      ...{ commandId, vorgangId: id(0), order: 'BESCHEID_ZEICHNEN', bescheidId: BESCHEID, bescheidVersion: 1 },
      ...{ entscheidung: 'BEWILLIGT', dokumentSha256: sha256, sub: 'sabine', createdAt, salz: 'salz' },
      ...(anders.commandId === undefined ? {} : { commandId: anders.commandId }),
    },
    wert: 'sig',
  });
const gib = (klick: Klick) => () => p.bestand.schreiber.stelleEin(klick);

describe('a click is refused', () => {
  it('[O1] where nobody is known to have signed in yet, or the Vorgang has left one’s sight', () => {
    p.raeume();
    p = platz(null);
    laden(vorgang(0));
    expect(() => kommentar(0, 1)).toThrow(/nicht-angemeldet/);
    expect(sicht(0).angebote.every((a) => !a.erlaubt && a.grund === 'Bitte melden Sie sich an.')).toBe(true);
    p.bestand.schreiber.merkeIch(SABINE);
    kommentar(0, 1);
    p.bestand.schreiber.entferne([id(0)], 'entzogen');
    expect(() => kommentar(0, 2)).toThrow(/nicht-sichtbar/);
    expect(p.bestand.leser.outbox()).toHaveLength(1);
  });

  it('[O1] for a draft or a file of a Vorgang that is not here', () => {
    const { schreiber } = p.bestand;
    expect(() => schreiber.speichereEntwurf(id(7), 'kommentar', { text: 'x' })).toThrow(/nicht-gefunden/);
    expect(() => schreiber.legeUploadAb(id(7), anhang, bytes)).toThrow(/nicht-gefunden/);
    expect(p.bestand.leser.uploads()).toEqual([]);
  });

  it('[B5] to draft on a head, and is offered only with its reason', () => {
    laden(kopf(0, { status: 'IN_BEARBEITUNG' }));
    const angebot = (order: string) => sicht(0).angebote.find((a) => a.order === order);
    expect(angebot('BESCHEID_ENTWERFEN')).toMatchObject({ erlaubt: false, grund: expect.stringContaining('geladen') });
    expect(angebot('AKTENZEICHEN_SETZEN')).toMatchObject({ erlaubt: true });
  });

  const faelle: [string, Partial<Klick>, ProblemCode][] = [
    ['without a device', { deviceId: undefined, signiere: signiere() }, 'signatur-fehlt'],
    ['without who signs', {}, 'signatur-fehlt'],
    ['with another device’s act', { signiere: signiere({ deviceId: 'fremd' }) }, 'signatur-ungueltig'],
    ['with the act of another command', { signiere: signiere({ commandId: 'fremd' }) }, 'signatur-ungueltig'],
    ['with an act out of its place', { signiere: signiere({ seq: 7 }) }, 'kette-gegabelt'],
  ];
  it.each(faelle)('[O1] to sign %s, and neither document nor place in the chain is used up', (_was, mehr, code) => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
    klicke(0, 'BESCHEID_ENTWERFEN', entwurf);
    const klick = { ...zeichnen, ...mehr } as Klick;
    if (klick.deviceId === undefined) delete klick.deviceId;
    expect(gib(klick)).toThrow(new RegExp(`${code}$`));
    expect(p.bestand.leser.outbox()).toHaveLength(1);
    expect(p.bestand.leser.uploads()).toEqual([]);
    expect(p.bestand.leser.naechsterAkt('dev').seq).toBe(1);
    expect(sicht(0).vorgang.status).toBe('IN_BEARBEITUNG');
  });
});

describe('a click', () => {
  it('[K1] rests on what the caller says was on the screen, where that is told', () => {
    laden(vorgang(0, { aktenzeichen: 'neu' }));
    const mit = (erwartet: Klick['erwartet']) => klicke(0, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'X' }, { erwartet });
    expect(() => mit({ aktenzeichen: 'alt' })).toThrow(/konflikt/);
    mit({ aktenzeichen: 'neu' });
    expect(sendung().commands[0]?.erwartet).toEqual({ aktenzeichen: 'neu' });
  });

  it('[O8] waits as long as the caller says, or ten seconds for what cannot be unsaid', () => {
    laden(vorgang(0, { status: 'IN_BEARBEITUNG' }));
    klicke(0, 'BESCHEID_ENTWERFEN', entwurf);
    const { commandId } = gib({ ...zeichnen, signiere: signiere() })();
    const [, e] = p.bestand.leser.outbox();
    expect(e).toMatchObject({ commandId, wartetBis: new Date(JETZT + 10_000).toISOString(), ruecknehmbar: true });
    const k = klicke(0, 'KOMMENTAR_ANLEGEN', { kommentarId: id(1, 5), text: 'x' }, { wartetBisMs: JETZT + 500 });
    expect(sendung(499).commands.map((c) => c.commandId)).not.toContain(k);
    expect(sendung(500).commands.map((c) => c.commandId)).toContain(k);
  });

  it('[V1] sees names, services and files as the cloud told them, and invents none', () => {
    const { schreiber, leser } = p.bestand;
    const dienst = {
      id: 'dienst-0',
      name: 'Halteverbot',
      mitzeichnung: true,
      vorlagen: [{ id: 's', name: 'Standard' }],
    };
    schreiber.merkeDienste([dienst as never]);
    schreiber.merkeOrganisationseinheiten([
      { id: '197999', name: 'Ordnungsamt', mandant: 'flensburg', mandantName: 'Stadt Flensburg', eigenerMandant: true },
    ]);
    const b = {
      ...{ id: BESCHEID, version: 1, stand: 'ENTWURF', entscheidung: 'BEWILLIGT', vorlageId: 's', felder: {} },
    };
    const von = { sub: 'jan', name: 'Jan Petersen' };
    const am = vorgang(0).eingangAm;
    const mit = (n: number) => [{ ...anhang, id: id(n, 8) }];
    laden(
      vorgang(0, {
        status: 'IN_BEARBEITUNG',
        bescheide: [{ ...b, text: 'Ja.', erstelltVon: von, dokument: { ...anhang, id: id(5, 8) } }],
        kommentare: [{ id: id(1, 5), text: 'k', von, am, anhaenge: mit(6) }],
        nachrichten: [
          {
            ...{ id: id(1, 4), richtung: 'AUS', betreff: 'b', text: 't', von, am, stand: 'ANGENOMMEN' },
            anhaenge: mit(7),
          },
        ],
      }),
    );
    const k = leser.kontext(id(0));
    expect([k?.mitzeichnungNoetig('dienst-0'), k?.mitzeichnungNoetig('dienst-1')]).toEqual([true, false]);
    expect([k?.personName('sabine'), k?.personName('jan'), k?.personName('wer')]).toEqual([
      'Sabine Sander',
      'Jan Petersen',
      undefined,
    ]);
    expect([k?.darfMitzeichnen('jan', 'd'), k?.darfMitzeichnen('wer', 'd')]).toEqual([true, undefined]);
    expect([k?.oe('197999')?.name, k?.oe('1')]).toEqual(['Ordnungsamt', undefined]);
    expect([5, 6, 7, 8].map((n) => k?.anhang(id(n, 8))?.dateiname)).toEqual(['b.pdf', 'b.pdf', 'b.pdf', undefined]);
    expect(k?.anhang(id(0, 9))?.dateiname).toBe('Lageplan_0.pdf');
    expect(leser.kontext(id(9))).toBeUndefined();
    expect(sicht(0)).toMatchObject({ dienst: { id: 'dienst-0' }, vorlagen: [{ id: 's', name: 'Standard' }] });
    expect([leser.dienste(), leser.personen()]).toEqual([[dienst], [JAN]]);
    const zeichne = sicht(0).angebote.find((a) => a.order === 'BESCHEID_ZEICHNEN');
    expect(zeichne).toMatchObject({ erlaubt: false, grund: expect.stringContaining('Mitzeichnung') });
  });
});

describe('taking back', () => {
  it('[O7] is refused for what nobody clicked and for what the cloud has judged', () => {
    laden(vorgang(0));
    expect(() => p.bestand.schreiber.nimmZurueck(id(9, 9))).toThrow(/nicht-zuruecknehmbar/);
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    antworte({ commandId: a, state: 'abgelehnt', problem: problem('rolle-fehlt') });
    expect(() => p.bestand.schreiber.nimmZurueck(a)).toThrow(/nicht-zuruecknehmbar/);
    expect(zustand(a)).toBe('abgelehnt');
  });

  it('[O7] gives text back into its draft, but never over what was typed since', () => {
    laden(vorgang(0));
    const a = kommentar(0, 1);
    p.bestand.schreiber.speichereEntwurf(id(0), 'kommentar', { text: 'inzwischen getippt' });
    p.bestand.schreiber.nimmZurueck(a);
    expect(p.bestand.leser.entwurf(id(0), 'kommentar')).toEqual({ text: 'inzwischen getippt' });
    p.bestand.schreiber.nimmZurueck(klicke(0, 'VORGANG_ANNEHMEN'));
    expect(p.bestand.leser.outbox()).toEqual([]);
  });

  it('[T5] a row that was kept only for what is taken back leaves with it', () => {
    laden(vorgang(0));
    const a = klicke(0, 'VORGANG_ANNEHMEN');
    p.bestand.schreiber.uebernimmSeite(seite([], { changes: [{ art: 'geloescht', id: id(0), version: 2 }] } as never));
    expect(sicht(0).marke).toBe('entzogen');
    p.bestand.schreiber.nimmZurueck(a);
    expect(() => sicht(0)).toThrow(/nicht-gefunden/);
  });
});
