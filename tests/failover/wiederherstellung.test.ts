/**
 * The drill of docs/operations.md as a test: WAL archive and cold base copy, loss of the server, restore to an instant, a new
 * epoch by the operator's command. Clients heal by themselves; what the restored cloud does not know, nobody claims any more.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migriere } from '../../src-cloud/db/migrieren.ts';
import { oeffnePool } from '../../src-cloud/db/verbindung.ts';
import { type Cloud, starteCloud } from '../../src-cloud/server/cloud.ts';
import { konfiguriere } from '../../src-cloud/server/konfiguration.ts';
import { neuesProtokoll } from '../../src-cloud/server/protokoll.ts';
import { richteDemoEin } from '../../src-cloud/verzeichnis/demo-anlegen.ts';
import type { ChangesAntwort } from '../../src-shared/cloud-api/changes.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { StatusAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import { type Arbeitsbereich, starteArbeitsbereich, toeteAlle } from '../arbeitsbereich.ts';
import { stelleAntrag } from '../cloud-demo.ts';
import { Zugang } from '../demo-zugang.ts';
import { bis, laufe } from '../prozesse.ts';
import { Knoten, neuerOrt } from './knoten.ts';
import { kommentar } from './schreiber.ts';

const ort = neuerOrt();
let server: Knoten;
let sicherung: Knoten;
let archiv: string;
let cloud: Cloud;
let engine: Arbeitsbereich;
let sabine: Zugang;

const archiviert = (ordner: string) => ({
  archive_mode: 'on',
  archive_command: `test ! -f "${ordner}/%f" && cp "%p" "${ordner}/%f"`,
});

beforeAll(async () => {
  server = await Knoten.neu(ort.ordner, 'server');
  archiv = server.machOrdner('archiv');
  await server.starte(archiviert(archiv));
  await server.legeDatenbankAn();
  const ziel = { eigner: server.url() };
  await migriere(ziel.eigner);
  const pool = oeffnePool(ziel, () => undefined, 1);
  await richteDemoEin(pool);
  await pool.end();
  // Cold base copy: stopped, copied, started again.
  await server.stoppe();
  sicherung = await server.kopie('sicherung', server.port);
  await server.starte(archiviert(archiv));
  cloud = await starteCloud({
    ziel,
    konfiguration: konfiguriere({ demo: true, port: 0, datenordner: join(ort.ordner, 'cloud') }),
    protokoll: neuesProtokoll('silent'),
  });
  sabine = new Zugang(cloud.url, 'sabine.sander');
  engine = await starteArbeitsbereich(join(ort.ordner, 'profil'), cloud.url, 'sabine.sander');
}, 60_000);
afterAll(async () => {
  await engine?.beende();
  toeteAlle();
  await cloud?.beende();
  for (const knoten of [server, sicherung]) await knoten?.toete();
  ort.raeumeAuf();
});

const inDerCloud = async (id: string) => (await (await sabine.frage(`/api/v1/vorgaenge/${id}`)).json()) as Vorgang;
const amPlatz = (id: string) => engine.rufe<{ vorgang: Vorgang }>('vorgang', { id }).then((a) => a.vorgang);
const klicke = (id: string, text: string) =>
  engine.rufe<{ commandId: string }>('befehl', {
    vorgangId: id,
    order: 'KOMMENTAR_ANLEGEN',
    body: kommentar(id, text).body,
  });
const ruhig = () =>
  bis(
    'ruhig',
    async () => {
      const { pending, state } = await engine.rufe<StatusAnsicht>('status');
      return pending === 0 && state === 'online' ? true : undefined;
    },
    45_000,
  );

async function leseAlles(): Promise<string> {
  let cursor: string | undefined;
  for (;;) {
    const seite = await changes(cursor);
    const { hasMore, cursor: naechster } = (await seite.json()) as ChangesAntwort;
    cursor = naechster;
    if (!hasMore) return naechster;
  }
}
const changes = (since?: string) =>
  sabine.frage(`/api/v1/changes${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`);

it('[R1] a restore to an instant: what came before is there, cursors end, a workplace heals by itself and works on', async () => {
  const { vorgang } = await stelleAntrag(cloud.url, 'vor-der-sicherung');
  const id = vorgang.vorgangId;
  await bis('am Platz', () => amPlatz(id), 20_000);
  await klicke(id, 'bleibt');
  await ruhig();
  const cursor = await leseAlles();
  const [{ jetzt } = { jetzt: '' }] = await server.frage<{ jetzt: string }>('SELECT clock_timestamp()::text AS jetzt');
  await klicke(id, 'geht verloren');
  await klicke(id, 'geht auch verloren');
  await ruhig();
  const verloren = await stelleAntrag(cloud.url, 'nach-dem-zeitpunkt');
  expect((await inDerCloud(id)).version).toBe(4);
  await bis('im Bestand', async () => ((await amPlatz(id)).version === 4 ? true : undefined));

  await archiviereAlles();
  await server.toete();
  const offline = await klicke(id, 'während des Ausfalls');
  await sicherung.stelleWiederHer(archiv, jetzt);
  await sicherung.starte(archiviert(sicherung.machOrdner('archiv-2')));
  await bis('Wiederherstellung fertig', async () => {
    const [zeile] = await sicherung.frage<{ fertig: boolean }>('SELECT NOT pg_is_in_recovery() AS fertig');
    return zeile?.fertig ? true : undefined;
  });
  const epoche = await laufe(['src-cloud/cli.ts', 'migrate', '--neue-epoche', '--database', sicherung.url(), '--json']);
  expect(JSON.parse(epoche.stdout)).toMatchObject({ angewandt: [], neueEpoche: expect.arrayContaining(['flensburg']) });

  expect((await changes(cursor)).status).toBe(410);
  expect(await (await changes(cursor)).json()).toMatchObject({ type: 'urn:kontor:problem:neue-epoche' });
  await ruhig();
  const da = await inDerCloud(id);
  expect(da.kommentare.map((k) => k.text)).toEqual(['bleibt', 'während des Ausfalls']);
  expect(da.historie.filter((h) => h.commandId === offline.commandId)).toHaveLength(1);
  // The workplace says what the cloud says, though it had seen a newer version of it.
  const texte = (v: Vorgang) => [v.version, ...v.kommentare.map((k) => k.text)];
  await expect.poll(async () => texte(await amPlatz(id)), { timeout: 15_000 }).toEqual(texte(da));
  // What was taken in after the instant is gone, and its number is not given to anybody else.
  expect((await sabine.frage(`/api/v1/vorgaenge/${verloren.vorgang.vorgangId}`)).status).toBe(404);
  const neu = await stelleAntrag(cloud.url, 'nach-der-wiederherstellung');
  expect(Number(neu.vorgang.vorgangNummer.slice(-6))).toBeGreaterThan(Number(verloren.vorgang.vorgangNummer.slice(-6)));
  // A form engine that repeats what it has no answer for is taken in again.
  expect((await stelleAntrag(cloud.url, 'nach-dem-zeitpunkt')).vorgang.vorgangId).not.toBe(verloren.vorgang.vorgangId);
}, 120_000);

/** The last WAL segment lies in the archive. */
async function archiviereAlles(): Promise<void> {
  const [{ datei } = { datei: '' }] = await server.frage<{ datei: string }>(
    'SELECT pg_walfile_name(pg_switch_wal()) AS datei',
  );
  await bis('archiviert', async () => (readdirSync(archiv).includes(datei) ? true : undefined), 30_000);
}
