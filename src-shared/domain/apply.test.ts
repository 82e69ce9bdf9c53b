/** Tests of `apply`: the tables of product.md row by row, every other cell refused; four eyes; equal intent; conflicts. */
import { describe, expect, it } from 'vitest';
import * as fall from '../testing/fall.ts';
import { apply, type Urteil } from './apply.ts';
import { ORDERS, type Order } from './befehle.ts';
import { problemCode } from './problem.ts';
import { BESCHEID_STAND, ROLLEN, STATUS, type Status, type Vorgang } from './vorgang.ts';

const { befehl, kontext, vorgang, SABINE, VERA, JAN, PETRA, LARS, BESCHEID_ID, WV_ID, PDF_ID, PDF_SHA } = fall;

/** product.md, written out by hand once more: if table and test disagree, one is wrong. */
const STATUSWECHSEL: [Order, Status, Status | 'weg'][] = [
  ['VORGANG_ANNEHMEN', 'NEU', 'ANGENOMMEN'],
  ['VORGANG_VERWERFEN', 'NEU', 'VERWORFEN'],
  ['VORGANG_ZURUECKHOLEN', 'VERWORFEN', 'NEU'],
  ['VORGANG_BEARBEITEN', 'ANGENOMMEN', 'IN_BEARBEITUNG'],
  ['VORGANG_ZURUECKSTELLEN', 'ANGENOMMEN', 'NEU'],
  ['VORGANG_ZURUECKSTELLEN', 'IN_BEARBEITUNG', 'ANGENOMMEN'],
  ['BESCHEID_ZEICHNEN', 'IN_BEARBEITUNG', 'BESCHIEDEN'],
  ['VORGANG_ABSCHLIESSEN', 'ANGENOMMEN', 'ABGESCHLOSSEN'],
  ['VORGANG_ABSCHLIESSEN', 'IN_BEARBEITUNG', 'ABGESCHLOSSEN'],
  ['VORGANG_ABSCHLIESSEN', 'BESCHIEDEN', 'ABGESCHLOSSEN'],
  ['VORGANG_WIEDEREROEFFNEN', 'BESCHIEDEN', 'IN_BEARBEITUNG'],
  ['VORGANG_WIEDEREROEFFNEN', 'ABGESCHLOSSEN', 'IN_BEARBEITUNG'],
  ['VORGANG_WEITERLEITEN', 'NEU', 'NEU'],
  ['VORGANG_WEITERLEITEN', 'ANGENOMMEN', 'NEU'],
  ['VORGANG_ZUM_LOESCHEN_MARKIEREN', 'ABGESCHLOSSEN', 'ZU_LOESCHEN'],
  ['VORGANG_ZUM_LOESCHEN_MARKIEREN', 'VERWORFEN', 'ZU_LOESCHEN'],
  ['LOESCHANFORDERUNG_ZURUECKNEHMEN', 'ZU_LOESCHEN', 'VERWORFEN'],
  ['VORGANG_LOESCHEN', 'ZU_LOESCHEN', 'weg'],
  ['BESCHEID_ZEICHNUNG_ZURUECKZIEHEN', 'BESCHIEDEN', 'IN_BEARBEITUNG'],
];
const MIT_STATUSWECHSEL = new Set(STATUSWECHSEL.map(([o]) => o));
const OFFEN: Status[] = ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG', 'BESCHIEDEN', 'ABGESCHLOSSEN', 'VERWORFEN'];

/** Stand a Bescheid must be in for the order to be given, for the order's own row. */
const STAND: Partial<Record<Order, string>> = {
  BESCHEID_AENDERN: 'ENTWURF',
  BESCHEID_VERWERFEN: 'ENTWURF',
  BESCHEID_ZUR_MITZEICHNUNG_GEBEN: 'ENTWURF',
  BESCHEID_MITZEICHNEN: 'ZUR_MITZEICHNUNG',
  BESCHEID_ZURUECKWEISEN: 'ZUR_MITZEICHNUNG',
  BESCHEID_ZEICHNEN: 'ENTWURF',
  BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: 'GEZEICHNET',
};

function bescheid(stand: string): Vorgang['bescheide'][number] {
  return {
    id: BESCHEID_ID,
    version: 1,
    stand,
    entscheidung: 'BEWILLIGT',
    vorlageId: 'standard',
    felder: {},
    text: 'Alt',
    erstelltVon: { sub: SABINE.sub, name: SABINE.name },
    zurMitzeichnung: {
      an: { sub: SABINE.sub, name: SABINE.name },
      von: { sub: JAN.sub, name: JAN.name },
      am: '2026-11-01T10:00:00.000Z',
    },
    gezeichnetVon: { sub: SABINE.sub, name: SABINE.name },
  };
}

function imStatus(status: Status, order: Order): Vorgang {
  const stand = STAND[order];
  const mitWv = order.startsWith('WIEDERVORLAGE_') && order !== 'WIEDERVORLAGE_ANLEGEN';
  return vorgang({
    status,
    bescheide: stand ? [bescheid(stand)] : [],
    wiedervorlagen: mitWv
      ? [
          {
            id: WV_ID,
            version: 3,
            betreff: 'Alt',
            frist: '2026-11-10',
            erledigt: order === 'WIEDERVORLAGE_WIEDEREROEFFNEN',
            von: { sub: JAN.sub, name: JAN.name },
            am: '2026-11-01T08:00:00.000Z',
          },
        ]
      : [],
    ...(status === 'ZU_LOESCHEN'
      ? {
          loeschung: {
            von: { sub: SABINE.sub, name: SABINE.name },
            am: '2026-11-01T08:00:00.000Z',
            begruendung: 'x',
            statusVorher: 'VERWORFEN',
          },
        }
      : {}),
  });
}

const wer = (order: Order) => (order === 'VORGANG_LOESCHEN' ? LARS : SABINE);
const code = (u: Urteil) => (u.state === 'angenommen' ? undefined : problemCode(u.problem));

describe('product.md: every order in every status', () => {
  for (const order of ORDERS) {
    for (const status of STATUS) {
      const zeile = STATUSWECHSEL.find(([o, von]) => o === order && von === status);
      const nurEntwurf = order === 'BESCHEID_ENTWERFEN' ? status === 'IN_BEARBEITUNG' : OFFEN.includes(status);
      const erlaubt = MIT_STATUSWECHSEL.has(order) ? zeile !== undefined : nurEntwurf;
      it(`${order} in ${status}: ${erlaubt ? (zeile?.[2] ?? 'bleibt') : 'abgelehnt'}`, () => {
        const v = imStatus(status, order);
        const u = apply(v, befehl(v, order), kontext(wer(order)));
        if (erlaubt) {
          expect(u).toMatchObject({ state: 'angenommen', geaendert: true });
          if (u.state !== 'angenommen') return;
          if (zeile?.[2] === 'weg') return expect(u.vorgang).toBeNull();
          expect(u.vorgang?.status).toBe(zeile?.[2] ?? status);
          expect(u.vorgang?.version).toBe(v.version + 1);
          expect(u.vorgang?.historie.at(-1)).toMatchObject({ order, von: { sub: wer(order).sub } });
        } else if (u.state === 'angenommen') {
          // The state asked for is there already: no conflict and no change either.
          expect(u.geaendert).toBe(false);
          expect(u.vorgang).toBe(v);
        } else {
          expect(code(u)).toBe('uebergang-unzulaessig');
        }
      });
    }
  }
});

describe('product.md: stands of the Bescheid', () => {
  const erlaubt: Partial<Record<Order, string[]>> = {
    BESCHEID_AENDERN: ['ENTWURF', 'MITGEZEICHNET', 'ZURUECKGEWIESEN', 'ZURUECKGEZOGEN'],
    BESCHEID_VERWERFEN: ['ENTWURF', 'ZURUECKGEWIESEN', 'ZURUECKGEZOGEN'],
    BESCHEID_ZUR_MITZEICHNUNG_GEBEN: ['ENTWURF'],
    BESCHEID_MITZEICHNEN: ['ZUR_MITZEICHNUNG'],
    BESCHEID_ZURUECKWEISEN: ['ZUR_MITZEICHNUNG'],
    BESCHEID_ZEICHNEN: ['ENTWURF', 'MITGEZEICHNET'],
    BESCHEID_ZEICHNUNG_ZURUECKZIEHEN: ['GEZEICHNET'],
  };
  for (const [order, staende] of Object.entries(erlaubt) as [Order, string[]][]) {
    for (const stand of BESCHEID_STAND) {
      it(`${order} bei ${stand}: ${staende.includes(stand) ? 'geht' : 'geht nicht'}`, () => {
        const status = order === 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN' ? 'BESCHIEDEN' : 'IN_BEARBEITUNG';
        const v = vorgang({ status, bescheide: [bescheid(stand)] });
        const u = apply(v, befehl(v, order), kontext());
        if (staende.includes(stand)) return expect(u.state).toBe('angenommen');
        if (u.state === 'angenommen') return expect(u.geaendert).toBe(false);
        expect(code(u)).toBe('bescheid-stand');
        // The reason is read by people: no code of ours in it.
        expect(u.problem.detail).not.toMatch(/[A-Z]{4,}/);
      });
    }
  }

  it('only AENDERN raises the version, and voids co-signatures and document', () => {
    const v = vorgang({
      status: 'IN_BEARBEITUNG',
      bescheide: [{ ...bescheid('MITGEZEICHNET'), mitgezeichnetVon: { sub: VERA.sub, name: VERA.name } }],
    });
    const u = apply(v, befehl(v, 'BESCHEID_AENDERN'), kontext());
    if (u.state !== 'angenommen') throw new Error(u.problem.type);
    expect(u.vorgang?.bescheide[0]).toMatchObject({ version: 2, stand: 'ENTWURF', text: 'Ihr Antrag wird abgelehnt.' });
    expect(u.vorgang?.bescheide[0]?.mitgezeichnetVon).toBeUndefined();
    const gegeben = apply(imStatus('IN_BEARBEITUNG', 'BESCHEID_ZEICHNEN'), befehl(v, 'BESCHEID_AENDERN'), kontext());
    expect(code(gegeben)).toBe('konflikt');
  });
});

describe('roles', () => {
  const POSTSTELLE: Order[] = [
    'VORGANG_ANNEHMEN',
    'VORGANG_VERWERFEN',
    'VORGANG_WEITERLEITEN',
    'BEARBEITER_ZUWEISEN',
    'KOMMENTAR_ANLEGEN',
  ];
  const LOESCHEN: Order[] = ['VORGANG_LOESCHEN', 'LOESCHANFORDERUNG_ZURUECKNEHMEN'];
  for (const order of ORDERS) {
    for (const rolle of ROLLEN) {
      const darf =
        rolle === 'VERWALTUNG_USER'
          ? order !== 'VORGANG_LOESCHEN'
          : rolle === 'VERWALTUNG_POSTSTELLE'
            ? POSTSTELLE.includes(order)
            : rolle === 'VERWALTUNG_LOESCHEN' && LOESCHEN.includes(order);
      it(`${order} als ${rolle}: ${darf ? 'darf' : 'darf nicht'}`, () => {
        const v = vorgang();
        const u = apply(v, befehl(v, order), kontext({ ...SABINE, rollen: [rolle] }));
        expect(code(u) === 'rolle-fehlt').toBe(!darf);
      });
    }
  }
});

describe('four eyes and Zeichnungsbefugnis', () => {
  it('a Dienst that asks for it needs the co-signature first', () => {
    const v = vorgang({
      status: 'IN_BEARBEITUNG',
      dienst: { id: 'baumfaellung', name: 'Baumfällung' },
      bescheide: [bescheid('ENTWURF')],
    });
    expect(code(apply(v, befehl(v, 'BESCHEID_ZEICHNEN'), kontext()))).toBe('mitzeichnung-fehlt');
  });
  it('without Zeichnungsbefugnis, or past its last day, nobody signs', () => {
    const v = vorgang({ status: 'IN_BEARBEITUNG', bescheide: [bescheid('ENTWURF')] });
    expect(code(apply(v, befehl(v, 'BESCHEID_ZEICHNEN'), kontext(JAN)))).toBe('zeichnung-fehlt');
    const bisGestern = { ...SABINE, zeichnung: [{ dienstId: null, bis: '2026-11-01' }] };
    expect(code(apply(v, befehl(v, 'BESCHEID_ZEICHNEN'), kontext(bisGestern)))).toBe('zeichnung-fehlt');
    const bisHeute = { ...SABINE, zeichnung: [{ dienstId: 'gewerbeanmeldung', bis: '2026-11-02' }] };
    expect(apply(v, befehl(v, 'BESCHEID_ZEICHNEN'), kontext(bisHeute)).state).toBe('angenommen');
  });
  it('[E4] who gave it does not co-sign; who co-signed does not sign; nobody but the one asked rejects', () => {
    const zurM = vorgang({ status: 'IN_BEARBEITUNG', bescheide: [bescheid('ZUR_MITZEICHNUNG')] });
    const jan = { ...JAN, zeichnung: SABINE.zeichnung };
    expect(code(apply(zurM, befehl(zurM, 'BESCHEID_MITZEICHNEN'), kontext(jan)))).toBe('vier-augen');
    expect(code(apply(zurM, befehl(zurM, 'BESCHEID_ZURUECKWEISEN'), kontext(VERA)))).toBe('nicht-berechtigt');
    const mit = vorgang({
      status: 'IN_BEARBEITUNG',
      bescheide: [{ ...bescheid('MITGEZEICHNET'), mitgezeichnetVon: { sub: VERA.sub, name: VERA.name } }],
    });
    expect(code(apply(mit, befehl(mit, 'BESCHEID_ZEICHNEN'), kontext(VERA)))).toBe('vier-augen');
    expect(apply(mit, befehl(mit, 'BESCHEID_ZEICHNEN'), kontext(SABINE)).state).toBe('angenommen');
  });
  it('what is signed is the very document that was co-signed', () => {
    const anderes = { id: 'x', dateiname: 'b.pdf', contentType: 'application/pdf', groesse: 1, sha256: 'b'.repeat(64) };
    const v = vorgang({ status: 'IN_BEARBEITUNG', bescheide: [{ ...bescheid('MITGEZEICHNET'), dokument: anderes }] });
    expect(code(apply(v, befehl(v, 'BESCHEID_ZEICHNEN'), kontext()))).toBe('dokument-abweichend');
  });
  it('nobody may be asked to co-sign who may not, nor oneself', () => {
    const v = vorgang({ status: 'IN_BEARBEITUNG', bescheide: [bescheid('ENTWURF')] });
    const dokument = { anhangId: PDF_ID, sha256: PDF_SHA };
    const an = (sub: string) =>
      befehl(v, 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN', { bescheidId: BESCHEID_ID, an: sub, dokument });
    expect(code(apply(v, an(JAN.sub), kontext()))).toBe('zeichnung-fehlt');
    expect(code(apply(v, an(SABINE.sub), kontext()))).toBe('vier-augen');
    expect(code(apply(v, an('flensburg:niemand'), kontext()))).toBe('ziel-unbekannt');
    expect(apply(v, an(VERA.sub), kontext()).state).toBe('angenommen');
  });
  it('who asked for deletion does not delete', () => {
    const v = imStatus('ZU_LOESCHEN', 'VORGANG_LOESCHEN');
    const beides = { ...SABINE, rollen: ['VERWALTUNG_USER', 'VERWALTUNG_LOESCHEN'] as const };
    expect(code(apply(v, befehl(v, 'VORGANG_LOESCHEN'), kontext(beides)))).toBe('vier-augen');
  });
});

describe('equal intent and conflicts', () => {
  it('[K4] the same assignment by a colleague is no conflict, another one is, naming field, expected and found', () => {
    const gesehen = vorgang();
    const b = befehl(gesehen, 'BEARBEITER_ZUWEISEN');
    const gleich = vorgang({ version: 2, bearbeiter: { sub: JAN.sub, name: JAN.name } });
    expect(apply(gleich, b, kontext())).toEqual({ state: 'angenommen', geaendert: false, vorgang: gleich });
    const anders = vorgang({ version: 2, bearbeiter: { sub: VERA.sub, name: VERA.name } });
    expect(apply(anders, b, kontext())).toMatchObject({
      state: 'konflikt',
      problem: { felder: [{ feld: 'bearbeiter', erwartet: null, gefunden: VERA.sub }] },
    });
  });
  it("[K4] a colleague's Kommentar is no conflict for anybody", () => {
    const gesehen = vorgang();
    const b = befehl(gesehen, 'VORGANG_ANNEHMEN');
    const k = { id: 'k', text: 'x', von: { sub: JAN.sub, name: JAN.name }, am: gesehen.eingangAm, anhaenge: [] };
    expect(apply(vorgang({ version: 2, kommentare: [k] }), b, kontext()).state).toBe('angenommen');
  });
  it('[K4] another Begründung is another intent', () => {
    const v = vorgang();
    const erst = apply(v, befehl(v, 'VORGANG_VERWERFEN'), kontext());
    if (erst.state !== 'angenommen' || !erst.vorgang) throw new Error('nicht angenommen');
    const gleich = befehl(v, 'VORGANG_VERWERFEN');
    const anders = befehl(v, 'VORGANG_VERWERFEN', { begruendung: 'Unzuständig' });
    expect(apply(erst.vorgang, gleich, kontext(JAN))).toMatchObject({ state: 'angenommen', geaendert: false });
    expect(apply(erst.vorgang, anders, kontext(JAN)).state).toBe('konflikt');
  });
  it('[C8] an object id taken with other content is refused', () => {
    const v = vorgang();
    const erst = apply(v, befehl(v, 'KOMMENTAR_ANLEGEN'), kontext());
    if (erst.state !== 'angenommen' || !erst.vorgang) throw new Error('nicht angenommen');
    const anders = { ...fall.KOERPER.KOMMENTAR_ANLEGEN, text: 'Anderer Text' };
    expect(code(apply(erst.vorgang, befehl(v, 'KOMMENTAR_ANLEGEN', anders), kontext()))).toBe('id-vergeben');
  });
  it('what the table names in `erwartet` must be there', () => {
    const v = vorgang();
    const b = { ...befehl(v, 'VORGANG_WEITERLEITEN'), erwartet: { status: 'NEU' } };
    expect(code(apply(v, b, kontext()))).toBe('erwartet-fehlt');
  });
  it('[K4] signing is never equal intent', () => {
    const v = vorgang({ status: 'BESCHIEDEN', bescheide: [bescheid('GEZEICHNET')] });
    expect(apply(v, befehl(v, 'BESCHEID_ZEICHNEN'), kontext()).state).toBe('abgelehnt');
  });
  it('forwarding: own Mandant begins anew there, another Mandant ends here', () => {
    const v = vorgang({ status: 'ANGENOMMEN', bearbeiter: { sub: JAN.sub, name: JAN.name } });
    const innen = apply(v, befehl(v, 'VORGANG_WEITERLEITEN'), kontext(PETRA));
    expect(innen).toMatchObject({ vorgang: { status: 'NEU', organisationseinheit: { id: '197099' } } });
    if (innen.state === 'angenommen') expect(innen.vorgang?.bearbeiter).toBeUndefined();
    const b = befehl(v, 'VORGANG_WEITERLEITEN', { organisationseinheitId: '290001' });
    expect(apply(v, b, kontext())).toMatchObject({
      vorgang: { status: 'WEITERGELEITET', organisationseinheit: { id: '197008' } },
    });
  });
  it('never changes what it was given', () => {
    for (const order of ORDERS) {
      const v = imStatus('IN_BEARBEITUNG', order);
      const vorher = structuredClone(v);
      apply(v, befehl(v, order), kontext());
      expect(v).toEqual(vorher);
    }
  });
});
