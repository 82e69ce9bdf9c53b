/**
 * A locked device and another one of the same person, both against the real cloud: what the first had not sent is decided on
 * the second, takes effect once or not at all, and is over for everybody then.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { KonfliktAnsicht, StatusAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import { type Arbeitsbereich, starteArbeitsbereich, toeteAlle } from '../arbeitsbereich.ts';
import { inDerCloud, starteCloud, stelleAntrag, token } from '../cloud-demo.ts';
import { bis, laufe, type Prozess } from '../prozesse.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-nachlass-'));
let cloud: Prozess;
let url = '';

beforeAll(async () => {
  cloud = await starteCloud(join(ordner, 'cloud'));
  url = cloud.zeile.url ?? '';
}, 90_000);
afterAll(async () => {
  toeteAlle();
  await cloud?.beende();
  rmSync(ordner, { recursive: true, force: true });
});

const JAN = 'jan.petersen';
const geraet = async (name: string, ...ids: string[]): Promise<Arbeitsbereich> => {
  const a = await starteArbeitsbereich(join(ordner, name), url, JAN);
  for (const id of ids) {
    await bis(
      `${name}: ${id}`,
      async () => ((await a.rufe<{ details: string }>('vorgang', { id })).details === 'aktuell' ? true : undefined),
      30_000,
    );
  }
  return a;
};
const klicke = (a: Arbeitsbereich, vorgangId: string, order: string, body: unknown = {}): Promise<string> =>
  a.rufe<{ commandId: string }>('befehl', { vorgangId, order, body }).then((r) => r.commandId);
const ID = (n: number): string => `01931f00-0000-7000-8000-0000000ac0${String(n).padStart(2, '0')}`;
const zuEntscheiden = (a: Arbeitsbereich) =>
  a
    .rufe<{ konflikte: KonfliktAnsicht[] }>('konflikte')
    .then((r) => new Map(r.konflikte.map((k) => [k.eintrag.commandId, k])));
const offenInDerCloud = async (zugang: string): Promise<string[]> => {
  const r = await fetch(`${url}/api/v1/nachlass`, { headers: { authorization: `Bearer ${zugang}` } });
  return ((await r.json()) as { eintraege: { command: { commandId: string } }[] }).eintraege.map(
    (e) => e.command.commandId,
  );
};

/** The first device, locked with unsent work, after it has handed that over. */
async function verliere(a: Arbeitsbereich): Promise<void> {
  const { deviceId } = await a.rufe<{ deviceId: string }>('sitzung');
  const gesperrt = await laufe([
    ...['src-cloud/cli.ts', 'geraet', 'sperren', deviceId, '--mandant', 'flensburg', '--data', join(ordner, 'cloud')],
    ...['--grund', 'verloren', '--json'],
  ]);
  expect(gesperrt.code, gesperrt.stderr).toBe(0);
  // The cloud asks for a lock every two seconds at most; before that a file could still get through.
  await warte(2_500);
  await a.rufe('offlineWaehlen', { an: false });
  await bis('geschlossen', async () => ((await a.rufe('sitzung')) === null ? true : undefined), 30_000);
  await a.beende();
}

it('[L9] [L21] [L22] [L23] what a locked device had not sent is decided on another one, and takes effect exactly once', async () => {
  const faelle = await Promise.all([1, 2].map((n) => stelleAntrag(url, `nachlass-${n}`)));
  const [eins, zwei] = faelle.map((f) => f.vorgang.vorgangId) as [string, string];
  const a = await geraet('a', eins, zwei);
  let b = await geraet('b', eins, zwei);
  await a.rufe('offlineWaehlen', { an: true });
  const annehmen = await klicke(a, eins, 'VORGANG_ANNEHMEN');
  const notiz = await klicke(a, zwei, 'KOMMENTAR_ANLEGEN', { kommentarId: ID(1), text: 'Rückruf' });
  const datei = await a.rufe<{ id: string }>('anhangAnfuegen', {
    vorgangId: zwei,
    dateiname: 'Foto.txt',
    contentType: 'text/plain',
    base64: Buffer.from('Foto').toString('base64'),
  });
  const mitDatei = await klicke(a, zwei, 'KOMMENTAR_ANLEGEN', {
    kommentarId: ID(2),
    text: 'Foto',
    anhaenge: [datei.id],
  });
  await verliere(a);
  const zugang = await token(url, JAN);
  expect((await offenInDerCloud(zugang)).sort()).toEqual([annehmen, notiz, mitDatei].sort());

  const c = await geraet('c', eins, zwei);
  for (const einer of [b, c]) await einer.rufe('sync');
  expect((await zuEntscheiden(c)).size).toBe(3);
  const da = await zuEntscheiden(b);
  expect([...da.keys()].sort()).toEqual([annehmen, notiz, mitDatei].sort());
  expect(da.get(annehmen)).toMatchObject({
    eintrag: { state: 'abgelehnt', problem: { type: 'urn:kontor:problem:nachlass' } },
    wege: ['erneut', 'bearbeiten', 'kommentar', 'verwerfen'],
  });
  expect(da.get(mitDatei)).toMatchObject({
    wege: ['kommentar', 'verwerfen'],
    eintrag: { problem: { grund: 'anhang-fehlt' } },
  });
  // Nothing of it has any effect before.
  expect((await inDerCloud(url, zugang, eins)).status).toBe('NEU');

  const { neu } = await b.rufe<{ neu: string }>('loese', { commandId: annehmen, weg: 'erneut' });
  await b.rufe('loese', { commandId: notiz, weg: 'verwerfen' });
  // Killed right after the click: the decision is on the disk, and the cloud still learns of it.
  await b.rufe('offlineWaehlen', { an: true });
  await b.rufe('loese', { commandId: mitDatei, weg: 'kommentar' });
  await b.beende('SIGKILL');
  b = await geraet('b');
  await b.rufe('offlineWaehlen', { an: false });
  await bis('erledigt', async () => ((await offenInDerCloud(zugang)).length === 0 ? true : undefined), 30_000);
  await bis('gesendet', async () => ((await b.rufe<StatusAnsicht>('status')).pending === 0 ? true : undefined), 30_000);

  const erster = await inDerCloud(url, zugang, eins);
  expect([
    erster.status,
    erster.historie.filter((h) => h.order === 'VORGANG_ANNEHMEN').map((h) => h.commandId),
  ]).toEqual(['ANGENOMMEN', [neu]]);
  const zweiter = await inDerCloud(url, zugang, zwei);
  expect(zweiter.kommentare.map((k) => k.text)).toEqual([expect.stringMatching(/^Nicht übernommen: .*\nFoto$/)]);
  // A third device that showed it too lets go of it.
  for (const einer of [b, c]) {
    await einer.rufe('sync');
    expect([await zuEntscheiden(einer), await einer.rufe('outbox')]).toEqual([new Map(), { eintraege: [] }]);
    await einer.beende();
  }
}, 180_000);
