/**
 * Three instances of the cloud as processes of their own on one PostgreSQL, with people who may see and change everything of
 * one Mandant, and a pool for writers that go to the database directly.
 */
import { join } from 'node:path';
import type pg from 'pg';
import { inMandant } from '../../src-cloud/db/mandant.ts';
import { migriere } from '../../src-cloud/db/migrieren.ts';
import { oeffnePool } from '../../src-cloud/db/verbindung.ts';
import { legePersonenAn } from '../../src-cloud/verzeichnis/anlegen.ts';
import { richteDemoEin } from '../../src-cloud/verzeichnis/demo-anlegen.ts';
import type { Rolle } from '../../src-shared/domain/vorgang.ts';
import { Zugang } from '../demo-zugang.ts';
import { Knoten, neuerOrt } from '../failover/knoten.ts';
import { type Prozess, starte } from '../prozesse.ts';

export const MANDANT = 'flensburg';
const INSTANZEN = 3;

export type Feedaufbau = {
  pool: pg.Pool;
  /** URLs of the instances. */
  instanzen: string[];
  /** A person's way into each instance. */
  zugaenge(person: string): Zugang[];
  beende(): Promise<void>;
};

/** Starts it all. People are named `schreibt.0` …, a reader of everything `liest`, one of the Poststelle `poststelle`. */
export async function baueAuf(schreiber: number): Promise<Feedaufbau> {
  const { ordner, raeumeAuf } = neuerOrt();
  const knoten = await Knoten.neu(ordner, 'server');
  await knoten.starte({ synchronous_commit: 'off', autovacuum_naptime: '5s', shared_buffers: '256MB' });
  await knoten.legeDatenbankAn();
  await migriere(knoten.url());
  const pool = oeffnePool({ eigner: knoten.url() }, () => undefined, 14);
  await richteDemoEin(pool);
  await legeLeuteAn(pool, schreiber);
  const starteInstanz = (n: number): Promise<Prozess> =>
    starte(
      [
        'src-cloud/cli.ts',
        'start',
        '--demo',
        '--port',
        '0',
        '--database',
        knoten.url(),
        '--data',
        join(ordner, `c${n}`),
      ],
      { KONTOR_LOG: 'error' },
    );
  const prozesse = await Promise.all(Array.from({ length: INSTANZEN }, (_, n) => starteInstanz(n)));
  const instanzen = prozesse.map((p) => p.zeile.url as string);
  return {
    pool,
    instanzen,
    zugaenge: (person) => instanzen.map((url) => new Zugang(url, person)),
    async beende() {
      await Promise.all(prozesse.map((p) => p.beende()));
      await pool.end();
      await knoten.toete();
      raeumeAuf();
    },
  };
}

async function legeLeuteAn(pool: pg.Pool, schreiber: number): Promise<void> {
  await inMandant(pool, MANDANT, async (tx) => {
    const { rows } = await tx.query<{ id: string }>('SELECT id FROM organisationseinheit ORDER BY id');
    const oe = rows.map((zeile) => zeile.id);
    const person = (name: string, rolle: Rolle) => ({
      sub: `${MANDANT}:${name}`,
      username: name,
      name,
      rollen: [rolle],
      oe: rolle === 'VERWALTUNG_USER' ? oe : [],
      zeichnung: [],
    });
    await legePersonenAn(tx, [
      ...Array.from({ length: schreiber }, (_, n) => person(`schreibt.${n}`, 'VERWALTUNG_USER')),
      person('liest', 'VERWALTUNG_USER'),
      person('poststelle', 'VERWALTUNG_POSTSTELLE'),
    ]);
  });
}
