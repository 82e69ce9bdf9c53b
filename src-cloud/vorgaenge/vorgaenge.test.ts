// Who sees what: predicate and SQL give the same answers for every kind of person and position; and what the routes tell.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lage, sieht } from '../../src-shared/domain/sicht.ts';
import { ROLLEN, type Rolle, STATUS } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { erzeugeVorgaenge } from '../demo/generator.ts';
import { spieleEin } from '../einspielen/einspielen.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { schreibe, sperre, vorgangsnummer } from './schreiben.ts';
import { sichtBedingung } from './sicht.ts';
import { alsDokument, ausDokument } from './zeile.ts';

let t: TestCloud;
let ids: string[];
beforeAll(async () => {
  t = await testCloud();
  const { pool, blobs } = t.cloud.dienste;
  const auftrag = { mandant: 'flensburg' as const, anzahl: 60, seed: 3, bis: '2026-03-01' };
  await spieleEin({ pool, blobs }, 'flensburg', erzeugeVorgaenge(auftrag), () => undefined);
  const alle = await inMandant(pool, 'flensburg', (tx) =>
    tx.query<{ id: string }>('SELECT id FROM vorgang ORDER BY feed_nr'),
  );
  ids = alle.rows.map(({ id }) => id);
});
afterAll(() => t.beende());

test('predicate and SQL agree for all combinations of roles, OE, Bearbeiter and Mitzeichnung', async () => {
  const personen = ROLLEN.flatMap((rolle, n): { sub: string; rollen: Rolle[]; oe: string[] }[] => [
    { sub: 'ich', rollen: [rolle], oe: ['1'] },
    { sub: 'ich', rollen: [rolle], oe: [] },
    { sub: 'ich', rollen: [rolle, ROLLEN[(n + 1) % ROLLEN.length] as Rolle], oe: ['2', '3'] },
    { sub: 'ich', rollen: [], oe: ['1'] },
  ]);
  const lagen = [...STATUS, 'UNBEKANNT'].flatMap((status) =>
    ['1', '2', '9'].flatMap((oeId) =>
      [null, 'ich', 'andere'].flatMap((bearbeiterSub) =>
        [[], ['ich'], ['andere', 'ich'], ['andere']].map(
          (mitzeichnungAn): Lage => ({ status, oeId, bearbeiterSub, mitzeichnungAn }),
        ),
      ),
    ),
  );
  const zeilen = JSON.stringify(
    lagen.map((l, n) => ({
      n,
      status: l.status,
      oe_id: l.oeId,
      bearbeiter_sub: l.bearbeiterSub,
      mitzeichnung_an: l.mitzeichnungAn,
    })),
  );
  for (const person of personen) {
    const parameter: unknown[] = [zeilen];
    const bedingung = sichtBedingung(person, 'l', parameter);
    const ergebnis = await t.cloud.dienste.pool.query<{ n: number }>(
      `SELECT n FROM jsonb_to_recordset($1::jsonb) AS l (n integer, status text, oe_id text, bearbeiter_sub text, mitzeichnung_an text[])
       WHERE ${bedingung} ORDER BY n`,
      parameter,
    );
    const erwartet = lagen.flatMap((lage, n) => (sieht(person, lage) ? [n] : []));
    expect(
      ergebnis.rows.map(({ n }) => n),
      JSON.stringify(person),
    ).toEqual(erwartet);
  }
});

test.each<[string, Partial<Lage>, boolean]>([
  ['sabine.sander', { oeId: '197008' }, true],
  ['sabine.sander', { oeId: '197003' }, false],
  ['sabine.sander', { oeId: '197003', bearbeiterSub: 'flensburg:sabine.sander' }, true],
  ['petra.post', { status: 'NEU' }, true],
  ['petra.post', { status: 'ANGENOMMEN' }, false],
  ['lars.loesch', { status: 'ZU_LOESCHEN', oeId: '197003' }, true],
  ['lars.loesch', { status: 'NEU' }, false],
  ['lena.leitung', { oeId: '197008' }, true],
  ['lena.leitung', { oeId: '197003', bearbeiterSub: 'flensburg:lena.leitung' }, false],
])('%s and %j: %s', async (person, lage, sichtbar) => {
  const { body } = await t.frage(person, '/api/v1/ich');
  expect(
    sieht(body, { status: 'IN_BEARBEITUNG', oeId: '197008', bearbeiterSub: null, mitzeichnungAn: [], ...lage }),
  ).toBe(sichtbar);
});

describe('GET /vorgaenge/{id}', () => {
  test('[F9] tells links by role and status, an ETag, and 304 for it; another person has another ETag', async () => {
    const id = ids[0] as string;
    const eine = await t.frage('sabine.sander', `/api/v1/vorgaenge/${id}`);
    expect(eine.body._links.self.href).toBe(`/api/v1/vorgaenge/${id}`);
    const etag = eine.headers.get('etag') as string;
    const nochmal = await t.frage('sabine.sander', `/api/v1/vorgaenge/${id}`, {
      headers: { 'if-none-match': `"x", W/${etag}` },
    });
    expect([nochmal.status, nochmal.body]).toEqual([304, '']);
    const leitung = await t.frage('lena.leitung', `/api/v1/vorgaenge/${id}`, { headers: { 'if-none-match': etag } });
    expect(leitung.status).toBe(200);
    expect(Object.keys(leitung.body._links)).toEqual(['self', 'journal']);
  });

  test('[C6] [F8] unknown, foreign and out of sight look the same; what is no id is refused', async () => {
    const angenommen = (
      await t.frage('sabine.sander', '/api/v1/vorgaenge/abfrage', { body: { ids } })
    ).body.vorgaenge.find((v: { status: string }) => v.status !== 'NEU');
    const antworten = await Promise.all([
      t.frage('petra.post', `/api/v1/vorgaenge/${angenommen.id}`),
      t.frage('sabine.sander@preetz', `/api/v1/vorgaenge/${ids[0]}`),
      t.frage('sabine.sander', '/api/v1/vorgaenge/01890000-0000-7000-8000-000000000000'),
    ]);
    expect(antworten.map((a) => [a.status, a.body.type])).toEqual(
      Array(3).fill([404, 'urn:kontor:problem:nicht-gefunden']),
    );
    expect((await t.frage('sabine.sander', '/api/v1/vorgaenge/1')).status).toBe(422);
  });
});

describe('POST /vorgaenge/abfrage', () => {
  test('answers the visible ones in the order asked for', async () => {
    const gefragt = [ids[5], ids[2], ids[5], '01890000-0000-7000-8000-000000000000'];
    const { body } = await t.frage('sabine.sander', '/api/v1/vorgaenge/abfrage', { body: { ids: gefragt } });
    expect(body.vorgaenge.map((v: { id: string }) => v.id)).toEqual([ids[5], ids[2]]);
  });

  test.each([
    [{ ids: [] }],
    [{ ids: Array(201).fill('01890000-0000-7000-8000-000000000000') }],
    [{ ids: ['x'] }],
    [{ ids: ['01890000-0000-7000-8000-000000000000'], mehr: 1 }],
    [[]],
    [null],
  ])('refuses %j with pointers', async (body) => {
    const antwort = await t.frage('sabine.sander', '/api/v1/vorgaenge/abfrage', { method: 'POST', body });
    expect(antwort.status).toBe(422);
    expect(antwort.body.errors.length).toBeGreaterThan(0);
  });
});

describe('the writer', () => {
  test('a Vorgang that was not locked cannot be written', async () => {
    const { pool } = t.cloud.dienste;
    const id = ids[1] as string;
    const falsch = inMandant(pool, 'flensburg', async (tx) => {
      const stand = (await sperre(tx, 'flensburg', [id])).get(id);
      if (!stand) throw new Error('missing');
      const nachher = { ...stand.vorgang, version: stand.vorgang.version + 1 };
      await schreibe(
        tx,
        [{ mandantId: 'flensburg', id, vorher: { ...stand, feedNr: stand.feedNr - 1 }, nachher }],
        '2026-03-01T10:00:00.000Z',
      );
    });
    await expect(falsch).rejects.toThrow(/locked/);
  });

  test('[F1] concurrent writers get numbers without gap or double, in the order of their commits', async () => {
    const { pool } = t.cloud.dienste;
    const schreibeEinen = (id: string) =>
      inMandant(pool, 'flensburg', async (tx) => {
        const stand = (await sperre(tx, 'flensburg', [id])).get(id);
        if (!stand) throw new Error('missing');
        const nachher = { ...stand.vorgang, version: stand.vorgang.version + 1 };
        const [g] = await schreibe(
          tx,
          [{ mandantId: 'flensburg', id, vorher: stand, nachher }],
          '2026-03-01T10:00:00.000Z',
        );
        return g?.feedNr ?? 0;
      });
    const nummern = await Promise.all(ids.slice(10, 40).map(schreibeEinen));
    const sortiert = [...nummern].sort((a, b) => a - b);
    expect(sortiert).toEqual(sortiert.map((_, n) => (sortiert[0] as number) + n));
  });

  test('[F3] a change of position is kept, so that the feed can say entzogen; one of content is not', async () => {
    const { pool } = t.cloud.dienste;
    const id = ids[50] as string;
    const aendere = (was: object) =>
      inMandant(pool, 'flensburg', async (tx) => {
        const stand = (await sperre(tx, 'flensburg', [id])).get(id);
        if (!stand) throw new Error('missing');
        const nachher = { ...stand.vorgang, version: stand.vorgang.version + 1, ...was };
        await schreibe(tx, [{ mandantId: 'flensburg', id, vorher: stand, nachher }], '2026-03-01T10:00:00.000Z');
        const vorher = await tx.query<{ oe_id: string }>('SELECT oe_id FROM vorgang_vorher WHERE vorgang_id = $1', [
          id,
        ]);
        return vorher.rows.length;
      });
    expect(await aendere({ aktenzeichen: 'X' })).toBe(0);
    expect(await aendere({ organisationseinheit: { id: '197003', name: 'Rechtsamt' } })).toBe(1);
  });

  test('a Vorgang survives its row', async () => {
    const { body } = await t.frage('sabine.sander', '/api/v1/vorgaenge/abfrage', { body: { ids: [ids[4]] } });
    expect(ausDokument(alsDokument(body.vorgaenge[0]))).toEqual(body.vorgaenge[0]);
  });

  test('numbers look as they should', () => {
    expect(vorgangsnummer('FL', '2026', 123)).toBe('FL-2026-000123');
  });
});

test('the directory: Dienste with counts, colleagues, targets of forwarding', async () => {
  const { body: d } = await t.frage('lena.leitung', '/api/v1/dienste');
  expect(d.dienste.length).toBeGreaterThanOrEqual(58);
  expect(d.dienste.reduce((s: number, x: { anzahl: { gesamt: number } }) => s + x.anzahl.gesamt, 0)).toBe(60);
  const { body: p } = await t.frage('petra.post', '/api/v1/personen');
  expect(p.personen.map((x: { name: string; darfMitzeichnen: boolean }) => [x.name, x.darfMitzeichnen])).toContainEqual(
    ['Dr. Vera Vogt', true],
  );
  const { body: o } = await t.frage(
    'sabine.sander',
    `/api/v1/organisationseinheiten?suche=${encodeURIComponent('bürger')}`,
  );
  expect(o.organisationseinheiten[0]).toEqual({
    id: '197014',
    name: 'Bürgerbüro',
    mandant: 'flensburg',
    mandantName: 'Stadt Flensburg',
    eigenerMandant: true,
  });
  expect(o.organisationseinheiten.map((x: { mandant: string }) => x.mandant)).toContain('preetz');
  expect((await t.frage('sabine.sander', '/api/v1/organisationseinheiten?suche=%00')).status).toBe(422);
});
