// SQL of what commands name: object ids that clients choose (`objekt_id`, each taken once with one content) and
// attachments (`anhang`), which a command makes visible like its Vorgang.
import type { Anhang } from '../../src-shared/domain/vorgang.ts';
import type { Tx } from '../db/mandant.ts';

export type Vergeben = { vorgangId: string; inhaltHash: string };

/** Which of these object ids are taken, and by what. */
export async function liesVergebene(tx: Tx, mandantId: string, ids: readonly string[]): Promise<Map<string, Vergeben>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<Vergeben & { id: string }>(
    `SELECT id, vorgang_id AS "vorgangId", inhalt_hash AS "inhaltHash" FROM objekt_id
     WHERE mandant_id = $1 AND id = ANY ($2::uuid[])`,
    [mandantId, ids],
  );
  return new Map(rows.map(({ id, ...vergeben }) => [id, vergeben]));
}

/** Takes an object id; false when somebody else took it meanwhile. */
export async function vergib(tx: Tx, mandantId: string, id: string, v: Vergeben): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO objekt_id (mandant_id, id, vorgang_id, inhalt_hash) VALUES ($1, $2, $3, $4)
     ON CONFLICT (mandant_id, id) DO NOTHING`,
    [mandantId, id, v.vorgangId, v.inhaltHash],
  );
  return rowCount === 1;
}

export type AnhangZeile = Anhang & { vorgangId: string };

/**
 * The complete attachments among these that the person may name: their own uploads, and what their Vorgang has already.
 * Whether it is the Vorgang of the command is the caller's to compare (`vorgangId`).
 */
export async function liesAnhaenge(
  tx: Tx,
  mandantId: string,
  sub: string,
  ids: readonly string[],
): Promise<Map<string, AnhangZeile>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<AnhangZeile>(
    `SELECT id, vorgang_id AS "vorgangId", dateiname, content_type AS "contentType", groesse, sha256 FROM anhang
     WHERE mandant_id = $1 AND id = ANY ($2::uuid[]) AND komplett AND (benannt OR uploader_sub = $3)`,
    [mandantId, ids, sub],
  );
  return new Map(rows.map((zeile) => [zeile.id, zeile]));
}

/** A command has named them: from now on they are visible like their Vorgang, and kept. */
export async function benenne(tx: Tx, mandantId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.query('UPDATE anhang SET benannt = true WHERE mandant_id = $1 AND id = ANY ($2::uuid[]) AND NOT benannt', [
    mandantId,
    ids,
  ]);
}
