// Whether a process is there, and what it is. A pid alone proves little: it may be a zombie nobody has reaped, or belong to
// another program by now. Never signals anything by name.
import { readFileSync } from 'node:fs';

/** True while the process runs (a zombie does not). A process of another user counts as running. */
export function lebt(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (fehler) {
    if ((fehler as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return zustand(pid) !== 'Z';
}

/** True if the process runs and, where the system tells, is a PostgreSQL server. */
export function istPostgres(pid: number): boolean {
  if (!lebt(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres');
  } catch {
    return false;
  }
}

function zustand(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    // "pid (name) state …"; the name may hold blanks and brackets, so count from the last one.
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text[text.lastIndexOf(')') + 2];
  } catch {
    return undefined;
  }
}
