// A right is taken away with `cloud person`: the next token has it no more, the cursor ends with its cause, what is out of sight
// does not come again and answers 404, and no ETag of the former rights is answered with 304.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { ChangesAntwort } from '../../src-shared/cloud-api/changes.ts';
import { personBefehl } from '../cli/verwaltung.ts';
import { MANDANTEN } from '../demo/mandanten.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { API, befehl, code, legeAn, neuerVorgang, OE, sende } from '../testing/test-vorgang.ts';

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud();
});
afterAll(() => t.beende());

async function stelleJan(rollen: string[], oe: string[]): Promise<string> {
  const stumm = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.stubEnv('KONTOR_DATABASE_APP_URL', t.ziel.app);
  const person = { mandant: 'flensburg', username: 'jan.petersen', name: 'Jan Petersen', zeichnung: [] };
  await personBefehl('flensburg:jan.petersen', { data: '', database: t.ziel.eigner, ...person, rolle: rollen, oe });
  stumm.mockRestore();
  vi.unstubAllEnvs();
  return t.token('jan.petersen');
}

const hole = (token: string, pfad: string, headers: Record<string, string> = {}) =>
  t.frage('', API + pfad, { headers: { authorization: `Bearer ${token}`, ...headers } });

async function liesAlles(token: string): Promise<{ ids: string[]; cursor: string }> {
  const ids: string[] = [];
  for (let since = ''; ; ) {
    const antwort = await hole(token, `/changes${since}`);
    const { changes, cursor, hasMore } = antwort.body as ChangesAntwort;
    for (const c of changes) if (c.art === 'vorgang') ids.push(c.vorgang.id);
    if (!hasMore) return { ids, cursor };
    since = `?since=${encodeURIComponent(cursor)}`;
  }
}

test('[F3] [F4] [F9] an OE and a role taken away: cursor, snapshot, single reads and ETags follow', async () => {
  const oe = [...(MANDANTEN[0]?.personen[0]?.oe ?? [])];
  const vorher = await stelleJan(['VERWALTUNG_USER'], oe);
  const [weg, bleibt] = (
    await legeAn(t, [neuerVorgang(), neuerVorgang({ organisationseinheit: { id: OE.verkehr, name: 'Verkehr' } })])
  ).map((v) => v.id) as [string, string];
  const { ids, cursor } = await liesAlles(vorher);
  expect(ids.sort()).toEqual([weg, bleibt].sort());
  const since = `/changes?since=${encodeURIComponent(cursor)}`;
  const marke = async (token: string) => (await hole(token, `/vorgaenge/${bleibt}`)).headers.get('etag') as string;
  const status = async (token: string, etag: string) =>
    (await hole(token, `/vorgaenge/${bleibt}`, { 'if-none-match': etag })).status;
  const etag = await marke(vorher);
  expect(await status(vorher, etag)).toBe(304);

  const ohneOe = await stelleJan(
    ['VERWALTUNG_USER'],
    oe.filter((id) => id !== OE.gewerbe),
  );
  const nachher = await hole(ohneOe, since);
  expect([nachher.status, code(nachher.body)]).toEqual([410, 'rechte-geaendert']);
  expect((await liesAlles(ohneOe)).ids).toEqual([bleibt]);
  expect((await hole(ohneOe, `/vorgaenge/${weg}`)).status).toBe(404);
  expect(await status(ohneOe, etag)).toBe(200);
  expect(await status(ohneOe, await marke(ohneOe))).toBe(304);
  // The former token says what it says until it ends, ten minutes at most.
  expect((await hole(vorher, since)).status).toBe(200);

  const etagOhneOe = await marke(ohneOe);
  await sende(t, await t.token('sabine.sander'), befehl('VORGANG_ANNEHMEN', bleibt, { status: 'NEU' }));
  expect(await status(ohneOe, etagOhneOe)).toBe(200);

  const { cursor: zweiter } = await liesAlles(ohneOe);
  const leitung = await stelleJan(['VERWALTUNG_LEITUNG'], []);
  const ende = await hole(leitung, `/changes?since=${encodeURIComponent(zweiter)}`);
  expect([ende.status, code(ende.body)]).toEqual([410, 'rechte-geaendert']);
  expect((await liesAlles(leitung)).ids).toEqual([]);
});
