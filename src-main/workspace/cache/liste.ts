/**
 * The list: view, filters, order, page after a mark. Every query is a range of an index in the list's own order, cut off at
 * the page; a filter that no single range serves is a merge of ranges, one per combination that occurs (the counters say
 * which). So a page costs the same on 1,000 and on 100,000 rows. Counters answer `gesamt` where they know it.
 */
import type { KopfZeile, ListenAntwort, ZaehlerAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import type { GeprueftEingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import type { Kern } from './kern.ts';
import { kopfZeile, LISTEN_SPALTEN, LISTEN_VERBUND, type Listenzeile } from './kopfzeile.ts';
import { liesMarke, marke } from './marke.ts';
import type { Verbindung } from './verbindung.ts';

type Frage = GeprueftEingabe<'liste'>;
type Sortierung = Frage['sortierung'];

/** One range of an index: `wo` fixes its leading columns. */
interface Bereich {
  index: string;
  wo: string;
  werte: number[];
}

interface Kombination {
  status: number;
  oe: number;
  dienst: number;
  n: number;
}

/** Above this many rows a view without its own counter is not counted further. */
const ZAEHLGRENZE = 1_000;

/** Views that are a flag of the row, and the counter that knows how many. */
const MERKMALE = {
  meine: { bedingung: 'v.mein = 1', index: 'v_mein', zaehler: 'mein' },
  nicht_zugewiesen: { bedingung: 'v.frei = 1', index: 'v_frei', zaehler: 'frei' },
  ueberfaellig: { bedingung: 'v.ueberfaellig = 1', index: 'v_ueberfaellig', zaehler: 'ueberfaellig' },
  wiedervorlagen: { bedingung: 'v.wv_faellig = 1', index: 'v_wv_faellig', zaehler: 'wv_faellig' },
  zur_mitzeichnung: { bedingung: 'v.zeichnen = 1', index: 'v_zeichnen', zaehler: 'zeichnen' },
  konflikte: { bedingung: 'v.marke >= 2', index: 'v_konflikt', zaehler: 'konflikt' },
} as const;

const begriffId = (v: Verbindung, art: string, schluessel: string): number =>
  v.eins<{ id: number }>('SELECT id FROM begriff WHERE art = ? AND schluessel = ?', art, schluessel)?.id ?? -1;

const fragezeichen = (n: number): string => Array.from({ length: n }, () => '?').join(', ');

/** OEs whose NEU is mine to look at; undefined means all (the Poststelle sees NEU of the whole Mandant). */
function meineOes(kern: Kern): number[] | undefined {
  const ich = kern.ich();
  if (ich?.rollen.includes('VERWALTUNG_POSTSTELLE')) return undefined;
  return (ich?.oe ?? []).map((oe) => begriffId(kern.v, 'oe', oe));
}

/** Filter as small integers; undefined: not filtered. */
interface Filter {
  status: number[] | undefined;
  oe: number[] | undefined;
  dienst: number | undefined;
}

function filterVon(kern: Kern, f: Frage['filter']): Filter {
  const id = (art: string, s: string) => begriffId(kern.v, art, s);
  const filter: Filter = {
    status: f.status?.map((s) => id('status', s)),
    oe: f.oe === undefined ? undefined : [id('oe', f.oe)],
    dienst: f.dienst === undefined ? undefined : id('dienst', f.dienst),
  };
  if (f.ansicht !== 'neu') return filter;
  const neu = id('status', 'NEU');
  const meine = meineOes(kern);
  return {
    ...filter,
    status: filter.status === undefined || filter.status.includes(neu) ? [neu] : [],
    oe: filter.oe === undefined ? meine : filter.oe.filter((oe) => meine === undefined || meine.includes(oe)),
  };
}

/** Combinations of status, OE and Dienst that occur and pass the filter; a small table of counters. */
function kombinationen(v: Verbindung, f: Filter): Kombination[] {
  const passt = (erlaubt: number[] | undefined, wert: number) => erlaubt === undefined || erlaubt.includes(wert);
  return v
    .alle<Kombination>('SELECT status, oe, dienst, n FROM zaehler WHERE n > 0')
    .filter((k) => passt(f.status, k.status) && passt(f.oe, k.oe) && (f.dienst === undefined || f.dienst === k.dienst));
}

const einmal = <T>(liste: readonly T[], key: (t: T) => string): T[] => [
  ...new Map(liste.map((t) => [key(t), t])).values(),
];

function bereicheFuer(f: Filter, ks: readonly Kombination[]): Bereich[] {
  const sichtbar = 'v.sichtbar = 1';
  if (f.dienst !== undefined) {
    return einmal(ks, (k) => `${k.oe}/${k.status}`).map((k) => ({
      index: 'v_dienst',
      wo: `${sichtbar} AND v.dienst = ? AND v.oe = ? AND v.status = ?`,
      werte: [k.dienst, k.oe, k.status],
    }));
  }
  if (f.oe !== undefined) {
    return einmal(ks, (k) => `${k.oe}/${k.status}`).map((k) => ({
      index: 'v_oe',
      wo: `${sichtbar} AND v.oe = ? AND v.status = ?`,
      werte: [k.oe, k.status],
    }));
  }
  if (f.status !== undefined) {
    return einmal(ks, (k) => String(k.status)).map((k) => ({
      index: 'v_status',
      wo: `${sichtbar} AND v.status = ?`,
      werte: [k.status],
    }));
  }
  return [{ index: 'v', wo: sichtbar, werte: [] }];
}

/** A flag's range, the other filters tested row by row within it. */
function merkmalBereich(m: (typeof MERKMALE)[keyof typeof MERKMALE], f: Filter): Bereich {
  const teile: string[] = [m.bedingung];
  const werte: number[] = [];
  for (const [spalte, erlaubt] of [
    ['status', f.status],
    ['oe', f.oe],
    ['dienst', f.dienst === undefined ? undefined : [f.dienst]],
  ] as const) {
    if (erlaubt === undefined) continue;
    teile.push(`v.${spalte} IN (${fragezeichen(erlaubt.length)})`);
    werte.push(...erlaubt);
  }
  return { index: m.index, wo: teile.join(' AND '), werte };
}

/** The statements of one range: for `frist` first the rest of the mark's own day, then the later ones. */
export function abfragen(
  b: Bereich,
  sortierung: Sortierung,
  nach: number[] | undefined,
): { sql: string; werte: number[] }[] {
  const frist = sortierung === 'frist';
  const index = b.index === 'v' ? (frist ? 'INDEXED BY v_frist' : '') : `INDEXED BY ${b.index}${frist ? '_frist' : ''}`;
  const satz = (wo: string, werte: number[], ordnung: string) => ({
    sql: `SELECT ${LISTEN_SPALTEN} FROM vorgang v ${index} ${LISTEN_VERBUND}
      WHERE ${b.wo} AND ${wo} ORDER BY ${ordnung} LIMIT ?`,
    werte: [...b.werte, ...werte],
  });
  if (!frist) return [satz('v.zeile > ?', [nach?.[0] ?? -1], 'v.zeile')];
  if (nach === undefined) return [satz('v.frist > ?', [-1_000_000], 'v.frist, v.zeile')];
  const [tag = 0, zeile = 0] = nach;
  return [satz('v.frist = ? AND v.zeile > ?', [tag, zeile], 'v.zeile'), satz('v.frist > ?', [tag], 'v.frist, v.zeile')];
}

function leseBereich(v: Verbindung, b: Bereich, sortierung: Sortierung, nach: number[] | undefined, n: number) {
  const zeilen: Listenzeile[] = [];
  for (const { sql, werte } of abfragen(b, sortierung, nach)) {
    if (zeilen.length < n) zeilen.push(...v.alle<Listenzeile>(sql, ...werte, n - zeilen.length));
  }
  return zeilen;
}

function plan(kern: Kern, f: Frage['filter']): { bereiche: Bereich[]; gesamt: ListenAntwort['gesamt'] } {
  const filter = filterVon(kern, f);
  if (f.ansicht === 'alle' || f.ansicht === 'neu') {
    const ks = kombinationen(kern.v, filter);
    return { bereiche: bereicheFuer(filter, ks), gesamt: ks.reduce((summe, k) => summe + k.n, 0) };
  }
  const m = MERKMALE[f.ansicht];
  const bereich = merkmalBereich(m, filter);
  const ungefiltert = filter.status === undefined && filter.oe === undefined && filter.dienst === undefined;
  return { bereiche: [bereich], gesamt: ungefiltert ? summe(kern.v, m.zaehler) : gezaehlt(kern.v, bereich) };
}

const summe = (v: Verbindung, spalte: string): number =>
  v.eins<{ n: number }>(`SELECT ${spalte} AS n FROM ansicht_zaehler`)!.n;

function gezaehlt(v: Verbindung, b: Bereich): ListenAntwort['gesamt'] {
  const { n } = v.eins<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM vorgang v INDEXED BY ${b.index} WHERE ${b.wo} LIMIT ?)`,
    ...b.werte,
    ZAEHLGRENZE + 1,
  )!;
  return n > ZAEHLGRENZE ? { mindestens: ZAEHLGRENZE } : n;
}

/** The index ranges of a question, for the tests that look at the plans. */
export const listenBereiche = (kern: Kern, f: Frage['filter']): Bereich[] => plan(kern, f).bereiche;

export function liste(kern: Kern, frage: Frage): ListenAntwort {
  const { filter, sortierung, limit } = frage;
  const nach = frage.nach === undefined ? undefined : liesMarke(frage.nach, sortierung, sortierung === 'frist' ? 2 : 1);
  const { bereiche, gesamt } = plan(kern, filter);
  const zeilen = bereiche.flatMap((b) => leseBereich(kern.v, b, sortierung, nach, limit + 1));
  if (bereiche.length > 1) {
    zeilen.sort((a, b) => (sortierung === 'frist' ? a.frist - b.frist : 0) || a.zeile - b.zeile);
  }
  const seite = zeilen.slice(0, limit);
  const letzte = seite.at(-1);
  const weiter = zeilen.length > limit && letzte !== undefined;
  return {
    vorgaenge: seite.map((z): KopfZeile => kopfZeile(z)),
    ...(weiter
      ? { weiter: marke(sortierung, sortierung === 'frist' ? [letzte.frist, letzte.zeile] : [letzte.zeile]) }
      : {}),
    gesamt,
  };
}

/** All counters, from the counter tables alone. */
export function zaehler(kern: Kern): ZaehlerAnsicht {
  const { v } = kern;
  const ks = v.alle<Kombination>('SELECT status, oe, dienst, n FROM zaehler WHERE n > 0');
  const namen = new Map(
    v
      .alle<{ id: number; s: string }>("SELECT id, schluessel AS s FROM begriff WHERE art = 'status'")
      .map((b) => [b.id, b.s]),
  );
  const status: Record<string, number> = {};
  for (const k of ks) {
    const name = namen.get(k.status) ?? '';
    status[name] = (status[name] ?? 0) + k.n;
  }
  const neu = filterVon(kern, { ansicht: 'neu' });
  return {
    status,
    neuInMeinerOe: kombinationen(v, neu).reduce((s, k) => s + k.n, 0),
    meine: summe(v, 'mein'),
    nichtZugewiesen: summe(v, 'frei'),
    ueberfaellig: summe(v, 'ueberfaellig'),
    wiedervorlagenFaellig: summe(v, 'wv_faellig'),
    zurMitzeichnung: summe(v, 'zeichnen'),
    konflikte: summe(v, 'konflikt'),
    gesamt: ks.reduce((s, k) => s + k.n, 0),
  };
}
