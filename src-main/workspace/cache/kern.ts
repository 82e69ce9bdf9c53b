/**
 * What every module of the cache's writing side is handed: the connection, the clock, ids, the overlay, and interned
 * terms. One per open cache. Nothing here decides anything.
 */
import type { IchAntwort } from '../../../src-shared/cloud-api/root.ts';
import { tagInBerlin } from '../../../src-shared/domain/fristen.ts';
import type { Overlay } from './bestand.ts';
import { alsInstant, tagNummer } from './kennung.ts';
import { liesJson } from './packen.ts';
import type { Verbindung } from './verbindung.ts';

/** Kinds of interned terms. */
export type BegriffArt = 'status' | 'oe' | 'dienst' | 'person';

export interface Kern {
  readonly v: Verbindung;
  readonly uhr: { jetzt(): number };
  readonly neueId: () => string;
  readonly overlay: Overlay;
  /** Small integer of a term; made where it is new, its name brought up to date. Only within a writing transaction. */
  begriff(art: BegriffArt, schluessel: string, name: string): number;
  /** Forgets what is held in memory: after a rollback, and after the person's own data changed. */
  vergiss(): void;
  /** Made once and held until `vergiss`. */
  memo<T>(name: string, mache: () => T): T;
  /** The signed-in person as last told; undefined before the first `/ich`. */
  ich(): IchAntwort | undefined;
  /** Today's day number in Germany. */
  heute(): number;
}

const VIERTELSTUNDE_MS = 900_000;

export function macheKern(teile: Pick<Kern, 'v' | 'uhr' | 'neueId' | 'overlay'>): Kern {
  const { v } = teile;
  const begriffe = new Map<string, { id: number; name: string }>();
  const memos = new Map<string, unknown>();
  let heute = { viertel: -1, nummer: 0 };
  return {
    ...teile,
    begriff(art, schluessel, name) {
      const key = `${art}\n${schluessel}`;
      const da = begriffe.get(key);
      if (da?.name === name) return da.id;
      const zeile = v.eins<{ id: number }>(
        `INSERT INTO begriff (art, schluessel, name) VALUES (?, ?, ?)
         ON CONFLICT (art, schluessel) DO UPDATE SET name = excluded.name RETURNING id`,
        art,
        schluessel,
        name,
      );
      const { id } = zeile!;
      begriffe.set(key, { id, name });
      return id;
    },
    vergiss() {
      begriffe.clear();
      memos.clear();
    },
    memo<T>(name: string, mache: () => T): T {
      if (!memos.has(name)) memos.set(name, mache());
      return memos.get(name) as T;
    },
    ich() {
      return this.memo('ich', () => liesMeta<IchAntwort>(v, 'ich'));
    },
    heute() {
      const ms = teile.uhr.jetzt();
      const viertel = Math.floor(ms / VIERTELSTUNDE_MS);
      if (viertel !== heute.viertel) heute = { viertel, nummer: tagNummer(tagInBerlin(alsInstant(ms))) };
      return heute.nummer;
    },
  };
}

/** A value kept as JSON under `meta`. */
export function liesMeta<T>(v: Verbindung, schluessel: string): T | undefined {
  const zeile = v.eins<{ wert: string }>('SELECT wert FROM meta WHERE schluessel = ?', schluessel);
  return zeile === undefined ? undefined : liesJson<T>(zeile.wert);
}

/** `null` and `undefined` remove. */
export function setzeMeta(v: Verbindung, schluessel: string, wert: unknown): void {
  if (wert === undefined || wert === null) {
    v.tu('DELETE FROM meta WHERE schluessel = ?', schluessel);
  } else {
    v.tu(
      'INSERT INTO meta (schluessel, wert) VALUES (?, ?) ON CONFLICT (schluessel) DO UPDATE SET wert = excluded.wert',
      schluessel,
      JSON.stringify(wert),
    );
  }
}

export const jetztInstant = (kern: Pick<Kern, 'uhr'>): string => alsInstant(kern.uhr.jetzt());
