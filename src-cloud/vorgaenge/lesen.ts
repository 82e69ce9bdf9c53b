// Reads whole Vorgänge, only those the person may see; unknown, deleted and foreign ones look the same: absent.
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { sichtBedingung } from './sicht.ts';
import { ausDokument, type Dokument } from './zeile.ts';

/** The visible ones among these ids, in the order asked for. The transaction must be in the person's Mandant. */
export async function leseVorgaenge(tx: Tx, wer: Angemeldet, ids: readonly string[]): Promise<Vorgang[]> {
  const parameter: unknown[] = [wer.mandant, [...new Set(ids)]];
  const sichtbar = sichtBedingung(wer, 'v', parameter);
  const ergebnis = await tx.query<Dokument & { id: string }>(
    `SELECT v.id, v.kopf, v.details FROM vorgang v
     WHERE v.mandant_id = $1 AND v.id = ANY ($2::uuid[]) AND NOT v.geloescht AND ${sichtbar}`,
    parameter,
  );
  const gefunden = new Map(ergebnis.rows.map((zeile) => [zeile.id, ausDokument(zeile)]));
  return [...new Set(ids.map((id) => id.toLowerCase()))].flatMap((id) => gefunden.get(id) ?? []);
}

/** Version of one Vorgang the person may see; undefined otherwise. Costs one index probe: for 304. */
export async function leseVersion(tx: Tx, wer: Angemeldet, id: string): Promise<number | undefined> {
  const parameter: unknown[] = [wer.mandant, id];
  const sichtbar = sichtBedingung(wer, 'v', parameter);
  const ergebnis = await tx.query<{ version: number }>(
    `SELECT v.version FROM vorgang v WHERE v.mandant_id = $1 AND v.id = $2 AND NOT v.geloescht AND ${sichtbar}`,
    parameter,
  );
  return ergebnis.rows[0]?.version;
}
