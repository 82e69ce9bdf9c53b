/**
 * The narrow row of a Vorgang: what lists, filters and counters read, taken from the overlaid state. Writes it and finds
 * its key. It never decides what a Vorgang looks like; it only stores that in columns.
 */
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { istKopf } from './ganz.ts';
import { alsMs, ersteZeile, fristPlatz, idBytes, KEIN_TAG, PLAETZE_JE_MS, tagNummer } from './kennung.ts';
import type { Kern } from './kern.ts';

/** What the base says of a row, besides its content. */
export interface Zeilenstand {
  zeile: number;
  kopfVersion: number;
  detailsVersion: number | null;
  generation: number;
  /** Set where the row is not in lists, but kept for the person's work. */
  ursache: string | null;
}

/** What the outbox says of a row. */
export interface Arbeitsstand {
  marke: number;
  pending: number;
}

/** Marks in the order of their weight; from 2 on a row is work to look at. */
export const MARKEN = [undefined, 'wartet', 'abgelehnt', 'konflikt', 'entzogen'] as const;
export const MARKE_ENTZOGEN = 4;

const OFFENE = new Set(['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG']);

/** A free key for a row that came in at this instant. */
export function freieZeile(kern: Kern, eingangAm: string): number {
  let erste = ersteZeile(alsMs(eingangAm));
  for (;;) {
    const letzte = kern.v.eins<{ zeile: number }>(
      'SELECT zeile FROM vorgang WHERE zeile >= ? AND zeile < ? ORDER BY zeile DESC LIMIT 1',
      erste,
      erste + PLAETZE_JE_MS,
    );
    if (letzte === undefined) return erste;
    if (letzte.zeile + 1 < erste + PLAETZE_JE_MS) return letzte.zeile + 1;
    erste += PLAETZE_JE_MS;
  }
}

function antragstellerText(v: Vorgang | VorgangKopf): string | null {
  const a = v.antragsteller;
  if (!a) return null;
  const mensch = [a.vorname, a.nachname].filter(Boolean).join(' ');
  return a.firma ? (mensch === '' ? a.firma : `${a.firma} (${mensch})`) : mensch || null;
}

const bescheidStand = (v: Vorgang | VorgangKopf): string | null =>
  (istKopf(v) ? v.bescheidStand : v.bescheide.at(-1)?.stand) ?? null;

/** Pull order of details: mine (also: maybe given to me), NEU in my OE, the rest. */
function rang(kern: Kern, v: Vorgang | VorgangKopf): number {
  const ich = kern.ich();
  if (!ich) return 2;
  if (v.bearbeiter?.sub === ich.sub || bescheidStand(v) === 'ZUR_MITZEICHNUNG') return 0;
  return v.status === 'NEU' && ich.oe.includes(v.organisationseinheit.id) ? 1 : 2;
}

function mirZurMitzeichnung(v: Vorgang | VorgangKopf, sub: string | undefined): boolean {
  if (istKopf(v) || sub === undefined) return false;
  return v.bescheide.some((b) => b.stand === 'ZUR_MITZEICHNUNG' && b.zurMitzeichnung?.an.sub === sub);
}

const SPALTEN = [
  'kopf_version',
  'details_version',
  'details_offen',
  'rang',
  'generation',
  'sichtbar',
  'ursache',
  'nummer',
  'name',
  'aktenzeichen',
  'status',
  'oe',
  'dienst',
  'bearbeiter',
  'antragsteller',
  'sperre',
  'bescheid_stand',
  'eingang_ms',
  'geaendert_ms',
  'frist',
  'wv',
  'offen',
  'mein',
  'frei',
  'ueberfaellig',
  'wv_faellig',
  'zeichnen',
  'marke',
  'pending',
] as const;
const NEU = `INSERT INTO vorgang (zeile, id, ${SPALTEN.join(', ')}) VALUES (?, ?, ${SPALTEN.map(() => '?').join(', ')})`;
const BISHER = `SELECT ${SPALTEN.join(', ')} FROM vorgang WHERE zeile = ?`;

type Spaltenwert = string | number | null;

function werte(kern: Kern, v: Vorgang | VorgangKopf, stand: Zeilenstand, arbeit: Arbeitsstand): Spaltenwert[] {
  const sub = kern.ich()?.sub;
  const da = stand.ursache === null;
  const heute = kern.heute();
  const frist = tagNummer(v.frist);
  const faellige = v.wiedervorlagen.filter((w) => !w.erledigt).map((w) => tagNummer(w.frist));
  const wv = faellige.length === 0 ? KEIN_TAG : Math.min(...faellige);
  const offen = da && OFFENE.has(v.status);
  const b = v.bearbeiter;
  const zahl = (wahr: boolean) => (wahr ? 1 : 0);
  return [
    stand.kopfVersion,
    stand.detailsVersion,
    zahl(da && stand.detailsVersion !== stand.kopfVersion),
    rang(kern, v),
    stand.generation,
    zahl(da),
    stand.ursache,
    v.nummer,
    v.name,
    v.aktenzeichen ?? null,
    kern.begriff('status', v.status, v.status),
    kern.begriff('oe', v.organisationseinheit.id, v.organisationseinheit.name),
    kern.begriff('dienst', v.dienst.id, v.dienst.name),
    b === undefined ? null : kern.begriff('person', b.sub, b.name),
    antragstellerText(v),
    zahl(v.antragsteller?.auskunftssperre === true),
    bescheidStand(v),
    alsMs(v.eingangAm),
    alsMs(v.geaendertAm),
    fristPlatz(frist, offen),
    wv,
    zahl(offen),
    zahl(da && b !== undefined && b.sub === sub),
    zahl(offen && b === undefined),
    zahl(offen && frist < heute),
    zahl(da && wv <= heute),
    zahl(da && mirZurMitzeichnung(v, sub)),
    da ? arbeit.marke : MARKE_ENTZOGEN,
    arbeit.pending,
  ];
}

/** Only the columns that differ: an index is touched only where its row moves. */
function aendere(kern: Kern, zeile: number, neue: readonly Spaltenwert[]): void {
  const alte = kern.v.eins<Record<string, Spaltenwert>>(BISHER, zeile);
  const andere = SPALTEN.flatMap((spalte, i) =>
    alte?.[spalte] === neue[i] ? [] : [{ spalte, wert: neue[i] ?? null }],
  );
  if (andere.length === 0) return;
  const satz = `UPDATE vorgang SET ${andere.map((a) => `${a.spalte} = ?`).join(', ')} WHERE zeile = ?`;
  kern.v.tu(satz, ...andere.map((a) => a.wert), zeile);
}

/** Writes the row of the overlaid Vorgang; `neu` inserts it. */
export function schreibeZeile(
  kern: Kern,
  vorgang: Vorgang | VorgangKopf,
  stand: Zeilenstand,
  arbeit: Arbeitsstand,
  neu: boolean,
): void {
  const w = werte(kern, vorgang, stand, arbeit);
  if (neu) kern.v.tu(NEU, stand.zeile, idBytes(vorgang.id), ...w);
  else aendere(kern, stand.zeile, w);
}

/** The day has changed (either way): rows become due or cease to be, by index, as many as it concerns. */
export function rolleTag(kern: Kern): void {
  const heute = kern.heute();
  const { v } = kern;
  v.tu(
    'UPDATE vorgang INDEXED BY v_wird_ueberfaellig SET ueberfaellig = 1 WHERE offen = 1 AND ueberfaellig = 0 AND frist < ?',
    heute,
  );
  v.tu(
    'UPDATE vorgang INDEXED BY v_ueberfaellig_frist SET ueberfaellig = 0 WHERE ueberfaellig = 1 AND frist >= ?',
    heute,
  );
  v.tu(
    `UPDATE vorgang INDEXED BY v_wird_faellig SET wv_faellig = 1
     WHERE wv < ${KEIN_TAG} AND wv_faellig = 0 AND wv <= ? AND sichtbar = 1`,
    heute,
  );
  v.tu('UPDATE vorgang INDEXED BY v_war_faellig SET wv_faellig = 0 WHERE wv_faellig = 1 AND wv > ?', heute);
}
