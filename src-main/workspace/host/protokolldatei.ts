/**
 * The log on disk: one JSON line an event (pino), in the profile, rotated by size. Ids, codes and numbers only; what goes
 * in is decided by the port's type. A log that cannot be written never stops the work.
 */
import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { pino } from 'pino';
import type { Angaben, Logbuch } from '../logbuch.ts';

const GROESSTE = 5 * 1024 * 1024;
/** So many files, the newest without a number. */
export const PROTOKOLL_ANZAHL = 5;

/** A file that begins anew when it is full; the older ones are `<pfad>.1` … */
class RotierendeDatei {
  private readonly pfad: string;
  private fd: number | undefined;
  private groesse = 0;

  constructor(pfad: string) {
    this.pfad = pfad;
    this.oeffne();
  }

  write(zeile: string): void {
    try {
      if (this.groesse > GROESSTE) this.rotiere();
      if (this.fd !== undefined) this.groesse += writeSync(this.fd, zeile);
    } catch {
      // Disk full or gone: the work matters, the log does not.
      this.fd = undefined;
    }
  }

  schliesse(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
  }

  private oeffne(): void {
    try {
      this.fd = openSync(this.pfad, 'a', 0o600);
      this.groesse = fstatSync(this.fd).size;
    } catch {
      this.fd = undefined;
    }
  }

  private rotiere(): void {
    this.schliesse();
    rmSync(`${this.pfad}.${PROTOKOLL_ANZAHL - 1}`, { force: true });
    for (let i = PROTOKOLL_ANZAHL - 2; i >= 1; i--) umbenannt(`${this.pfad}.${i}`, `${this.pfad}.${i + 1}`);
    umbenannt(this.pfad, `${this.pfad}.1`);
    this.oeffne();
  }
}

function umbenannt(von: string, nach: string): void {
  try {
    renameSync(von, nach);
  } catch {
    // Not there yet.
  }
}

/** Opens the log. `jetzt` stamps the lines (epoch ms). */
export function protokolldatei(pfad: string, jetzt: () => number): Logbuch & { schliesse(): void } {
  const datei = new RotierendeDatei(pfad);
  const log = pino(
    {
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date(jetzt()).toISOString()}"`,
      messageKey: 'ereignis',
    },
    datei,
  );
  return {
    info: (ereignis: string, angaben: Angaben = {}) => log.info(angaben, ereignis),
    warne: (ereignis: string, angaben: Angaben = {}) => log.warn(angaben, ereignis),
    fehler: (ereignis: string, fehler: unknown, angaben: Angaben = {}) => {
      const { name, code, stack } = fehler as { name?: string; code?: string; stack?: string };
      // The message may quote content; name, code and place do not.
      const orte = (stack ?? '').split('\n').filter((z) => z.trimStart().startsWith('at '));
      log.error({ ...angaben, name, code, stack: orte.slice(0, 8).join('\n') }, ereignis);
    },
    schliesse: () => datei.schliesse(),
  };
}
