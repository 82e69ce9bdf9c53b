// No change is ever skipped: writers on two instances that commit in any order, with transactions held open before and
// after they take the counter, and readers that go on from cursor to cursor meanwhile. What each reader has in the end is
// what the table says.
import { setTimeout as warte } from 'node:timers/promises';
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { oeffnePool } from '../db/verbindung.ts';
import { MANDANTEN } from '../demo/mandanten.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { plusMs } from '../server/uhr.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { neuerVorgang, OE } from '../testing/test-vorgang.ts';
import { schreibe, sperre } from '../vorgaenge/schreiben.ts';
import { liesSeite } from './seite.ts';

let t: TestCloud;
const pools: pg.Pool[] = [];
const JETZT = '2026-03-02T08:00:00.000Z';
const wer: Angemeldet = {
  sub: 'flensburg:sabine.sander',
  name: 'Sabine Sander',
  mandant: 'flensburg',
  rollen: ['VERWALTUNG_USER'],
  oe: MANDANTEN[0]?.personen[0]?.oe ?? [],
  bis: plusMs(JETZT, 600_000),
};

beforeAll(async () => {
  t = await testCloud();
  for (let n = 0; n < 2; n += 1) pools.push(oeffnePool(t.ziel, () => undefined, 12));
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await t.beende();
});

/** A client of the feed: its base, and where it stands. */
class Leser {
  stand = new Map<string, number>();
  seiten = 0;
  since: string | undefined;
  pool: pg.Pool;
  constructor(pool: pg.Pool) {
    this.pool = pool;
  }
  async lies(limit: number): Promise<boolean> {
    const s = await inMandant(this.pool, 'flensburg', (tx) =>
      liesSeite(tx, wer, { limit, ...(this.since === undefined ? {} : { since: this.since }) }, JETZT),
    );
    this.seiten += 1;
    for (const c of s.changes) {
      if (c.art === 'vorgang') this.stand.set(c.vorgang.id, c.vorgang.version);
      else this.stand.delete(c.id);
    }
    this.since = s.cursor;
    return s.hasMore;
  }
  async bisRuhig(): Promise<void> {
    while (await this.lies(7));
  }
}

async function schreibt(pool: pg.Pool, ids: string[], zufall: () => number): Promise<void> {
  await inMandant(pool, 'flensburg', async (tx) => {
    const id = ids[Math.floor(zufall() * ids.length)] as string;
    const staende = await sperre(tx, 'flensburg', [id]);
    if (zufall() < 0.3) await warte(zufall() * 30); // held open before the counter
    const neu = zufall() < 0.3 ? neuerVorgang() : undefined;
    const vorher = staende.get(id);
    if (!vorher) throw new Error('gone');
    const fort = zufall() < 0.3;
    const nachher: Vorgang = {
      ...vorher.vorgang,
      version: vorher.vorgang.version + 1,
      organisationseinheit: { id: fort ? OE.rechtsamt : OE.gewerbe, name: 'x' },
    };
    const mandantId = 'flensburg';
    await schreibe(
      tx,
      [
        { mandantId, id, vorher, nachher },
        ...(neu ? [{ mandantId, id: neu.id, vorher: undefined, nachher: neu }] : []),
      ],
      JETZT,
    );
    if (zufall() < 0.3) await warte(zufall() * 10); // held open with the counter
    if (zufall() < 0.1) throw new Error('rolled back');
  }).catch((fehler: Error) => {
    if (fehler.message !== 'rolled back') throw fehler;
  });
}

/** The same sequence in each run (mulberry32). */
function wuerfel(same: number): () => number {
  let a = same;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let x = Math.imul(a ^ (a >>> 15), 1 | a);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function tabelle(): Promise<Map<string, number>> {
  const { rows } = await inMandant(pools[0] as pg.Pool, 'flensburg', (tx) =>
    tx.query<{ id: string; version: number }>('SELECT id, version FROM vorgang WHERE oe_id = ANY ($1)', [[...wer.oe]]),
  );
  return new Map(rows.map((z) => [z.id, z.version]));
}

test('[F1] readers on two instances end with just what the table says, whatever was held open', async () => {
  const zufall = wuerfel(20_260_302);
  const anfang = Array.from({ length: 30 }, () => neuerVorgang());
  await inMandant(pools[0] as pg.Pool, 'flensburg', (tx) =>
    schreibe(
      tx,
      anfang.map((v) => ({ mandantId: 'flensburg', id: v.id, vorher: undefined, nachher: v })),
      JETZT,
    ),
  );
  const leser = Array.from({ length: 4 }, (_, n) => new Leser(pools[n % 2] as pg.Pool));
  let schreiben = true;
  const lesend = leser.map(async (l, n) => {
    while (schreiben) {
      await l.lies(1 + n * 5);
      await warte(zufall() * 5);
    }
  });
  const ids = anfang.map((v) => v.id);
  const schreibend = Array.from({ length: 10 }, async (_, n) => {
    for (let mal = 0; mal < 25; mal += 1) await schreibt(pools[n % 2] as pg.Pool, ids, zufall);
  });
  await Promise.all(schreibend);
  schreiben = false;
  await Promise.all(lesend);
  const erwartet = await tabelle();
  expect(erwartet.size).toBeGreaterThan(30);
  for (const l of leser) {
    await l.bisRuhig();
    expect(l.seiten).toBeGreaterThan(10);
    expect(new Map([...l.stand].sort())).toEqual(new Map([...erwartet].sort()));
  }
}, 60_000);

test('[F1] a writer that has not yet committed is not passed by: its number is the next one a reader gets', async () => {
  const l = new Leser(pools[0] as pg.Pool);
  await l.bisRuhig();
  const [erster, zweiter] = [neuerVorgang({ id: uuidv7() }), neuerVorgang()];
  const schreibe1 = (pool: pg.Pool, v: Vorgang, danach: () => Promise<unknown>) =>
    inMandant(pool, 'flensburg', async (tx) => {
      await schreibe(tx, [{ mandantId: 'flensburg', id: v.id, vorher: undefined, nachher: v }], JETZT);
      await danach();
    });
  const tor = Promise.withResolvers<void>();
  const hat = Promise.withResolvers<void>();
  const langsam = schreibe1(pools[0] as pg.Pool, erster, async () => {
    hat.resolve();
    await tor.promise;
  });
  await Promise.race([hat.promise, langsam]);
  const schnell = schreibe1(pools[1] as pg.Pool, zweiter, async () => undefined);
  try {
    await warte(50);
    await l.bisRuhig();
    expect([l.stand.has(erster.id), l.stand.has(zweiter.id)]).toEqual([false, false]);
  } finally {
    tor.resolve();
    await Promise.all([langsam, schnell]);
  }
  await l.bisRuhig();
  expect([l.stand.has(erster.id), l.stand.has(zweiter.id)]).toEqual([true, true]);
});
