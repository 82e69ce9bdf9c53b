/**
 * A thin line: 64 kbit/s, 1,500 ms there and back, every twentieth connection dying at some byte, also after the cloud has
 * done what was asked. On the test's clock, so that a morning takes a second. All of it comes through, each click once.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import { apply } from '../../../src-shared/domain/apply.ts';
import type { Befehl } from '../../../src-shared/domain/befehle.ts';
import type { Anhang, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { kontext, SABINE, vorgang } from '../../../src-shared/testing/fall.ts';
import { gewuerfelt } from '../../../tests/lang/teil.ts';
import type { CloudGateway } from '../cloud/gateway.ts';
import { ICH, kaputt, seite, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { schlafe } from '../uhr.ts';
import { Abgleich } from './abgleich.ts';
import { beobachtet } from './umgebung.ts';

const BYTES_JE_MS = 64_000 / 8 / 1_000;
const LAUFZEIT_MS = 1_500;
const STERBEN = 0.05;
const FAELLE = 120;
const ID = (n: number, art = 'f'): string => `01931f00-0000-7000-8000-00000000${art}${String(n).padStart(3, '0')}`;

let w: Werkbank;
let a: Abgleich;
let gestorben = 0;

/** The cloud behind the line: commands take effect once by their id, whatever of the reply arrives. */
function wolke(): { wirkung: Map<string, number>; faelle: Map<string, Vorgang> } {
  const faelle = new Map(Array.from({ length: FAELLE }, (_, n) => [ID(n), fall(n)]));
  const wirkung = new Map<string, number>();
  w.cloud.vorgaenge = faelle;
  w.cloud.changes = ({ since, limit }) => {
    const ab = since === undefined ? 0 : Number(since);
    const teil = [...faelle.values()].slice(ab, ab + limit);
    const bis = ab + teil.length;
    return seite(teil, String(bis), bis < FAELLE ? { phase: 'bestand', hasMore: true } : {});
  };
  w.cloud.commands = (commands) =>
    commands.map((c: Command) => {
      const v = faelle.get(c.vorgangId)!;
      if (wirkung.has(c.commandId)) return { commandId: c.commandId, state: 'angenommen', version: v.version };
      const u = apply(v, c as unknown as Befehl, kontext(SABINE));
      if (u.state !== 'angenommen' || u.vorgang === null) throw new Error(JSON.stringify(u));
      faelle.set(c.vorgangId, u.vorgang);
      wirkung.set(c.commandId, (wirkung.get(c.commandId) ?? 0) + 1);
      return { commandId: c.commandId, state: 'angenommen', version: u.vorgang.version };
    });
  return { wirkung, faelle };
}

function fall(n: number): Vorgang {
  const v = vorgang({
    id: ID(n),
    nummer: `FL-${n}`,
    ...(n < 10 ? { bearbeiter: { sub: ICH.sub, name: ICH.name } } : {}),
  });
  return { ...v, eingang: { ...v.eingang, anhaenge: n < 10 ? [plan(n)] : [] } };
}
function plan(n: number): Anhang {
  const bytes = new Uint8Array(40_000).fill(n);
  w.cloud.anhaenge.set(ID(n, 'a'), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id: ID(n, 'a'), dateiname: 'plan.pdf', contentType: 'application/pdf', groesse: bytes.length, sha256 };
}

/** Each call takes its time by its bytes, and one in twenty dies: on the way there, or on the way back. */
function verduenne(gateway: CloudGateway, zufall: () => number): CloudGateway {
  const dauer = (bytes: number): Promise<void> => schlafe(w.uhr, Math.ceil(LAUFZEIT_MS + bytes / BYTES_JE_MS));
  const stirb = (): never => {
    gestorben += 1;
    throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' });
  };
  const rufe = async (name: string, tu: (...x: unknown[]) => Promise<unknown>, args: unknown[]): Promise<unknown> => {
    const stirbt = zufall() < STERBEN;
    const aufDemHinweg = zufall() < 0.5;
    if (stirbt && aufDemHinweg) {
      await dauer(0);
      stirb();
    }
    if (name === 'anhangRunter') return anhang(tu, args, stirbt);
    const start = w.uhr.monoton();
    const antwort = await tu(...args);
    await dauer(JSON.stringify([args[0], antwort]).length * (stirbt ? zufall() : 1));
    if (stirbt) stirb();
    return name === 'changes' ? { ...(antwort as object), dauerMs: w.uhr.monoton() - start } : antwort;
  };
  const anhang = async (
    tu: (...x: unknown[]) => Promise<unknown>,
    [id, ab, stueck, ruf]: unknown[],
    stirbt: boolean,
  ) => {
    const teile: Uint8Array[] = [];
    await tu(id, ab, (b: Uint8Array) => void teile.push(b), ruf);
    const alles = Buffer.concat(teile);
    const kommtAn = stirbt ? Math.floor(alles.length * zufall()) : alles.length;
    await dauer(kommtAn);
    (stueck as (b: Uint8Array) => void)(alles.subarray(0, kommtAn));
    if (stirbt) stirb();
  };
  return new Proxy(gateway, {
    get: (ziel, name) => {
      const tu = Reflect.get(ziel, name) as (...x: unknown[]) => Promise<unknown>;
      return name === 'strom' ? tu : (...args: unknown[]) => rufe(String(name), tu, args);
    },
  });
}

beforeEach(() => {
  w = werkbank();
  gestorben = 0;
});
afterEach(async () => {
  await a.halte();
  w.raeumeAb();
});

it.each([1, 2])('[Z4] a base, its files and a morning of clicks come through, each once (seed %d)', async (seed) => {
  const { wirkung, faelle } = wolke();
  const zufall = gewuerfelt(seed);
  w.u.gateway = beobachtet(verduenne(w.u.gateway, zufall), w.u.zustand, w.u.drossel);
  a = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => w.uhr.wuerfle(zufall()) });
  a.starte();
  const da = () => w.bestand.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 500 }).vorgaenge;
  const fehlt = () => ({
    koepfe: FAELLE - da().length,
    details: w.bestand.leser.veralteteDetails(500).length,
    dateien: w.bestand.leser.fehlendeAnhaenge({ maxBytes: 1_000_000, limit: 50 }).length,
    wartend: w.bestand.leser.outboxZahlen().pending,
  });
  const nichts = { koepfe: 0, details: 0, dateien: 0, wartend: 0 };
  const geklickt: string[] = [];
  let minuten = 0;
  while (minuten < 60 && (geklickt.length < 50 || JSON.stringify(fehlt()) !== JSON.stringify(nichts))) {
    for (const { id } of da().slice(geklickt.length, Math.min(geklickt.length + 5, 50))) {
      geklickt.push(w.bestand.schreiber.stelleEin({ vorgangId: id, order: 'VORGANG_ANNEHMEN', body: {} }).commandId);
      a.klick();
    }
    await w.uhr.gehe(60_000);
    minuten += 1;
  }
  expect(fehlt()).toEqual(nichts);
  expect([...wirkung.keys()].sort()).toEqual([...geklickt].sort());
  expect([...faelle.values()].filter((v) => v.status === 'ANGENOMMEN')).toHaveLength(50);
  expect(gestorben).toBeGreaterThan(0);
  expect(minuten).toBeLessThan(25);
});
