// The rows of attachments: who may see one, how much of it has arrived, when it is complete.
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { sichtBedingung } from '../vorgaenge/sicht.ts';

export type AnhangZeile = {
  id: string;
  uploaderSub: string | null;
  dateiname: string;
  contentType: string;
  groesse: number;
  sha256: string;
  komplett: boolean;
};

const SPALTEN = `a.id, a.uploader_sub AS "uploaderSub", a.dateiname, a.content_type AS "contentType", a.groesse, a.sha256,
  a.komplett`;

/** One the person may see: own upload, or named and of a visible Vorgang. */
export async function liesSichtbaren(tx: Tx, wer: Angemeldet, id: string): Promise<AnhangZeile | undefined> {
  const parameter: unknown[] = [wer.mandant, id, wer.sub];
  const sichtbar = sichtBedingung(wer, 'v', parameter);
  const ergebnis = await tx.query<AnhangZeile>(
    `SELECT ${SPALTEN} FROM anhang a WHERE a.mandant_id = $1 AND a.id = $2 AND (a.uploader_sub = $3 OR (a.benannt AND EXISTS (
       SELECT 1 FROM vorgang v WHERE v.mandant_id = a.mandant_id AND v.id = a.vorgang_id AND NOT v.geloescht AND ${sichtbar})))`,
    parameter,
  );
  return ergebnis.rows[0];
}

/** One by id, whoever may see it. */
export async function liesAnhang(tx: Tx, mandantId: string, id: string): Promise<AnhangZeile | undefined> {
  const ergebnis = await tx.query<AnhangZeile>(
    `SELECT ${SPALTEN} FROM anhang a WHERE a.mandant_id = $1 AND a.id = $2`,
    [mandantId, id],
  );
  return ergebnis.rows[0];
}

export type NeuerAnhang = Omit<AnhangZeile, 'komplett' | 'uploaderSub'> & { vorgangId: string; am: string };

/** Begins an upload; false when the id is taken (also by a concurrent one). */
export async function fuegeAnhangEin(tx: Tx, wer: Angemeldet, a: NeuerAnhang): Promise<boolean> {
  const ergebnis = await tx.query(
    `INSERT INTO anhang (mandant_id, id, vorgang_id, uploader_sub, dateiname, content_type, groesse, sha256, am)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [wer.mandant, a.id, a.vorgangId, wer.sub, a.dateiname, a.contentType, a.groesse, a.sha256, a.am],
  );
  return ergebnis.rowCount === 1;
}

/** Notes how much has arrived, and whether all of it has and was verified. */
export async function merkeStand(
  tx: Tx,
  mandantId: string,
  id: string,
  empfangen: number,
  komplett: boolean,
): Promise<void> {
  await tx.query('UPDATE anhang SET empfangen = $3, komplett = $4 WHERE mandant_id = $1 AND id = $2 AND NOT komplett', [
    mandantId,
    id,
    empfangen,
    komplett,
  ]);
}

/** Forgets an upload whose bytes were not what was announced. */
export async function vergissAnhang(tx: Tx, mandantId: string, id: string): Promise<void> {
  await tx.query('DELETE FROM anhang WHERE mandant_id = $1 AND id = $2 AND NOT komplett AND NOT benannt', [
    mandantId,
    id,
  ]);
}
