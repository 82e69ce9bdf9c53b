/** What is told beside the state of the line: for how long, in which order, and that the line's own advice stays. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { Pull } from '../sync/pull.ts';
import { kaputt, seite, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { GRENZEN, hinweise, type Menge } from './hinweise.ts';

let w: Werkbank;
beforeEach(() => {
  w = werkbank();
});
afterEach(() => w.raeumeAb());

const WENIG: Menge = { vorgaenge: 1_000, pending: 3 };
const sage = (lage = {}, rettung?: { unlesbar: string[] }, menge = WENIG) =>
  hinweise({ bestand: w.bestand, rettung: rettung as never }, lage, w.uhr.jetzt(), menge);

it('[R1] [S6] a cloud that was set back is told for a day, and what to do', async () => {
  w.cloud.changes = () => seite([vorgang()], 'alt');
  const pull = new Pull(w.u);
  await pull.ziehe(new AbortController().signal);
  expect(sage()).toEqual({});
  w.cloud.changes = (frage) => {
    if (frage.since === 'alt') throw kaputt({ art: 'neu_beginnen', grund: 'neue-epoche' });
    return seite([vorgang()], 'neu');
  };
  await pull.ziehe(new AbortController().signal);
  expect(sage().ursache).toContain('auf einen früheren Stand zurückgesetzt');
  expect(sage().rat).toContain('prüfen Sie');
  const lage = { ursache: 'Kein Netz.', rat: 'Warten.' };
  expect(sage(lage)).toMatchObject({ ursache: expect.stringMatching(/zurückgesetzt.* Kein Netz\.$/), rat: 'Warten.' });
  await w.uhr.gehe(86_400_001);
  expect(sage()).toEqual({});
});

it('[R1] another end of the cursor is not told', async () => {
  w.cloud.changes = () => seite([vorgang()], 'alt');
  const pull = new Pull(w.u);
  await pull.ziehe(new AbortController().signal);
  w.cloud.changes = (frage) => {
    if (frage.since === 'alt') throw kaputt({ art: 'neu_beginnen', grund: 'cursor-abgelaufen' });
    return seite([vorgang()], 'neu');
  };
  await pull.ziehe(new AbortController().signal);
  expect(sage()).toEqual({});
});

it('[L3] a salvage is told, with advice only where something could not be read', () => {
  expect(sage({}, { unlesbar: [] })).toEqual({ ursache: expect.stringContaining('gerettet') });
  expect(sage({}, { unlesbar: ['entwurf'] })).toMatchObject({ rat: expect.stringContaining('IT') });
});

it('[P4] [S6] rows that this version cannot read are told, and forgotten when the feed begins anew', async () => {
  w.cloud.changes = () => seite([vorgang()], 'a', { unlesbar: 2 });
  const pull = new Pull(w.u);
  await pull.ziehe(new AbortController().signal);
  await pull.ziehe(new AbortController().signal);
  expect(sage().ursache).toMatch(/^4 Mitteilungen der Cloud/);
  w.cloud.changes = (frage) => {
    if (frage.since === 'a') throw kaputt({ art: 'neu_beginnen', grund: 'cursor-abgelaufen' });
    return seite([vorgang()], 'b');
  };
  await pull.ziehe(new AbortController().signal);
  expect(sage()).toEqual({});
});

it('[S7] past what was tested it says so', () => {
  expect(sage({}, undefined, { ...GRENZEN })).toEqual({});
  expect(sage({}, undefined, { ...WENIG, vorgaenge: 40_001 }).ursache).toContain('40.001 Vorgänge');
  expect(sage({}, undefined, { ...WENIG, pending: 501 }).ursache).toContain('501 Änderungen');
});

it('[L23] [S6] what a locked device handed over and nobody can decide here is told as a number, as long as it is so', () => {
  const eintrag = (n: number, order = 'VORGANG_ANNEHMEN') => ({
    id: `01931f00-0000-7000-8000-00000000a${String(n).padStart(3, '0')}`,
    deviceId: 'verloren',
    uebergebenAm: '2026-11-01T08:00:00.000Z',
    command: { commandId: `c${n}`, vorgangId: vorgang().id, order, body: {}, createdAt: '2026-11-01T08:00:00.000Z' },
    anhaenge: [],
  });
  const kommt = (unlesbar: number, ...eintraege: ReturnType<typeof eintrag>[]) =>
    w.bestand.schreiber.uebernimmNachlass({ eintraege, erledigt: [], unlesbar });
  kommt(0, eintrag(1), eintrag(2), eintrag(3));
  expect(sage().ursache).toBe('3 Änderungen Ihres gesperrten Geräts gehören zu Vorgängen, die Sie nicht sehen.');
  expect(sage().rat).toContain('in der Cloud aufgehoben');
  kommt(1, eintrag(1));
  expect(sage().ursache).toBe(
    'Eine Änderung Ihres gesperrten Geräts gehört zu einem Vorgang, den Sie nicht sehen. Eine Änderung Ihres gesperrten Geräts versteht diese Fassung von Kontor nicht.',
  );
  kommt(0);
  expect(sage()).toEqual({});
});
