/**
 * What a change costs: with the change, not with the cache. Not by the watch, which a busy machine would falsify: the
 * statements of a page, a click and an answer are the same few in a small and in a large cache, and none of them scans.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  id,
  JETZT,
  kopf,
  OVERLAY,
  type Platz,
  platz,
  SCHLUESSEL,
  seite,
  vorgang,
} from '../../../tests/cache/muster.ts';
import { macheKern } from './kern.ts';
import { oeffneBestand } from './oeffnen.ts';
import { macheSchreibe, macheSchreiber } from './schreiben.ts';
import { oeffneVerbindung, type Verbindung } from './verbindung.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const klick = (n: number, k: number) => ({
  vorgangId: id(n),
  order: 'KOMMENTAR_ANLEGEN' as const,
  body: { kommentarId: id(k, 5), text: 'Notiz' },
});
/** Statements that a person's clicks and the cloud's news may not be paid with. */
const GROSSE = /SCAN (vorgang|v|outbox|datensatz|suchtext|anhang|stueck|entwurf|akt|entfernung)\b/;

/** A connection that writes down what is asked of it. */
function belauscht(v: Verbindung): { v: Verbindung; saetze: Map<string, unknown[]> } {
  const saetze = new Map<string, unknown[]>();
  const merke = (sql: string, werte: unknown[]): void => void saetze.set(sql, werte);
  return {
    saetze,
    v: {
      ...v,
      alle: (sql, ...w) => {
        merke(sql, w);
        return v.alle(sql, ...w);
      },
      eins: (sql, ...w) => {
        merke(sql, w);
        return v.eins(sql, ...w);
      },
      tu: (sql, ...w) => {
        merke(sql, w);
        return v.tu(sql, ...w);
      },
    },
  };
}

/** One colleague's change, one click and its answer on a cache of `n` rows, a tenth of them with unsent work. */
function aufwand(n: number): { saetze: string[]; scans: string[]; geschrieben: number } {
  const q = platz();
  q.bestand.schreiber.uebernimmSeite(seite(Array.from({ length: n }, (_, k) => vorgang(k))));
  for (let k = 0; k < n; k += 10) q.bestand.schreiber.stelleEin(klick(k, k));
  const roh = oeffneVerbindung(q.pfad, SCHLUESSEL, false);
  const { v, saetze } = belauscht(roh);
  let neu = 0;
  const kern = macheKern({ v, uhr: q.uhr, neueId: () => id(neu++, 0xee), overlay: OVERLAY });
  const schreiber = macheSchreiber(kern, macheSchreibe(kern));
  const vorher = roh.eins<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0;
  schreiber.uebernimmSeite(seite([kopf(20, { version: 2, aktenzeichen: 'AZ' })]));
  const { commandId } = schreiber.stelleEin(klick(20, 9_999));
  schreiber.uebernimmErgebnisse([{ commandId, state: 'angenommen', version: 3 }], new Date(JETZT).toISOString());
  const geschrieben = (roh.eins<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0) - vorher;
  const scans = [...saetze].flatMap(([sql, werte]) =>
    roh
      .alle<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...(werte as string[]))
      .map((z) => z.detail)
      .filter((d) => GROSSE.test(d)),
  );
  roh.db.close();
  q.raeume();
  return { saetze: [...saetze.keys()].sort(), scans, geschrieben };
}

describe('what a change costs', () => {
  it('[P5] the same statements, none of them a scan, and the same rows written in a cache of 100 and of 2,000', () => {
    const [klein, gross] = [aufwand(100), aufwand(2_000)];
    expect(klein.saetze.length).toBeGreaterThan(10);
    expect(gross).toEqual(klein);
    expect(klein.scans).toEqual([]);
  });

  it('[V6] a page and a click compute anew what they touch and nothing else', () => {
    p.bestand.schreiber.uebernimmSeite(seite(Array.from({ length: 60 }, (_, n) => vorgang(n))));
    for (let n = 0; n < 60; n += 2) p.bestand.schreiber.stelleEin(klick(n, n));
    p.bestand.schliesse();
    const gerechnet: string[] = [];
    const b = oeffneBestand({
      pfad: p.pfad,
      schluessel: SCHLUESSEL,
      uhr: p.uhr,
      neueId: () => id(1, 0xdd),
      overlay: (base, pending, kontext) => {
        gerechnet.push(base.id);
        return OVERLAY(base, pending, kontext);
      },
    });
    const beruehrt = (tat: () => unknown) => {
      gerechnet.length = 0;
      tat();
      return [...new Set(gerechnet)].sort();
    };
    expect(
      beruehrt(() => b.schreiber.uebernimmSeite(seite([kopf(4, { version: 2 }), kopf(8, { version: 2 })]))),
    ).toEqual([id(4), id(8)]);
    expect(beruehrt(() => b.schreiber.stelleEin(klick(6, 999)))).toEqual([id(6)]);
    expect(beruehrt(() => b.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 60 }))).toEqual(
      [],
    );
    b.schliesse();
  });
});
