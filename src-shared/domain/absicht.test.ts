/**
 * Equal intent, order by order: whoever asks for what is there already is no conflict, whoever asks for something else is
 * never passed over in silence. And the order in which a command is judged.
 */
import { describe, expect, it } from 'vitest';
import * as fall from '../testing/fall.ts';
import { apply, type Urteil } from './apply.ts';
import { type Body, ORDERS, type Order } from './befehle.ts';
import { problemCode } from './problem.ts';
import type { Vorgang } from './vorgang.ts';

const { befehl, kontext, vorgang, KOERPER, SABINE, VERA, JAN, LARS, LENA, PDF_ID } = fall;

/** Who gives the order in these cases: co-signer and deletion are somebody else. */
const GIBT: Partial<Record<Order, typeof SABINE>> = {
  BESCHEID_MITZEICHNEN: VERA,
  BESCHEID_ZURUECKWEISEN: VERA,
  VORGANG_LOESCHEN: LARS,
};
const gibt = (order: Order) => GIBT[order] ?? SABINE;
const code = (u: Urteil) => (u.state === 'angenommen' ? undefined : problemCode(u.problem));

/** The Vorgang after an accepted order. */
function nach<O extends Order>(v: Vorgang, order: O, body: Body<O> = KOERPER[order]): Vorgang {
  const u = apply(v, befehl(v, order, body), kontext(gibt(order)));
  if (u.state !== 'angenommen' || u.vorgang === null) throw new Error(`${order}: ${JSON.stringify(u)}`);
  return u.vorgang;
}

const neu = vorgang();
const angenommen = nach(neu, 'VORGANG_ANNEHMEN');
const bearbeitung = nach(angenommen, 'VORGANG_BEARBEITEN');
const entwurf = nach(bearbeitung, 'BESCHEID_ENTWERFEN');
const zurMitzeichnung = nach(entwurf, 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN');
const gezeichnet = nach(entwurf, 'BESCHEID_ZEICHNEN');
const abgeschlossen = nach(angenommen, 'VORGANG_ABSCHLIESSEN');
const verworfen = nach(neu, 'VORGANG_VERWERFEN');
const zuLoeschen = nach(abgeschlossen, 'VORGANG_ZUM_LOESCHEN_MARKIEREN');
const wiedervorlage = nach(neu, 'WIEDERVORLAGE_ANLEGEN');

/** Where each order can be given. */
const ANFANG: Record<Order, Vorgang> = {
  VORGANG_ANNEHMEN: neu,
  VORGANG_VERWERFEN: neu,
  VORGANG_ZURUECKHOLEN: verworfen,
  VORGANG_BEARBEITEN: angenommen,
  VORGANG_ZURUECKSTELLEN: bearbeitung,
  VORGANG_ABSCHLIESSEN: bearbeitung,
  VORGANG_WIEDEREROEFFNEN: abgeschlossen,
  VORGANG_WEITERLEITEN: neu,
  VORGANG_ZUM_LOESCHEN_MARKIEREN: abgeschlossen,
  LOESCHANFORDERUNG_ZURUECKNEHMEN: zuLoeschen,
  VORGANG_LOESCHEN: zuLoeschen,
  BEARBEITER_ZUWEISEN: neu,
  AKTENZEICHEN_SETZEN: neu,
  KOMMENTAR_ANLEGEN: neu,
  WIEDERVORLAGE_ANLEGEN: neu,
  WIEDERVORLAGE_AENDERN: wiedervorlage,
  WIEDERVORLAGE_ERLEDIGEN: wiedervorlage,
  WIEDERVORLAGE_WIEDEREROEFFNEN: nach(wiedervorlage, 'WIEDERVORLAGE_ERLEDIGEN'),
  NACHRICHT_SENDEN: neu,
  BESCHEID_ENTWERFEN: bearbeitung,
  BESCHEID_AENDERN: entwurf,
  BESCHEID_VERWERFEN: entwurf,
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: entwurf,
  BESCHEID_MITZEICHNEN: zurMitzeichnung,
  BESCHEID_ZURUECKWEISEN: zurMitzeichnung,
  BESCHEID_ZEICHNEN: entwurf,
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: gezeichnet,
};
/** cloud-api.md: never for these; and after a deletion there is nothing to compare with. */
const NIE = new Set<Order>(['BESCHEID_MITZEICHNEN', 'BESCHEID_ZEICHNEN', 'VORGANG_WEITERLEITEN', 'VORGANG_LOESCHEN']);

describe('equal intent', () => {
  it.each(ORDERS.filter((o) => !NIE.has(o)))('[K4] %s: what is there already is accepted without a change', (order) => {
    const v = ANFANG[order];
    const danach = nach(v, order);
    expect(apply(danach, befehl(v, order), kontext(gibt(order)))).toEqual({
      state: 'angenommen',
      geaendert: false,
      vorgang: danach,
    });
  });

  it.each(['BESCHEID_MITZEICHNEN', 'BESCHEID_ZEICHNEN', 'VORGANG_WEITERLEITEN'] as const)(
    '[K4] %s a second time is a conflict',
    (order) => {
      const v = ANFANG[order];
      expect(apply(nach(v, order), befehl(v, order), kontext(gibt(order))).state).toBe('konflikt');
    },
  );

  const mitAnlage = { anhaenge: [PDF_ID] };
  const anderes: [Order, object, string][] = [
    ['BEARBEITER_ZUWEISEN', { bearbeiter: VERA.sub }, 'konflikt'],
    ['AKTENZEICHEN_SETZEN', { aktenzeichen: '32.1-4712' }, 'konflikt'],
    ['VORGANG_VERWERFEN', { begruendung: 'Unzuständig' }, 'konflikt'],
    ['VORGANG_WIEDEREROEFFNEN', { begruendung: 'Widerspruch' }, 'konflikt'],
    ['VORGANG_ZUM_LOESCHEN_MARKIEREN', { begruendung: 'Auf Wunsch' }, 'konflikt'],
    ['KOMMENTAR_ANLEGEN', { ...KOERPER.KOMMENTAR_ANLEGEN, text: 'x' }, 'id-vergeben'],
    ['KOMMENTAR_ANLEGEN', { ...KOERPER.KOMMENTAR_ANLEGEN, ...mitAnlage }, 'id-vergeben'],
    ['WIEDERVORLAGE_ANLEGEN', { ...KOERPER.WIEDERVORLAGE_ANLEGEN, frist: '2026-11-21' }, 'id-vergeben'],
    ['WIEDERVORLAGE_ANLEGEN', { ...KOERPER.WIEDERVORLAGE_ANLEGEN, beschreibung: 'mehr' }, 'id-vergeben'],
    ['WIEDERVORLAGE_AENDERN', { ...KOERPER.WIEDERVORLAGE_AENDERN, betreff: 'x' }, 'konflikt'],
    ['NACHRICHT_SENDEN', { ...KOERPER.NACHRICHT_SENDEN, betreff: 'x' }, 'id-vergeben'],
    ['NACHRICHT_SENDEN', { ...KOERPER.NACHRICHT_SENDEN, text: 'x' }, 'id-vergeben'],
    ['NACHRICHT_SENDEN', { ...KOERPER.NACHRICHT_SENDEN, ...mitAnlage }, 'id-vergeben'],
    ['BESCHEID_ENTWERFEN', { ...KOERPER.BESCHEID_ENTWERFEN, felder: { auflage: true } }, 'id-vergeben'],
    ['BESCHEID_AENDERN', { ...KOERPER.BESCHEID_AENDERN, text: 'x' }, 'konflikt'],
    ['BESCHEID_ZUR_MITZEICHNUNG_GEBEN', { ...KOERPER.BESCHEID_ZUR_MITZEICHNUNG_GEBEN, an: JAN.sub }, 'konflikt'],
    [
      'BESCHEID_ZUR_MITZEICHNUNG_GEBEN',
      { ...KOERPER.BESCHEID_ZUR_MITZEICHNUNG_GEBEN, dokument: { anhangId: PDF_ID, sha256: 'b'.repeat(64) } },
      'konflikt',
    ],
    ['BESCHEID_ZURUECKWEISEN', { ...KOERPER.BESCHEID_ZURUECKWEISEN, begruendung: 'x' }, 'konflikt'],
  ];
  it.each(anderes)('[K4] [C8] %s with %j instead is not passed over', (order, body, erwartet) => {
    const v = ANFANG[order];
    const u = apply(nach(v, order), befehl(v, order, body as Body<Order>), kontext(gibt(order)));
    expect(code(u)).toBe(erwartet);
  });

  it('[K4] the same files in a Kommentar and a Nachricht are the same content', () => {
    for (const order of ['KOMMENTAR_ANLEGEN', 'NACHRICHT_SENDEN'] as const) {
      const body = { ...KOERPER[order], ...mitAnlage };
      const danach = nach(neu, order, body);
      expect(apply(danach, befehl(neu, order, body), kontext())).toMatchObject({ geaendert: false });
    }
  });

  it('[K4] the fields of a Bescheid are compared by content, in whatever order they come', () => {
    const body = { ...KOERPER.BESCHEID_ENTWERFEN, felder: { a: 1, b: 'x' } };
    const danach = nach(bearbeitung, 'BESCHEID_ENTWERFEN', body);
    const gedreht = befehl(bearbeitung, 'BESCHEID_ENTWERFEN', { ...body, felder: { b: 'x', a: 1 } });
    expect(apply(danach, gedreht, kontext())).toMatchObject({ state: 'angenommen', geaendert: false });
  });

  it('[K4] a status reached by another way than the one that was seen is a conflict', () => {
    const zurueckgestellt = nach(bearbeitung, 'VORGANG_ZURUECKSTELLEN');
    const vonAngenommen = befehl(angenommen, 'VORGANG_ZURUECKSTELLEN');
    expect(apply(zurueckgestellt, vonAngenommen, kontext())).toMatchObject({ vorgang: { status: 'NEU' } });
    expect(apply(nach(zurueckgestellt, 'VORGANG_BEARBEITEN'), vonAngenommen, kontext()).state).toBe('konflikt');
    const geholt = nach(zuLoeschen, 'LOESCHANFORDERUNG_ZURUECKNEHMEN');
    const weiter = nach(geholt, 'AKTENZEICHEN_SETZEN');
    expect(apply(weiter, befehl(zuLoeschen, 'LOESCHANFORDERUNG_ZURUECKNEHMEN'), kontext()).state).toBe('konflikt');
  });
});

describe('the order of judgement', () => {
  it('[C3] role before equal intent: who may not give it is told so, though nothing would change', () => {
    expect(code(apply(angenommen, befehl(neu, 'VORGANG_ANNEHMEN'), kontext(LENA)))).toBe('rolle-fehlt');
  });
  it('[C3] equal intent before `erwartet`: what is there already is no conflict, whatever was on the screen', () => {
    expect(apply(angenommen, befehl(verworfen, 'VORGANG_ANNEHMEN'), kontext())).toMatchObject({ geaendert: false });
  });
  it('[C3] `erwartet` before precondition: what rests on an old screen is a conflict, not a refusal', () => {
    expect(code(apply(neu, befehl(angenommen, 'VORGANG_BEARBEITEN'), kontext()))).toBe('konflikt');
    expect(code(apply(neu, befehl(neu, 'VORGANG_BEARBEITEN'), kontext()))).toBe('uebergang-unzulaessig');
  });
  it('[C3] precondition before effect: a wrong status is told before a target that is not known', () => {
    const body = { organisationseinheitId: 'nirgends' };
    expect(code(apply(bearbeitung, befehl(bearbeitung, 'VORGANG_WEITERLEITEN', body), kontext()))).toBe(
      'uebergang-unzulaessig',
    );
    expect(code(apply(neu, befehl(neu, 'VORGANG_WEITERLEITEN', body), kontext()))).toBe('ziel-unbekannt');
  });
  it('a command without anything seen is no conflict where its order names nothing', () => {
    const { erwartet: _weg, ...ohne } = befehl(neu, 'KOMMENTAR_ANLEGEN');
    expect(apply(neu, ohne as ReturnType<typeof befehl>, kontext())).toMatchObject({ state: 'angenommen' });
  });
});
