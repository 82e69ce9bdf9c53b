/**
 * A cloud killed between commit and reply, and what the other instance says to the same command. The moment is not left to
 * chance: the commit waits for a standby that does not exist, which is after it is on the disk and before anybody is told.
 */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oeffneVerbindung } from '../../src-main/workspace/cache/verbindung.ts';
import { type Arbeitsbereich, starteArbeitsbereich, toeteAlle } from '../arbeitsbereich.ts';
import { stelleAntrag, token } from '../cloud-demo.ts';
import { bis } from '../prozesse.ts';
import { haltImCommit } from './commithalt.ts';
import { starteProzess, starteWolke, type Wolke } from './wolke.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-antwortlos-'));
let wolke: Wolke;
let zweite: { kind: ChildProcess; url: string };
let zugang = '';

beforeAll(async () => {
  chmodSync(ordner, 0o755);
  wolke = await starteWolke(join(ordner, 'cloud'));
  zweite = await starteProzess(join(ordner, 'cloud'), 0);
  zugang = await token(zweite.url, 'jan.petersen');
}, 90_000);
afterAll(async () => {
  toeteAlle();
  zweite?.kind.kill('SIGKILL');
  if (zweite) await once(zweite.kind, 'exit');
  await wolke?.beende();
  rmSync(ordner, { recursive: true, force: true });
}, 60_000);

async function sende(url: string, command: object): Promise<{ state: string; version: number }> {
  const r = await fetch(`${url}/api/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${zugang}`, 'content-type': 'application/json' },
    body: JSON.stringify({ commands: [command] }),
  });
  const { results } = (await r.json()) as { results: [{ state: string; version: number }] };
  return results[0];
}

async function aufDemRecord(id: string): Promise<{ befehle: number; historie: number }> {
  const { rows } = await wolke.db.query<{ befehle: number; historie: number }>(
    `SELECT (SELECT count(*)::int FROM command WHERE command_id = $1) AS befehle,
       (SELECT count(*)::int FROM vorgang v, jsonb_array_elements(v.details -> 'historie') h
        WHERE h ->> 'commandId' = $1::text) AS historie`,
    [id],
  );
  return rows[0] ?? { befehle: -1, historie: -1 };
}

describe('no reply', () => {
  it('[C1] [C2] killed between commit and reply: the other instance answers the same command with its first state', async () => {
    const { vorgang } = await stelleAntrag(wolke.url, 'antwortlos-1');
    // Issuer and tokens are of the instance; the second one's people are the same.
    zugang = await token(wolke.url, 'jan.petersen');
    const command = {
      commandId: randomUUID(),
      vorgangId: vorgang.vorgangId,
      order: 'VORGANG_ANNEHMEN',
      body: {},
      createdAt: new Date().toISOString(),
      erwartet: { status: 'NEU' },
    };
    let antwort: Promise<string> = Promise.resolve('not sent');
    const los = (): void => {
      antwort = sende(wolke.url, command).then(
        () => 'answered',
        () => 'no answer',
      );
    };
    expect(await haltImCommit({ db: wolke.db, kind: wolke.kind() }, 10_000, los)).toBe(true);
    expect(await antwort).toBe('no answer');
    zugang = await token(zweite.url, 'jan.petersen');
    await bis('commit visible', async () => ((await aufDemRecord(command.commandId)).befehle === 1 ? true : undefined));
    const erste = await sende(zweite.url, command);
    expect(erste).toMatchObject({ state: 'angenommen', version: 2 });
    // The first answer stays, also when the Vorgang has gone on.
    const { createdAt, vorgangId } = command;
    const erwartet = { status: 'ANGENOMMEN' };
    const weiter = { commandId: randomUUID(), vorgangId, order: 'VORGANG_BEARBEITEN', body: {}, createdAt, erwartet };
    expect(await sende(zweite.url, weiter)).toMatchObject({ state: 'angenommen', version: 3 });
    expect(await sende(zweite.url, command)).toMatchObject({ state: 'angenommen', version: 2 });
    expect(await aufDemRecord(command.commandId)).toEqual({ befehle: 1, historie: 1 });
  }, 60_000);

  it('[E2] a device that died between its enrolment and the note of it knows itself again', async () => {
    const profil = join(ordner, 'profil');
    const bereit = async (a: Arbeitsbereich): Promise<string> =>
      bis('device', async () => (await a.rufe<{ deviceId?: string }>('sitzung')).deviceId);
    const erster = await starteArbeitsbereich(profil, zweite.url, 'sabine.sander');
    const deviceId = await bereit(erster);
    await erster.beende('SIGKILL');
    const [person = ''] = readdirSync(join(profil, 'personen'));
    const platz = join(profil, 'personen', person);
    const v = oeffneVerbindung(
      join(platz, 'bestand.db'),
      readFileSync(join(platz, 'bestandsschluessel')).subarray(1),
      false,
    );
    expect(v.tu("DELETE FROM meta WHERE schluessel = 'eigen:geraet'")).toBe(1);
    v.db.close();
    const zweiter = await starteArbeitsbereich(profil, zweite.url, 'sabine.sander');
    expect(await bereit(zweiter)).toBe(deviceId);
    await zweiter.beende();
  }, 60_000);
});
