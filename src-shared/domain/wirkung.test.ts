/** What an order changes besides the status, what it writes into the Historie, and what its body must not name. */
import { describe, expect, it } from 'vitest';
import * as fall from '../testing/fall.ts';
import { apply, type Urteil } from './apply.ts';
import { type Body, genannteAnhaenge, type Order } from './befehle.ts';
import { fehlendeErwartung } from './erwartung.ts';
import { problemCode } from './problem.ts';
import { lageVon, sieht } from './sicht.ts';
import { kopfVon, type Vorgang } from './vorgang.ts';

const { befehl, kontext, vorgang, KOERPER, SABINE, VERA, JAN, LARS, LENA, PETRA, PDF_ID, BESCHEID_ID } = fall;
const code = (u: Urteil) => (u.state === 'angenommen' ? undefined : problemCode(u.problem));
const von = { sub: JAN.sub, name: JAN.name };
const am = '2026-11-01T10:00:00.000Z';

function gib<O extends Order>(v: Vorgang, order: O, body: Body<O> = KOERPER[order], mehr = {}): Urteil {
  return apply(v, befehl(v, order, body), kontext(SABINE, mehr));
}
function nach<O extends Order>(v: Vorgang, order: O, body?: Body<O>): Vorgang {
  const u = gib(v, order, body);
  if (u.state !== 'angenommen' || u.vorgang === null) throw new Error(`${order}: ${JSON.stringify(u)}`);
  return u.vorgang;
}

describe('what a body must not name', () => {
  const fremd = '01931f00-0000-7000-8000-0000000000ff';
  const faelle: [Order, object, string][] = [
    ['VORGANG_WEITERLEITEN', { organisationseinheitId: 'nirgends' }, 'ziel-unbekannt'],
    ['VORGANG_WEITERLEITEN', { organisationseinheitId: '197008' }, 'ziel-unbekannt'],
    ['BEARBEITER_ZUWEISEN', { bearbeiter: 'niemand' }, 'ziel-unbekannt'],
    ['KOMMENTAR_ANLEGEN', { ...KOERPER.KOMMENTAR_ANLEGEN, anhaenge: [PDF_ID, fremd] }, 'anhang-fehlt'],
    ['NACHRICHT_SENDEN', { ...KOERPER.NACHRICHT_SENDEN, anhaenge: [fremd] }, 'anhang-fehlt'],
  ];
  it.each(faelle)('%s with %j: %s…', (order, body, erwartet) => {
    expect(code(gib(vorgang(), order, body as Body<Order>))).toBe(erwartet);
  });

  it.each(['WIEDERVORLAGE_AENDERN', 'WIEDERVORLAGE_ERLEDIGEN', 'WIEDERVORLAGE_WIEDEREROEFFNEN'] as const)(
    '%s of one that is not there is told as that',
    (order) => {
      expect(code(gib(vorgang(), order))).toBe('objekt-unbekannt');
    },
  );
});

describe('what is changed', () => {
  it('an assignment is taken away, and the Historie says so in words', () => {
    const zugewiesen = nach(vorgang(), 'BEARBEITER_ZUWEISEN');
    expect(zugewiesen).toMatchObject({ bearbeiter: von, historie: [{ was: 'Bearbeitung zugewiesen: Jan Petersen' }] });
    const frei = nach(zugewiesen, 'BEARBEITER_ZUWEISEN', { bearbeiter: null });
    expect(frei.bearbeiter).toBeUndefined();
    expect(frei.historie.at(-1)?.was).toBe('Bearbeitung zugewiesen: niemandem');
  });

  it('one Wiedervorlage and no other, its version grows', () => {
    const v = nach(vorgang(), 'WIEDERVORLAGE_ANLEGEN');
    const andere = { ...KOERPER.WIEDERVORLAGE_ANLEGEN, wiedervorlageId: PDF_ID, betreff: 'Andere' };
    const zwei = nach(v, 'WIEDERVORLAGE_ANLEGEN', andere);
    const geaendert = nach(zwei, 'WIEDERVORLAGE_AENDERN', { ...KOERPER.WIEDERVORLAGE_AENDERN, beschreibung: 'neu' });
    expect(geaendert.wiedervorlagen).toMatchObject([
      { version: 2, betreff: 'Unterlagen nachfordern', beschreibung: 'neu', erledigt: false },
      { version: 1, betreff: 'Andere' },
    ]);
  });

  it('a request for deletion taken back restores the status before it; without a record of it the status stays', () => {
    const loeschung = { von, am, begruendung: 'x', statusVorher: 'VERWORFEN' };
    const mit = nach(vorgang({ status: 'ZU_LOESCHEN', loeschung }), 'LOESCHANFORDERUNG_ZURUECKNEHMEN');
    expect([mit.status, mit.loeschung]).toEqual(['VERWORFEN', undefined]);
    const ohne = nach(vorgang({ status: 'ZU_LOESCHEN' }), 'LOESCHANFORDERUNG_ZURUECKNEHMEN');
    expect(ohne.status).toBe('ZU_LOESCHEN');
  });

  it('[O18] the Historie keeps the device’s instant only where it is another', () => {
    const cloud = '2026-11-02T09:30:00.000Z';
    const bei = (geraetAm: string) => {
      const u = gib(vorgang(), 'VORGANG_ANNEHMEN', {}, { geraetAm });
      return u.state === 'angenommen' ? u.vorgang?.historie[0] : undefined;
    };
    expect(bei('2026-11-02T07:00:00.000Z')).toMatchObject({ am: cloud, geraetAm: '2026-11-02T07:00:00.000Z' });
    expect(bei(cloud)).not.toHaveProperty('geraetAm');
  });
});

describe('what is named and seen', () => {
  it('files of a body: those attached and the one that is signed; nothing that is no id', () => {
    expect(genannteAnhaenge(KOERPER.BESCHEID_ZEICHNEN)).toEqual([PDF_ID]);
    expect(genannteAnhaenge({ anhaenge: [PDF_ID, 7, null], dokument: null })).toEqual([PDF_ID]);
    expect(genannteAnhaenge({ anhaenge: 'alle' })).toEqual([]);
  });

  it('a command that says nothing of what was seen lacks all that its order names', () => {
    const { erwartet: _weg, ...ohne } = befehl(vorgang(), 'VORGANG_WEITERLEITEN');
    expect(fehlendeErwartung(ohne as ReturnType<typeof befehl>)).toEqual(['status', 'organisationseinheitId']);
  });

  it('a head counts incoming messages nobody has seen to, and says where the last Bescheid stands', () => {
    const nachricht = (id: string, richtung: string, stand: string) => ({
      ...{ id, richtung, stand, betreff: '', text: '', am, anhaenge: [] },
    });
    const nachrichten = [nachricht('1', 'EIN', 'NEU'), nachricht('2', 'EIN', 'GELESEN'), nachricht('3', 'AUS', 'NEU')];
    const entwurf = { ...KOERPER.BESCHEID_ENTWERFEN, id: BESCHEID_ID, version: 1, stand: 'ENTWURF', erstelltVon: von };
    expect(kopfVon(vorgang({ nachrichten, bescheide: [entwurf] }))).toMatchObject({
      neueNachrichten: 1,
      bescheidStand: 'ENTWURF',
    });
    expect(kopfVon(vorgang())).not.toHaveProperty('bescheidStand');
  });

  it('who sees a Vorgang: by unit, assignment, Mitzeichnung, and by what the role is for', () => {
    const fern = { organisationseinheit: { id: '197099', name: 'Rechtsamt' } };
    const gegeben = {
      ...{ ...KOERPER.BESCHEID_ENTWERFEN, id: BESCHEID_ID, version: 1, stand: 'ZUR_MITZEICHNUNG', erstelltVon: von },
      zurMitzeichnung: { an: { sub: VERA.sub, name: VERA.name }, von, am },
    };
    const zweiter = { ...gegeben, id: PDF_ID };
    const sehen = (v: Vorgang) =>
      [SABINE, VERA, JAN, PETRA, LARS, LENA].filter((p) => sieht(p, lageVon(v))).map((p) => p.name.split(' ')[0]);
    expect(sehen(vorgang({ status: 'ANGENOMMEN' }))).toEqual(['Sabine', 'Vera', 'Jan', 'Lena']);
    expect(sehen(vorgang({ ...fern, status: 'ANGENOMMEN' }))).toEqual([]);
    expect(sehen(vorgang({ ...fern, status: 'ANGENOMMEN', bearbeiter: von }))).toEqual(['Jan']);
    expect(sehen(vorgang({ ...fern, status: 'IN_BEARBEITUNG', bescheide: [gegeben, zweiter] }))).toEqual(['Vera']);
    expect(sehen(vorgang(fern))).toEqual(['Petra']);
    expect(sehen(vorgang({ ...fern, status: 'ZU_LOESCHEN' }))).toEqual(['Lars']);
    expect(lageVon(vorgang({ bescheide: [gegeben, zweiter] })).mitzeichnungAn).toEqual([VERA.sub]);
  });
});
