// Every order of the contract once over HTTP, along cases that live through all of it: what the person asked for is what
// the Vorgang says afterwards, and each order left exactly one entry in the Historie.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import { ORDERS } from '../../src-shared/domain/befehle.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { type TestGeraet, testGeraet, zeichne } from '../testing/test-geraet.ts';
import { befehl, ladeHoch, legeAn, neuerVorgang, OE, sende } from '../testing/test-vorgang.ts';

let t: TestCloud;
let sabine: TestGeraet;
let vera: TestGeraet;
let lars: string;
const gegeben = new Set<string>();

beforeAll(async () => {
  t = await testCloud();
  [sabine, vera] = [await testGeraet(t, 'sabine.sander'), await testGeraet(t, 'vera.vogt')];
  lars = await t.token('lars.loesch');
  // Time to take a signature back: the demo sends at once.
  await inMandant(t.cloud.dienste.pool, 'flensburg', (tx) => tx.query('UPDATE dienst SET versand_nach_min = 60'));
});
afterAll(() => t.beende());

/** Gives an order that must be accepted; answers the Vorgang after it. */
async function gib(c: Command, token = sabine.token): Promise<Vorgang> {
  const [r] = await sende(t, token, c);
  expect({ order: c.order, state: r?.state, problem: r?.problem }).toEqual({
    order: c.order,
    state: 'angenommen',
    problem: undefined,
  });
  gegeben.add(c.order);
  if (r?.vorgang) expect(r.vorgang.historie.filter((h) => h.commandId === c.commandId)).toHaveLength(1);
  return r?.vorgang as Vorgang;
}

async function fall(teil: Partial<Vorgang> = {}): Promise<string> {
  return (await legeAn(t, [neuerVorgang(teil)]))[0]?.id as string;
}

test('from NEU to the work and back again', async () => {
  const id = await fall();
  const grund = { begruendung: 'Doppelt eingegangen' };
  expect((await gib(befehl('VORGANG_VERWERFEN', id, { status: 'NEU' }, grund))).status).toBe('VERWORFEN');
  expect((await gib(befehl('VORGANG_ZURUECKHOLEN', id, { status: 'VERWORFEN' }))).status).toBe('NEU');
  expect((await gib(befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }))).status).toBe('ANGENOMMEN');
  expect((await gib(befehl('VORGANG_ZURUECKSTELLEN', id, { status: 'ANGENOMMEN' }))).status).toBe('NEU');
  await gib(befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }));
  expect((await gib(befehl('VORGANG_BEARBEITEN', id, { status: 'ANGENOMMEN' }))).status).toBe('IN_BEARBEITUNG');
  const jan = await gib(
    befehl('BEARBEITER_ZUWEISEN', id, { bearbeiter: null }, { bearbeiter: 'flensburg:jan.petersen' }),
  );
  expect(jan.bearbeiter?.name).toBe('Jan Petersen');
  expect(
    (await gib(befehl('AKTENZEICHEN_SETZEN', id, { aktenzeichen: null }, { aktenzeichen: 'GE-7/26' }))).aktenzeichen,
  ).toBe('GE-7/26');
  expect((await gib(befehl('VORGANG_ABSCHLIESSEN', id, { status: 'IN_BEARBEITUNG' }))).status).toBe('ABGESCHLOSSEN');
  expect((await gib(befehl('VORGANG_WIEDEREROEFFNEN', id, { status: 'ABGESCHLOSSEN' }, grund))).status).toBe(
    'IN_BEARBEITUNG',
  );
  const weiter = await fall();
  const ziel = { organisationseinheitId: OE.verkehr };
  const dort = await gib(
    befehl('VORGANG_WEITERLEITEN', weiter, { status: 'NEU', organisationseinheitId: OE.gewerbe }, ziel),
  );
  expect(dort.organisationseinheit).toEqual({ id: OE.verkehr, name: 'Straßenverkehr und Sondernutzung' });
});

test('notes, dates and messages', async () => {
  const id = await fall();
  const text = 'Rückruf am Montag';
  expect(
    (await gib(befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text }))).kommentare[0]?.text,
  ).toBe(text);
  const w = { wiedervorlageId: uuidv7(), betreff: 'Nachfragen', frist: '2026-04-01' };
  const version = (v: Vorgang) => [
    v.wiedervorlagen[0]?.version,
    v.wiedervorlagen[0]?.frist,
    v.wiedervorlagen[0]?.erledigt,
  ];
  expect(version(await gib(befehl('WIEDERVORLAGE_ANLEGEN', id, undefined, w)))).toEqual([1, '2026-04-01', false]);
  expect(
    version(await gib(befehl('WIEDERVORLAGE_AENDERN', id, { wiedervorlageVersion: 1 }, { ...w, frist: '2026-05-01' }))),
  ).toEqual([2, '2026-05-01', false]);
  const nur = { wiedervorlageId: w.wiedervorlageId };
  expect(version(await gib(befehl('WIEDERVORLAGE_ERLEDIGEN', id, { wiedervorlageVersion: 2 }, nur)))).toEqual([
    3,
    '2026-05-01',
    true,
  ]);
  expect(version(await gib(befehl('WIEDERVORLAGE_WIEDEREROEFFNEN', id, { wiedervorlageVersion: 3 }, nur)))).toEqual([
    4,
    '2026-05-01',
    false,
  ]);
  const n = { nachrichtId: uuidv7(), betreff: 'Unterlagen', text: 'Bitte senden Sie …', antwortErlaubt: true };
  expect((await gib(befehl('NACHRICHT_SENDEN', id, undefined, n))).nachrichten[0]).toMatchObject({
    richtung: 'AUS',
    antwortErlaubt: true,
  });
});

test('a Bescheid from draft over Mitzeichnung to the signature, taken back before the Versand', async () => {
  const id = await fall({ status: 'IN_BEARBEITUNG' });
  const bescheidId = uuidv7();
  const inhalt = {
    bescheidId,
    entscheidung: 'BEWILLIGT',
    vorlageId: 'standard',
    felder: { auflage: 'keine' },
    text: 'a',
  };
  const gesehen = (bescheidVersion: number, bescheidStand: string) => ({ bescheidVersion, bescheidStand });
  const stand = (v: Vorgang) => `${v.bescheide.at(-1)?.stand} ${v.bescheide.at(-1)?.version}`;
  const nur = { bescheidId };
  const weg = { ...inhalt, bescheidId: uuidv7() };
  await gib(befehl('BESCHEID_ENTWERFEN', id, { status: 'IN_BEARBEITUNG' }, weg));
  const ohne = await gib(befehl('BESCHEID_VERWERFEN', id, gesehen(1, 'ENTWURF'), { bescheidId: weg.bescheidId }));
  expect(ohne.bescheide).toEqual([]);
  expect(stand(await gib(befehl('BESCHEID_ENTWERFEN', id, { status: 'IN_BEARBEITUNG' }, inhalt)))).toBe('ENTWURF 1');
  expect(stand(await gib(befehl('BESCHEID_AENDERN', id, gesehen(1, 'ENTWURF'), { ...inhalt, text: 'b' })))).toBe(
    'ENTWURF 2',
  );
  const dokument = { anhangId: (await ladeHoch(t, sabine.sub, id)).id, sha256: 'a'.repeat(64) };
  const geben = (gesehenJetzt: Command['erwartet']) =>
    befehl('BESCHEID_ZUR_MITZEICHNUNG_GEBEN', id, gesehenJetzt, { bescheidId, an: vera.sub, dokument });
  expect(stand(await gib(geben(gesehen(2, 'ENTWURF'))))).toBe('ZUR_MITZEICHNUNG 2');
  const zurueck = befehl('BESCHEID_ZURUECKWEISEN', id, gesehen(2, 'ZUR_MITZEICHNUNG'), {
    bescheidId,
    begruendung: 'Auflage fehlt',
  });
  expect(stand(await gib(zurueck, vera.token))).toBe('ZURUECKGEWIESEN 2');
  await gib(befehl('BESCHEID_AENDERN', id, gesehen(2, 'ZURUECKGEWIESEN'), { ...inhalt, text: 'c' }));
  await gib(geben(gesehen(3, 'ENTWURF')));
  const zeichnung = (order: string, bescheidStand: string) =>
    befehl(order, id, { ...gesehen(3, bescheidStand), status: 'IN_BEARBEITUNG' }, { bescheidId, dokument });
  const mit = zeichne(vera, zeichnung('BESCHEID_MITZEICHNEN', 'ZUR_MITZEICHNUNG'), 'BEWILLIGT');
  expect(stand(await gib(mit, vera.token))).toBe('MITGEZEICHNET 3');
  const schluss = await gib(zeichne(sabine, zeichnung('BESCHEID_ZEICHNEN', 'MITGEZEICHNET'), 'BEWILLIGT'));
  expect([schluss.status, stand(schluss)]).toEqual(['BESCHIEDEN', 'GEZEICHNET 3']);
  const zurueckgezogen = await gib(befehl('BESCHEID_ZEICHNUNG_ZURUECKZIEHEN', id, gesehen(3, 'GEZEICHNET'), nur));
  expect([zurueckgezogen.status, stand(zurueckgezogen)]).toEqual(['IN_BEARBEITUNG', 'ZURUECKGEZOGEN 3']);
});

test('deletion asked for, taken back, asked for again and confirmed', async () => {
  const id = await fall({ status: 'ABGESCHLOSSEN' });
  const markieren = () =>
    befehl('VORGANG_ZUM_LOESCHEN_MARKIEREN', id, { status: 'ABGESCHLOSSEN' }, { begruendung: 'Frist um' });
  expect((await gib(markieren())).status).toBe('ZU_LOESCHEN');
  const zurueck = befehl('LOESCHANFORDERUNG_ZURUECKNEHMEN', id, { status: 'ZU_LOESCHEN' });
  expect(await gib(zurueck, lars)).toBeUndefined(); // no longer in his sight
  expect((await gib(markieren())).loeschung?.von.name).toBe('Sabine Sander');
  expect(await gib(befehl('VORGANG_LOESCHEN', id, { status: 'ZU_LOESCHEN' }), lars)).toBeUndefined();
});

test('no order was left out', () => {
  expect([...gegeben].sort()).toEqual([...ORDERS].sort());
});
