// The feed over HTTP against the real database: who sees what in which order, what leaves one's sight, what ends a cursor,
// what a poll without news costs, and the stream of hints.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Change, ChangesAntwort } from '../../src-shared/cloud-api/changes.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { MANDANTEN } from '../demo/mandanten.ts';
import { plusMs } from '../server/uhr.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { API, befehl, code, legeAn, mitToken, neuerVorgang, OE, sende } from '../testing/test-vorgang.ts';
import { raeumeFeedAuf } from './aufraeumen.ts';
import { liesSeite } from './seite.ts';

let t: TestCloud;
const token: Record<string, string> = {};
const SABINE = { sub: 'flensburg:sabine.sander', name: 'Sabine Sander' };
const PERSONEN = ['sabine.sander', 'jan.petersen', 'petra.post', 'lars.loesch', 'lena.leitung'];

beforeAll(async () => {
  t = await testCloud();
  for (const p of [...PERSONEN, 'jan.petersen@preetz']) token[p] = await t.token(p);
});
afterAll(() => t.beende());

async function seite(person: string, frage: Record<string, string | number> = {}): Promise<ChangesAntwort> {
  const suche = new URLSearchParams(Object.entries(frage).map(([k, v]) => [k, String(v)]));
  const antwort = await mitToken(t, token[person] as string, `${API}/changes?${suche}`);
  if (antwort.status !== 200) throw new Error(`${antwort.status} ${code(antwort.body)}`);
  return antwort.body;
}

/** Reads until nothing is left, from `since` or from the start. */
async function alles(person: string, frage: Record<string, string | number> = {}) {
  const changes: Change[] = [];
  const seiten: ChangesAntwort[] = [];
  for (let since: string | undefined = frage.since as string | undefined; ; ) {
    const s: ChangesAntwort = await seite(person, since === undefined ? frage : { limit: frage.limit ?? 200, since });
    seiten.push(s);
    changes.push(...s.changes);
    since = s.cursor;
    if (!s.hasMore) return { changes, seiten, cursor: s.cursor };
  }
}

const zurMitzeichnungBei = (sub: string): Vorgang['bescheide'][number] => ({
  id: uuidv7(),
  version: 1,
  stand: 'ZUR_MITZEICHNUNG',
  entscheidung: 'BEWILLIGT',
  vorlageId: 'standard',
  felder: {},
  text: '',
  erstelltVon: SABINE,
  zurMitzeichnung: { an: { sub, name: sub }, von: SABINE, am: tag(1) },
});
const fachlich = () => MANDANTEN[0]?.personen[0]?.oe ?? [];
const ids = (changes: Change[]) => changes.map((c) => (c.art === 'vorgang' ? c.vorgang.id : c.id));
const tag = (n: number) => `2026-02-${String(n).padStart(2, '0')}T10:00:00.000Z`;

test('[F2] the snapshot comes newest first, page by page, the same in any page size, then the feed is empty', async () => {
  const angelegt = await legeAn(
    t,
    Array.from({ length: 25 }, (_, n) =>
      neuerVorgang({
        eingangAm: tag(1 + (n % 5)),
        organisationseinheit: { id: n % 2 ? OE.gewerbe : OE.verkehr, name: 'x' },
      }),
    ),
  );
  const erwartet = angelegt
    .sort((a, b) => b.eingangAm.localeCompare(a.eingangAm) || b.id.localeCompare(a.id))
    .map((v) => v.id);
  for (const limit of [1, 7, 25, 500]) {
    const { changes, seiten } = await alles('sabine.sander', { limit });
    expect(ids(changes)).toEqual(erwartet);
    expect(seiten.filter((s) => s.phase === 'bestand').every((s) => s.hasMore)).toBe(true);
    expect(seiten.at(-1)).toMatchObject({ phase: 'folge', changes: [], hasMore: false });
  }
  const { changes } = await alles('sabine.sander', { sicht: 'kopf', limit: 10 });
  expect(
    changes.every(
      (c) =>
        c.art === 'vorgang' && 'kopf' in c.vorgang && !('historie' in c.vorgang) && !('formData' in c.vorgang.eingang),
    ),
  ).toBe(true);
  const voll = (await seite('sabine.sander')).changes[0];
  expect(voll?.art === 'vorgang' && voll.vorgang).toMatchObject({
    historie: [],
    eingang: { formData: [{ stringValue: 'Fischbude am Hafen' }] },
  });
  expect(voll?.art === 'vorgang' && 'kopf' in voll.vorgang).toBe(false);
});

test('[F2] zuerst=meine: mine, then NEU in my units, then the rest, each newest first', async () => {
  const [alt, neu, bearbeitung, fremd] = (await legeAn(t, [
    neuerVorgang({ eingangAm: tag(6), bearbeiter: SABINE, status: 'ANGENOMMEN' }),
    neuerVorgang({ eingangAm: tag(9), bearbeiter: SABINE }),
    neuerVorgang({ eingangAm: tag(27), status: 'IN_BEARBEITUNG' }),
    neuerVorgang({
      eingangAm: tag(26),
      bearbeiter: SABINE,
      organisationseinheit: { id: OE.rechtsamt, name: 'Rechtsamt' },
    }),
  ])) as [Vorgang, Vorgang, Vorgang, Vorgang];
  for (const limit of [2, 3, 500]) {
    const { changes } = await alles('sabine.sander', { zuerst: 'meine', limit });
    const gelesen = ids(changes);
    expect(gelesen.slice(0, 3)).toEqual([fremd.id, neu.id, alt.id]);
    expect(gelesen.at(-1)).toBe(bearbeitung.id);
    expect(gelesen).toHaveLength(29);
    expect(new Set(gelesen).size).toBe(29);
  }
  expect(ids((await alles('jan.petersen')).changes)).not.toContain(fremd.id);
});

test('[F2] [F8] each role sees just what the contract says, in snapshot and feed alike', async () => {
  const { cursor } = await alles('sabine.sander');
  const start = Object.fromEntries(await Promise.all(PERSONEN.map(async (p) => [p, (await alles(p)).cursor])));
  const rechtsamt = { organisationseinheit: { id: OE.rechtsamt, name: 'Rechtsamt' } };
  const faelle = await legeAn(t, [
    neuerVorgang(),
    neuerVorgang({ status: 'ANGENOMMEN' }),
    neuerVorgang(rechtsamt),
    neuerVorgang({ ...rechtsamt, status: 'ANGENOMMEN' }),
    neuerVorgang({
      ...rechtsamt,
      status: 'ZU_LOESCHEN',
      loeschung: { von: SABINE, am: tag(1), begruendung: 'x', statusVorher: 'VERWORFEN' },
    }),
    neuerVorgang({ ...rechtsamt, status: 'ANGENOMMEN', bearbeiter: { sub: 'flensburg:lena.leitung', name: 'Lena' } }),
    neuerVorgang({ ...rechtsamt, status: 'IN_BEARBEITUNG', bescheide: [zurMitzeichnungBei('flensburg:jan.petersen')] }),
    neuerVorgang({ ...rechtsamt, status: 'IN_BEARBEITUNG', bescheide: [zurMitzeichnungBei('flensburg:lena.leitung')] }),
  ]);
  const nummern = (changes: Change[]) => faelle.flatMap((v, n) => (ids(changes).includes(v.id) ? [n] : []));
  const erwartet: Record<string, number[]> = {
    'sabine.sander': [0, 1],
    'jan.petersen': [0, 1, 6],
    'petra.post': [0, 2],
    'lars.loesch': [4],
    'lena.leitung': [0, 1],
  };
  for (const p of PERSONEN) {
    expect([p, nummern((await alles(p)).changes)]).toEqual([p, erwartet[p]]);
    expect([p, nummern((await alles(p, { zuerst: 'meine', limit: 3 })).changes)]).toEqual([p, erwartet[p]]);
    expect([p, nummern((await alles(p, { since: start[p] as string })).changes)]).toEqual([p, erwartet[p]]);
  }
  expect(ids((await alles('jan.petersen@preetz')).changes)).toEqual([]);
  expect(cursor).toBeTypeOf('string');
});

test('what was given for Mitzeichnung is answered for the own Mandant only', async () => {
  const gegeben = (mandant: string) =>
    inMandant(
      t.cloud.dienste.pool,
      mandant,
      async (tx) => (await tx.query(`SELECT meine_mitzeichnungen('flensburg:jan.petersen')`)).rowCount,
    );
  expect([await gegeben('flensburg'), await gegeben('preetz')]).toEqual([1, 0]);
});

test('[F3] what leaves one’s sight comes as entzogen: by status, unit, assignment; deletion as geloescht', async () => {
  const rechtsamt = { id: OE.rechtsamt, name: 'Rechtsamt' };
  const [angenommen, weiter, zugewiesen, geloescht] = (
    await legeAn(t, [
      neuerVorgang(),
      neuerVorgang(),
      neuerVorgang({ organisationseinheit: rechtsamt, bearbeiter: SABINE }),
      neuerVorgang({
        status: 'ZU_LOESCHEN',
        loeschung: { von: SABINE, am: tag(1), begruendung: 'x', statusVorher: 'VERWORFEN' },
      }),
    ])
  ).map((v) => v.id) as [string, string, string, string];
  const [petra, sabine, lars] = [
    (await alles('petra.post')).cursor,
    (await alles('sabine.sander')).cursor,
    (await alles('lars.loesch')).cursor,
  ];
  await sende(t, token['petra.post'] as string, befehl('VORGANG_ANNEHMEN', angenommen, { status: 'NEU' }));
  await sende(
    t,
    token['sabine.sander'] as string,
    befehl(
      'VORGANG_WEITERLEITEN',
      weiter,
      { status: 'NEU', organisationseinheitId: OE.gewerbe },
      { organisationseinheitId: OE.rechtsamt },
    ),
    befehl('BEARBEITER_ZUWEISEN', zugewiesen, { bearbeiter: SABINE.sub }, { bearbeiter: 'flensburg:vera.vogt' }),
  );
  await sende(t, token['lars.loesch'] as string, befehl('VORGANG_LOESCHEN', geloescht, { status: 'ZU_LOESCHEN' }));
  const beiPetra = (await alles('petra.post', { since: petra })).changes;
  expect(beiPetra).toContainEqual({ art: 'entzogen', id: angenommen, version: 2 });
  expect(ids(beiPetra)).not.toContain(geloescht);
  const beiSabine = (await alles('sabine.sander', { since: sabine })).changes;
  expect(beiSabine).toContainEqual({ art: 'entzogen', id: weiter, version: 2 });
  expect(beiSabine).toContainEqual({ art: 'entzogen', id: zugewiesen, version: 2 });
  expect(beiSabine).toContainEqual({ art: 'geloescht', id: geloescht, version: 2 });
  expect((await alles('lars.loesch', { since: lars })).changes).toEqual([
    { art: 'geloescht', id: geloescht, version: 2 },
  ]);
});

test('[F1] [F3] entzogen is not lost when the row moves on while a client reads page by page', async () => {
  const [erst, zweit, dritt] = (await legeAn(t, [neuerVorgang(), neuerVorgang(), neuerVorgang()])).map((v) => v.id) as [
    string,
    string,
    string,
  ];
  const { cursor } = await alles('sabine.sander');
  const s = token['sabine.sander'] as string;
  const weg = () =>
    befehl(
      'VORGANG_WEITERLEITEN',
      erst,
      { status: 'NEU', organisationseinheitId: OE.gewerbe },
      { organisationseinheitId: OE.rechtsamt },
    );
  await sende(t, s, weg());
  for (const id of [zweit, dritt]) await sende(t, s, befehl('VORGANG_ANNEHMEN', id, { status: 'NEU' }));
  // The Poststelle writes on the forwarded one: its row is now behind the others, its departure before them.
  await sende(
    t,
    token['petra.post'] as string,
    befehl('KOMMENTAR_ANLEGEN', erst, undefined, { kommentarId: uuidv7(), text: 'da' }),
  );
  const { changes } = await alles('sabine.sander', { since: cursor, limit: 1 });
  expect(changes.map((c) => c.art)).toEqual(['vorgang', 'vorgang', 'entzogen']);
  expect(ids(changes)).toEqual([zweit, dritt, erst]);
});

test('[F1] a row that moves while the snapshot is read is told of in the feed', async () => {
  const erste = await seite('sabine.sander', { limit: 3 });
  const letzte = (await alles('sabine.sander')).changes
    .filter((c) => c.art === 'vorgang' && c.vorgang.status === 'NEU')
    .at(-1);
  const id = ids([letzte as Change])[0] as string;
  await sende(
    t,
    token['sabine.sander'] as string,
    befehl(
      'VORGANG_WEITERLEITEN',
      id,
      { status: 'NEU', organisationseinheitId: (letzte as { vorgang: Vorgang }).vorgang.organisationseinheit.id },
      { organisationseinheitId: OE.rechtsamt },
    ),
  );
  const { changes } = await alles('sabine.sander', { since: erste.cursor, limit: 5 });
  expect(changes.filter((c) => ids([c])[0] === id).map((c) => c.art)).toEqual(['entzogen']);
});

test('[F5] several changes of one Vorgang come as one', async () => {
  const [v] = await legeAn(t, [neuerVorgang()]);
  const { cursor } = await alles('sabine.sander');
  const id = v?.id as string;
  for (const n of [1, 2, 3])
    await sende(
      t,
      token['sabine.sander'] as string,
      befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text: `${n}` }),
    );
  const { changes } = await alles('sabine.sander', { since: cursor });
  expect(changes).toHaveLength(1);
  expect(changes[0]).toMatchObject({ vorgang: { id, version: 4 } });
});

test('[F4] a cursor ends: other rights, 30 days, another epoch, another view, nonsense', async () => {
  const { cursor } = await alles('sabine.sander');
  const status = async (person: string, since: string, mehr = '') => {
    const a = await mitToken(t, token[person] as string, `${API}/changes?since=${encodeURIComponent(since)}${mehr}`);
    return `${a.status} ${code(a.body)}`;
  };
  expect(await status('jan.petersen', cursor)).toBe('410 rechte-geaendert');
  expect(await status('sabine.sander', 'unsinn')).toBe('400 cursor-ungueltig');
  expect(await status('sabine.sander', '')).toBe('400 cursor-ungueltig');
  expect(await status('sabine.sander', cursor, '&sicht=kopf')).toBe('400 cursor-ungueltig');
  expect(await status('sabine.sander', cursor, '&limit=0')).toBe('422 eingabe-ungueltig');
  expect(await status('sabine.sander', cursor, '&offset=5')).toBe('422 eingabe-ungueltig');
  const epoche = async () =>
    inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
      tx.query(`UPDATE feed_zaehler SET epoche = gen_random_uuid() WHERE mandant_id = 'flensburg'`),
    );
  await epoche();
  expect(await status('sabine.sander', cursor)).toBe('410 neue-epoche');
  const frisch = (await alles('sabine.sander')).cursor;
  const wer = { ...SABINE, mandant: 'flensburg', rollen: ['VERWALTUNG_USER'] as const, oe: fachlich(), bis: '' };
  const spaeter = (tage: number) =>
    inMandant(t.cloud.dienste.pool, 'flensburg', (tx) =>
      liesSeite(tx, wer, { since: frisch, limit: 1 }, plusMs(t.uhr.jetzt(), tage * 86_400_000)),
    ).then(
      (s) => s.phase,
      (fehler) => `${fehler.problem.status} ${code(fehler.problem)}`,
    );
  expect(await spaeter(29)).toBe('folge');
  expect(await spaeter(31)).toBe('410 cursor-abgelaufen');
});

test('[F3] notes of former positions are removed only when no cursor can ask for them', async () => {
  const anzahl = () =>
    inMandant(
      t.cloud.dienste.pool,
      'flensburg',
      async (tx) => (await tx.query('SELECT 1 FROM vorgang_vorher')).rowCount,
    );
  const vorher = await anzahl();
  expect(vorher).toBeGreaterThan(3);
  const nach = async (tage: number) => {
    await raeumeFeedAuf({ ...t.cloud.dienste, uhr: { jetzt: () => plusMs(t.uhr.jetzt(), tage * 86_400_000) } });
    return anzahl();
  };
  expect([await nach(60), await nach(62)]).toEqual([vorher, 0]);
});

test('[F6] a poll without news is under 1 KB on the wire', async () => {
  const { cursor } = await alles('sabine.sander');
  const antwort = await mitToken(
    t,
    token['sabine.sander'] as string,
    `${API}/changes?since=${encodeURIComponent(cursor)}`,
  );
  const kopf = [...antwort.headers].reduce((n, [name, wert]) => n + name.length + wert.length + 4, 0);
  expect(antwort.body.changes).toEqual([]);
  expect(kopf + JSON.stringify(antwort.body).length).toBeLessThan(1000);
});

test('the stream hints at once, after a change, and ends with the cloud', async () => {
  const ende = new AbortController();
  const antwort = await fetch(`${t.url}${API}/changes/stream`, {
    headers: { authorization: `Bearer ${token['sabine.sander']}` },
    signal: ende.signal,
  });
  expect(antwort.headers.get('content-type')).toContain('text/event-stream');
  const leser = antwort.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await leser?.read())?.value).toBe('event: changed\ndata:\n\n');
  const [v] = await legeAn(t, [neuerVorgang()]);
  expect((await leser?.read())?.value).toBe('event: changed\ndata:\n\n');
  const vorher = performance.now();
  await sende(t, token['sabine.sander'] as string, befehl('VORGANG_ANNEHMEN', v?.id as string, { status: 'NEU' }));
  expect((await leser?.read())?.value).toBe('event: changed\ndata:\n\n');
  expect(performance.now() - vorher).toBeLessThan(1000);
  const vonHand = t.starteNeu();
  expect((await leser?.read())?.done).toBe(true);
  await vonHand;
});
