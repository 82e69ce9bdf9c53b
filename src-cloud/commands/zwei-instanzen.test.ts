// Idempotency under the worst, over HTTP on two real instances of one database: the same commandId in the same millisecond
// with the same and with another payload, replies that are lost at any moment, and a replacement that races with the command
// it replaces. Whatever wins, it takes effect once, and everybody is told the same from then on.
import { uuidv7 } from 'uuidv7';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { CLIENT_TOKEN, DEMO_GRANT } from '../identitaet/demo-clients.ts';
import { type Cloud, starteCloud } from '../server/cloud.ts';
import { neuesProtokoll } from '../server/protokoll.ts';
import { type TestCloud, testCloud } from '../testing/test-cloud.ts';
import { API, befehl, code, legeAn, neuerVorgang } from '../testing/test-vorgang.ts';

const PERSONEN = ['sabine.sander', 'jan.petersen', 'vera.vogt'] as const;
const RUNDEN = 40;
const MAL = RUNDEN * PERSONEN.length;

let t: TestCloud;
let zweite: Cloud;
/** By person, then instance. */
const token: string[][] = [];

beforeAll(async () => {
  t = await testCloud();
  zweite = await starteCloud({
    ziel: t.ziel,
    konfiguration: { ...t.cloud.dienste.konfiguration, port: 0 },
    protokoll: neuesProtokoll('silent'),
  });
  for (const person of PERSONEN) token.push(await Promise.all([t.url, zweite.url].map((url) => hole(url, person))));
}, 60_000);
afterAll(async () => {
  await zweite.beende();
  await t.beende();
});

async function hole(url: string, username: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: DEMO_GRANT, client_id: CLIENT_TOKEN, username });
  const antwort = await fetch(`${url}/oidc/token`, { method: 'POST', body });
  return ((await antwort.json()) as { access_token: string }).access_token;
}

async function frage(person: number, instanz: number, pfad: string, init: RequestInit = {}): Promise<Response> {
  const kopf = { authorization: `Bearer ${token[person]?.[instanz % 2]}`, 'content-type': 'application/json' };
  return fetch((instanz % 2 ? zweite.url : t.url) + API + pfad, { ...init, headers: kopf });
}

async function sende(person: number, instanz: number, commands: Command[], signal?: AbortSignal): Promise<Result[]> {
  const init = { method: 'POST', body: JSON.stringify({ commands }), ...(signal ? { signal } : {}) };
  const antwort = await frage(person, instanz, '/commands', init);
  if (antwort.status !== 200) throw new Error(`${antwort.status} ${await antwort.text()}`);
  return ((await antwort.json()) as { results: Result[] }).results;
}

const lies = async (id: string): Promise<Vorgang> => (await frage(0, 0, `/vorgaenge/${id}`)).json() as Promise<Vorgang>;
const neue = async (anzahl: number) =>
  (
    await legeAn(
      t,
      Array.from({ length: anzahl }, () => neuerVorgang()),
    )
  ).map((v) => v.id);
const notiz = (id: string, text: string, rest: Partial<Command> = {}) =>
  befehl('KOMMENTAR_ANLEGEN', id, undefined, { kommentarId: uuidv7(), text }, rest);
const kern = (r: Result | undefined) => [r?.state, r?.version, code(r?.problem)];

/** Each person works through the rounds, all at the same time. */
async function jePerson(tu: (person: number, runde: number) => Promise<void>): Promise<number> {
  let gemacht = 0;
  await Promise.all(
    PERSONEN.map(async (_, person) => {
      for (let runde = 0; runde < RUNDEN; runde += 1) {
        await tu(person, runde);
        gemacht += 1;
      }
    }),
  );
  return gemacht;
}

test('[C1] the same command on two instances in the same millisecond: once, and all are told the same', async () => {
  const ids = await neue(PERSONEN.length);
  const gemacht = await jePerson(async (person, runde) => {
    const c = notiz(ids[person] as string, `${runde}`);
    const antworten = await Promise.all([0, 1, 0, 1].map((instanz) => sende(person, instanz, [c])));
    const spaeter = await sende(person, runde, [c]);
    for (const [r] of [...antworten, spaeter]) expect(kern(r)).toEqual(['angenommen', runde + 2, undefined]);
  });
  expect(gemacht).toBe(MAL);
  for (const id of ids) {
    const { version, kommentare } = await lies(id);
    expect([version, kommentare.length, new Set(kommentare.map((k) => k.text)).size]).toEqual([
      RUNDEN + 1,
      RUNDEN,
      RUNDEN,
    ]);
  }
}, 60_000);

test('[C1] [C8] the same id with another payload in the same millisecond: one wins, on all instances, for ever', async () => {
  const ids = await neue(PERSONEN.length * 2);
  let aufDerZweiten = 0;
  await jePerson(async (person, runde) => {
    const [a, b] = [ids[person * 2] as string, ids[person * 2 + 1] as string];
    const eins = notiz(a, `eins ${runde}`);
    // Another text, and every other time another Vorgang too.
    const zwei = { ...notiz(runde % 2 ? b : a, `zwei ${runde}`), commandId: eins.commandId };
    const beide = [eins, zwei];
    const erste = await Promise.all(beide.map((c, n) => sende(person, (n + runde) % 2, [c])));
    const sieger = erste.findIndex(([r]) => r?.state === 'angenommen');
    aufDerZweiten += sieger;
    const erwartet = (n: number) =>
      n === sieger ? ['angenommen', undefined] : ['abgelehnt', 'befehl-wiederverwendet'];
    expect(sieger).toBeGreaterThanOrEqual(0);
    const spaeter = await Promise.all(beide.map((c, n) => sende(person, (n + runde + 1) % 2, [c])));
    for (const antworten of [erste, spaeter]) {
      antworten.forEach(([r], n) => void expect([r?.state, code(r?.problem)]).toEqual(erwartet(n)));
    }
  });
  // Both must have won at times, or there was no race.
  expect(aufDerZweiten).toBeGreaterThan(2);
  expect(aufDerZweiten).toBeLessThan(MAL - 2);
  const gezaehlt = await Promise.all(ids.map(async (id) => (await lies(id)).kommentare.length));
  expect(gezaehlt.reduce((x, y) => x + y, 0)).toBe(MAL);
}, 60_000);

test('[C1] a reply lost at any moment, and the retry on the other instance: once', async () => {
  const ids = await neue(PERSONEN.length);
  let verloren = 0;
  await jePerson(async (person, runde) => {
    const c = notiz(ids[person] as string, `${runde}`);
    const weg = new AbortController();
    const uhr = setTimeout(() => weg.abort(), runde % 20);
    await sende(person, runde, [c], weg.signal).catch(() => {
      verloren += 1;
    });
    clearTimeout(uhr);
    const [r] = await sende(person, runde + 1, [c]);
    expect(kern(r)).toEqual(['angenommen', runde + 2, undefined]);
  });
  expect(verloren).toBeGreaterThan(10);
  for (const id of ids)
    expect((await lies(id)).kommentare.map((k) => k.text)).toEqual(Array.from({ length: RUNDEN }, (_, n) => `${n}`));
}, 60_000);

test('[C5] ersetzt races with the old id on the other instance: one of the two, never both, never none', async () => {
  const ids = await neue(PERSONEN.length);
  let altSiegte = 0;
  await jePerson(async (person, runde) => {
    const id = ids[person] as string;
    const alt = notiz(id, `alt ${runde}`);
    const neu = notiz(id, `neu ${runde}`, { ersetzt: alt.commandId });
    const [[a], [n]] = (await Promise.all([sende(person, runde, [alt]), sende(person, runde + 1, [neu])])) as [
      Result[],
      Result[],
    ];
    const alter = a?.state === 'angenommen';
    altSiegte += alter ? 1 : 0;
    const erwartet = alter ? [undefined, 'ersetzt-schon-wirksam'] : ['ersetzt', undefined];
    expect([code(a?.problem), code(n?.problem)]).toEqual(erwartet);
    expect([a?.state, n?.state].sort()).toEqual(['abgelehnt', 'angenommen']);
    // Said again on the other instance, in the other order: the same.
    const wieder = [...(await sende(person, runde, [neu])), ...(await sende(person, runde + 1, [alt]))];
    expect(wieder.map(kern)).toEqual([kern(n), kern(a)]);
  });
  expect(altSiegte).toBeGreaterThan(2);
  expect(altSiegte).toBeLessThan(MAL - 2);
  for (const id of ids) expect((await lies(id)).kommentare).toHaveLength(RUNDEN);
}, 60_000);

test('[C1] [C4] the same batch in two orders on two instances: each command once', async () => {
  const ids = await neue(5);
  for (let runde = 0; runde < 20; runde += 1) {
    const stapel = ids.map((id) => notiz(id, `${runde}`));
    const [hin, her] = await Promise.all([sende(0, 0, stapel), sende(0, 1, stapel.toReversed())]);
    expect(her.toReversed().map(kern)).toEqual(hin.map(kern));
    expect(hin.map((r) => r.state)).toEqual(stapel.map(() => 'angenommen'));
  }
  for (const id of ids) expect((await lies(id)).version).toBe(21);
}, 60_000);

test('[F7] a stream on one instance hears of a command on the other soon, and of nothing in another Mandant', async () => {
  const [id] = (await neue(1)) as [string];
  const ende = new AbortController();
  const oeffne = async (zugang: string) => {
    const headers = { authorization: `Bearer ${zugang}` };
    const antwort = await fetch(`${zweite.url}${API}/changes/stream`, { headers, signal: ende.signal });
    const leser = antwort.body?.pipeThrough(new TextDecoderStream()).getReader();
    await leser?.read(); // The hint at the start.
    return leser;
  };
  const hier = await oeffne(token[0]?.[1] as string);
  const dort = await oeffne(await hole(zweite.url, 'jan.petersen@preetz'));
  let woanders = 0;
  const hoert = dort?.read().then(() => {
    woanders += 1;
  });
  const vorher = performance.now();
  await sende(1, 0, [notiz(id, 'gehört')]);
  expect((await hier?.read())?.value).toContain('event: changed');
  expect(performance.now() - vorher).toBeLessThan(3000);
  await new Promise((fertig) => setTimeout(fertig, 150));
  expect(woanders).toBe(0);
  ende.abort();
  await hoert?.catch(() => undefined);
});
