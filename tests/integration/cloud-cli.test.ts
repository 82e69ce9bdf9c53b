/**
 * The command `cloud` on real processes: start, token, seeding beside it, a second start, refusals with their exit codes,
 * and what is left after SIGTERM and SIGKILL: nothing that hinders the next start.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bis, laufe, type Prozess, starte } from '../prozesse.ts';

const CLI = 'src-cloud/cli.ts';
let daten: string;
let cloud: Prozess;

const starteCloud = (port = '0') => starte([CLI, 'start', '--demo', '--port', port, '--data', daten]);
const frage = async (url: string, pfad: string, person = 'sabine.sander') => {
  const token = await laufe([CLI, 'token', person, '--url', url]);
  const antwort = await fetch(url + pfad, { headers: { authorization: `Bearer ${token.stdout.trim()}` } });
  return [antwort.status, await antwort.json()] as const;
};
/** Users of the embedded server that are still noted. */
const benutzer = async () => (await readdir(join(daten, 'postgres-nutzung'))).length;

beforeAll(async () => {
  daten = await mkdtemp(join(tmpdir(), 'kontor-cloud-cli-'));
  cloud = await starteCloud();
}, 90_000);
afterAll(async () => {
  await cloud?.beende();
  await rm(daten, { recursive: true, force: true });
});

it('says url, issuer and database in one line, and serves the demo without Vorgänge', async () => {
  expect(cloud.zeile).toEqual({
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    issuer: `${cloud.zeile.url}/oidc`,
    database: expect.stringMatching(/^postgres:\/\/127\.0\.0\.1:\d+\/kontor$/),
  });
  const [status, ich] = await frage(cloud.zeile.url as string, '/api/v1/ich');
  expect([status, ich.name, ich.mandant]).toEqual([200, 'Sabine Sander', 'flensburg']);
}, 60_000);

it('seeds beside the running cloud; the same seed twice is once', async () => {
  const seed = [CLI, 'seed', '--mandant', 'flensburg', '--vorgaenge', '20', '--data', daten, '--json'];
  const erste = await laufe(seed);
  expect([erste.code, JSON.parse(erste.stdout)]).toEqual([
    0,
    expect.objectContaining({ angelegt: 20, uebersprungen: 0 }),
  ]);
  expect(JSON.parse((await laufe([...seed, '--bis', JSON.parse('"2026-01-31"')])).stdout)).toMatchObject({
    mandant: 'flensburg',
  });
  const [, { dienste }] = await frage(cloud.zeile.url as string, '/api/v1/dienste');
  expect(
    dienste.reduce((s: number, d: { anzahl: { gesamt: number } }) => s + d.anzahl.gesamt, 0),
  ).toBeGreaterThanOrEqual(20);
}, 90_000);

it.each([
  [['token', 'niemand', '--url', 'URL'], 1, 'nicht-gefunden'],
  [['token', 'sabine.sander', '--url', 'http://127.0.0.1:9'], 1, 'keine-verbindung'],
  [['seed', '--mandant', 'atlantis', '--vorgaenge', '1', '--data', 'DATEN'], 1, 'verwendung-falsch'],
  [['start', '--demo', '--port', 'PORT', '--data', 'DATEN'], 1, 'port-belegt'],
  [['start', '--port', '0', '--data', 'DATEN'], 1, 'verwendung-falsch'],
  [['geraet', 'sperren', 'x', '--mandant', 'flensburg', '--grund', 'weg', '--data', 'DATEN'], 1, 'nicht-gefunden'],
  [['dienst', 'gibt-es-nicht', '--mandant', 'flensburg', '--data', 'DATEN'], 1, 'nicht-gefunden'],
  [['seed', '--mandant', 'flensburg', '--vorgaenge', 'viele'], 2, undefined],
  [['unsinn'], 2, undefined],
])(
  '%j is refused with %i, %s',
  async (argumente, code, problem) => {
    const url = cloud.zeile.url as string;
    const ersetzt = argumente.map((a) =>
      a.replace('URL', url).replace('DATEN', daten).replace('PORT', new URL(url).port),
    );
    const lauf = await laufe([CLI, ...ersetzt, '--json']);
    expect(lauf.code).toBe(code);
    if (problem)
      expect(JSON.parse(lauf.stdout)).toMatchObject({
        type: `urn:kontor:problem:${problem}`,
        title: expect.any(String),
      });
    else expect(lauf.stdout).toBe('');
  },
  60_000,
);

it('administration: a person can be entered and signs in, a Dienst can be changed, migrations are up to date', async () => {
  const person = ['person', 'flensburg:neu', '--mandant', 'flensburg', '--username', 'nina.neu', '--name', 'Nina Neu'];
  const rechte = ['--rolle', 'VERWALTUNG_USER', '--oe', '197008', '--zeichnung', 'alle', '--data', daten];
  expect((await laufe([CLI, ...person, ...rechte])).code).toBe(0);
  const [, ich] = await frage(cloud.zeile.url as string, '/api/v1/ich', 'nina.neu');
  expect(ich).toMatchObject({ name: 'Nina Neu', oe: ['197008'], zeichnung: [{ dienstId: null }] });
  const dienst = await laufe([
    CLI,
    'dienst',
    'gewerbeanmeldung',
    '--mandant',
    'flensburg',
    '--frist-tage',
    '21',
    '--data',
    daten,
    '--json',
  ]);
  expect(JSON.parse(dienst.stdout)).toMatchObject({ fristTage: 21, name: 'Gewerbeanmeldung' });
  expect(JSON.parse((await laufe([CLI, 'migrate', '--data', daten, '--json'])).stdout)).toEqual({ angewandt: [] });
}, 90_000);

it('[R2] a second cloud beside it shares the database; when the first stops, the second works on', async () => {
  const zweite = await starteCloud();
  await cloud.beende();
  expect((await frage(zweite.zeile.url as string, '/api/v1/ich'))[0]).toBe(200);
  await zweite.beende();
  expect(await benutzer()).toBe(0);
  cloud = await starteCloud(new URL(cloud.zeile.url as string).port);
}, 120_000);

it('[C2] after SIGKILL the server ends by itself, and the next start finds everything, at the same address', async () => {
  const { url } = cloud.zeile;
  await cloud.toete();
  await bis('the guard to tidy up', async () => ((await benutzer()) === 0 ? true : undefined), 30_000);
  cloud = await starteCloud(new URL(url as string).port);
  expect(cloud.zeile.url).toBe(url);
  expect((await frage(url as string, '/api/v1/ich'))[0]).toBe(200);
}, 120_000);
