// The passwords of the embedded server, random and made once, in a file only the owner of the data folder may read. The
// server listens on loopback, which every local user can reach; so it asks for a password (SCRAM). Never log or print them.
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Verbindungsziel } from '../db/verbindung.ts';

export const DATENBANK = 'kontor';
export const VERWALTER = 'kontor_verwaltung';
export const EIGNER = 'kontor_eigner';

export type Zugang = { verwaltung: string; eigner: string; app: string };

/** Reads the passwords of this data folder, or makes them. */
export async function zugang(datenordner: string): Promise<Zugang> {
  const datei = path.join(datenordner, 'postgres-zugang.json');
  try {
    return JSON.parse(await readFile(datei, 'utf8')) as Zugang;
  } catch (fehler) {
    if ((fehler as NodeJS.ErrnoException).code !== 'ENOENT') throw fehler;
  }
  const neu: Zugang = { verwaltung: passwort(), eigner: passwort(), app: passwort() };
  await writeFile(`${datei}.neu`, JSON.stringify(neu), { mode: 0o600 });
  await rename(`${datei}.neu`, datei);
  return neu;
}

/** URLs for the owner and the application's role of one database. */
export function verbindungsziel(zugang: Zugang, port: number, datenbank = DATENBANK): Verbindungsziel {
  return {
    eigner: `postgres://${EIGNER}:${zugang.eigner}@127.0.0.1:${port}/${datenbank}`,
    app: `postgres://kontor_app:${zugang.app}@127.0.0.1:${port}/${datenbank}`,
  };
}

/** URL of the server's administrator: makes roles and databases, serves no request. */
export function verwaltungsUrl(zugang: Zugang, port: number): string {
  return `postgres://${VERWALTER}:${zugang.verwaltung}@127.0.0.1:${port}/postgres`;
}

function passwort(): string {
  return randomBytes(24).toString('base64url');
}
