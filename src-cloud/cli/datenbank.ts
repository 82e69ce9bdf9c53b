// The database a command works on: its own PostgreSQL in --data (started, or joined when a cloud runs there), or the one
// that --database names. Always brought up to date first, and left at the end.
import path from 'node:path';
import type pg from 'pg';
import { migriere } from '../db/migrieren.ts';
import { oeffnePool, type Verbindungsziel } from '../db/verbindung.ts';
import { starteCluster } from '../postgres/cluster.ts';

export type DatenOptionen = { data: string; database?: string };

export type Datenbank = {
  ziel: Verbindungsziel;
  datenordner: string;
  /** Without password, to be shown. */
  anzeige: string;
  /** Migrations applied just now. */
  angewandt: string[];
  beende(): Promise<void>;
};

/** Opens and migrates. Notices go to stderr. */
export async function oeffneDatenbank(optionen: DatenOptionen): Promise<Datenbank> {
  const datenordner = path.resolve(optionen.data);
  if (optionen.database) {
    const app = process.env.KONTOR_DATABASE_APP_URL;
    const ziel = { eigner: optionen.database, ...(app ? { app } : {}) };
    const angewandt = await migriere(ziel.eigner);
    return { ziel, datenordner, anzeige: ohneKennwort(ziel.eigner), angewandt, beende: async () => undefined };
  }
  const cluster = await starteCluster({ datenordner, meldung: (satz) => process.stderr.write(`${satz}\n`) });
  try {
    const angewandt = await migriere(cluster.ziel.eigner);
    return {
      ziel: cluster.ziel,
      datenordner,
      anzeige: ohneKennwort(cluster.ziel.eigner),
      angewandt,
      beende: cluster.beende,
    };
  } catch (fehler) {
    await cluster.beende();
    throw fehler;
  }
}

/** Runs a command on the database and leaves it whatever happens. */
export async function mitDatenbank<T>(
  optionen: DatenOptionen,
  fn: (pool: pg.Pool, datenbank: Datenbank) => Promise<T>,
): Promise<T> {
  const datenbank = await oeffneDatenbank(optionen);
  const pool = oeffnePool(datenbank.ziel, () => undefined, 4);
  try {
    return await fn(pool, datenbank);
  } finally {
    await pool.end();
    await datenbank.beende();
  }
}

/** May name several servers, which `URL` does not take. */
function ohneKennwort(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, '$1');
}
