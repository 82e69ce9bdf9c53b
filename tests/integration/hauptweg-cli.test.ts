/**
 * The main job through the command line, on real processes: Antrag → list → the cloud stops → accepted, assigned, taken
 * into work, commented, Wiedervorlage, Bescheid drafted and signed → the cloud comes back → everything took effect once,
 * the Bescheid is in the applicant's Postfach, the journal verifies.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDerCloud, postfach, starteCloud, stelleAntrag, token } from '../cloud-demo.ts';
import { bis, laufe, type Prozess } from '../prozesse.ts';

const ordner = mkdtempSync(join(tmpdir(), 'kontor-hauptweg-'));
const KOMMENTAR = '01931f00-0000-7000-8000-00000000c001';
const WIEDERVORLAGE = '01931f00-0000-7000-8000-00000000a001';
const BESCHEID = '01931f00-0000-7000-8000-00000000b001';
let cloud: Prozess;
let url = '';
let vorgangId = '';
let zugang = '';
const gegeben: string[] = [];

/** One call of `kontor`; answers its JSON document. */
async function kontor(verb: string[], erwartet = 0): Promise<Record<string, unknown>> {
  const r = await laufe([
    'src-main/workspace/cli.ts',
    ...verb,
    '--json',
    ...['--profil', join(ordner, 'profil'), '--cloud', url, '--als', 'sabine.sander'],
  ]);
  expect(r.code, `${verb.join(' ')}\n${r.stdout}\n${r.stderr}`).toBe(erwartet);
  return JSON.parse(r.stdout);
}

async function befehl(order: string, body: unknown = {}): Promise<void> {
  const r = await kontor(['befehl', order, '--vorgang', vorgangId, '--body', JSON.stringify(body)]);
  expect(r.state).toBe('wartet');
  gegeben.push(String(r.commandId));
}

beforeAll(async () => {
  cloud = await starteCloud(join(ordner, 'cloud'));
  url = cloud.zeile.url ?? '';
}, 60_000);

afterAll(async () => {
  await cloud?.beende();
  rmSync(ordner, { recursive: true, force: true });
});

describe('main job from the terminal', () => {
  it('a posted Antrag is in the list after a sync', async () => {
    const antwort = await stelleAntrag(url, 'cli-7c9e6679-7425-40de-944b-e07fc1f90ae7');
    vorgangId = antwort.vorgang.vorgangId;
    expect(antwort.vorgang.status).toBe('NEU');
    const bericht = await kontor(['sync', '--bis-ruhig']);
    expect(bericht).toMatchObject({ state: 'online', pending: 0, konflikte: 0 });
    const liste = (await kontor(['liste', '--status', 'NEU'])) as { vorgaenge: { id: string }[]; gesamt: number };
    expect(liste.gesamt).toBe(1);
    expect(liste.vorgaenge[0]?.id).toBe(vorgangId);
    const treffer = (await kontor(['suche', 'kaffeeroesterei'])) as { vorgaenge: { id: string }[] };
    expect(treffer.vorgaenge.map((v) => v.id)).toEqual([vorgangId]);
    zugang = await token(url, 'sabine.sander');
  }, 60_000);

  it('[P2] with the cloud stopped the case is worked through to the signature', async () => {
    await cloud.beende();
    await befehl('VORGANG_ANNEHMEN');
    await befehl('BEARBEITER_ZUWEISEN', { bearbeiter: 'flensburg:sabine.sander' });
    await befehl('VORGANG_BEARBEITEN');
    await befehl('KOMMENTAR_ANLEGEN', { kommentarId: KOMMENTAR, text: 'Rückruf wegen Öffnungszeiten vereinbart' });
    await befehl('WIEDERVORLAGE_ANLEGEN', {
      wiedervorlageId: WIEDERVORLAGE,
      betreff: 'Mietvertrag',
      frist: '2026-12-01',
    });
    const text = 'Ihre Gewerbeanmeldung wird bestätigt.';
    const entwurf = { bescheidId: BESCHEID, entscheidung: 'BEWILLIGT', vorlageId: 'standard', felder: {}, text };
    await befehl('BESCHEID_ENTWERFEN', entwurf);
    const z = await kontor(['zeichne', '--vorgang', vorgangId]);
    expect(z.state).toBe('wartet');
    gegeben.push(String(z.commandId));
    const status = await kontor(['status']);
    expect(status).toMatchObject({ state: 'cloud_nicht_erreichbar', pending: 7, schutz: 'datei' });
    const zeige = (await kontor(['zeige', vorgangId])) as {
      status: string;
      pending: unknown[];
      vorlagen: { id: string }[];
    };
    expect(zeige.vorlagen.map((v) => v.id)).toEqual(['standard']);
    expect(zeige.status).toBe('BESCHIEDEN');
    expect(zeige.pending).toHaveLength(7);
  }, 90_000);

  it('a wrong order is refused at once and leaves no trace', async () => {
    const p = await kontor(['befehl', 'VORGANG_ANNEHMEN', '--vorgang', vorgangId], 1);
    expect(p.type).toBe('urn:kontor:problem:uebergang-unzulaessig');
    expect(await kontor(['status', '--offline'])).toMatchObject({ pending: 7 });
  }, 30_000);

  it('[P1] [P3] when the cloud is back, all of it took effect once', async () => {
    cloud = await starteCloud(join(ordner, 'cloud'), Number(new URL(url).port));
    expect(cloud.zeile.url).toBe(url);
    expect(await kontor(['sync', '--bis-ruhig'])).toMatchObject({ state: 'online', pending: 0, konflikte: 0 });
    const v = await bis('Versand', async () => {
      const da = await inDerCloud(url, zugang, vorgangId);
      return da.bescheide[0]?.stand === 'VERSENDET' ? da : undefined;
    });
    expect(v.status).toBe('BESCHIEDEN');
    expect(v.kommentare.map((k) => k.id)).toEqual([KOMMENTAR]);
    expect(v.wiedervorlagen.map((w) => w.id)).toEqual([WIEDERVORLAGE]);
    expect(v.bearbeiter?.sub).toBe('flensburg:sabine.sander');
    expect(v.historie.filter((h) => gegeben.includes(h.commandId)).map((h) => h.commandId)).toEqual(gegeben);
    const post = await postfach(url);
    expect(post).toHaveLength(1);
    expect(post[0]?.anhaenge.map((a) => a.dateiname).join()).toContain('.pdf');
  }, 60_000);

  it('[E1] the journal verifies, here and as an evidence file with neither cloud nor cache', async () => {
    await kontor(['sync', '--bis-ruhig']);
    expect(await kontor(['journal', '--pruefe'])).toMatchObject({ gueltig: true, geprueft: 1 });
    const datei = join(ordner, 'beleg.zip');
    await kontor(['journal', '--beleg', vorgangId, '--nach', datei]);
    await cloud.beende();
    rmSync(join(ordner, 'profil'), { recursive: true });
    expect(await kontor(['journal', '--pruefe', datei])).toMatchObject({ gueltig: true });
  }, 60_000);

  it('wrong usage exits 2, an unknown Vorgang 1', async () => {
    expect((await laufe(['src-main/workspace/cli.ts', 'verzaubere'])).code).toBe(2);
    expect((await laufe(['src-main/workspace/cli.ts', 'liste', '--limit', 'viele'])).code).toBe(2);
  }, 30_000);
});
