// Brings a database to this version's schema: numbered .sql files, each in its own transaction, once, under an advisory
// lock so that several instances may start together. A database from the future or with an altered past is refused:
// nothing here ever goes back or guesses.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { APP_ROLLE, alsEigner } from './verbindung.ts';

export type Migration = { nummer: number; name: string; sql: string; sha256: string };

type MigrationsFehlerCode = 'datenbank-aus-der-zukunft' | 'datenbank-ohne-utf8' | 'migration-veraendert';

/** Says why a database cannot be used as it is; `code` ends a `urn:kontor:problem:`. */
export class MigrationsFehler extends Error {
  readonly code: MigrationsFehlerCode;
  constructor(code: MigrationsFehlerCode, satz: string) {
    super(satz);
    this.code = code;
  }
}

// Any number, the same for all instances and versions: "kontor" in ASCII.
const SPERRE = 0x6b6f6e746f72;
const ORDNER = new URL('./migrations/', import.meta.url);

/** The migrations of this version, in order of their numbers. */
export async function migrationen(): Promise<Migration[]> {
  const namen = (await readdir(ORDNER)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort();
  return Promise.all(
    namen.map(async (name) => {
      const sql = await readFile(new URL(name, ORDNER), 'utf8');
      return { nummer: Number(name.slice(0, 4)), name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Applies what is missing and returns the names applied (empty when up to date).
 * @param url owner's URL; the owner must be allowed to create the role kontor_app, unless it is there already.
 * @param bis last number to apply, for tests of single steps; default: all.
 * @throws MigrationsFehler when the database was written by a newer version or is not in UTF-8, or a migration was changed after
 *   it ran.
 */
export async function migriere(url: string, bis = Number.POSITIVE_INFINITY): Promise<string[]> {
  const alle = await migrationen();
  return alsEigner(url, async (client) => {
    await verlangeUtf8(client);
    await client.query('SET lock_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [SPERRE]);
    await stelleRolleSicher(client);
    await client.query(
      `CREATE TABLE IF NOT EXISTS schema_version
         (nummer integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL, am timestamptz(3) NOT NULL DEFAULT now())`,
    );
    await client.query(`GRANT SELECT ON schema_version TO ${APP_ROLLE}`);
    const da = await client.query<{ nummer: number; name: string; sha256: string }>(
      'SELECT nummer, name, sha256 FROM schema_version ORDER BY nummer',
    );
    pruefeVergangenheit(alle, da.rows);
    const fehlend = alle.filter((m) => m.nummer <= bis && !da.rows.some((zeile) => zeile.nummer === m.nummer));
    for (const migration of fehlend) await wendeAn(client, migration);
    return fehlend.map((m) => m.name);
  });
}

/** In any other encoding a name that somebody bears could not be stored, and only then would it show. */
async function verlangeUtf8(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('SHOW server_encoding');
  const kodierung = rows[0]?.server_encoding;
  if (kodierung === 'UTF8') return;
  throw new MigrationsFehler(
    'datenbank-ohne-utf8',
    `Die Datenbank speichert Text als ${kodierung}, nötig ist UTF8. Es wurde nichts verändert. Bitte legen Sie sie mit ENCODING 'UTF8' an.`,
  );
}

async function wendeAn(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('BEGIN');
  await client.query(migration.sql);
  await client.query('INSERT INTO schema_version (nummer, name, sha256) VALUES ($1, $2, $3)', [
    migration.nummer,
    migration.name,
    migration.sha256,
  ]);
  await client.query('COMMIT');
}

function pruefeVergangenheit(alle: Migration[], da: { nummer: number; name: string; sha256: string }[]): void {
  for (const zeile of da) {
    const bekannt = alle.find((m) => m.nummer === zeile.nummer);
    if (!bekannt) {
      throw new MigrationsFehler(
        'datenbank-aus-der-zukunft',
        `Die Datenbank wurde von einer neueren Version von Kontor geschrieben (Schritt ${zeile.name}). Es wurde nichts verändert. Bitte starten Sie die neuere Version.`,
      );
    }
    if (bekannt.sha256 !== zeile.sha256) {
      throw new MigrationsFehler(
        'migration-veraendert',
        `Der Schritt ${zeile.name} wurde nach seiner Ausführung verändert. Es wurde nichts verändert. Bitte verwenden Sie die Dateien, mit denen die Datenbank angelegt wurde.`,
      );
    }
  }
}

async function stelleRolleSicher(client: pg.Client): Promise<void> {
  // Roles belong to the cluster: another database's migration may make it at the same moment.
  await client.query(`DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '${APP_ROLLE}') THEN
      CREATE ROLE ${APP_ROLLE} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
    END IF;
  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`);
  // So that a cloud that is given one URL only can serve as the weak role (verbindung.ts). An owner who may not grant it
  // needs a URL of its own for the application.
  await client.query(`DO $$ BEGIN
    IF NOT pg_has_role(current_user, '${APP_ROLLE}', 'SET') THEN
      EXECUTE format('GRANT ${APP_ROLLE} TO %I WITH SET TRUE, INHERIT FALSE', current_user);
    END IF;
  EXCEPTION WHEN insufficient_privilege THEN NULL; END $$`);
}
