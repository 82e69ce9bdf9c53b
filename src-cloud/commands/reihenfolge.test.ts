// The contract's order of checks: schema → idempotency → sight → role → equal intent → erwartet → precondition. Each command
// here offends against two neighbours at least, and is told of the first.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { befehl, code, legeAn, neuerVorgang, OE, sende } from '../testing/test-vorgang.ts';

let t: TestCloud;
let sabine: string;
let leitung: string;
let hier: string;
let fremd: string;
beforeAll(async () => {
  t = await testCloud();
  [sabine, leitung] = [await t.token('sabine.sander'), await t.token('lena.leitung')];
  const rechtsamt = { organisationseinheit: { id: OE.rechtsamt, name: 'Rechtsamt' } };
  [hier, fremd] = (await legeAn(t, [neuerVorgang(), neuerVorgang(rechtsamt)])).map((v) => v.id) as [string, string];
});
afterAll(() => t.beende());

const sagt = async (token: string, c: Command) => {
  const [r] = await sende(t, token, c);
  return code(r?.problem) ?? r?.state;
};

test('[C3] the first check that fails is the one that is told', async () => {
  const bekannt = befehl('VORGANG_ANNEHMEN', hier, { status: 'NEU' });
  expect(await sagt(sabine, bekannt)).toBe('angenommen');
  const kaputt = { ...bekannt, order: 'AKTENZEICHEN_SETZEN', body: { az: 1 } };
  // [what it also offends against, by whom, the command, what is told]
  const faelle: [string, string, Command, string][] = [
    ['schema before idempotency', sabine, kaputt, 'eingabe-ungueltig'],
    ['idempotency before sight', sabine, { ...bekannt, vorgangId: fremd }, 'befehl-wiederverwendet'],
    ['sight before role', leitung, befehl('VORGANG_ANNEHMEN', fremd, { status: 'NEU' }), 'nicht-sichtbar'],
    ['role before equal intent', leitung, befehl('VORGANG_ANNEHMEN', hier, { status: 'NEU' }), 'rolle-fehlt'],
    ['equal intent before erwartet', sabine, befehl('VORGANG_ANNEHMEN', hier, { status: 'NEU' }), 'angenommen'],
    ['erwartet before precondition', sabine, befehl('VORGANG_ZURUECKHOLEN', hier, { status: 'VERWORFEN' }), 'konflikt'],
    ['precondition', sabine, befehl('VORGANG_ZURUECKHOLEN', hier, { status: 'ANGENOMMEN' }), 'uebergang-unzulaessig'],
  ];
  for (const [was, wer, command, erwartet] of faelle) expect([was, await sagt(wer, command)]).toEqual([was, erwartet]);
});

test('[C3] the same on a command whose id was never seen: nothing of a refused one is remembered as accepted', async () => {
  const c = befehl('KOMMENTAR_ANLEGEN', fremd, undefined, { kommentarId: uuidv7(), text: 'x' });
  expect(await sagt(sabine, c)).toBe('nicht-sichtbar');
  expect(await sagt(sabine, c)).toBe('nicht-sichtbar');
});
