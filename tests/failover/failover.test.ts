/**
 * The database changes hands, in short: one switch of the long proof, and what must hold while there is no standby or no
 * primary – nothing is acknowledged that only one server has, and no server in recovery is written to.
 */
import { setTimeout as warte } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inMandant } from '../../src-cloud/db/mandant.ts';
import { oeffnePool } from '../../src-cloud/db/verbindung.ts';
import { alsProblem } from '../../src-cloud/server/problem.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { toeteAlle } from '../arbeitsbereich.ts';
import { stelleAntrag } from '../cloud-demo.ts';
import { Zugang } from '../demo-zugang.ts';
import { bis, laufe } from '../prozesse.ts';
import { type Aufbau, baueAuf } from './paar.ts';
import { kommentar } from './schreiber.ts';
import { failover } from './wechsel.ts';

describe('failover', () => {
  afterAll(toeteAlle);

  it('[C2] [C1] [F7] [P1] loses and doubles nothing that was acknowledged, and a workspace notices only a pause', async () => {
    const { zahlen, funde } = await failover.lauf({ seed: 7, minuten: 2, anzahl: 1, melde: () => undefined });
    expect(funde).toEqual([]);
    expect(zahlen).toMatchObject({ wechsel: 1, weckrufe: 1 });
    expect(zahlen.bestaetigt).toBeGreaterThan(30);
    expect(zahlen.wiederholt).toBeGreaterThan(5);
    expect(zahlen.klicks).toBeGreaterThan(5);
  }, 90_000);
});

describe('without a standby', () => {
  let a: Aufbau;
  let jan: Zugang;
  let sabine: Zugang;
  let id: string;
  beforeAll(async () => {
    a = await baueAuf(0);
    [jan, sabine] = [new Zugang(a.clouds[1].url, 'jan.petersen'), new Zugang(a.clouds[0].url, 'sabine.sander')];
    id = (await stelleAntrag(a.clouds[0].url, 'ohne-standby')).vorgang.vorgangId;
    await Promise.all([jan.token(), sabine.token()]);
  }, 60_000);
  afterAll(() => a?.beende());

  const version = async (z: Zugang) => ((await (await z.frage(`/api/v1/vorgaenge/${id}`)).json()) as Vorgang).version;

  it('[C2] nothing is acknowledged that the standby does not have: 503, nobody sees it, and a repeat learns what became of it', async () => {
    const c = kommentar(id, 'wartet auf den Standby');
    await a.paar.standby.toete();
    const vorher = performance.now();
    const antwort = await sabine.frage('/api/v1/commands', { commands: [c] });
    expect([antwort.status, antwort.headers.get('retry-after')]).toEqual([503, '1']);
    expect(performance.now() - vorher).toBeLessThan(9000);
    expect(await version(jan)).toBe(1);
    await a.paar.standby.starte();
    const r = await bis('bestätigt', () => sabine.sende([c]).then(([erstes]) => erstes));
    expect(r).toMatchObject({ state: 'angenommen', version: 2 });
    expect(await version(jan)).toBe(2);
  }, 60_000);

  it('[C2] a server in recovery is not written to: 503 with Retry-After, never 500', async () => {
    const pool = oeffnePool({ eigner: a.paar.standby.url() }, () => undefined, 1);
    const fehler = await inMandant(pool, 'flensburg', async () => undefined).then(() => undefined, alsProblem);
    await pool.end();
    expect(fehler).toMatchObject({ status: 503, type: 'urn:kontor:problem:nicht-verfuegbar' });
  });

  it('[C2] with no primary at all every request is 503, the instances live on, and all works when there is one', async () => {
    await a.paar.primaer.toete();
    await warte(100);
    const ohne = await Promise.all([jan, sabine].map((z) => z.frage('/api/v1/ich')));
    expect(ohne.map((r) => [r.status, r.headers.get('retry-after')])).toEqual([
      [503, '1'],
      [503, '1'],
    ]);
    expect((await fetch(`${a.clouds[0].url}/readyz`)).status).toBe(503);
    expect((await fetch(`${a.clouds[0].url}/healthz`)).status).toBe(200);
    await a.paar.wechsle(0);
    const [r] = await bis('angenommen', () => sabine.sende([kommentar(id, 'auf dem neuen')]));
    expect(r?.state).toBe('angenommen');
    // The operator's commands find it under the same address, though the first server named is dead.
    const befehl = await laufe(['src-cloud/cli.ts', 'migrate', '--database', a.paar.adresse, '--json']);
    expect([befehl.code, JSON.parse(befehl.stdout)]).toEqual([0, { angewandt: [] }]);
  }, 30_000);
});
