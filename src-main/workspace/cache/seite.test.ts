/**
 * Promises about the base: pages with their cursor, versions that never go back, the end of a catch-up, and the gate that
 * keeps a person's work whatever removes data.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kopfVon } from '../../../src-shared/domain/vorgang.ts';
import { id, JETZT, kopf, type Platz, platz, SABINE, seite, vorgang } from '../../../tests/cache/muster.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const weg = (art: 'entzogen' | 'geloescht', n: number, version: number) => ({ art, id: id(n), version });
const ids = (ansicht: 'alle' | 'konflikte' = 'alle') =>
  p.bestand.leser.liste({ filter: { ansicht }, sortierung: 'eingang', limit: 50 }).vorgaenge.map((v) => v.id);
const erwarte = (code: string, titel: string) =>
  expect.objectContaining({
    problem: expect.objectContaining({
      type: `urn:kontor:problem:${code}`,
      title: expect.stringContaining(titel),
    }),
  });
const status = (n: number) => p.bestand.leser.vorgang(id(n)).vorgang.status;
const kommentiere = (n: number) =>
  p.bestand.schreiber.stelleEin({
    vorgangId: id(n),
    order: 'KOMMENTAR_ANLEGEN',
    body: { kommentarId: id(n, 5), text: 'Rückruf erbeten' },
  });

describe('pages', () => {
  it('[P3] a Vorgang whose row came but could not be read stays, and its details are asked for', () => {
    const { schreiber, leser } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0), vorgang(1)], { phase: 'folge', hasMore: false }));
    expect(leser.veralteteDetails(10)).toEqual([]);
    schreiber.beginneBestand();
    const ende = seite([vorgang(0)], { phase: 'folge', hasMore: false });
    expect(schreiber.uebernimmSeite({ ...ende, unlesbareIds: [id(1), id(99)] }).entfernt).toEqual([]);
    expect(leser.veralteteDetails(10)).toEqual([id(1)]);
  });
  it('[B1] stores rows and cursor together, newest first', () => {
    const { schreiber, leser } = p.bestand;
    const bericht = schreiber.uebernimmSeite(seite([vorgang(2), vorgang(0), vorgang(1)], { cursor: 'x7' }));
    expect(bericht.geaendert).toHaveLength(3);
    expect(ids()).toEqual([id(0), id(1), id(2)]);
    expect(leser.lesestand()).toMatchObject({ cursor: 'x7', phase: 'bestand', sicht: 'voll' });
  });

  it('[B1] [B8] keeps neither rows nor cursor of a page that fails half-way', () => {
    p.bestand.schreiber.uebernimmSeite(seite([vorgang(0)], { cursor: 'gut' }));
    const kaputt = { ...vorgang(2), dienst: undefined } as never;
    expect(() => p.bestand.schreiber.uebernimmSeite(seite([vorgang(1), kaputt], { cursor: 'schlecht' }))).toThrow();
    expect(ids()).toEqual([id(0)]);
    expect(p.bestand.leser.lesestand().cursor).toBe('gut');
    p.bestand.schreiber.uebernimmSeite(seite([vorgang(1)]));
    expect(p.bestand.leser.zaehler().gesamt).toBe(2);
  });

  it('[B2] never lays an older version over a newer one, by page or by reply', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0, { version: 5, status: 'ANGENOMMEN' })]));
    schreiber.uebernimmSeite(seite([vorgang(0, { version: 4, status: 'NEU' })]));
    schreiber.uebernimmSeite(seite([kopf(0, { version: 3, status: 'NEU' })]));
    schreiber.uebernimmDetails([vorgang(0, { version: 4, status: 'NEU' })]);
    expect(status(0)).toBe('ANGENOMMEN');
  });

  it('[B3] does not let a reply bring back what is gone', () => {
    p.bestand.schreiber.uebernimmDetails([vorgang(0)]);
    expect(ids()).toEqual([]);
  });

  it('gives Vorgänge of the same millisecond different places', () => {
    const zeit = new Date(JETZT).toISOString();
    p.bestand.schreiber.uebernimmSeite(seite(Array.from({ length: 600 }, (_, n) => vorgang(n, { eingangAm: zeit }))));
    expect(p.bestand.leser.zaehler().gesamt).toBe(600);
  });
});

it('[L7] [S4] a clock that was far ahead and is right again does not lock who has reached the cloud since', () => {
  p.uhr.ms = JETZT + 30 * 86_400_000;
  p.bestand.schreiber.merkeUhr();
  p.uhr.ms = JETZT;
  expect(p.bestand.leser.hoechsteUhr()).toBeGreaterThan(JETZT);
  p.bestand.schreiber.uebernimmSeite(seite([vorgang(0)]));
  expect(p.bestand.leser.hoechsteUhr()).toBe(JETZT);
});

describe('heads and details', () => {
  it('[B4] keeps old details under a newer head and says that they are stale', () => {
    const { schreiber, leser } = p.bestand;
    const mitText = vorgang(0, {
      kommentare: [
        { id: id(1, 5), text: 'alt', von: { sub: 'jan', name: 'Jan' }, am: vorgang(0).eingangAm, anhaenge: [] },
      ],
    });
    schreiber.uebernimmSeite(seite([mitText]));
    expect(leser.vorgang(id(0)).details).toBe('aktuell');
    schreiber.uebernimmSeite(seite([kopf(0, { version: 2, aktenzeichen: 'AZ 1' })]));
    const sicht = leser.vorgang(id(0));
    expect(sicht.details).toBe('veraltet');
    expect(sicht.vorgang).toMatchObject({ aktenzeichen: 'AZ 1', kommentare: [{ text: 'alt' }] });
    schreiber.uebernimmDetails([vorgang(0, { version: 2, aktenzeichen: 'AZ 1' })]);
    expect(leser.vorgang(id(0)).details).toBe('aktuell');
  });

  it('[Z1] asks for details in pull order: mine, NEU in my OE, the rest; newest first', () => {
    const ich = { sub: SABINE.sub, name: SABINE.name };
    p.bestand.schreiber.uebernimmSeite(
      seite([
        kopf(0, { status: 'ABGESCHLOSSEN' }),
        kopf(1, { status: 'NEU', organisationseinheit: { id: '197008', name: 'Bauaufsicht' } }),
        kopf(2, { status: 'NEU', organisationseinheit: { id: '1', name: 'Fremd' } }),
        kopf(3, { bearbeiter: ich }),
        kopf(4, { bearbeiter: ich }),
        vorgang(5),
      ]),
    );
    expect(p.bestand.leser.veralteteDetails(10)).toEqual([3, 4, 1, 0, 2].map((n) => id(n)));
    expect(p.bestand.leser.veralteteDetails(2)).toHaveLength(2);
  });

  it('does not ask again for details that the cloud did not give', () => {
    p.bestand.schreiber.uebernimmSeite(seite([kopf(0), kopf(1)]));
    p.bestand.schreiber.uebernimmDetails([vorgang(0)], [id(0), id(1)]);
    expect(p.bestand.leser.veralteteDetails(10)).toEqual([]);
    expect(p.bestand.leser.vorgang(id(1)).details).toBe('fehlen');
  });
});

describe('the end of a catch-up', () => {
  it('[B6] takes away what came in neither phase, once', () => {
    const { schreiber, leser } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0), vorgang(1), vorgang(2)]));
    schreiber.uebernimmSeite(seite([], { phase: 'folge', hasMore: false }));
    expect(ids()).toHaveLength(3);
    schreiber.beginneBestand();
    schreiber.uebernimmSeite(seite([vorgang(0)]));
    schreiber.uebernimmSeite(seite([kopf(1, { version: 2 })], { phase: 'folge', hasMore: true }));
    expect(ids()).toHaveLength(3);
    const ende = schreiber.uebernimmSeite(seite([], { phase: 'folge', hasMore: false }));
    expect(ende.entfernt).toEqual([id(2)]);
    expect(ids()).toEqual([id(0), id(1)]);
    expect(leser.lesestand().phase).toBe('fertig');
    expect(leser.entfernungen(5)[0]).toMatchObject({ vorgangId: id(2), ursache: 'abgleich', behalten: false });
  });
});

describe('the gate', () => {
  it('[T6] removes what no work hangs on, and says why', () => {
    const { schreiber, leser } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0), vorgang(1)]));
    const r = schreiber.uebernimmSeite(
      seite([], { changes: [weg('entzogen', 0, 2), weg('geloescht', 1, 2)] } as never),
    );
    expect(r.entfernt).toEqual([id(0), id(1)]);
    const frage = (nr: number) => () => leser.vorgang(id(nr));
    expect(frage(0)).toThrow(erwarte('nicht-sichtbar', 'nicht mehr in Ihrer Zuständigkeit'));
    expect(frage(1)).toThrow(erwarte('nicht-gefunden', 'gelöscht'));
    expect(frage(2)).toThrow(erwarte('nicht-gefunden', 'gibt es hier nicht'));
    expect(leser.entfernungen(5).map((e) => e.ursache)).toEqual(['geloescht', 'entzogen']);
    expect(leser.suche({ text: 'Lageplan_0', limit: 5 }).vorgaenge).toEqual([]);
  });

  it.each(['entzogen', 'geloescht'] as const)(
    '[T1] keeps unsent work when a Vorgang is %s, as a visible item',
    (art) => {
      const { schreiber, leser } = p.bestand;
      schreiber.uebernimmSeite(seite([vorgang(0)]));
      const { commandId } = kommentiere(0);
      const r = schreiber.uebernimmSeite(seite([], { changes: [weg(art, 0, 2)] } as never));
      expect(r).toMatchObject({ entfernt: [], behalten: [id(0)] });
      expect(ids()).toEqual([]);
      expect(leser.zaehler()).toMatchObject({ gesamt: 0, konflikte: 1 });
      expect(ids('konflikte')).toEqual([id(0)]);
      expect(leser.suche({ text: 'FL-2026-100000', limit: 5 }).vorgaenge).toEqual([]);
      expect(leser.vorgang(id(0))).toMatchObject({ marke: 'entzogen', pending: [{ commandId }] });
      expect(schreiber.naechsteSendung({ jetztMs: JETZT, max: 10 }).commands).toHaveLength(1);
      schreiber.alsWirdGesendet([commandId]);
      const ende = schreiber.uebernimmErgebnisse([{ commandId, state: 'angenommen', version: 3 }], 'x');
      expect(ende.entfernt).toEqual([id(0)]);
      expect(ids('konflikte')).toEqual([]);
    },
  );

  it('[T4] [T5] [T6] keeps a Vorgang with a draft or an unsent file, through every kind of removal, until the draft is gone', () => {
    const { schreiber, leser } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0), vorgang(1), vorgang(2)]));
    schreiber.speichereEntwurf(id(0), 'kommentar', { text: 'halb fertig' });
    expect(schreiber.entferneAlle('abmeldung')).toMatchObject({ behalten: [id(0)] });
    expect(leser.entwurf(id(0), 'kommentar')).toEqual({ text: 'halb fertig' });
    schreiber.speichereEntwurf(id(0), 'kommentar', null);
    expect(() => leser.vorgang(id(0))).toThrow();
    expect(
      leser
        .entfernungen(10)
        .filter((e) => e.vorgangId === id(0))
        .map((e) => e.behalten),
    ).toEqual([false, true]);
  });

  it('brings a kept Vorgang back into the lists when the cloud gives it again', () => {
    const { schreiber } = p.bestand;
    schreiber.uebernimmSeite(seite([vorgang(0)]));
    kommentiere(0);
    schreiber.uebernimmSeite(seite([], { changes: [weg('entzogen', 0, 2)] } as never));
    schreiber.uebernimmSeite(seite([vorgang(0, { version: 3 })]));
    expect(ids()).toEqual([id(0)]);
    expect(p.bestand.leser.suche({ text: 'FL-2026-100000', limit: 5 }).vorgaenge).toHaveLength(1);
  });

  it('[L13] drops closed Vorgänge after their days, and only those', () => {
    const alt = new Date(JETZT - 100 * 86_400_000).toISOString();
    p.bestand.schreiber.uebernimmSeite(
      seite([
        vorgang(0, { status: 'ABGESCHLOSSEN', geaendertAm: alt }),
        vorgang(1, { status: 'ABGESCHLOSSEN' }),
        vorgang(2, { status: 'NEU', geaendertAm: alt }),
      ]),
    );
    expect(p.bestand.schreiber.entferneAbgeschlossene(90).entfernt).toEqual([id(0)]);
    expect(ids()).toEqual([id(1), id(2)]);
  });
});

it('keeps the head a reply made of a whole Vorgang', () => {
  p.bestand.schreiber.uebernimmSeite(seite([kopfVon(vorgang(0))]));
  expect(
    p.bestand.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 5 }).vorgaenge[0],
  ).toMatchObject({
    nummer: 'FL-2026-100000',
    antragsteller: 'Jürgen Müller',
    dienst: { name: 'Halteverbot' },
  });
});
