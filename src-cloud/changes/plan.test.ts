// What the feed's queries cost, by the database's own account: the plans of the real statements on a Mandant of some size.
// A page of the snapshot reads about a page of rows for each of its branches, a poll without news one row, a delta as many
// rows as have changed – never the whole Mandant.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Rolle } from '../../src-shared/domain/vorgang.ts';
import { inMandant, type Tx } from '../db/mandant.ts';
import { alsEigner } from '../db/verbindung.ts';
import { mandantVon } from '../demo/mandanten.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { legeAn, neuerVorgang } from '../testing/test-vorgang.ts';
import { liesBestand } from './bestand.ts';
import { liesFolge, liesZaehler } from './folge.ts';

type Knoten = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Knoten[];
};

let t: TestCloud;
const oe = mandantVon('flensburg').personen[0]?.oe ?? [];
const ANZAHL = 6000;

beforeAll(async () => {
  t = await testCloud();
  const status = ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG', 'ABGESCHLOSSEN', 'ABGESCHLOSSEN', 'ABGESCHLOSSEN'];
  await legeAn(
    t,
    Array.from({ length: ANZAHL }, (_, n) =>
      neuerVorgang({
        eingangAm: new Date(Date.UTC(2025, 0, 1) + ((n * 7919) % ANZAHL) * 600_000).toISOString(),
        status: status[n % status.length] as string,
        organisationseinheit: { id: oe[n % oe.length] as string, name: 'x' },
        ...(n % 40 === 0 ? { bearbeiter: { sub: 'flensburg:sabine.sander', name: 'Sabine Sander' } } : {}),
      }),
    ),
  );
  await alsEigner(t.ziel.eigner, (client) => client.query('ANALYZE'));
});
afterAll(() => t.beende());

const wer = (...rollen: Rolle[]) => ({ sub: 'flensburg:sabine.sander', mandant: 'flensburg', rollen, oe });

/** Runs `fn` with its statements explained instead of answered; the rows that each scan of `vorgang` really read. */
async function gelesen(fn: (tx: Tx) => Promise<unknown>): Promise<{ art: string; zeilen: number }[]> {
  const scans: { art: string; zeilen: number }[] = [];
  const geh = (k: Knoten): void => {
    if (k['Relation Name'])
      scans.push({
        art: `${k['Node Type']} ${k['Relation Name']}`,
        zeilen: (k['Actual Rows'] + (k['Rows Removed by Filter'] ?? 0)) * k['Actual Loops'],
      });
    for (const kind of k.Plans ?? []) geh(kind);
  };
  await inMandant(t.cloud.dienste.pool, 'flensburg', async (tx) => {
    const query = async (text: string, werte: unknown[]) => {
      const { rows } = await tx.query(`EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) ${text}`, werte);
      geh(rows[0]['QUERY PLAN'][0].Plan);
      return { rows: [], rowCount: 0 };
    };
    await fn({ query } as unknown as Tx).catch(() => undefined);
  });
  return scans;
}
const summe = (scans: { art: string; zeilen: number }[]) => scans.reduce((n, s) => n + s.zeilen, 0);
const ganz = (scans: { art: string }[]) => scans.filter((s) => s.art === 'Seq Scan vorgang');

test('a page of the snapshot, the first and one in the middle, for each role and part', async () => {
  const mitten = { am: '2025-01-20T00:00:00.000Z', id: '01890a5d-ac96-774b-bcce-b302099a8057' };
  for (const w of [wer('VERWALTUNG_USER'), wer('VERWALTUNG_POSTSTELLE'), wer('VERWALTUNG_LEITUNG')]) {
    for (const [meineZuerst, teil] of [
      [false, 0],
      [true, 0],
      [true, 1],
      [true, 2],
    ] as const) {
      for (const stelle of [{ teil }, { teil, ...mitten }]) {
        const scans = await gelesen((tx) => liesBestand(tx, w, { sicht: 'kopf', meineZuerst, stelle, limit: 50 }));
        expect(ganz(scans)).toEqual([]);
        expect(summe(scans)).toBeLessThan(50 * (oe.length + 6));
      }
    }
  }
});

test('[F6] a poll without news reads one row, a delta what has changed', async () => {
  const poll = await gelesen((tx) => liesZaehler(tx, 'flensburg'));
  expect(poll).toHaveLength(1);
  expect(summe(poll)).toBeLessThanOrEqual(3); // the demo has three Mandanten, each with one row
  const delta = await gelesen((tx) =>
    liesFolge(tx, wer('VERWALTUNG_USER'), { sicht: 'voll', basis: ANZAHL - 5, nr: ANZAHL - 5, limit: 200 }),
  );
  expect(ganz(delta)).toEqual([]);
  expect(summe(delta)).toBeLessThan(30);
});
