// SQL of the table `akt`: signed acts in the order of each device's chain. Headers stay when a case goes; contents, salts
// and whatever says which case it was are taken out then.
import type { Problem } from '../../src-shared/domain/problem.ts';
import type { AktHeader, AktInhalt, AnkerAussage } from '../../src-shared/domain/zeichnung.ts';
import type { Tx } from '../db/mandant.ts';

export type AktState = 'angenommen' | 'konflikt' | 'abgelehnt' | 'angehalten' | 'zurueckgenommen';

export type AktZeile = {
  geraetId: string;
  seq: number;
  headerSha256: string;
  header: AktHeader;
  wert: string;
  inhalt: AktInhalt | null;
  commandId: string | null;
  /** Null: out of the person's sight, or deleted. */
  vorgangId: string | null;
  sub: string;
  state: AktState;
  problem: Problem | null;
  annahme: AnkerAussage | null;
  ketteOffen: boolean;
  /** Seconds the device's clock was off, where it was. */
  uhrAbweichungS: number | null;
  angekommenAm: string;
};

const SPALTEN = `geraet_id AS "geraetId", seq, header_sha256 AS "headerSha256", header, wert, inhalt,
  command_id AS "commandId", vorgang_id AS "vorgangId", sub, state, problem, annahme, kette_offen AS "ketteOffen",
  uhr_abweichung_s AS "uhrAbweichungS", angekommen_am AS "angekommenAm"`;

/** The acts of a device at these places of its chain; two at one place mean that the chain forks there. */
export async function liesGlieder(
  tx: Tx,
  mandantId: string,
  geraetId: string,
  seqs: readonly number[],
): Promise<AktZeile[]> {
  const { rows } = await tx.query<AktZeile>(
    `SELECT ${SPALTEN} FROM akt WHERE mandant_id = $1 AND geraet_id = $2 AND seq = ANY ($3::bigint[]) ORDER BY seq`,
    [mandantId, geraetId, seqs],
  );
  return rows;
}

/** The highest place of the device's chain that was ever seen; 0 before the first act. */
export async function letzteSeq(tx: Tx, mandantId: string, geraetId: string): Promise<number> {
  const { rows } = await tx.query<{ seq: number }>(
    'SELECT seq FROM akt WHERE mandant_id = $1 AND geraet_id = $2 ORDER BY seq DESC LIMIT 1',
    [mandantId, geraetId],
  );
  return rows[0]?.seq ?? 0;
}

/** Adds an act, or writes what has become of one that was held before. */
export async function schreibeAkt(tx: Tx, mandantId: string, a: AktZeile): Promise<void> {
  await tx.query(
    `INSERT INTO akt (mandant_id, geraet_id, seq, header_sha256, header, wert, inhalt, command_id, vorgang_id, sub, state,
                      problem, annahme, kette_offen, uhr_abweichung_s, angekommen_am)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT (mandant_id, geraet_id, seq, header_sha256)
     DO UPDATE SET state = excluded.state, problem = excluded.problem, annahme = excluded.annahme,
                   vorgang_id = excluded.vorgang_id
     WHERE akt.state = 'angehalten' AND akt.command_id = excluded.command_id`,
    [
      mandantId,
      a.geraetId,
      a.seq,
      a.headerSha256,
      a.header,
      a.wert,
      a.inhalt,
      a.commandId,
      a.vorgangId,
      a.sub,
      a.state,
      a.problem,
      a.annahme,
      a.ketteOffen,
      a.uhrAbweichungS,
      a.angekommenAm,
    ],
  );
}

/**
 * Closes the chain behind `seq`, whose own chain is closed: every following act up to the next gap stops being
 * `ketteOffen`.
 */
export async function schliesseKette(tx: Tx, mandantId: string, geraetId: string, seq: number): Promise<void> {
  await tx.query(
    `UPDATE akt SET kette_offen = false
     WHERE mandant_id = $1 AND geraet_id = $2 AND kette_offen AND seq > $3 AND seq <= (
       -- The last number of the unbroken run that begins behind seq.
       SELECT max(l.seq) FROM (
         SELECT DISTINCT a.seq, a.seq - dense_rank() OVER (ORDER BY a.seq) AS lauf FROM akt a
         WHERE a.mandant_id = $1 AND a.geraet_id = $2 AND a.seq > $3
       ) l WHERE l.lauf = $3)`,
    [mandantId, geraetId, seq],
  );
}

/** The acts of one case, as they came. */
export async function liesAkteDesVorgangs(tx: Tx, mandantId: string, vorgangId: string): Promise<AktZeile[]> {
  const { rows } = await tx.query<AktZeile>(
    `SELECT ${SPALTEN} FROM akt WHERE mandant_id = $1 AND vorgang_id = $2 ORDER BY angekommen_am, geraet_id, seq`,
    [mandantId, vorgangId],
  );
  return rows;
}

/** All headers of devices: what a chain's verification needs, and nothing that says which case an act was about. */
export async function liesKetten(
  tx: Tx,
  mandantId: string,
  geraetIds: readonly string[],
): Promise<{ geraetId: string; header: AktHeader; wert: string }[]> {
  const { rows } = await tx.query<{ geraetId: string; header: AktHeader; wert: string }>(
    `SELECT geraet_id AS "geraetId", header, wert FROM akt WHERE mandant_id = $1 AND geraet_id = ANY ($2)
     ORDER BY geraet_id, seq`,
    [mandantId, geraetIds],
  );
  return rows;
}

/** A case is deleted: its acts lose content, salt and what they were about; headers, signatures and acceptances stay. */
export async function entferneInhalte(tx: Tx, mandantId: string, vorgangId: string): Promise<void> {
  await tx.query(
    `UPDATE akt SET inhalt = NULL, command_id = NULL, vorgang_id = NULL, problem = NULL
     WHERE mandant_id = $1 AND (vorgang_id = $2::uuid OR (vorgang_id IS NULL AND lower(inhalt ->> 'vorgangId') = $2::text))`,
    [mandantId, vorgangId],
  );
}

/** Whether the case an act speaks of was deleted: an act that comes later must not bring its content back. */
export async function istGeloescht(tx: Tx, mandantId: string, vorgangId: string): Promise<boolean> {
  const { rowCount } = await tx.query('SELECT 1 FROM vorgang WHERE mandant_id = $1 AND id = $2 AND geloescht', [
    mandantId,
    vorgangId,
  ]);
  return rowCount === 1;
}
