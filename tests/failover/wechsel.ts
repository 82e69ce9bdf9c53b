/**
 * Failover proof: the primary dies while people write, the synchronous standby takes over, and everything that was
 * acknowledged is there, once. In each round the primary is killed at a random moment and the standby promoted a random time
 * later; hints between the instances come again, and a real workspace that clicks meanwhile notices a pause and nothing else.
 */
import { join } from 'node:path';
import { setTimeout as warte } from 'node:timers/promises';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { StatusAnsicht } from '../../src-shared/workspace-api/ansichten.ts';
import { type Arbeitsbereich, starteArbeitsbereich } from '../arbeitsbereich.ts';
import { stelleAntrag } from '../cloud-demo.ts';
import { Zugang } from '../demo-zugang.ts';
import { type Auftrag, type Ergebnis, gewuerfelt, type Teil, takt } from '../lang/teil.ts';
import { bis } from '../prozesse.ts';
import { type Aufbau, baueAuf } from './paar.ts';
import { bisBestaetigt, kommentar, neuesProtokoll, type Protokoll, schreibe } from './schreiber.ts';

const SCHREIBER = 8;

export const failover: Teil = {
  name: 'failover',
  titel: 'primary killed during commands, synchronous standby promoted: nothing acknowledged is lost or doubled',
  regeln: ['C1', 'C2', 'F7', 'P1'],
  ziele: { wechsel: 20 },
  lauf,
};

async function lauf(auftrag: Auftrag): Promise<Ergebnis> {
  const zufall = gewuerfelt(auftrag.seed);
  const weiter = takt(auftrag);
  const aufbau = await baueAuf(SCHREIBER);
  const zahlen = { wechsel: 0, bestaetigt: 0, wiederholt: 0, klicks: 0, weckrufe: 0 };
  const funde: string[] = [];
  let pause = 0;
  let engine: Arbeitsbereich | undefined;
  try {
    engine = await starteArbeitsbereich(join(aufbau.ordner, 'profil'), aufbau.clouds[0].url, 'sabine.sander');
    while (weiter(zahlen.wechsel)) {
      if (zahlen.wechsel > 0) await aufbau.paar.ersetze();
      const runde = await eineRunde(aufbau, engine, zufall, `${auftrag.seed}-${zahlen.wechsel}`);
      zahlen.wechsel += 1;
      zahlen.bestaetigt += runde.protokoll.bestaetigt.length;
      zahlen.wiederholt += runde.protokoll.wiederholt;
      zahlen.klicks += runde.klicks;
      zahlen.weckrufe += runde.geweckt ? 1 : 0;
      pause = Math.max(pause, runde.protokoll.pause);
      funde.push(...runde.protokoll.funde.map((fund) => `seed ${auftrag.seed}, switch ${zahlen.wechsel}: ${fund}`));
      auftrag.melde(`${zahlen.wechsel} switches, ${zahlen.bestaetigt} acknowledged, ${funde.length} finds`);
    }
  } finally {
    await engine?.beende();
    await aufbau.beende();
  }
  return { zahlen, werte: { 'longest pause': `${Math.round(pause)} ms` }, funde };
}

type Runde = { protokoll: Protokoll; klicks: number; geweckt: boolean };

async function eineRunde(aufbau: Aufbau, engine: Arbeitsbereich, zufall: () => number, name: string): Promise<Runde> {
  const { clouds, personen, paar } = aufbau;
  const faelle = await Promise.all(
    [...personen, 'engine'].map((person) =>
      stelleAntrag(clouds[0].url, `${name}-${person}`).then((a) => a.vorgang.vorgangId),
    ),
  );
  const fallDerEngine = faelle.pop() as string;
  const zugaenge = personen.map((person) => clouds.map((c) => new Zugang(c.url, person)));
  await Promise.all(zugaenge.flat().map((z) => z.token()));
  await bis('Fall in der Liste', () => engine.rufe('vorgang', { id: fallDerEngine }).then(() => true), 20_000);
  const protokoll = neuesProtokoll();
  const ende = new AbortController();
  const schreibend = faelle.map((id, n) => schreibe(zugaenge[n] as Zugang[], id, protokoll, ende.signal));
  const klickend = klicke(engine, fallDerEngine, ende.signal);
  await warte(200 + zufall() * 600);
  await paar.wechsle(zufall() * 300);
  await paar.alleine();
  // Long enough that each writes on the new primary.
  await warte(800 + zufall() * 200);
  ende.abort();
  await Promise.all(schreibend);
  const klicks = await klickend;
  await pruefeBestaetigte(zugaenge[0]?.[0] as Zugang, protokoll);
  await pruefeEngine(engine, new Zugang(clouds[1].url, 'sabine.sander'), fallDerEngine, klicks, protokoll);
  const geweckt = await pruefeWecken(aufbau, zugaenge[0]?.[0] as Zugang, faelle[0] as string, protokoll);
  return { protokoll, klicks: klicks.length, geweckt };
}

async function klicke(engine: Arbeitsbereich, vorgangId: string, ende: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  while (!ende.aborted) {
    const { body } = kommentar(vorgangId, `Klick ${ids.length}`);
    const r = await engine.rufe<{ commandId: string }>('befehl', { vorgangId, order: 'KOMMENTAR_ANLEGEN', body });
    ids.push(r.commandId);
    await warte(60);
  }
  return ids;
}

async function lies(z: Zugang, id: string): Promise<Vorgang> {
  const antwort = await z.frage(`/api/v1/vorgaenge/${id}`);
  if (antwort.status !== 200) throw new Error(`GET vorgang: ${antwort.status}`);
  return (await antwort.json()) as Vorgang;
}

/** Each acknowledged command is in the Historie once, under the version that was told, and a repeat says the same. */
async function pruefeBestaetigte(z: Zugang, p: Protokoll): Promise<void> {
  for (const [id, bestaetigte] of Map.groupBy(p.bestaetigt, (b) => b.vorgangId)) {
    const { historie, kommentare, version } = await lies(z, id);
    for (const { commandId, version: gesagt } of bestaetigte) {
      const treffer = historie.filter((h) => h.commandId === commandId).length;
      if (treffer !== 1) p.funde.push(`[C2] ${commandId} was acknowledged and is there ${treffer} times`);
      if (gesagt > version) p.funde.push(`[C2] version ${gesagt} was told, the Vorgang has ${version}`);
    }
    if (kommentare.length !== bestaetigte.length) {
      p.funde.push(`[C1] ${bestaetigte.length} acknowledged on ${id}, ${kommentare.length} there`);
    }
  }
}

async function pruefeEngine(e: Arbeitsbereich, z: Zugang, id: string, klicks: string[], p: Protokoll): Promise<void> {
  const still = async () => {
    const s = await e.rufe<StatusAnsicht>('status');
    return s.pending === 0 && s.state === 'online' ? s : undefined;
  };
  const status = await bis('Outbox leer', still, 45_000).catch((fehler: Error) => void p.funde.push(`[P1] ${fehler}`));
  if (status && status.konflikte > 0) p.funde.push(`[P1] the workspace has ${status.konflikte} conflicts`);
  const da = (await lies(z, id)).historie.map((h) => h.commandId).filter((c) => klicks.includes(c));
  const folge = da.map((c) => klicks.indexOf(c));
  if (da.join() !== klicks.join()) p.funde.push(`[P1] ${klicks.length} clicks, in the Historie: ${folge.join(' ')}`);
}

/** A command on one instance wakes the other, whose listener was cut off with the old primary. */
async function pruefeWecken({ clouds }: Aufbau, z: Zugang, id: string, p: Protokoll): Promise<boolean> {
  let gehoert = 0;
  await warte(300);
  const ende = clouds[1].dienste.wecker.abonniere('flensburg', () => {
    gehoert += 1;
  });
  try {
    await bis('Weckruf', async () => {
      await bisBestaetigt([z], kommentar(id, 'weckt'), 0, p);
      await warte(150);
      return gehoert > 0 ? true : undefined;
    });
  } catch {
    p.funde.push('[F7] no hint reached the other instance within 15 s');
  } finally {
    ende();
  }
  return gehoert > 0;
}
