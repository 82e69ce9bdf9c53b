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

/** Remembers the outcome. Rejects with a unique violation where another transaction has remembered one. */
export async function merke(
  tx: Tx,
  mandantId: string,
  sub: string,
  g: Gemerkt & { befehl: string; am: string },
): Promise<void> {
  await tx.query(
    `INSERT INTO command (mandant_id, sub, command_id, vorgang_id, befehl, payload_hash, state, version, problem, am)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [mandantId, sub, g.commandId, g.vorgangId, g.befehl, g.payloadHash, g.state, g.version, g.problem, g.am],
  );
}

/** Bars a command that `durch` replaces. One that was judged before keeps its outcome, which is no acceptance. */
export async function sperreErsetzten(
  tx: Tx,
  mandantId: string,
  sub: string,
  commandId: string,
  durch: string,
  am: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO command (mandant_id, sub, command_id, state, ersetzt_durch, am) VALUES ($1, $2, $3, 'ersetzt', $4, $5)
     ON CONFLICT (mandant_id, sub, command_id) DO UPDATE SET ersetzt_durch = excluded.ersetzt_durch`,
    [mandantId, sub, commandId, durch, am],
  );
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
