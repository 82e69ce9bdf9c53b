// The feed's SQL: what has changed behind a number. Since numbers become visible in the order in which they were given
// (docs/adr/0002), one statement sees an unbroken beginning of them, and the last one read is a safe place to go on from.
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { httpProblem } from '../server/problem.ts';
import { type Parameter, sichtBedingung } from '../vorgaenge/sicht.ts';
import type { Dokument } from '../vorgaenge/zeile.ts';
import type { Sicht } from './cursor.ts';

export type FolgeZeile = {
  id: string;
  feedNr: number;
  version: number;
  geloescht: boolean;
  sichtbar: boolean;
  kopf: Dokument['kopf'] | null;
  details: Dokument['details'] | null;
};

export type Folge = {
  zeilen: FolgeZeile[];
  /** The number up to which everything has been looked at. */
  nr: number;
  /** False: nothing was left when this was read. */
  mehr: boolean;
};

export type Zaehler = { epoche: string; stand: number };

/** Changes of others are looked at in windows, so that no page has to walk through a whole Mandant's month. */
const FENSTER = 2000;

/** The Mandant's epoch and the last number given: all that a poll without news reads. */
export async function liesZaehler(tx: Tx, mandantId: string): Promise<Zaehler> {
  const { rows } = await tx.query<Zaehler>('SELECT epoche, stand FROM feed_zaehler WHERE mandant_id = $1', [mandantId]);
  const zeile = rows[0];
  // The token is good, but names a Mandant that is not (or no longer) here.
  if (!zeile) throw httpProblem('nicht-berechtigt', { detail: 'Ihren Mandanten gibt es in dieser Cloud nicht.' });
  return zeile;
}

/**
 * What the person must be told behind number `nr`, at most `limit` rows: what they see now, and what they saw at some time
 * since `basis`, when their base was last complete, and see no more.
 */
export async function liesFolge(
  tx: Tx,
  wer: Pick<Angemeldet, 'mandant' | 'sub' | 'rollen' | 'oe'>,
  ab: { sicht: Sicht; basis: number; nr: number; limit: number },
): Promise<Folge> {
  const parameter: Parameter = [wer.mandant, ab.nr, ab.basis, FENSTER, ab.limit];
  const jetztSichtbar = sichtBedingung(wer, 'v', parameter);
  const vorherSichtbar = sichtBedingung(wer, 'w', parameter);
  const { rows } = await tx.query<FolgeZeile & { anzahl: number; bis: number | null }>(
    `WITH fenster AS MATERIALIZED (
       SELECT v.id, v.feed_nr, v.version, v.geloescht, ${jetztSichtbar} AS sichtbar FROM vorgang v
       WHERE v.mandant_id = $1 AND v.feed_nr > $2 ORDER BY v.feed_nr LIMIT $4
     ), betroffen AS (
       SELECT f.id, f.feed_nr, f.version, f.geloescht, f.sichtbar FROM fenster f
       WHERE f.sichtbar OR EXISTS (
         SELECT 1 FROM vorgang_vorher w
         WHERE w.mandant_id = $1 AND w.vorgang_id = f.id AND w.feed_nr > $3 AND ${vorherSichtbar})
       ORDER BY f.feed_nr LIMIT $5
     )
     SELECT u.anzahl, u.bis, b.id, b.feed_nr AS "feedNr", b.version, b.geloescht, b.sichtbar, v.kopf,
            ${ab.sicht === 'voll' ? 'v.details' : 'NULL AS details'}
     FROM (SELECT count(*)::integer AS anzahl, max(feed_nr) AS bis FROM fenster) u
     LEFT JOIN betroffen b ON true
     LEFT JOIN vorgang v ON v.mandant_id = $1 AND v.id = b.id AND b.sichtbar
     ORDER BY b.feed_nr`,
    parameter,
  );
  const zeilen = rows.filter((zeile) => zeile.id !== null);
  const { anzahl = 0, bis = null } = rows[0] ?? {};
  const letzte = zeilen.at(-1)?.feedNr;
  if (zeilen.length >= ab.limit && letzte !== undefined && letzte !== bis) return { zeilen, nr: letzte, mehr: true };
  return { zeilen, nr: bis ?? ab.nr, mehr: anzahl >= FENSTER };
}
