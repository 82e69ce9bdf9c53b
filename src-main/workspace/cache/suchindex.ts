/**
 * Keeps the two search indexes: words at once (in the transaction that writes the row), runs of three letters later, in
 * small steps while nothing else is to do, since they cost more than all the rest. Both are contentless: to remove a row
 * the very text that was indexed is given back, so that text is kept with the row.
 */

import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { type Kern, liesMeta, setzeMeta } from './kern.ts';
import { liesJson } from './packen.ts';
import { mitAnfaengen, SUCH_FASSUNG, type Suchfeld, suchfelder, teilform, wortform } from './suchtext.ts';
import type { Verbindung } from './verbindung.ts';

interface Alt {
  /** JSON of the fields; not packed, since every search reads some. */
  felder: string;
  teile: number;
}

const altVon = (v: Verbindung, zeile: number): Alt | undefined =>
  v.eins<Alt>('SELECT felder, teile FROM suchtext WHERE zeile = ?', zeile);

const lies = (json: string): Suchfeld[] => liesJson<Suchfeld[]>(json);

type Index = 'wortindex' | 'teilindex';

const SPALTE: Record<Index, string> = { wortindex: 'worte', teilindex: 'teile' };

/**
 * Moves a row's entries from `alte` to `neue` forms. Only the difference is touched: taking a frequent word out costs with
 * the number of rows that have it. With `detail=none` each entry of row and form stands for itself, so this is exact.
 */
function wechsle(v: Verbindung, index: Index, zeile: number, alte: readonly string[], neue: readonly string[]): void {
  const bleibt = new Set(neue);
  const weg = alte.filter((f) => !bleibt.has(f));
  const da = new Set(alte);
  const dazu = neue.filter((f) => !da.has(f));
  const spalte = SPALTE[index];
  if (weg.length > 0) {
    v.tu(`INSERT INTO ${index} (${index}, rowid, ${spalte}) VALUES ('delete', ?, ?)`, zeile, weg.join(' '));
  }
  // FTS5 counts rows: each 'delete' takes one off, so one that leaves the row there is made good by an insert.
  const bleibtDa = weg.length > 0 && neue.length > 0;
  if (dazu.length > 0 || bleibtDa) v.tu(`INSERT INTO ${index} (rowid, ${spalte}) VALUES (?, ?)`, zeile, dazu.join(' '));
}

function wechsleText(v: Verbindung, zeile: number, alt: Alt | undefined, felder: readonly Suchfeld[]): void {
  const alte = alt ? wortform(lies(alt.felder)) : [];
  const neue = wortform(felder);
  wechsle(v, 'wortindex', zeile, mitAnfaengen(alte), mitAnfaengen(neue));
  if (alt?.teile === 1) wechsle(v, 'teilindex', zeile, teilform(alte), teilform(neue));
}

/** Indexes the (overlaid) Vorgang as it is now; does nothing where its text is the one already indexed. */
export function indexiere(v: Verbindung, zeile: number, vorgang: Vorgang | VorgangKopf, neu: boolean): void {
  const felder = suchfelder(vorgang);
  const text = JSON.stringify(felder);
  const alt = neu ? undefined : altVon(v, zeile);
  if (alt?.felder === text) return;
  wechsleText(v, zeile, alt, felder);
  if (alt) v.tu('UPDATE suchtext SET felder = ? WHERE zeile = ?', text, zeile);
  else v.tu('INSERT INTO suchtext (zeile, felder, teile) VALUES (?, ?, 0)', zeile, text);
}

/** Takes a row out of both indexes; nothing of its text stays. */
export function vergissText(v: Verbindung, zeile: number): void {
  const alt = altVon(v, zeile);
  if (!alt) return;
  wechsleText(v, zeile, alt, []);
  v.tu('DELETE FROM suchtext WHERE zeile = ?', zeile);
}

/** Rows that are not yet searchable within words. */
export const offeneTeile = (v: Verbindung): number =>
  v.eins<{ n: number }>('SELECT count(*) AS n FROM suchtext INDEXED BY suchtext_offen WHERE teile = 0')!.n;

/** Indexes up to `max` more rows within words, newest first; answers how many are left. */
export function indexiereTeile(kern: Kern, max: number): number {
  const { v } = kern;
  const offen = v.alle<{ zeile: number; felder: string }>(
    'SELECT zeile, felder FROM suchtext INDEXED BY suchtext_offen WHERE teile = 0 ORDER BY zeile LIMIT ?',
    max,
  );
  for (const { zeile, felder } of offen) {
    wechsle(v, 'teilindex', zeile, [], teilform(wortform(lies(felder))));
    v.tu('UPDATE suchtext SET teile = 1 WHERE zeile = ?', zeile);
  }
  return offeneTeile(kern.v);
}

/** At opening: an index made by another `SUCH_FASSUNG` is emptied and made anew from the kept texts. */
export function erneuereIndex(kern: Kern): void {
  const { v } = kern;
  if (liesMeta<number>(v, 'such-fassung') === SUCH_FASSUNG) return;
  v.tu("INSERT INTO wortindex (wortindex) VALUES ('delete-all')");
  v.tu("INSERT INTO teilindex (teilindex) VALUES ('delete-all')");
  v.tu('UPDATE suchtext SET teile = 0');
  for (const { zeile } of v.alle<{ zeile: number }>('SELECT zeile FROM suchtext')) {
    const felder = lies(altVon(v, zeile)?.felder ?? '[]');
    wechsle(v, 'wortindex', zeile, [], mitAnfaengen(wortform(felder)));
  }
  setzeMeta(v, 'such-fassung', SUCH_FASSUNG);
}
