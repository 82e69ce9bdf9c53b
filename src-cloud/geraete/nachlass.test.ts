// What a locked device handed over, as its person reads and ends it on another one – and nobody else: not a colleague, not
// another Mandant, not the locked device itself.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import { type NachlassEintrag, nachlassListe } from '../../src-shared/cloud-api/geraete.ts';
import { inMandant } from '../db/mandant.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { type TestGeraet, testGeraet } from '../testing/test-geraet.ts';
import { API, befehl, code, ladeHoch, legeAn, mitToken, neuerVorgang, sende } from '../testing/test-vorgang.ts';
import { sperreGeraet } from './sperren.ts';

let t: TestCloud;
beforeAll(async () => {
  t = await testCloud();
});
afterAll(() => t.beende());

const anlegen = async (teil = {}): Promise<string> => (await legeAn(t, [neuerVorgang(teil)]))[0]?.id as string;
const kommentar = (id: string, mehr = {}): Command =>
  befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: 'Rückruf', ...mehr });

async function sperre(g: TestGeraet): Promise<void> {
  await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    sperreGeraet(tx, 'flensburg', g.deviceId, 'Verlust', t.cloud.dienste),
  );
}
async function uebergib(g: TestGeraet, ...commands: Command[]): Promise<void> {
  const r = await mitToken(t, g.token, `${API}/geraete/${g.deviceId}/nachlass`, { commands });
  expect([r.status, r.body]).toEqual([200, { uebernommen: commands.length }]);
}
async function liste(token: string): Promise<NachlassEintrag[]> {
  const { status, body } = await mitToken(t, token, `${API}/nachlass`);
  expect(status).toBe(200);
  return nachlassListe.parse(body).eintraege;
}
const ids = async (token: string): Promise<string[]> => (await liste(token)).map((e) => e.command.commandId);
const erledige = (token: string, ...commandIds: string[]) =>
  mitToken(t, token, `${API}/nachlass/erledigt`, { commandIds });

test('[L21] the person reads it on another device, in its order, with the files that came; ended, it is gone for good', async () => {
  const [a, b] = [await testGeraet(t, 'sabine.sander'), await testGeraet(t, 'sabine.sander')];
  const id = await anlegen({ status: 'IN_BEARBEITUNG' });
  const anhang = await ladeHoch(t, a.sub, id);
  const commands = [
    befehl('AKTENZEICHEN_SETZEN', id, { aktenzeichen: null }, { aktenzeichen: '123' }),
    kommentar(id, { anhaenge: [anhang.id, uuidv7()] }),
    kommentar(uuidv7()),
  ];
  await sperre(a);
  await uebergib(a, ...commands);
  const da = await liste(b.token);
  expect(da.map((e) => e.command)).toEqual(commands);
  expect(da.map((e) => [e.deviceId, e.anhaenge])).toEqual([
    [a.deviceId, []],
    [a.deviceId, [anhang]],
    [a.deviceId, []],
  ]);
  expect(Date.parse(da[0]?.uebergebenAm ?? '')).toBeGreaterThan(0);
  const [erster, zweiter, dritter] = commands.map((c) => c.commandId) as [string, string, string];
  for (const _zweimal of [1, 2]) {
    const r = await erledige(b.token, erster, zweiter.toUpperCase(), uuidv7());
    expect([r.status, r.body]).toEqual([200, { erledigt: 3 }]);
    expect(await ids(b.token)).toEqual([dritter]);
  }
  const { body } = await mitToken(t, b.token, `${API}/nachlass`);
  expect(body.erledigt).toEqual([erster, zweiter].sort());
  // A lost reply: handed over once more, by a device that does not know what was decided meanwhile.
  await uebergib(a, ...commands);
  expect(await ids(b.token)).toEqual([dritter]);
  const { rows } = await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query<{ inhalt: Command[] }>('SELECT inhalt FROM nachlass WHERE geraet_id = $1', [a.deviceId]),
  );
  expect(rows.flatMap((r) => r.inhalt)).toEqual([commands[2]]);
  expect((await mitToken(t, b.token, `${API}/vorgaenge/${id}`)).body.version).toBe(1);
});

test('[L21] [F8] a colleague, another Mandant and the locked device see nothing of it and end nothing of it', async () => {
  const [a, b] = [await testGeraet(t, 'jan.petersen'), await testGeraet(t, 'jan.petersen')];
  const command = kommentar(await anlegen());
  await sperre(a);
  await uebergib(a, command);
  for (const fremd of ['vera.vogt', 'jan.petersen@preetz']) {
    const { token } = await testGeraet(t, fremd);
    expect((await mitToken(t, token, `${API}/nachlass`)).body).toEqual({ eintraege: [], erledigt: [] });
    expect((await erledige(token, command.commandId)).status).toBe(200);
  }
  const gesperrt = [await mitToken(t, a.token, `${API}/nachlass`), await erledige(a.token, command.commandId)];
  expect(gesperrt.map((r) => [r.status, code(r.body)])).toEqual([
    [403, 'geraet-gesperrt'],
    [403, 'geraet-gesperrt'],
  ]);
  expect((await t.frage('', `${API}/nachlass`)).status).toBe(401);
  expect(await ids(b.token)).toEqual([command.commandId]);
});

test('[L21] what was accepted under its id before, replaced by another command, or taken back there, is not listed', async () => {
  const [a, b] = [await testGeraet(t, 'vera.vogt'), await testGeraet(t, 'vera.vogt')];
  const id = await anlegen();
  const [angekommen, ersetzt, offen] = [kommentar(id), kommentar(id), kommentar(id)] as const;
  expect((await sende(t, a.token, angekommen)).map((r) => r.state)).toEqual(['angenommen']);
  await sperre(a);
  await uebergib(a, angekommen, ersetzt, offen, { ...kommentar(id), zurueckgenommen: true });
  expect(await ids(b.token)).toEqual([ersetzt.commandId, offen.commandId]);
  const neu = { ...ersetzt, commandId: uuidv7(), ersetzt: ersetzt.commandId };
  expect((await sende(t, b.token, neu)).map((r) => r.state)).toEqual(['angenommen']);
  expect(await ids(b.token)).toEqual([offen.commandId]);
});

test('[L21] [E6] of a deleted case nothing is listed, nor kept where it is handed over only then', async () => {
  const [a, b] = [await testGeraet(t, 'sabine.sander'), await testGeraet(t, 'sabine.sander')];
  const id = await anlegen({ status: 'ZU_LOESCHEN' });
  const [vorher, nachher] = [kommentar(id), kommentar(id)];
  const bestehend = new Set(await ids(b.token));
  await sperre(a);
  await uebergib(a, vorher);
  const lars = await t.token('lars.loesch');
  const geloescht = await sende(t, lars, befehl('VORGANG_LOESCHEN', id, { status: 'ZU_LOESCHEN' }));
  expect(geloescht.map((r) => r.state)).toEqual(['angenommen']);
  await uebergib(a, nachher);
  expect((await ids(b.token)).filter((x) => !bestehend.has(x))).toEqual([]);
  const { rows } = await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
    tx.query('SELECT inhalt FROM nachlass WHERE geraet_id = $1', [a.deviceId]),
  );
  expect(rows).toEqual([{ inhalt: [] }]);
});

test('[C9] ids that are none are refused', async () => {
  const token = await t.token('sabine.sander');
  for (const body of [{ commandIds: [] }, { commandIds: ['x'] }, {}, { commandIds: [uuidv7()], mehr: 1 }]) {
    expect((await mitToken(t, token, `${API}/nachlass/erledigt`, body)).status).toBe(422);
  }
});
