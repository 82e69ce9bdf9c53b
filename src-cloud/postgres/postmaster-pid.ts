// Reads PostgreSQL's own lock file `postmaster.pid`: who runs this cluster, on which port, and whether it is ready.
// Only reads: PostgreSQL itself decides whether a lock is stale, and nothing here may ever remove one.
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export type Postmaster = { pid: number; port: number | undefined; bereit: boolean };

/** What the lock file says; undefined when there is none (no server, or stopped cleanly). */
export async function liesPostmaster(clusterordner: string): Promise<Postmaster | undefined> {
  try {
    return deutePostmaster(await readFile(path.join(clusterordner, 'postmaster.pid'), 'utf8'));
  } catch (fehler) {
    if ((fehler as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fehler;
  }
}

/** Lines: pid, data directory, start time, port, socket directory, address, shared memory key, status. */
export function deutePostmaster(text: string): Postmaster | undefined {
  const zeilen = text.split(/\r?\n/).map((zeile) => zeile.trim());
  const pid = Math.abs(Number(zeilen[0]));
  if (!Number.isInteger(pid) || pid === 0) return undefined;
  const port = Number(zeilen[3]);
  return { pid, port: Number.isInteger(port) && port > 0 ? port : undefined, bereit: zeilen[7] === 'ready' };
}
