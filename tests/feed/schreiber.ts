/**
 * Writers of the feed proof. Some go to the database as intake and Versand do, and hold their transaction open before they take
 * a number, after it, or roll it back; the others are people who send batches of commands on distinct Vorgänge to the
 * instances. Each Vorgang passes from queue to queue, so that nobody's order can be a conflict.
 */
import { setTimeout as warte } from 'node:timers/promises';
import type pg from 'pg';
import { uuidv7 } from 'uuidv7';
import { inMandant } from '../../src-cloud/db/mandant.ts';
import { neuerVorgang } from '../../src-cloud/testing/test-vorgang.ts';
import { schreibe, sperre } from '../../src-cloud/vorgaenge/schreiben.ts';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import type { Zugang } from '../demo-zugang.ts';
import { MANDANT } from './aufbau.ts';

const STAPEL = 100;

/** A round's work: what has still to be made, and Vorgänge by what is to be done with them next. */
export type Runde = {
  zufall: () => number;
  neu: number;
  annehmen: string[];
  zuweisen: string[];
  fertig: string[];
  gesamt: number;
  aenderungen: number;
  funde: string[];
};

export const neueRunde = (vorgaenge: number, zufall: () => number): Runde => ({
  zufall,
  neu: vorgaenge,
  annehmen: [],
  zuweisen: [],
  fertig: [],
  gesamt: vorgaenge,
  aenderungen: 0,
  funde: [],
});

const vorbei = (r: Runde): boolean => r.fertig.length === r.gesamt || r.funde.length > 20;

/** Makes Vorgänge, and later touches finished ones, each time in a transaction that is held open. */
export async function schreibeDirekt(pool: pg.Pool, r: Runde): Promise<void> {
  while (!vorbei(r)) {
    if (r.neu > 0) await legeAn(pool, r);
    else if (r.fertig.length > 0) await beruehre(pool, r);
    await warte(1 + r.zufall() * 10);
  }
}

async function legeAn(pool: pg.Pool, r: Runde): Promise<void> {
  const anzahl = Math.min(r.neu, 20 + Math.floor(r.zufall() * 60));
  r.neu -= anzahl;
  const neue = Array.from({ length: anzahl }, () => neuerVorgang({ id: uuidv7() }));
  await haltend(pool, r, async (tx) =>
    schreibe(
      tx,
      neue.map((v) => ({ mandantId: MANDANT, id: v.id, vorher: undefined, nachher: v })),
      neue[0]?.eingangAm ?? '',
    ),
  ).then((festgeschrieben) => {
    if (!festgeschrieben) r.neu += anzahl;
    else {
      r.annehmen.push(...neue.map((v) => v.id));
      r.aenderungen += anzahl;
    }
  });
}

async function beruehre(pool: pg.Pool, r: Runde): Promise<void> {
  const ab = Math.floor(r.zufall() * r.fertig.length);
  const ids = r.fertig.slice(ab, ab + 5).sort();
  const festgeschrieben = await haltend(pool, r, async (tx, oeffne) => {
    const staende = await sperre(tx, MANDANT, ids);
    await oeffne();
    const aenderungen = [...staende].map(([id, vorher]) => ({
      mandantId: MANDANT,
      id,
      vorher,
      nachher: { ...vorher.vorgang, version: vorher.vorgang.version + 1, aktenzeichen: `AZ-${r.aenderungen}` },
    }));
    await schreibe(tx, aenderungen, '2026-03-02T08:00:00.000Z');
  });
  if (festgeschrieben) r.aenderungen += ids.length;
}

/** In one transaction: open before the number for up to 40 ms, with it for up to 4 ms; one in ten is rolled back. */
async function haltend(
  pool: pg.Pool,
  r: Runde,
  tu: (tx: pg.PoolClient, oeffne: () => Promise<void>) => Promise<unknown>,
): Promise<boolean> {
  const zurueck = new Error('rolled back');
  try {
    await inMandant(pool, MANDANT, async (tx) => {
      await tx.query('SELECT 1 FROM mandant');
      await warte(r.zufall() * 40);
      await tu(tx, () => warte(r.zufall() * 20));
      await warte(r.zufall() * 4);
      if (r.zufall() < 0.1) throw zurueck;
    });
    return true;
  } catch (fehler) {
    if (fehler !== zurueck) r.funde.push(`direct writer: ${fehler}`);
    return false;
  }
}

/** A person who takes what is there and sends it, to one instance after the other. */
export async function schreibeBefehle(zugaenge: readonly Zugang[], r: Runde): Promise<void> {
  for (let n = Math.floor(r.zufall() * 3); !vorbei(r); n += 1) {
    const [ids, naechste, order, erwartet, body] =
      r.zuweisen.length > r.annehmen.length
        ? [
            nimm(r.zuweisen, r),
            r.fertig,
            'BEARBEITER_ZUWEISEN',
            { bearbeiter: null },
            { bearbeiter: `${MANDANT}:liest` },
          ]
        : [nimm(r.annehmen, r), r.zuweisen, 'VORGANG_ANNEHMEN', { status: 'NEU' }, {}];
    if (ids.length === 0) {
      await warte(10 + r.zufall() * 60);
      continue;
    }
    const createdAt = '2026-03-02T09:00:00.000Z';
    const commands = ids.map((vorgangId) => ({ commandId: uuidv7(), vorgangId, order, body, createdAt, erwartet }));
    await sende(zugaenge[n % zugaenge.length] as Zugang, commands as Command[], naechste, r);
  }
}

async function sende(zugang: Zugang, commands: Command[], naechste: string[], r: Runde): Promise<void> {
  try {
    const results = await zugang.sende(commands);
    const anders = results.filter((e) => e.state !== 'angenommen');
    for (const e of anders) r.funde.push(`[C4] ${e.commandId}: ${e.state} ${e.problem?.type}`);
    r.aenderungen += results.length;
    naechste.push(...commands.map((c) => c.vorgangId));
  } catch (fehler) {
    // The same ids again: what was accepted stays accepted (the cloud was only busy for more than 5 s).
    if (!/^503 /.test((fehler as Error).message)) r.funde.push(`command writer: ${fehler}`);
    await warte(200);
    if (r.funde.length <= 20) await sende(zugang, commands, naechste, r);
  }
}

/** A full batch; a smaller one only sometimes, so that the last ones are taken too. */
const nimm = (reihe: string[], r: Runde): string[] =>
  reihe.length >= STAPEL || r.zufall() < 0.05 ? reihe.splice(0, STAPEL) : [];
