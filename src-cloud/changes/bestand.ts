// The snapshot's SQL: everything the person may see, newest `eingangAm` first, by keyset. One branch for each index that can
// answer part of the sight, merged; an OR, or ANY over several units, would sort the whole Mandant for every page. The
// branches must say the same as vorgaenge/sicht.ts; changes.test.ts holds them to it.
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import type { Parameter } from '../vorgaenge/sicht.ts';
import type { Dokument } from '../vorgaenge/zeile.ts';
import type { Sicht, Stelle } from './cursor.ts';

export type BestandZeile = {
  id: string;
  eingangAm: string;
  kopf: Dokument['kopf'];
  details: Dokument['details'] | null;
};

type Wer = Pick<Angemeldet, 'mandant' | 'sub' | 'rollen' | 'oe'>;

/** How many parts the snapshot has. */
export function teile(meineZuerst: boolean): number {
  return meineZuerst ? 3 : 1;
}

/** Rows of one part behind `stelle`, at most `limit`; `details` only for `voll`. */
export async function liesBestand(
  tx: Tx,
  wer: Wer,
  auswahl: { sicht: Sicht; meineZuerst: boolean; stelle: Stelle; limit: number },
): Promise<BestandZeile[]> {
  const parameter: Parameter = [wer.mandant];
  const zweige = sichtZweige(wer, auswahl.meineZuerst ? auswahl.stelle.teil : undefined, parameter);
  if (zweige.length === 0) return [];
  const { stelle } = auswahl;
  const hinter =
    'id' in stelle
      ? `AND (v.eingang_am, v.id) < ($${parameter.push(stelle.am)}::timestamptz, $${parameter.push(stelle.id)}::uuid)`
      : '';
  const grenze = `LIMIT $${parameter.push(auswahl.limit)}::integer`;
  const folge = 'ORDER BY eingang_am DESC, id DESC';
  const kandidaten = zweige.map(
    (zweig) => `(SELECT v.id, v.eingang_am FROM vorgang v
      WHERE v.mandant_id = $1 AND NOT v.geloescht AND ${zweig} ${hinter} ${folge} ${grenze})`,
  );
  const { rows } = await tx.query<BestandZeile>(
    `SELECT v.id, v.eingang_am AS "eingangAm", v.kopf, ${auswahl.sicht === 'voll' ? 'v.details' : 'NULL AS details'}
     FROM (SELECT id, eingang_am FROM (${kandidaten.join(' UNION ')}) alle ${folge} ${grenze}) k
     JOIN vorgang v ON v.mandant_id = $1 AND v.id = k.id AND NOT v.geloescht
     ORDER BY k.eingang_am DESC, k.id DESC`,
    parameter,
  );
  return rows;
}

/** Conditions on `vorgang v`; `teil` undefined: all that is visible. */
function sichtZweige(wer: Wer, teil: number | undefined, parameter: Parameter): string[] {
  const hat = (rolle: Angemeldet['rollen'][number]) => wer.rollen.includes(rolle);
  const wert = (w: unknown, typ: string) => `$${parameter.push(w)}::${typ}`;
  const oes = hat('VERWALTUNG_USER') || hat('VERWALTUNG_LEITUNG') ? [...new Set(wer.oe)] : [];
  const meine = () => `v.bearbeiter_sub = ${wert(wer.sub, 'text')}`;
  const nichtMeine = () =>
    hat('VERWALTUNG_USER') ? `v.bearbeiter_sub IS DISTINCT FROM ${wert(wer.sub, 'text')}` : 'TRUE';
  const neuBeiMir = () => `(v.status = 'NEU' AND v.oe_id = ANY (${wert(oes, 'text[]')}))`;
  if (teil === 0) return hat('VERWALTUNG_USER') ? [meine()] : [];
  if (teil === 1) return oes.length > 0 ? [`${neuBeiMir()} AND ${nichtMeine()}`] : [];
  const alle = oes.map((oe) => `v.oe_id = ${wert(oe, 'text')}`);
  if (hat('VERWALTUNG_USER')) {
    if (teil === undefined) alle.push(meine());
    alle.push(`v.id IN (SELECT meine_mitzeichnungen(${wert(wer.sub, 'text')}))`);
  }
  if (hat('VERWALTUNG_POSTSTELLE')) alle.push(`v.status = 'NEU'`);
  if (hat('VERWALTUNG_LOESCHEN')) alle.push(`v.status = 'ZU_LOESCHEN'`);
  if (teil === undefined || alle.length === 0) return alle;
  const rest = `${nichtMeine()} AND NOT ${neuBeiMir()}`;
  return alle.map((zweig) => `${zweig} AND ${rest}`);
}
