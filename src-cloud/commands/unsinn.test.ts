// Nonsense never ends in a 500: commands and reads with arbitrary values in every place get an answer that says what was
// wrong, and what is right beside them takes effect. Fixed seed; a failing case is printed by fast-check.
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDERS } from '../../src-shared/domain/befehle.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { type TestGeraet, testGeraet } from '../testing/test-geraet.ts';
import { API, legeAn, mitToken, neuerVorgang } from '../testing/test-vorgang.ts';

let t: TestCloud;
let g: TestGeraet;
let vorgangId: string;

beforeAll(async () => {
  t = await testCloud();
  g = await testGeraet(t, 'sabine.sander');
  vorgangId = (await legeAn(t, [neuerVorgang({ status: 'IN_BEARBEITUNG' })]))[0]?.id as string;
});
afterAll(() => t.beende());

const lauf = { seed: 4711, numRuns: 150 };
const wort = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\u0000', '\ud800', '__proto__', 'NEU', ''),
);
const irgendwas = fc.oneof(
  { weight: 3, arbitrary: wort },
  fc.jsonValue(),
  fc.integer(),
  fc.constantFrom(null, 1e308, -0),
);
const id = fc.oneof(
  { weight: 6, arbitrary: fc.uuid() },
  fc.uuid().map((u) => u.toUpperCase()),
  wort,
);

const koerper = fc.record(
  {
    kommentarId: id,
    wiedervorlageId: id,
    nachrichtId: id,
    bescheidId: id,
    text: irgendwas,
    betreff: irgendwas,
    frist: irgendwas,
    begruendung: irgendwas,
    bearbeiter: irgendwas,
    aktenzeichen: irgendwas,
    organisationseinheitId: irgendwas,
    an: irgendwas,
    entscheidung: fc.constantFrom('BEWILLIGT', 'x'),
    vorlageId: irgendwas,
    felder: fc.dictionary(wort, irgendwas),
    anhaenge: fc.array(id),
    dokument: fc.record({ anhangId: id, sha256: fc.constantFrom('a'.repeat(64), 'x') }),
    antwortErlaubt: fc.boolean(),
  },
  { requiredKeys: [] },
);
const hex = fc.constantFrom('0'.repeat(64), 'f'.repeat(64), 'nichts');
const signatur = fc.record({
  header: fc.record({
    v: fc.constant(1),
    deviceId: wort,
    seq: fc.oneof(fc.integer(), fc.maxSafeInteger()),
    prev: hex,
    inhaltSha256: hex,
  }),
  inhalt: fc.record({
    commandId: wort,
    vorgangId: wort,
    order: wort,
    bescheidId: wort,
    bescheidVersion: fc.integer(),
    entscheidung: wort,
    dokumentSha256: hex,
    sub: wort,
    createdAt: wort,
    salz: fc.constant('AAAA'),
  }),
  wert: fc.constantFrom('AAAA', 'A'.repeat(86), '+'),
});
const command = fc.record(
  {
    commandId: id,
    vorgangId: fc.oneof(fc.constant('ziel'), id),
    order: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ORDERS) }, wort),
    body: koerper,
    createdAt: fc.oneof({ weight: 6, arbitrary: fc.constant('2026-03-02T09:00:00.000Z') }, wort),
    ersetzt: id,
    deviceId: wort,
    signatur,
    zurueckgenommen: fc.constant(true),
    erwartet: fc.record(
      { status: wort, bearbeiter: wort, bescheidVersion: fc.integer(), bescheidStand: wort },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['commandId', 'vorgangId', 'order', 'body', 'createdAt'] },
);

test('[C9] arbitrary commands: an answer for each, or the batch is refused, never a 500', async () => {
  const gesehen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 6 }), async (roh) => {
      const commands = roh.map((c) => (c.vorgangId === 'ziel' ? { ...c, vorgangId } : c));
      const { status, body } = await mitToken(t, g.token, `${API}/commands`, { commands });
      gesehen.add(String(status));
      if (status === 200) {
        expect(body.results).toHaveLength(commands.length);
        for (const r of body.results) gesehen.add(r.state);
      } else expect([400, 413, 422]).toContain(status);
    }),
    lauf,
  );
  expect([...gesehen].sort()).toEqual(expect.arrayContaining(['200', '422', 'abgelehnt']));
}, 60_000);

test('[C9] arbitrary values of the right shape reach the rules and are judged', async () => {
  const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())),
      async (s, felder) => {
        const basis = { vorgangId, createdAt: '2026-03-02T09:00:00.000Z' };
        const commands = [
          { ...basis, commandId: uuidv7(), order: 'KOMMENTAR_ANLEGEN', body: { kommentarId: uuidv7(), text: s } },
          {
            ...basis,
            commandId: uuidv7(),
            order: 'BESCHEID_ENTWERFEN',
            erwartet: { status: 'IN_BEARBEITUNG' },
            body: { bescheidId: uuidv7(), entscheidung: 'SONSTIGE', vorlageId: 'standard', felder, text: s },
          },
        ];
        const { status, body } = await mitToken(t, g.token, `${API}/commands`, { commands });
        // `__proto__` as a field's name is refused by the JSON parser; everything else is judged.
        if (status === 400) expect(JSON.stringify(felder)).toMatch(/__proto__|constructor/);
        else expect([status, body.results.length]).toEqual([200, 2]);
      },
    ),
    { ...lauf, numRuns: 60 },
  );
}, 60_000);

test('[C9] arbitrary reads', async () => {
  await fc.assert(
    fc.asyncProperty(wort, fc.constantFrom('since', 'limit', 'sicht', 'zuerst', 'x'), async (wert, name) => {
      const feld = encodeURIComponent(wert.toWellFormed());
      for (const pfad of [`/changes?${name}=${feld}`, `/journal/${feld}`]) {
        const { status } = await mitToken(t, g.token, API + pfad);
        expect(status).toBeLessThan(500);
      }
      const { status } = await mitToken(t, g.token, `${API}/geraete/${feld}/nachlass`, { commands: [] });
      expect(status).toBeLessThan(500);
    }),
    { ...lauf, numRuns: 80 },
  );
}, 60_000);
