// Commands at the same moment, on two instances with pools of their own: the same command twice takes effect once, two
// people's orders on one Vorgang are judged one after the other, forwardings in both directions never block each other for
// good, and who waits too long is told to come again.
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import type { Rolle } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { oeffnePool } from '../db/verbindung.ts';
import { mandantVon } from '../demo/mandanten.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { alsProblem } from '../server/problem.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { API, befehl, code, legeAn, mitToken, neuerVorgang, OE, sende } from '../testing/test-vorgang.ts';
import { fuehreAus } from './stapel.ts';

let t: TestCloud;
let instanzen: Parameters<typeof fuehreAus>[0][] = [];

beforeAll(async () => {
  t = await testCloud();
  instanzen = [1, 2].map(() => ({ ...t.cloud.dienste, pool: oeffnePool(t.ziel, () => undefined, 10) }));
});
afterAll(async () => {
  for (const { pool } of instanzen) await pool.end();
  await t.beende();
});

function person(name: string, mandant: 'flensburg' | 'preetz' = 'flensburg'): Angemeldet {
  const oe = mandantVon(mandant).personen[0]?.oe ?? [];
  const rollen: Rolle[] = ['VERWALTUNG_USER'];
  return { sub: `${mandant}:${name}`, name, mandant, rollen, oe, bis: '2999-01-01T00:00:00.000Z' };
}
const auf = (n: number, wer: Angemeldet, ...commands: Command[]) =>
  fuehreAus(instanzen[n % 2] as Parameters<typeof fuehreAus>[0], wer, commands).then((a) => a.results);
const neuer = async (mandant = 'flensburg', oe: string = OE.gewerbe) =>
  (await legeAn(t, [neuerVorgang({ organisationseinheit: { id: oe, name: 'x' } })], mandant))[0]?.id as string;

test('[C1] the same command in the same moment on two instances takes effect once', async () => {
  const sabine = person('sabine.sander');
  for (let mal = 0; mal < 10; mal += 1) {
    const id = await neuer();
    const c = befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'einmal' });
    const antworten = (await Promise.all([0, 1, 2, 3].map((n) => auf(n, sabine, c)))).flat();
    expect(antworten.map((r) => [r.state, r.version])).toEqual(antworten.map(() => ['angenommen', 2]));
    expect(antworten[0]?.vorgang?.kommentare).toHaveLength(1);
  }
});

test('[C8] the same id for two Vorgänge in the same moment: one takes effect, the other is refused', async () => {
  const sabine = person('sabine.sander');
  const [a, b] = [await neuer(), await neuer()];
  const c = befehl('VORGANG_ANNEHMEN', a, { status: 'NEU' });
  const antworten = (await Promise.all([auf(0, sabine, c), auf(1, sabine, { ...c, vorgangId: b })])).flat();
  expect(antworten.map((r) => code(r.problem) ?? r.state).sort()).toEqual(['angenommen', 'befehl-wiederverwendet']);
});

test('[C8] one object id in two Vorgänge by two people: one gets it', async () => {
  const kommentarId = uuidv7();
  const [a, b] = [await neuer(), await neuer()];
  const k = (id: string) => befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId, text: 'x' });
  const antworten = (
    await Promise.all([auf(0, person('sabine.sander'), k(a)), auf(1, person('jan.petersen'), k(b))])
  ).flat();
  expect(antworten.map((r) => code(r.problem) ?? r.state).sort()).toEqual(['angenommen', 'id-vergeben']);
});

test('two people take the same Vorgang: the second sees the conflict, nothing is lost', async () => {
  const id = await neuer();
  const zuweisung = (sub: string) =>
    befehl('BEARBEITER_ZUWEISEN', id, { bearbeiter: null }, { bearbeiter: `flensburg:${sub}` });
  const antworten = await Promise.all(
    ['sabine.sander', 'jan.petersen', 'vera.vogt'].map((p, n) => auf(n, person(p), zuweisung(p))),
  );
  expect(
    antworten
      .flat()
      .map((r) => r.state)
      .sort(),
  ).toEqual(['angenommen', 'konflikt', 'konflikt']);
});

test('[C11] batches over the same Vorgänge in opposite order, and forwardings in both directions, all come through', async () => {
  const ids = await Promise.all(Array.from({ length: 6 }, () => neuer()));
  const k = (id: string) => befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'x' });
  const stapel = Array.from({ length: 8 }, (_, n) => {
    const reihe = n % 2 ? ids : ids.toReversed();
    return auf(n, person(n % 3 ? 'sabine.sander' : 'jan.petersen'), ...reihe.map(k));
  });
  const [fl, pr] = [
    await Promise.all([1, 2, 3].map(() => neuer())),
    await Promise.all([1, 2, 3].map(() => neuer('preetz', '576210'))),
  ];
  const weiter = (id: string, von: string, nach: string) =>
    befehl(
      'VORGANG_WEITERLEITEN',
      id,
      { status: 'NEU', organisationseinheitId: von },
      { organisationseinheitId: nach },
    );
  const hin = fl.map((id, n) => auf(n, person(`p${n}`), weiter(id, OE.gewerbe, '576210')));
  const her = pr.map((id, n) => auf(n + 1, person(`q${n}`, 'preetz'), weiter(id, '576210', OE.gewerbe)));
  const alle = (await Promise.all([...stapel, ...hin, ...her])).flat();
  expect(alle.map((r) => r.state)).toEqual(alle.map(() => 'angenommen'));
});

test('[C11] a Vorgang that somebody holds for longer than 5 s: come again, and nothing was done', async () => {
  const id = await neuer();
  const tor = Promise.withResolvers<void>();
  const hat = Promise.withResolvers<void>();
  const haelt = inMandant(t.cloud.dienste.pool, 'flensburg', async (tx) => {
    await tx.query('SELECT 1 FROM vorgang WHERE id = $1 FOR UPDATE', [id]);
    hat.resolve();
    await tor.promise;
  });
  await hat.promise;
  const c = befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' });
  const vorher = performance.now();
  const fehler = await auf(0, person('sabine.sander'), c).then(() => undefined, alsProblem);
  expect([fehler?.status, code(fehler)]).toEqual([503, 'nicht-verfuegbar']);
  expect(performance.now() - vorher).toBeLessThan(7000);
  tor.resolve();
  await haelt;
  expect((await auf(1, person('sabine.sander'), c))[0]).toMatchObject({ state: 'angenommen', version: 2 });
});

test('[C11] one person who sends much at once, all of it waiting, does not keep others from working', async () => {
  const [besetzt, frei] = [await neuer(), await neuer()];
  const tor = Promise.withResolvers<void>();
  const hat = Promise.withResolvers<void>();
  const { pool } = instanzen[0] as { pool: pg.Pool };
  const haelt = inMandant(pool, 'flensburg', async (tx) => {
    await tx.query('SELECT 1 FROM vorgang WHERE id = $1 FOR UPDATE', [besetzt]);
    hat.resolve();
    await tor.promise;
  });
  await hat.promise;
  const [sabine, jan] = [await t.token('sabine.sander'), await t.token('jan.petersen')];
  const commands = () => [befehl('KOMMENTAR_ANLEGEN', besetzt, undefined, { kommentarId: uuidv7(), text: 'x' })];
  const viele = Array.from({ length: 30 }, () => mitToken(t, sabine, `${API}/commands`, { commands: commands() }));
  const [r] = await sende(t, jan, befehl('VORGANG_ANNEHMEN', frei, { status: 'NEU' }));
  expect(r?.state).toBe('angenommen');
  tor.resolve();
  await haelt;
  const status = (await Promise.all(viele)).map((a) => a.status);
  expect(status).toEqual(status.map(() => 200));
});
