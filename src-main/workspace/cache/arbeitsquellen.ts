/**
 * The places where a person's work lies: the database and its second copy. Opened read-only, table after table and row
 * after row, so that a damaged page costs only what lies behind it; for the salvage and for the recovery command. It never
 * writes to either.
 */
import { existsSync } from 'node:fs';
import { ARBEITSTABELLEN, type Arbeitstabelle, spaltenVon } from './arbeitstabellen.ts';
import { alsProblem, istBeschaedigt } from './fehler.ts';
import { oeffneVerbindung, type Verbindung } from './verbindung.ts';
import { arbeitsstandVon, kopieStand, kopieVon, zweitschluessel, zweitschriftVon } from './zweitschrift.ts';

export type Zeile = Record<string, string | number | Uint8Array | null>;

/** All work there is, by table. */
export interface Arbeit {
  zeilen: Record<string, Zeile[]>;
  /** Tables that could be read to their end in neither place; `alles` where neither opens. */
  unlesbar: string[];
}

/** Reads the work out of a database and its second copy; both stay as they are. Each row once. */
export function liesArbeit(pfad: string, schluessel: Uint8Array): Arbeit {
  const alt = oeffneAlt(pfad, schluessel, 'meta');
  const zweit = oeffneAlt(zweitschriftVon(pfad), zweitschluessel(schluessel), 'z_stand');
  const arbeit: Arbeit = { zeilen: {}, unlesbar: alt || zweit ? [] : ['alles'] };
  try {
    const quellen = quellenVon(alt, zweit);
    for (const t of ARBEITSTABELLEN) {
      const spalten = [...new Set(quellen.flatMap((q) => spaltenIn(q, t)))];
      const [a, b] = [fundIn(quellen[0], t, spalten), fundIn(quellen[1], t, spalten)];
      const fund = waehle([a, b], quellen[0].stand === quellen[1].stand);
      if (!fund.ganz && !arbeit.unlesbar.includes('alles')) arbeit.unlesbar.push(t.name);
      // A piece is known by where it begins, too.
      const kennung = (z: Zeile): string => JSON.stringify([...t.schluessel, 'von'].map((s) => schluesselwert(z[s])));
      arbeit.zeilen[t.name] = [...new Map(fund.zeilen.map((z) => [kennung(z), z])).values()];
    }
    return arbeit;
  } finally {
    alt?.db.close();
    zweit?.db.close();
  }
}

const schluesselwert = (wert: Zeile[string] | undefined): string | number | null =>
  wert instanceof Uint8Array ? Buffer.from(wert).toString('hex') : (wert ?? null);

function spaltenIn({ v, name }: Quelle, t: Arbeitstabelle): string[] {
  try {
    return v === undefined ? [] : spaltenVon(v, name(t.name));
  } catch {
    return [];
  }
}

export interface Fund {
  zeilen: Zeile[];
  ganz: boolean;
}

/**
 * Row after row, so that a damaged page costs only what lies behind it; then from the other end. What is read twice does no
 * harm: rows replace each other.
 */
function lies(v: Verbindung, tabelle: string, spalten: readonly string[], nur: string): Fund {
  const zeilen: Zeile[] = [];
  const vonEinemEnde = (richtung: 'ASC' | 'DESC'): boolean => {
    const ordnung = tabelle === 'meta' ? 'schluessel' : 'rowid';
    try {
      const satz = v.db.prepare(
        `SELECT ${spalten.join(', ')} FROM ${tabelle} WHERE ${nur} ORDER BY ${ordnung} ${richtung}`,
      );
      for (const zeile of satz.iterate()) zeilen.push(zeile as Zeile);
      return true;
    } catch {
      return false;
    }
  };
  const ganz = vonEinemEnde('ASC');
  if (!ganz) vonEinemEnde('DESC');
  return { zeilen, ganz };
}

/** The places where work may lie; either may be missing. `stand` counts the transactions of work they know of. */
export interface Quelle {
  v: Verbindung | undefined;
  stand: number;
  name: (tabelle: string) => string;
  nur: (t: Arbeitstabelle) => string;
}

const NICHTS: Fund = { zeilen: [], ganz: false };

export function fundIn({ v, name, nur }: Quelle, t: Arbeitstabelle, spalten: readonly string[]): Fund {
  if (v === undefined) return NICHTS;
  try {
    const da = new Set(spaltenVon(v, name(t.name)));
    return lies(
      v,
      name(t.name),
      spalten.filter((s) => da.has(s)),
      nur(t),
    );
  } catch {
    return NICHTS;
  }
}

/**
 * The rows of one table: of the source that knows most where it is whole, else of the other, else of both together, in which
 * the better-informed one has the last word. More work than there was does no harm: commands carry their ids.
 */
export function waehle([bessere, andere]: readonly [Fund, Fund], gleichAlt: boolean): Fund {
  if (bessere.ganz) return bessere;
  return { zeilen: [...andere.zeilen, ...bessere.zeilen], ganz: andere.ganz && gleichAlt };
}

/** Undefined where the file is not there, does not open at all, or holds nothing (opening may just have made it). */
export function oeffneAlt(pfad: string, schluessel: Uint8Array, kennzeichen: string): Verbindung | undefined {
  if (!existsSync(pfad)) return undefined;
  let v: Verbindung | undefined;
  try {
    v = oeffneVerbindung(pfad, schluessel, true);
    if (spaltenVon(v, kennzeichen).length > 0) return v;
  } catch (fehler) {
    const p = alsProblem(fehler);
    if (!istBeschaedigt(p)) throw p;
  }
  v?.db.close();
  return undefined;
}

function standVon(v: Verbindung | undefined, lies: (v: Verbindung) => number): number {
  try {
    return v === undefined ? 0 : lies(v);
  } catch {
    return 0;
  }
}

/** The damaged database and its second copy, the one that knows of more work first. */
export function quellenVon(alt: Verbindung | undefined, zweit: Verbindung | undefined): readonly [Quelle, Quelle] {
  const a: Quelle = { v: alt, stand: standVon(alt, arbeitsstandVon), name: (t) => t, nur: (t) => t.nur('') };
  const z: Quelle = { v: zweit, stand: standVon(zweit, kopieStand), name: kopieVon, nur: () => '1' };
  return z.stand >= a.stand ? [z, a] : [a, z];
}
