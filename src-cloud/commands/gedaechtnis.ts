// SQL of the table `command`: what became of each command, so that a repeat changes nothing. Also the bar against a
// command that another one has replaced, even if it was never seen. What was held (`angehalten`) is never remembered.
import type { Problem } from '../../src-shared/domain/problem.ts';
import type { Tx } from '../db/mandant.ts';

export type Gemerkt = {
  commandId: string;
  vorgangId: string | null;
  /** Null: only barred, or its Vorgang was deleted since. */
  payloadHash: string | null;
  state: 'angenommen' | 'konflikt' | 'abgelehnt' | 'ersetzt';
  version: number | null;
  problem: Problem | null;
};

/**
 * Lets one request of a person judge at a time, on whichever instance: the same command twice in the same millisecond waits
 * here. Also holds the request to 5 s for each statement and lock. Taken before any row.
 */
export async function betrete(tx: Tx, mandantId: string, sub: string): Promise<void> {
  await tx.query(
    `SELECT set_config('statement_timeout', '5000', true), set_config('lock_timeout', '5000', true),
            pg_advisory_xact_lock(hashtextextended($1, 0))`,
    [JSON.stringify(['commands', mandantId, sub])],
  );
}

/** What is remembered of these commands of the person. */
export async function liesGemerkte(
  tx: Tx,
  mandantId: string,
  sub: string,
  ids: readonly string[],
): Promise<Map<string, Gemerkt>> {
  const { rows } = await tx.query<Gemerkt>(
    `SELECT command_id AS "commandId", vorgang_id AS "vorgangId", payload_hash AS "payloadHash", state, version, problem
     FROM command WHERE mandant_id = $1 AND sub = $2 AND command_id = ANY ($3::uuid[])`,
    [mandantId, sub, ids],
  );
  return new Map(rows.map((zeile) => [zeile.commandId, zeile]));
}

/** What is to be remembered of a request: outcomes, and commands that were replaced, by the one that replaces them. */
export type Merkzettel = { ausgaenge: (Gemerkt & { befehl: string })[]; ersetzt: Map<string, string> };

/**
 * Remembers outcomes, and bars replaced commands: one that was never seen gets a row of its own, one that was judged keeps
 * its outcome, which is no acceptance. Rejects with a unique violation where another transaction has remembered one.
 */
export async function merke(tx: Tx, mandantId: string, sub: string, zettel: Merkzettel, am: string): Promise<void> {
  const { ausgaenge, ersetzt } = zettel;
  if (ausgaenge.length > 0) {
    await tx.query(
      `INSERT INTO command (mandant_id, sub, command_id, vorgang_id, befehl, payload_hash, state, version, problem, am)
       SELECT $1, $2, c."commandId", c."vorgangId", c.befehl, c."payloadHash", c.state, c.version, c.problem, $4
       FROM jsonb_to_recordset($3::jsonb) AS c ("commandId" uuid, "vorgangId" uuid, befehl text, "payloadHash" text,
                                                state text, version integer, problem jsonb)`,
      [mandantId, sub, JSON.stringify(ausgaenge), am],
    );
  }
  if (ersetzt.size > 0) {
    await tx.query(
      `INSERT INTO command (mandant_id, sub, command_id, state, ersetzt_durch, am)
       SELECT $1, $2, e.alt, 'ersetzt', e.neu, $5 FROM unnest($3::uuid[], $4::uuid[]) AS e (alt, neu)
       ON CONFLICT (mandant_id, sub, command_id) DO UPDATE SET ersetzt_durch = excluded.ersetzt_durch`,
      [mandantId, sub, [...ersetzt.keys()], [...ersetzt.values()], am],
    );
  }
}

/** A case is deleted: what was remembered of its commands no longer says anything about its content. */
export async function vergissInhalte(tx: Tx, mandantId: string, vorgangId: string): Promise<void> {
  await tx.query(
    `UPDATE command SET payload_hash = NULL,
       problem = CASE WHEN problem IS NULL THEN NULL
                      ELSE jsonb_build_object('type', problem -> 'type', 'title', problem -> 'title') END
     WHERE mandant_id = $1 AND vorgang_id = $2`,
    [mandantId, vorgangId],
  );
}
