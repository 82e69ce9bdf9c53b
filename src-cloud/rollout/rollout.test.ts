// The ranking as Leitung sees it: order, own figures in full, foreign ones without small counts, own Land only.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rolloutAntwort } from '../../src-shared/cloud-api/rollout.ts';
import { erzeugeVorgaenge } from '../demo/generator.ts';
import { spieleEin } from '../einspielen/einspielen.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { type Figur, rolloutAus } from './figuren.ts';

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud();
  const { pool, blobs } = t.cloud.dienste;
  const lege = (mandant: 'flensburg' | 'preetz', anzahl: number) =>
    spieleEin(
      { pool, blobs },
      mandant,
      erzeugeVorgaenge({ mandant, anzahl, seed: 1, bis: t.uhr.jetzt() }),
      () => undefined,
    );
  await lege('flensburg', 40);
  await lege('preetz', 3);
});
afterAll(() => t.beende());

test('Flensburg 58, Herzogtum Lauenburg 42, Preetz 40 lead; own figures are told, three cases elsewhere are not', async () => {
  const antwort = await t.frage('lena.leitung', '/api/v1/rollout');
  const { gemeinden, dienste } = rolloutAntwort.parse(antwort.body);
  expect(gemeinden.slice(0, 3).map((g) => [g.name, g.dienste])).toEqual(
    [
      ['Flensburg', 58],
      ['Kreis Herzogtum Lauenburg', 42],
      ['Preetz', 40],
    ].map(([n, d]) => [expect.stringContaining(String(n).replace('Kreis ', '')), d]),
  );
  expect(gemeinden.length).toBeGreaterThan(70);
  expect(gemeinden[0]).toMatchObject({
    vorgaenge: 40,
    medianBearbeitungTage: expect.any(Number),
    ohneMedienbruchQuote: expect.any(Number),
  });
  expect(gemeinden.find((g) => g.ars === '010570062062')).not.toHaveProperty('vorgaenge');
  expect(dienste[0]?.gemeinden).toBeGreaterThanOrEqual(dienste[1]?.gemeinden ?? 0);
  const preetz = rolloutAntwort.parse((await t.frage('lena.leitung@preetz', '/api/v1/rollout')).body).gemeinden;
  expect(preetz.find((g) => g.ars === '010570062062')?.vorgaenge).toBe(3);
});

test('a period without cases has none; another Land and a period backwards are refused', async () => {
  const leer = await t.frage('lena.leitung', '/api/v1/rollout?von=2001-01-01&bis=2001-12-31');
  expect(leer.body.gemeinden.find((g: { ars: string }) => g.ars === '010010000000')?.vorgaenge ?? 0).toBe(0);
  expect((await t.frage('lena.leitung', '/api/v1/rollout?land=BY')).status).toBe(403);
  expect((await t.frage('lena.leitung', '/api/v1/rollout?von=2026-02-01&bis=2026-01-01')).status).toBe(422);
  expect((await t.frage('lena.leitung', '/api/v1/rollout?von=gestern')).status).toBe(422);
});

test('a sum over the Land does not give away what was left out', () => {
  const figur = (ars: string, vorgaenge: number): Figur => ({
    ars,
    leikaId: 'x',
    name: 'X',
    vorgaenge,
    entschieden: vorgaenge,
    medianTage: 3,
    ueberfaellig: 1,
    ohneMedienbruch: vorgaenge,
  });
  const gemeinden = ['ich', 'klein', 'gross'].map((ars) => ({ ars, name: ars, kreis: '', dienste: 1 }));
  const { gemeinden: g, dienste } = rolloutAus(
    gemeinden,
    [{ leikaId: 'x', name: 'X', gemeinden: 3 }],
    [figur('ich', 2), figur('klein', 4), figur('gross', 10)],
    'ich',
    '',
  );
  expect(dienste[0]?.vorgaenge).toBe(12);
  expect(g.find((x) => x.ars === 'ich')).toMatchObject({ vorgaenge: 2, ueberfaellig: 1 });
  expect(g.find((x) => x.ars === 'klein')).toEqual({ ars: 'klein', name: 'klein', kreis: '', dienste: 1 });
  expect(g.find((x) => x.ars === 'gross')).toEqual({
    ars: 'gross',
    name: 'gross',
    kreis: '',
    dienste: 1,
    vorgaenge: 10,
    medianBearbeitungTage: 3,
    ohneMedienbruchQuote: 1,
  });
});
