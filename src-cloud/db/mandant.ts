// One transaction in one Mandant: the only way in which requests reach tables with mandant_id. The setting is local to the
// transaction, so a pooled connection can never carry one Mandant's sight into another request.
import type pg from 'pg';
import { istVerbindungVerloren } from './verbindung.ts';

/** A transaction that has its Mandant set. Only the functions below make one. */
export type Tx = pg.PoolClient;

// Which Mandant a transaction is in, so that nobody has to ask the database for it.
const mandantVon = new WeakMap<Tx, string>();

/**
 * Runs `fn` in a transaction (READ COMMITTED) whose row-level security shows exactly this Mandant; commits when it
 * resolves, rolls back when it rejects and rejects with the same error. Wake-ups (Wecker.melde) belong after it.
 */
export async function inMandant<T>(pool: pg.Pool, mandantId: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaktion(pool, async (tx) => fn(tx), mandantId);
}

/**
 * Runs `fn` in a transaction without any Mandant: sees only tables without mandant_id and may call the functions
 * mandantenuebergreifend_*. For routing, sign-in, rollout.
 */
export async function ohneMandant<T>(pool: pg.Pool, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return inTransaktion(pool, fn, '');
}

/**
 * Changes the Mandant for the rest of `fn` and puts the former back, within the same transaction: forwarding writes a
 * Vorgang into the other Mandant so that both take effect or none does.
 */
export async function imAnderenMandant<T>(tx: Tx, mandantId: string, fn: () => Promise<T>): Promise<T> {
  const vorher = mandantVon.get(tx) ?? '';
  if (vorher === mandantId) return fn();
  await setzeMandant(tx, mandantId);
  try {
    const ergebnis = await fn();
    await setzeMandant(tx, vorher);
    return ergebnis;
  } catch (fehler) {
    // Whatever rolls back now, the savepoint or the transaction, takes the setting back with it.
    mandantVon.set(tx, vorher);
    throw fehler;
  }
}

/**
 * Where the standby is synchronous, COMMIT waits until it has the transaction too, and no timeout of the server ends that wait.
 * The caller waits 5 s and then does not know (503): the server goes on waiting, nobody sees the transaction meanwhile, and a
 * repeat under the same commandId learns what became of it.
 */
const ABSCHLUSS = { text: 'COMMIT', query_timeout: 5000 };

async function setzeMandant(tx: Tx, mandantId: string): Promise<void> {
  await tx.query(`SELECT set_config('kontor.mandant', $1, true)`, [mandantId]);
  mandantVon.set(tx, mandantId);
}

async function inTransaktion<T>(pool: pg.Pool, fn: (tx: Tx) => Promise<T>, mandantId: string): Promise<T> {
  const client = await pool.connect();
  let kaputt: Error | undefined;
  try {
    // One round trip: both statements in one simple query.
    await client.query(`BEGIN; SELECT set_config('kontor.mandant', ${client.escapeLiteral(mandantId)}, true)`);
    mandantVon.set(client, mandantId);
    const ergebnis = await fn(client);
    await client.query(ABSCHLUSS);
    return ergebnis;
  } catch (fehler) {
    if (istVerbindungVerloren(fehler)) {
      kaputt = fehler as Error;
      throw fehler;
    }
    // A connection that cannot roll back is thrown away; the first error is what the caller must see.
    await client.query('ROLLBACK').catch((grund: Error) => {
      kaputt = grund;
    });
    throw fehler;
  } finally {
    client.release(kaputt);
  }
}
