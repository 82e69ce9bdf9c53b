/**
 * Passphrase and recovery key as people and IT meet them: the command line and a forked workspace on one profile, against a
 * small cloud, with what lies on the disk looked at from outside.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { vorgang } from '../../src-shared/testing/fall.ts';
import { bis, laufe } from '../../tests/prozesse.ts';
import { fuehreAus } from './cli/programm.ts';
import { entpacke } from './dokument/archiv.ts';
import { type KleineCloud, kleineCloud } from './testing/kleine-cloud.ts';

const PROZESS = join(import.meta.dirname, 'prozess.ts');
const CLI = 'src-main/workspace/cli.ts';
const ECHT = 'https://cloud.stadt.example';
const SATZ = 'Möwe Leuchtturm Krabbe';
let ordner = '';
let profil = '';
let cloud: KleineCloud;
let kind: ChildProcess | undefined;

/** The small cloud under a name that is no loopback address, so that nothing of a demo holds. */
const hole: typeof fetch = async (ziel, init) => {
  const url = String(ziel instanceof Request ? ziel.url : ziel).replace(ECHT, cloud.url);
  const antwort = await fetch(url, init);
  if (!antwort.headers.get('content-type')?.includes('json')) return antwort;
  return new Response((await antwort.text()).replaceAll(cloud.url, ECHT), antwort);
};

/** The command line in this process; `eingaben` are typed one after the other, and none is left over. */
async function kontor(argv: string[], eingaben?: string[], umgebung: Record<string, string> = {}) {
  const r = { code: 0, stdout: '', stderr: '', gefragt: [] as string[] };
  const frageGeheim = async (frage: string): Promise<string> => {
    r.gefragt.push(frage);
    return eingaben?.shift() ?? '';
  };
  const t = {
    aus: (text: string) => {
      r.stdout += text;
    },
    fehler: (text: string) => {
      r.stderr += text;
    },
    interaktiv: false,
    breite: 200,
    frageGeheim: eingaben === undefined ? undefined : frageGeheim,
  };
  r.code = await fuehreAus({ t, umgebung, hole }, [...argv, '--json', '--profil', profil, '--als', 'sabine.sander']);
  expect(eingaben ?? []).toEqual([]);
  return { ...r, json: JSON.parse(r.stdout) as Record<string, unknown> };
}

const allesGeschriebene = (): string =>
  readdirSync(profil, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile())
    .map((e) => readFileSync(join(e.parentPath, e.name), 'latin1'))
    .join('\n');

function starteFenster(adresse: string) {
  const k = fork(PROZESS, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  kind = k;
  const gesagt: { art: string; kanal?: number; daten?: { id?: number; wert?: unknown; problem?: unknown } }[] = [];
  k.on('message', (n) => void gesagt.push(n as (typeof gesagt)[number]));
  k.send({ art: 'start', konfiguration: { profil, cloud: adresse } });
  k.send({ art: 'verbindung', kanal: 1 });
  let id = 0;
  return async (name: string, eingabe: unknown = {}): Promise<unknown> => {
    const meine = ++id;
    k.send({ art: 'nachricht', kanal: 1, daten: { art: 'frage', id: meine, name, eingabe } });
    const n = await bis(name, async () => gesagt.find((x) => x.daten?.id === meine));
    return n.daten?.wert ?? n.daten?.problem;
  };
}

beforeAll(async () => {
  cloud = await kleineCloud([vorgang()]);
});
afterAll(() => cloud.halte());
beforeEach(() => {
  ordner = mkdtempSync(join(tmpdir(), 'kontor-passphrase-'));
  profil = join(ordner, 'profil');
});
afterEach(async () => {
  if (kind !== undefined && kind.exitCode === null && kind.signalCode === null) {
    kind.kill('SIGKILL');
    await once(kind, 'exit');
  }
  kind = undefined;
  rmSync(ordner, { recursive: true, force: true });
});

it('[L15] [L16] a real cloud without a key store: the passphrase is asked twice at first, once later, and never stored', async () => {
  const da = ['--cloud', ECHT];
  const ohne = await kontor(['sync', ...da]);
  expect([ohne.code, ohne.json.type]).toEqual([1, 'urn:kontor:problem:passphrase-noetig']);
  expect((await kontor(['sync', ...da], ['kurz'])).json.type).toBe('urn:kontor:problem:passphrase-ungeeignet');
  expect((await kontor(['sync', ...da], [SATZ, `${SATZ}!`])).json.type).toBe(
    'urn:kontor:problem:passphrase-ungeeignet',
  );
  expect(cloud.gefragt).toEqual([]);
  const erste = await kontor(['sync', '--bis-ruhig', ...da], [SATZ, SATZ]);
  expect(erste.json).toMatchObject({ state: 'online' });
  expect(erste.stderr).toContain('keinen Schlüsselspeicher');
  expect((await kontor(['status', ...da], [SATZ])).json).toMatchObject({ schutz: 'passphrase', state: 'online' });
  const falsch = await kontor(['liste', '--offline', ...da], ['Möwe Leuchtturm Kräbbe']);
  expect([falsch.code, falsch.json.type]).toEqual([1, 'urn:kontor:problem:passphrase-falsch']);
  expect((await kontor(['liste', '--offline', ...da], [SATZ])).json).toMatchObject({ gesamt: 1 });
  const datei = join(ordner, 'satz');
  writeFileSync(datei, `${SATZ}\n`, { mode: 0o600 });
  const ausDatei = () => kontor(['liste', '--offline', ...da, '--passphrase-datei', datei]);
  expect((await ausDatei()).json).toMatchObject({ gesamt: 1 });
  chmodSync(datei, 0o640);
  expect(await ausDatei()).toMatchObject({ code: 2, json: { detail: expect.stringContaining('chmod 600') } });
  expect(allesGeschriebene()).not.toMatch(/Leuchtturm|Kr(ab|Ã¤)be/);
}, 60_000);

it('[L16] [L17] the window’s workspace waits locked, a wrong passphrase changes nothing, and a change is asked at the next start', async () => {
  expect((await kontor(['passphrase', '--cloud', cloud.url], [SATZ, SATZ])).json).toMatchObject({ festgelegt: true });
  const rufe = starteFenster(cloud.url);
  expect(await rufe('status')).toMatchObject({ passphrase: 'noetig', schutz: 'passphrase' });
  expect(await rufe('sitzung')).toBeFalsy();
  for (const [name, eingabe] of [['liste'], ['anmelden', { person: 'sabine.sander' }]] as const)
    expect(await rufe(name, eingabe)).toMatchObject({ type: 'urn:kontor:problem:passphrase-noetig' });
  expect(await rufe('entsperren', { passphrase: 'falsch falsch falsch' })).toMatchObject({
    type: 'urn:kontor:problem:passphrase-falsch',
  });
  expect(await rufe('entsperren', { passphrase: SATZ })).not.toHaveProperty('passphrase');
  await rufe('anmelden', { person: 'sabine.sander' });
  expect(await rufe('status')).toMatchObject({ schutz: 'passphrase' });
  const neu = 'Deich Schafe Westwind';
  expect((await kontor(['passphrase', '--cloud', cloud.url], [SATZ, neu, neu])).json).toEqual({ geaendert: true });
  expect(await rufe('status')).toMatchObject({ schutz: 'passphrase' });
  kind?.kill('SIGKILL');
  await once(kind as ChildProcess, 'exit');
  const wieder = starteFenster(cloud.url);
  expect(await wieder('entsperren', { passphrase: SATZ })).toMatchObject({
    type: 'urn:kontor:problem:passphrase-falsch',
  });
  expect(await wieder('entsperren', { passphrase: neu })).toMatchObject({ schutz: 'passphrase' });
  expect(await wieder('sitzung')).toMatchObject({ name: 'Sabine Sander' });
  expect(allesGeschriebene()).not.toMatch(/Leuchtturm|Westwind|falsch falsch/);
}, 60_000);

it('[L19] [L20] what was never sent is recovered with the authority’s private key, by a process without the passphrase', async () => {
  const paar = generateKeyPairSync('rsa', { modulusLength: 3072 });
  const [oeffentlich, privat, fremd] = ['o.pem', 'p.pem', 'f.pem'].map((d) => join(ordner, d)) as [
    string,
    string,
    string,
  ];
  writeFileSync(oeffentlich, paar.publicKey.export({ type: 'spki', format: 'pem' }));
  writeFileSync(privat, paar.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(
    fremd,
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  );
  const vorgabe = { KONTOR_WIEDERHERSTELLUNG: oeffentlich };
  const ziel = join(ordner, 'geborgen.zip');
  const berge = (pem: string) =>
    laufe([CLI, 'wiederherstellen', '--json', '--profil', profil, '--schluessel', pem, '--nach', ziel]);
  await kontor(['sync', '--bis-ruhig', '--cloud', ECHT], [SATZ, SATZ]);
  const ohneKopie = await berge(privat);
  expect([ohneKopie.code, JSON.parse(ohneKopie.stdout).type]).toEqual([
    1,
    'urn:kontor:problem:wiederherstellung-fehlt',
  ]);
  const { json } = await kontor(
    ['befehl', 'VORGANG_ANNEHMEN', '--vorgang', 'FL-2026-000001', '--offline', '--cloud', ECHT],
    [SATZ],
    vorgabe,
  );
  expect(json).toMatchObject({ state: 'wartet' });
  const falsch = await berge(fremd);
  expect([falsch.code, JSON.parse(falsch.stdout).type]).toEqual([1, 'urn:kontor:problem:wiederherstellung-falsch']);
  const r = await berge(privat);
  expect(JSON.parse(r.stdout)).toMatchObject({
    datei: ziel,
    bestaende: [{ befehle: 1, unlesbar: [] }],
    uebersprungen: [],
  });
  const dateien = new Map((await entpacke(readFileSync(ziel))).map((d) => [d.name, Buffer.from(d.bytes).toString()]));
  const [name] = [...dateien.keys()].filter((d) => d.startsWith('bestand-1/befehle/'));
  expect(JSON.parse(dateien.get(name ?? '') ?? '')).toMatchObject({
    commandId: json.commandId,
    order: 'VORGANG_ANNEHMEN',
  });
  expect(dateien.get('LIESMICH.txt')).toContain('1 Befehle');
}, 60_000);
