/**
 * Keeps the two search indexes: words at once (in the transaction that writes the row), runs of three letters later, in
 * small steps while nothing else is to do, since they cost more than all the rest. Both are contentless: to remove a row
 * the very text that was indexed is given back, so that text is kept with the row.
 */

import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { type Kern, liesMeta, setzeMeta } from './kern.ts';
import { SUCH_FASSUNG, type Suchfeld, suchfelder, teilform, wortform } from './suchtext.ts';
import type { Verbindung } from './verbindung.ts';

interface Alt {
  /** JSON of the fields; not packed, since every search reads some. */
  felder: string;
  teile: number;
}

const altVon = (v: Verbindung, zeile: number): Alt | undefined =>
  v.eins<Alt>('SELECT felder, teile FROM suchtext WHERE zeile = ?', zeile);

const lies = (json: string): Suchfeld[] => JSON.parse(json) as Suchfeld[];

function entferneIndex(v: Verbindung, zeile: number, felder: readonly Suchfeld[], teile: boolean): void {
  const worte = wortform(felder);
  v.tu("INSERT INTO wortindex (wortindex, rowid, worte) VALUES ('delete', ?, ?)", zeile, worte.join(' '));
  if (!teile) return;
  const text = teilform(worte).join(' ');
  v.tu("INSERT INTO teilindex (teilindex, rowid, teile) VALUES ('delete', ?, ?)", zeile, text);
}

/** Indexes the (overlaid) Vorgang as it is now; does nothing where its text is the one already indexed. */
export function indexiere(v: Verbindung, zeile: number, vorgang: Vorgang | VorgangKopf, neu: boolean): void {
  const felder = suchfelder(vorgang);
  const text = JSON.stringify(felder);
  const alt = neu ? undefined : altVon(v, zeile);
  if (alt) {
    if (alt.felder === text) return;
    entferneIndex(v, zeile, lies(alt.felder), alt.teile === 1);
    v.tu('UPDATE suchtext SET felder = ?, teile = 0 WHERE zeile = ?', text, zeile);
  } else {
    v.tu('INSERT INTO suchtext (zeile, felder, teile) VALUES (?, ?, 0)', zeile, text);
  }
  v.tu('INSERT INTO wortindex (rowid, worte) VALUES (?, ?)', zeile, wortform(felder).join(' '));
}

/** Takes a row out of both indexes; nothing of its text stays. */
export function vergissText(v: Verbindung, zeile: number): void {
  const alt = altVon(v, zeile);
  if (!alt) return;
  entferneIndex(v, zeile, lies(alt.felder), alt.teile === 1);
  v.tu('DELETE FROM suchtext WHERE zeile = ?', zeile);
}

/** Rows that are not yet searchable within words. */
export const offeneTeile = (v: Verbindung): number =>
  v.eins<{ n: number }>('SELECT count(*) AS n FROM suchtext INDEXED BY suchtext_offen WHERE teile = 0')?.n ?? 0;

/** Indexes up to `max` more rows within words, newest first; answers how many are left. */
export function indexiereTeile(kern: Kern, max: number): number {
  const { v } = kern;
  const offen = v.alle<{ zeile: number; felder: string }>(
    'SELECT zeile, felder FROM suchtext INDEXED BY suchtext_offen WHERE teile = 0 ORDER BY zeile LIMIT ?',
    max,
  );
  for (const { zeile, felder } of offen) {
    const text = teilform(wortform(lies(felder))).join(' ');
    v.tu('INSERT INTO teilindex (rowid, teile) VALUES (?, ?)', zeile, text);
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
    v.tu('INSERT INTO wortindex (rowid, worte) VALUES (?, ?)', zeile, wortform(felder).join(' '));
  }
  setzeMeta(v, 'such-fassung', SUCH_FASSUNG);
}
