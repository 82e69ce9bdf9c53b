/**
 * Promises about lists and counters: right, in order, exactly paged, and served by ranges of indexes only, so that cost
 * does not grow with the cache. Checked against a plain scan over the same Vorgänge.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { GeprueftEingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import {
  id,
  JETZT,
  OVERLAY,
  type Platz,
  platz,
  SABINE,
  SCHLUESSEL,
  seite,
  vorgang,
} from '../../../tests/cache/muster.ts';
import { macheKern } from './kern.ts';
import { DETAILS_SQL } from './lesen.ts';
import { abfragen, listenBereiche } from './liste.ts';
import { TEIL_SQL, WORT_SQL } from './suche.ts';
import { oeffneVerbindung } from './verbindung.ts';

type Frage = GeprueftEingabe<'liste'>;
type Filter = Frage['filter'];

const N = 400;
let p: Platz;
const alle: Vorgang[] = Array.from({ length: N }, (_, n) =>
  vorgang(n, {
    ...(n % 5 === 0 ? { bearbeiter: { sub: 'sabine', name: 'Sabine Sander' } } : {}),
    ...(n % 7 === 0 ? { frist: undefined } : {}),
    ...(n % 11 === 0
      ? {
          wiedervorlagen: [
            {
              id: id(n, 3),
              version: 1,
              betreff: 'prüfen',
              frist: n % 2 ? '2026-06-15' : '2026-06-16',
              erledigt: false,
              von: { sub: 'a', name: 'A' },
              am: vorgang(n).eingangAm,
            },
          ],
        }
      : {}),
  }),
);

beforeAll(() => {
  p = platz();
  p.bestand.schreiber.uebernimmSeite(seite([...alle].reverse()));
});
afterAll(() => p.raeume());

const OFFEN = ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG'];
const HEUTE = '2026-06-15';

/** What the list must contain, by a plain scan. */
function erwartet(f: Filter, sortierung: Frage['sortierung']): string[] {
  const passt: Record<Filter['ansicht'], (v: Vorgang) => boolean> = {
    alle: () => true,
    neu: (v) => v.status === 'NEU' && SABINE.oe.includes(v.organisationseinheit.id),
    meine: (v) => v.bearbeiter?.sub === 'sabine',
    nicht_zugewiesen: (v) => v.bearbeiter === undefined && OFFEN.includes(v.status),
    ueberfaellig: (v) => OFFEN.includes(v.status) && v.frist !== undefined && v.frist < HEUTE,
    wiedervorlagen: (v) => v.wiedervorlagen.some((w) => w.frist <= HEUTE),
    zur_mitzeichnung: () => false,
    konflikte: () => false,
  };
  const gefunden = alle.filter(
    (v) =>
      passt[f.ansicht](v) &&
      (f.status === undefined || f.status.includes(v.status)) &&
      (f.oe === undefined || f.oe === v.organisationseinheit.id) &&
      (f.dienst === undefined || f.dienst === v.dienst.id),
  );
  // What is done has no Frist that runs: it comes after all that is open, open ones without a Frist included.
  const platzNachFrist = (v: Vorgang) => (OFFEN.includes(v.status) ? '0' : '1') + (v.frist ?? '9');
  if (sortierung === 'frist') gefunden.sort((a, b) => platzNachFrist(a).localeCompare(platzNachFrist(b)));
  return gefunden.map((v) => v.id);
}

function blaettere(filter: Filter, sortierung: Frage['sortierung'], limit: number) {
  const ids: string[] = [];
  let nach: string | undefined;
  let gesamt: unknown;
  do {
    const seiteN = p.bestand.leser.liste({ filter, sortierung, limit, ...(nach === undefined ? {} : { nach }) });
    ids.push(...seiteN.vorgaenge.map((v) => v.id));
    nach = seiteN.weiter;
    gesamt = seiteN.gesamt;
  } while (nach !== undefined);
  return { ids, gesamt };
}

const FILTER: Filter[] = [
  { ansicht: 'alle' },
  { ansicht: 'alle', status: ['NEU', 'BESCHIEDEN'] },
  { ansicht: 'alle', oe: '197999' },
  { ansicht: 'alle', oe: '197008', status: ['ANGENOMMEN'] },
  { ansicht: 'alle', dienst: 'dienst-1' },
  { ansicht: 'alle', dienst: 'dienst-1', oe: '197008', status: ['NEU'] },
  { ansicht: 'alle', status: ['GIBTESNICHT'] },
  { ansicht: 'neu' },
  { ansicht: 'neu', dienst: 'dienst-0' },
  { ansicht: 'neu', status: ['NEU', 'ANGENOMMEN'], oe: '197008' },
  { ansicht: 'neu', status: ['ANGENOMMEN'] },
  { ansicht: 'neu', oe: '197999' },
  { ansicht: 'meine' },
  { ansicht: 'meine', status: ['NEU'], oe: '197008' },
  { ansicht: 'nicht_zugewiesen' },
  { ansicht: 'ueberfaellig' },
  { ansicht: 'ueberfaellig', dienst: 'dienst-1' },
  { ansicht: 'wiedervorlagen' },
  { ansicht: 'zur_mitzeichnung' },
  { ansicht: 'konflikte' },
];

describe.each(FILTER)('list %j', (filter) => {
  it.each(['eingang', 'frist'] as const)(
    'by %s: right, in order, nothing twice over pages, total exact',
    (sortierung) => {
      const soll = erwartet(filter, sortierung);
      expect(blaettere(filter, sortierung, 17)).toEqual({ ids: soll, gesamt: soll.length });
    },
  );

  it('[V7] reads ranges of indexes only', () => {
    const v = oeffneVerbindung(p.pfad, SCHLUESSEL, true);
    const kern = macheKern({ v, uhr: p.uhr, neueId: () => '', overlay: OVERLAY });
    for (const sortierung of ['eingang', 'frist'] as const) {
      for (const b of listenBereiche(kern, filter)) {
        for (const { sql, werte } of abfragen(b, sortierung, sortierung === 'frist' ? [20_000, 5] : [5])) {
          const plan = v.alle<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...werte, 10).map((z) => z.detail);
          expect(plan.filter((d) => !/^SEARCH/.test(d))).toEqual([]);
        }
      }
    }
    v.db.close();
  });
});

it('[V7] reads details to fetch, words and letter runs from their indexes', () => {
  const v = oeffneVerbindung(p.pfad, SCHLUESSEL, true);
  const plan = (sql: string, ...w: (string | number)[]) =>
    v.alle<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...w).map((z) => z.detail);
  expect(plan(DETAILS_SQL, 5)).toEqual(['SCAN vorgang USING INDEX v_details']);
  for (const sql of [WORT_SQL, TEIL_SQL]) {
    const zeilen = plan(sql, 'x', 0, 5);
    expect(zeilen).toHaveLength(1);
    expect(zeilen[0]).toMatch(/VIRTUAL TABLE INDEX \d+:.*M\d/);
  }
  v.db.close();
});

it('[V7] says at least 1,000 where a view with a filter is larger, and counts exactly up to there', () => {
  const q = platz();
  const neue = (von: number, bis: number) =>
    Array.from({ length: bis - von }, (_, n) => vorgang(von + n, { status: 'NEU' }));
  q.bestand.schreiber.uebernimmSeite(seite(neue(0, 1_000)));
  const gesamt = () =>
    q.bestand.leser.liste({ filter: { ansicht: 'nicht_zugewiesen', status: ['NEU'] }, sortierung: 'frist', limit: 1 })
      .gesamt;
  expect(gesamt()).toBe(1_000);
  q.bestand.schreiber.uebernimmSeite(seite(neue(1_000, 1_001)));
  expect(gesamt()).toEqual({ mindestens: 1_000 });
  q.raeume();
});

it('shows a Poststelle NEU of the whole Mandant, and a Sachbearbeitung that of its own units', () => {
  const q = platz({ ...SABINE, rollen: ['VERWALTUNG_POSTSTELLE'], oe: [] });
  const dreissig = alle.slice(0, 30).map((v, n) => (n % 2 ? v : { ...v, status: 'NEU' }));
  q.bestand.schreiber.uebernimmSeite(seite(dreissig));
  const neu = (filter: Partial<Filter> = {}) =>
    q.bestand.leser.liste({ filter: { ansicht: 'neu', ...filter }, sortierung: 'eingang', limit: 50 }).vorgaenge;
  const soll = dreissig.filter((v) => v.status === 'NEU');
  expect(neu().map((v) => v.id)).toEqual(soll.map((v) => v.id));
  expect(q.bestand.leser.zaehler().neuInMeinerOe).toBe(soll.length);
  expect(new Set(neu({ oe: '197999' }).map((v) => v.organisationseinheit.id))).toEqual(new Set(['197999']));
  q.bestand.schreiber.merkeIch(SABINE);
  expect(new Set(neu().map((v) => v.organisationseinheit.id))).toEqual(new Set(SABINE.oe));
  q.raeume();
});

it('shows applicants as people know them, and nothing where there is none', () => {
  const q = platz();
  const wer = [{ firma: 'Räucherei GmbH' }, { firma: 'Räucherei', vorname: 'Anke', nachname: 'Groß' }, {}, undefined];
  q.bestand.schreiber.uebernimmSeite(
    seite(wer.map((antragsteller, n) => vorgang(n, { antragsteller, name: `Sache ${n}`, status: 'NEU' }))),
  );
  const { vorgaenge } = q.bestand.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 9 });
  expect(vorgaenge.map((v) => v.antragsteller)).toEqual([
    'Räucherei GmbH',
    'Räucherei (Anke Groß)',
    undefined,
    undefined,
  ]);
  const finde = (text: string) => q.bestand.leser.suche({ text, limit: 9 }).vorgaenge.map((v) => v.id);
  expect(finde('räucherei')).toEqual([id(0), id(1)]);
  expect(finde('sache 3')).toEqual([id(3)]);
  q.raeume();
});

it('refuses a mark of another list', () => {
  const { leser } = p.bestand;
  expect(() => leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'frist', limit: 5, nach: 'quatsch' })).toThrow(
    /eingabe-ungueltig/,
  );
  const { weiter } = leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 5 });
  expect(() => leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'frist', limit: 5, nach: weiter })).toThrow(
    /eingabe-ungueltig/,
  );
});

describe('counters', () => {
  it('agree with the lists', () => {
    const z = p.bestand.leser.zaehler();
    const n = (f: Filter) => erwartet(f, 'eingang').length;
    expect(z).toMatchObject({
      gesamt: N,
      neuInMeinerOe: n({ ansicht: 'neu' }),
      meine: n({ ansicht: 'meine' }),
      nichtZugewiesen: n({ ansicht: 'nicht_zugewiesen' }),
      ueberfaellig: n({ ansicht: 'ueberfaellig' }),
      wiedervorlagenFaellig: n({ ansicht: 'wiedervorlagen' }),
      zurMitzeichnung: 0,
      konflikte: 0,
    });
    expect(z.status.NEU).toBe(n({ ansicht: 'alle', status: ['NEU'] }));
  });

  it('follow the calendar without any news from the cloud, and back', () => {
    const q = platz();
    q.bestand.schreiber.uebernimmSeite(seite([vorgang(0, { frist: '2026-06-15' }), alle[22] as Vorgang]));
    expect(q.bestand.leser.zaehler()).toMatchObject({ ueberfaellig: 0, wiedervorlagenFaellig: 0 });
    q.uhr.ms = JETZT + 86_400_000;
    expect(q.bestand.leser.zaehler()).toMatchObject({ ueberfaellig: 1, wiedervorlagenFaellig: 1 });
    expect(
      q.bestand.leser.liste({ filter: { ansicht: 'ueberfaellig' }, sortierung: 'frist', limit: 5 }).vorgaenge,
    ).toMatchObject([{ id: id(0), ueberfaellig: true }]);
    q.uhr.ms = JETZT;
    expect(q.bestand.leser.zaehler()).toMatchObject({ ueberfaellig: 0, wiedervorlagenFaellig: 0 });
    q.raeume();
  });

  it('stay right through clicks, conflicts and removals', () => {
    const q = platz();
    q.bestand.schreiber.uebernimmSeite(seite(alle.slice(0, 40)));
    q.bestand.schreiber.stelleEin({ vorgangId: id(0), order: 'VORGANG_ANNEHMEN', body: {} });
    q.bestand.schreiber.stelleEin({ vorgangId: id(1), order: 'BEARBEITER_ZUWEISEN', body: { bearbeiter: 'sabine' } });
    q.bestand.schreiber.entferne([id(0), id(2), id(3)], 'entzogen');
    const z = q.bestand.leser.zaehler();
    const zahl = (ansicht: Filter['ansicht']) =>
      q.bestand.leser.liste({ filter: { ansicht }, sortierung: 'eingang', limit: 500 }).vorgaenge.length;
    expect(z.gesamt).toBe(37);
    expect([z.meine, z.nichtZugewiesen, z.ueberfaellig, z.konflikte]).toEqual([
      zahl('meine'),
      zahl('nicht_zugewiesen'),
      zahl('ueberfaellig'),
      zahl('konflikte'),
    ]);
    q.raeume();
  });

  it('know what is mine although the rows came before it was known who I am', () => {
    const q = platz(null);
    q.bestand.schreiber.uebernimmSeite(seite(alle.slice(0, 10)));
    expect(q.bestand.leser.zaehler().meine).toBe(0);
    q.bestand.schreiber.merkeIch(SABINE);
    expect(q.bestand.leser.zaehler().meine).toBe(2);
    q.raeume();
  });

  it('show what was given to me for Mitzeichnung', () => {
    const q = platz();
    const b = {
      id: id(1, 6),
      version: 1,
      stand: 'ZUR_MITZEICHNUNG',
      entscheidung: 'BEWILLIGT',
      vorlageId: 's',
      felder: {},
      text: '',
      erstelltVon: { sub: 'jan', name: 'Jan' },
      zurMitzeichnung: {
        an: { sub: 'sabine', name: 'Sabine' },
        von: { sub: 'jan', name: 'Jan' },
        am: vorgang(0).eingangAm,
      },
    };
    q.bestand.schreiber.uebernimmSeite(seite([vorgang(0, { status: 'IN_BEARBEITUNG', bescheide: [b] }), vorgang(1)]));
    expect(q.bestand.leser.zaehler().zurMitzeichnung).toBe(1);
    const mitzeichnen = q.bestand.leser.vorgang(id(0)).angebote.find((a) => a.order === 'BESCHEID_MITZEICHNEN');
    expect(mitzeichnen?.erlaubt).toBe(true);
    q.raeume();
  });
});
