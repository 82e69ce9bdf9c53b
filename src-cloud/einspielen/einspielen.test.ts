// Seeding: the same seed gives the same cases, twice is once, and what comes out are Vorgänge the API can show, with their
// files – also beside a running cloud, which is woken.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Vorgang, vorgang as vorgangSchema } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { type DemoVorgang, erzeugeVorgaenge } from '../demo/generator.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { festeId, spieleEin } from './einspielen.ts';

let t: TestCloud;
const AUFTRAG = { mandant: 'flensburg' as const, anzahl: 120, seed: 7, bis: '2026-03-01' };
beforeAll(async () => {
  t = await testCloud();
});
afterAll(() => t.beende());

async function alle(person: string): Promise<Vorgang[]> {
  const { pool } = t.cloud.dienste;
  const ids = await inMandant(pool, 'flensburg', (tx) =>
    tx.query<{ id: string }>('SELECT id FROM vorgang ORDER BY feed_nr'),
  );
  const { body } = await t.frage(person, '/api/v1/vorgaenge/abfrage', { body: { ids: ids.rows.map(({ id }) => id) } });
  return body.vorgaenge.map((v: unknown) => vorgangSchema.strict().parse(v));
}

test('120 cases, each as people could have made it; a second time changes nothing; the cloud is woken', async () => {
  const { pool, blobs, wecker } = t.cloud.dienste;
  let geweckt = 0;
  wecker.abonniere('flensburg', () => geweckt++);
  const schritte: number[] = [];
  const erste = await spieleEin({ pool, blobs }, 'flensburg', erzeugeVorgaenge(AUFTRAG), (n) => schritte.push(n));
  expect([erste, schritte]).toEqual([{ angelegt: 120, uebersprungen: 0 }, [120]]);
  await expect.poll(() => geweckt).toBeGreaterThan(0);
  const vorgaenge = await alle('sabine.sander');
  expect(vorgaenge).toHaveLength(120);
  expect(new Set(vorgaenge.map((v) => v.status)).size).toBeGreaterThanOrEqual(4);
  expect(vorgaenge.map((v) => v.eingangAm)).toEqual(vorgaenge.map((v) => v.eingangAm).sort());
  expect(vorgaenge.every((v) => v.historie[0]?.order === 'EINGANG' && v.version === v.historie.length)).toBe(true);
  expect(await spieleEin({ pool, blobs }, 'flensburg', erzeugeVorgaenge(AUFTRAG), () => undefined)).toEqual({
    angelegt: 0,
    uebersprungen: 120,
  });
  expect(await alle('sabine.sander')).toEqual(vorgaenge);
});

test('what PostgreSQL cannot hold (U+0000, half characters) stops no seeding', async () => {
  const { pool, blobs } = t.cloud.dienste;
  const [fall] = [...erzeugeVorgaenge({ ...AUFTRAG, anzahl: 1, seed: 8 })] as [DemoVorgang];
  const schlecht = `x\u0000\ud800${'a'.repeat(497)}😀`;
  const { control } = fall.antrag;
  const antrag = {
    control: { ...control, name: schlecht, formId: schlecht },
    formData: [...fall.antrag.formData, { name: schlecht, label: schlecht, stringValue: schlecht }],
  };
  const faelle = [{ ...fall, antrag }];
  expect(await spieleEin({ pool, blobs }, 'flensburg', faelle, () => undefined)).toMatchObject({ angelegt: 1 });
});

test('files of seeded cases can be opened', async () => {
  const mit = (await alle('sabine.sander')).find((v) => v.eingang.anhaenge.length > 0) as Vorgang;
  const [anhang] = mit.eingang.anhaenge;
  const antwort = await fetch(`${t.url}/api/v1/anhaenge/${anhang?.id}`, {
    headers: { authorization: `Bearer ${await t.token('sabine.sander')}` },
  });
  expect((await antwort.arrayBuffer()).byteLength).toBe(anhang?.groesse);
});

test('ids are UUIDv7 of the instant, the same for the same text', () => {
  const id = festeId('2026-03-01T10:00:00.000Z', 'x');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(id).toBe(festeId('2026-03-01T10:00:00.000Z', 'x'));
  expect(id).not.toBe(festeId('2026-03-01T10:00:00.000Z', 'y'));
  expect(id < festeId('2026-03-01T10:00:00.001Z', 'a')).toBe(true);
});
