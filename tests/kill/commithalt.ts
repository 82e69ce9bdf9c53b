/**
 * The moment between commit and reply, held open: a COMMIT that waits for a standby which does not exist is on the disk
 * and not answered. There the cloud is killed; then the wait is ended, and the commit becomes visible although nobody was
 * told. Only on a database of its own: the setting is the whole server's.
 */
import type { ChildProcess } from 'node:child_process';
import type pg from 'pg';

const schlafe = (ms: number): Promise<void> => new Promise((f) => setTimeout(f, ms));

/** Kills `kind` while one of its commits waits, or after `fristMs` without one; `los` is called when commits wait. */
export async function haltImCommit(
  { db, kind }: { db: pg.Pool; kind: ChildProcess },
  fristMs: number,
  los: () => void = () => undefined,
): Promise<boolean> {
  await db.query("ALTER SYSTEM SET synchronous_standby_names = 'niemand'");
  await db.query('SELECT pg_reload_conf()');
  let haengt = false;
  try {
    while (!(await wartetSchon(db))) await schlafe(2);
    los();
    for (const bis = performance.now() + fristMs; !haengt && performance.now() < bis; await schlafe(3)) {
      const { rows } = await db.query<{ n: number }>(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%COMMIT'",
      );
      haengt = (rows[0]?.n ?? 0) > 0;
    }
    kind.kill('SIGKILL');
  } finally {
    await db.query('ALTER SYSTEM RESET synchronous_standby_names');
    await db.query('SELECT pg_reload_conf()');
  }
  return haengt;
}

/** Whether the reload has reached the server: a commit of one's own waits. It is let go with the others. */
async function wartetSchon(db: pg.Pool): Promise<boolean> {
  const client = await db.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  let fertig = false;
  const eigener = client.query("SELECT pg_logical_emit_message(true, 'kill', 'x')").finally(() => {
    fertig = true;
    client.release();
  });
  eigener.catch(() => undefined);
  while (!fertig) {
    const wartet = await db.query<{ w: string | null }>('SELECT wait_event AS w FROM pg_stat_activity WHERE pid = $1', [
      rows[0]?.pid,
    ]);
    if (wartet.rows[0]?.w === 'SyncRep') return true;
  }
  return false;
}
