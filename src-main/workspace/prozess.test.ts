/**
 * The workspace as a process: its channel, its end with the parent, joining it by its socket, taking over when it dies. Real
 * processes against a small cloud.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { vorgang } from '../../src-shared/testing/fall.ts';
import type { OutboxEintrag, StatusAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import { beschaedige } from '../../tests/cache/schaden.ts';
import { bis, laufe } from '../../tests/prozesse.ts';
import { fuehreAus } from './cli/programm.ts';
import { type KleineCloud, kleineCloud } from './testing/kleine-cloud.ts';

const PROZESS = join(import.meta.dirname, 'prozess.ts');
const CLI = 'src-main/workspace/cli.ts';
let ordner = '';
let cloud: KleineCloud;
const kinder: ChildProcess[] = [];

/** A forked workspace with a window's line number 1. */
function starte(mehr: Record<string, unknown> = {}) {
  const kind = fork(PROZESS, [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  kinder.push(kind);
  const nachrichten: {
    art: string;
    kanal?: number;
    daten?: { id?: number; name?: string; wert?: unknown; problem?: unknown };
  }[] = [];
  kind.on('message', (n) => void nachrichten.push(n as (typeof nachrichten)[number]));
  let id = 0;
  kind.send({ art: 'start', konfiguration: { profil: ordner, cloud: cloud.url, als: 'sabine.sander', ...mehr } });
  return {
    kind,
    nachrichten,
    bereit: () => bis('bereit', async () => nachrichten.find((n) => n.art === 'bereit' || n.art === 'fehler')),
    verbinde: (kanal = 1) => kind.send({ art: 'verbindung', kanal }),
    rufe: async (name: string, eingabe: unknown = {}, kanal = 1): Promise<unknown> => {
      const meine = ++id;
      kind.send({ art: 'nachricht', kanal, daten: { art: 'frage', id: meine, name, eingabe } });
      const n = await bis(name, async () => nachrichten.find((x) => x.kanal === kanal && x.daten?.id === meine));
      return n.daten?.wert ?? n.daten?.problem;
    },
  };
}

/** The command line in this process: the same code without the start of a runtime. */
async function zeile(
  ...argv: string[]
): Promise<{ code: number; stdout: string; stderr: string; json: Record<string, unknown> }> {
  const r = { code: 0, stdout: '', stderr: '' };
  const t = {
    aus: (text: string) => {
      r.stdout += text;
    },
    fehler: (text: string) => {
      r.stderr += text;
    },
    interaktiv: false,
    breite: 200,
  };
  r.code = await fuehreAus({ t, umgebung: {}, hole: fetch }, argv);
  return { ...r, json: r.stdout.startsWith('{') ? JSON.parse(r.stdout) : {} };
}
const wo = (): string[] => ['--profil', ordner, '--cloud', cloud.url];
const kontor = (...verb: string[]) => zeile(...verb, '--json', ...wo(), '--als', 'sabine.sander');

beforeAll(async () => {
  cloud = await kleineCloud([vorgang()]);
});
afterAll(() => cloud.halte());
beforeEach(() => {
  ordner = mkdtempSync(join(tmpdir(), 'kontor-prozess-'));
});
afterEach(async () => {
  for (const kind of kinder.splice(0)) {
    if (kind.exitCode !== null || kind.signalCode !== null) continue;
    kind.kill('SIGKILL');
    await once(kind, 'exit');
  }
  rmSync(ordner, { recursive: true, force: true });
});

describe('process', () => {
  it('starts, serves a window, tells it of changes, ends when told', async () => {
    const p = starte();
    expect(await p.bereit()).toMatchObject({ art: 'bereit' });
    p.verbinde();
    const liste = async () => (await p.rufe('liste')) as { vorgaenge: { nummer: string }[] };
    await bis('Vorgang in der Liste', async () => ((await liste()).vorgaenge.length === 1 ? true : undefined));
    expect(await p.rufe('sitzung')).toMatchObject({ name: 'Sabine Sander' });
    expect(await p.rufe('gibtesnicht')).toMatchObject({ type: 'urn:kontor:problem:unbekannter-aufruf' });
    const { commandId } = (await p.rufe('befehl', {
      order: 'VORGANG_ANNEHMEN',
      vorgangId: vorgang().id,
      body: {},
    })) as OutboxEintrag;
    await bis('angenommen', async () => (cloud.angenommen.includes(commandId) ? true : undefined));
    await bis('Änderung', async () => (p.nachrichten.some((n) => n.daten?.name === 'geaendert') ? true : undefined));
    await bis('Status', async () => (p.nachrichten.some((n) => n.daten?.name === 'status') ? true : undefined));
    const ende = once(p.kind, 'exit');
    p.kind.send({ art: 'beenden' });
    expect(await ende).toEqual([0, null]);
  }, 30_000);

  it('says itself why it cannot start, and ends with its parent', async () => {
    const p = starte({ wiederherstellung: join(ordner, 'fehlt.pem') });
    expect(await p.bereit()).toMatchObject({
      art: 'fehler',
      problem: {
        type: 'urn:kontor:problem:eingabe-ungueltig',
        detail: expect.stringContaining('KONTOR_WIEDERHERSTELLUNG'),
      },
    });
    const q = starte();
    await q.bereit();
    const ende = once(q.kind, 'exit');
    q.kind.disconnect();
    expect(await ende).toEqual([0, null]);
  }, 30_000);

  it('asks the parent to wrap the key, and is refused nothing then', async () => {
    const p = starte({ schluessel: 'betriebssystem' });
    p.kind.on('message', (n: { art: string; id?: number; daten?: string }) => {
      if (n.art !== 'schuetze' && n.art !== 'oeffne') return;
      const umgedreht = Uint8Array.from(Buffer.from(n.daten ?? '', 'base64'), (b) => b ^ 0x5a);
      p.kind.send({ art: 'schutz', id: n.id, daten: Buffer.from(umgedreht).toString('base64') });
    });
    expect(await p.bereit()).toMatchObject({ art: 'bereit' });
    p.verbinde();
    expect(await p.rufe('status')).toMatchObject({ schutz: 'os' });
  }, 30_000);
});

describe('joining', () => {
  it('[O16] [O20] a command line beside the window talks to its engine; --offline binds that call only', async () => {
    const p = starte();
    await p.bereit();
    p.verbinde();
    await bis('online', async () =>
      ((await p.rufe('status')) as StatusAnsicht).state === 'online' ? true : undefined,
    );
    expect((statSync(join(ordner, 'motor.sock')).mode & 0o077).toString(8)).toBe('0');
    const r = await kontor('befehl', 'VORGANG_ANNEHMEN', '--vorgang', 'FL-2026-000001', '--offline');
    expect(r.json).toMatchObject({ state: 'wartet' });
    await bis('vom Fenster gesendet', async () =>
      cloud.angenommen.includes(String(r.json.commandId)) ? true : undefined,
    );
    expect((await kontor('sync', '--offline')).code).toBe(1);
    expect((await kontor('sync')).json).toMatchObject({ state: 'online' });
    const fremd = await laufe([
      CLI,
      'status',
      '--json',
      '--profil',
      ordner,
      '--cloud',
      cloud.url,
      '--als',
      'jan.petersen',
    ]);
    expect([fremd.code, JSON.parse(fremd.stdout).type]).toEqual([1, 'urn:kontor:problem:profil-belegt']);
  }, 60_000);

  it('[P1] [O16] [S2] after SIGKILL of the engine a command line takes over, with all that was clicked and chosen', async () => {
    const p = starte({ offline: false });
    await p.bereit();
    p.verbinde();
    await bis('Vorgang da', async () =>
      ((await p.rufe('liste')) as { gesamt: number }).gesamt === 1 ? true : undefined,
    );
    await p.rufe('offlineWaehlen', { an: true });
    const klick = await p.rufe('befehl', { order: 'VORGANG_ANNEHMEN', vorgangId: vorgang().id, body: {} });
    expect(klick).toMatchObject({ state: 'wartet' });
    const { commandId } = klick as OutboxEintrag;
    p.kind.kill('SIGKILL');
    await once(p.kind, 'exit');
    expect((await kontor('status', '--offline')).json).toMatchObject({ pending: 1 });
    // The person's word to work offline outlives the process; only the person takes it back.
    expect((await kontor('sync', '--bis-ruhig')).json).toMatchObject({ detail: expect.stringContaining('Wunsch') });
    const q = starte();
    await q.bereit();
    q.verbinde();
    expect(await q.rufe('status')).toMatchObject({ state: 'offline_gewaehlt', pending: 1 });
    expect(cloud.angenommen).not.toContain(commandId);
    await q.rufe('offlineWaehlen', { an: false });
    q.kind.kill('SIGKILL');
    await once(q.kind, 'exit');
    expect((await kontor('sync', '--bis-ruhig')).json).toMatchObject({ pending: 0 });
    expect(cloud.angenommen.filter((id) => id === commandId)).toHaveLength(1);
  }, 60_000);

  it('[P1] [L3] a damaged cache costs a new download, not the click: it is said, and sent', async () => {
    await kontor('sync');
    const r = await kontor('befehl', 'VORGANG_ANNEHMEN', '--vorgang', 'FL-2026-000001', '--offline');
    const [person = ''] = readdirSync(join(ordner, 'personen'));
    const platz = join(ordner, 'personen', person);
    // In a demo the key lies in a file, behind one byte that says so.
    beschaedige(join(platz, 'bestand.db'), readFileSync(join(platz, 'bestandsschluessel')).subarray(1), 'datensatz');
    const p = starte({ offline: true });
    expect(await p.bereit()).toMatchObject({ art: 'bereit' });
    p.verbinde();
    expect(await p.rufe('status')).toMatchObject({ pending: 1, ursache: expect.stringContaining('beschädigt') });
    const ende = once(p.kind, 'exit');
    p.kind.send({ art: 'beenden' });
    await ende;
    const { json } = await kontor('sync', '--bis-ruhig');
    expect(json).toMatchObject({ pushed: 1, pending: 0 });
    expect(cloud.angenommen).toContain(r.json.commandId);
    expect((await kontor('zeige', 'FL-2026-000001', '--offline')).code).toBe(0);
    expect((await kontor('status', '--offline')).json.ursache).not.toContain('beschädigt');
    expect(readdirSync(platz).filter((d) => d.includes('beschaedigt')).length).toBeGreaterThan(0);
  }, 60_000);

  it('[O7] what was sent cannot be taken back, and the answer says so', async () => {
    const p = starte();
    await p.bereit();
    p.verbinde();
    await bis('Vorgang da', async () =>
      ((await p.rufe('liste')) as { gesamt: number }).gesamt === 1 ? true : undefined,
    );
    const { commandId } = (await p.rufe('befehl', {
      order: 'VORGANG_ANNEHMEN',
      vorgangId: vorgang().id,
      body: {},
    })) as OutboxEintrag;
    await bis('bestätigt', async () =>
      ((await p.rufe('outbox')) as { eintraege: unknown[] }).eintraege.length === 0 ? true : undefined,
    );
    expect(await p.rufe('zuruecknehmen', { commandId })).toMatchObject({
      type: 'urn:kontor:problem:nicht-zuruecknehmbar',
    });
  }, 60_000);
});

describe('command line', () => {
  it('exit codes: 0 done, 1 refused, 2 wrong usage; problems on stdout as JSON', async () => {
    expect((await kontor('sync')).code).toBe(0);
    const keiner = await kontor('zeige', 'gibtesnicht');
    expect([keiner.code, keiner.json.type]).toEqual([1, 'urn:kontor:problem:nicht-gefunden']);
    const falsch = await kontor('befehl', 'VORGANG_BEARBEITEN', '--vorgang', vorgang().id);
    expect([falsch.code, falsch.json.type]).toEqual([1, 'urn:kontor:problem:uebergang-unzulaessig']);
    const kaputt = await kontor('befehl', 'KOMMENTAR_ANLEGEN', '--vorgang', vorgang().id, '--body', '{nein');
    expect([kaputt.code, kaputt.json.type]).toEqual([2, 'urn:kontor:problem:verwendung-falsch']);
    expect((await kontor('verzaubere')).code).toBe(2);
    expect((await kontor('loese', 'x', '--weg', 'irgendwie')).code).toBe(2);
  }, 60_000);

  it('[S6] offline it opens the stored session; with the cloud away sync fails and says so, status tells', async () => {
    await kontor('sync');
    const fragen = cloud.gefragt.length;
    expect((await kontor('liste', '--offline')).json).toMatchObject({ gesamt: 1 });
    expect(cloud.gefragt.length).toBe(fragen);
    await cloud.halte();
    try {
      const r = await kontor('sync', '--bis-ruhig');
      expect(r.code).toBe(1);
      expect(r.json).toMatchObject({
        type: 'urn:kontor:problem:keine-verbindung',
        state: 'cloud_nicht_erreichbar',
        pending: 0,
      });
      expect((await kontor('status')).json).toMatchObject({ state: 'cloud_nicht_erreichbar', schutz: 'datei' });
    } finally {
      await cloud.starteNeu();
    }
  }, 60_000);

  it('a person unknown to the demo, and one never seen offline', async () => {
    const fremd = await zeile('sync', '--json', ...wo(), '--als', 'unbekannt');
    expect([fremd.code, fremd.json.type]).toEqual([1, 'urn:kontor:problem:sitzung-abgelaufen']);
    const nie = await zeile('liste', '--json', ...wo(), '--als', 'jan.petersen', '--offline');
    expect([nie.code, nie.json.type]).toEqual([1, 'urn:kontor:problem:nicht-angemeldet']);
  }, 60_000);

  it('without --json people read German, and stdout is for results only', async () => {
    await kontor('sync');
    const r = await laufe([CLI, 'liste', ...wo(), '--als', 'sabine.sander']);
    expect(r).toMatchObject({ code: 0, stdout: expect.stringContaining('FL-2026-000001'), stderr: '' });
    expect(r.stdout).toContain('1 von 1');
    const fehlt = await zeile('zeige', 'fehlt', ...wo());
    expect(fehlt).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('Das gibt es hier nicht.') });
  }, 60_000);
});
