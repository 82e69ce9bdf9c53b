/**
 * What must hold when everything has come to rest: the book of each device against the cloud's own record (commands,
 * Historie, signed acts, files) and against what the device shows. It only reads, and names each breach by its rule.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import { SIGNIERT } from '../../src-shared/domain/befehle.ts';
import type { OutboxEintrag } from '../../src-shared/workspace-api/ansichten.ts';
import type { Buch, Klick } from './buch.ts';
import { frage, type Hand } from './hand.ts';
import type { Kollege } from './kollege.ts';

interface Zeile {
  command_id: string;
  sub: string;
  vorgang_id: string | null;
  befehl: string | null;
  state: string;
  version: number | null;
}
interface Fall {
  id: string;
  version: number;
  historie: { commandId: string }[];
}

/** What the cloud has of a round. */
export interface Akte {
  befehle: Map<string, Zeile>;
  faelle: Map<string, Fall>;
  /** commandId → how often it stands in a Historie. */
  wirkungen: Map<string, number>;
}

/** `sonst`: commands that may stand on Vorgänge of another round. */
export async function liesAkte(db: pg.Pool, faelle: readonly string[], sonst: Iterable<string> = []): Promise<Akte> {
  const befehle = await db.query<Zeile>(
    `SELECT command_id, sub, vorgang_id, befehl, state, version FROM command WHERE vorgang_id = ANY($1::uuid[])
     OR command_id = ANY($2::uuid[]) OR ersetzt_durch IN (SELECT command_id FROM command WHERE vorgang_id = ANY($1::uuid[]))`,
    [faelle, [...sonst]],
  );
  const vorgaenge = await db.query<Fall>(
    "SELECT id, version, details -> 'historie' AS historie FROM vorgang WHERE id = ANY($1::uuid[])",
    [faelle],
  );
  const wirkungen = new Map<string, number>();
  for (const v of vorgaenge.rows) {
    for (const { commandId } of v.historie) wirkungen.set(commandId, (wirkungen.get(commandId) ?? 0) + 1);
  }
  return {
    befehle: new Map(befehle.rows.map((z) => [z.command_id, z])),
    faelle: new Map(vorgaenge.rows.map((v) => [v.id, v])),
    wirkungen,
  };
}

const kurz = (k: Klick): string => `${k.order} ${k.commandId} (${k.stand}${k.ende ? `, ${k.ende}` : ''})`;

/** Nothing confirmed is missing: effective, or in the outbox as parked or pending; what was undone has no effect. */
export function pruefeBuch(buch: Buch, akte: Akte, outbox: readonly OutboxEintrag[]): string[] {
  const funde: string[] = [];
  const hier = new Map(outbox.map((e) => [e.commandId, e.state + (e.problem ? ` for ${e.problem.type}` : '')]));
  for (const k of buch.klicks.values()) {
    const dort = akte.befehle.get(k.commandId);
    const wirkt = akte.wirkungen.get(k.commandId) ?? 0;
    const state = hier.get(k.commandId);
    if (k.stand === 'verweigert' && (dort !== undefined || state !== undefined)) {
      funde.push(`[O1] refused, but stored or sent: ${kurz(k)}: cloud ${dort?.state}, outbox ${state}`);
    }
    if (k.ende === 'zurueckgenommen' && (wirkt > 0 || (dort !== undefined && !SIGNIERT.has(k.order)))) {
      funde.push(`[O7] taken back, but sent: ${kurz(k)}: cloud ${dort?.state}, effects ${wirkt}`);
    }
    if (k.ende !== undefined) continue;
    if (k.stand === 'bestaetigt' && dort?.state !== 'angenommen' && state === undefined) {
      funde.push(`[P1] missing: ${kurz(k)} ${k.vorgangId}: cloud ${dort?.state ?? 'never saw it'}, not in the outbox`);
    }
    if (dort?.state === 'angenommen' && state !== undefined) {
      funde.push(`[P2] accepted by the cloud, but still ${state} here at rest: ${kurz(k)}`);
    }
  }
  return funde;
}

/** Nothing is doubled, and nothing took effect that nobody clicked. */
export function pruefeCloud(akte: Akte, buecher: readonly Buch[], kollege: Kollege): string[] {
  const funde: string[] = [];
  for (const [id, n] of akte.wirkungen) {
    if (n > 1) funde.push(`[P1] took effect ${n} times: ${id}`);
  }
  const ungewiss = buecher.flatMap((b) => b.ungewiss.map((u) => ({ ...u })));
  for (const z of akte.befehle.values()) {
    const wirkt = akte.wirkungen.get(z.command_id) ?? 0;
    if (wirkt > 0 && z.state !== 'angenommen') funde.push(`[C1] ${z.state}, but with effect: ${z.command_id}`);
    const zurueck = buecher.some((b) => b.klicks.get(z.command_id)?.ende?.endsWith('zurueckgenommen'));
    const schafft = /_ANLEGEN$|_SENDEN$|_ENTWERFEN$|ZEICHNEN$/.test(z.befehl ?? '');
    const hier = akte.faelle.has(z.vorgang_id ?? '');
    if (z.state === 'angenommen' && schafft && hier && wirkt === 0 && !zurueck) {
      funde.push(`[C2] accepted without effect: ${z.befehl} ${z.command_id}`);
    }
    if (kollege.versucht.has(z.command_id) || buecher.some((b) => b.klicks.has(z.command_id))) continue;
    const i = ungewiss.findIndex((u) => u.vorgangId === z.vorgang_id && u.order === z.befehl);
    if (i >= 0) ungewiss.splice(i, 1);
    else funde.push(`[O4] a command nobody gave: ${z.befehl} ${z.command_id} ${z.state} by ${z.sub}`);
  }
  for (const id of kollege.angenommen) {
    if (akte.befehle.has(id) || !kollege.versucht.has(id)) continue;
    funde.push(`[C2] acknowledged to the colleague and gone: ${id}`);
  }
  return funde;
}

/** Drafts and files of this device. */
export async function pruefeArbeit(h: Hand, akte: Akte, db: pg.Pool, kollege: Kollege): Promise<string[]> {
  const funde: string[] = [];
  for (const [ort, e] of h.buch.entwuerfe) {
    if (e.sicher === undefined) continue;
    const [vorgangId = '', art] = ort.split('/');
    const a = await frage(h, 'entwurf', { vorgangId, art: art as 'kommentar' });
    const text = 'wert' in a ? a.wert.inhalt?.text : a.problem;
    if (text !== e.sicher && !e.vielleicht.includes(String(text))) {
      funde.push(`[P1] draft ${ort}: saved „${e.sicher}“, shows ${JSON.stringify(text)}`);
    }
  }
  const benannt = new Set<string>();
  for (const k of h.buch.klicks.values()) {
    if (akte.befehle.get(k.commandId)?.state !== 'angenommen') continue;
    for (const id of (k.body.anhaenge as string[] | undefined) ?? []) benannt.add(id);
  }
  for (const [id, d] of h.buch.dateien) {
    if (d.genannt && !benannt.has(id)) continue;
    if (benannt.has(id)) {
      const { rows } = await db.query<{ k: boolean }>('SELECT komplett AS k FROM anhang WHERE id = $1', [id]);
      const bytes = rows[0]?.k ? await kollege.anhang(id) : undefined;
      const sichtbar = (await kollege.lies(d.vorgangId, h.als)) !== undefined;
      if (rows[0]?.k !== true) funde.push(`[O14] file ${id} of an accepted command is not complete in the cloud`);
      else if (sichtbar && (!bytes || summe(bytes) !== d.sha256)) funde.push(`[X3] file ${id} has other bytes`);
      continue;
    }
    const a = await frage(h, 'anhang', { vorgangId: d.vorgangId, anhangId: id });
    const bytes = 'wert' in a ? Buffer.from(a.wert.base64, 'base64') : undefined;
    if (!bytes || summe(bytes) !== d.sha256) {
      funde.push(`[P1] attached file ${id} is gone: ${'problem' in a ? a.problem : 'other bytes'}`);
    }
  }
  return funde;
}

const summe = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Signed acts: the device's chain in the cloud has no gap, holds every confirmed signature, and verifies here. */
export async function pruefeAkte(h: Hand, db: pg.Pool): Promise<{ funde: string[]; akte: number }> {
  const funde: string[] = [];
  const sitzung = await frage(h, 'sitzung', {});
  const deviceId = 'wert' in sitzung ? sitzung.wert?.deviceId : undefined;
  if (deviceId === undefined) return { funde: ['[E1] the device has no id at rest'], akte: 0 };
  const { rows } = await db.query<{ seq: number; offen: boolean; id: string }>(
    'SELECT seq::int AS seq, kette_offen AS offen, command_id AS id FROM akt WHERE geraet_id = $1 ORDER BY seq',
    [deviceId],
  );
  const luecke = rows.findIndex((z, i) => z.seq !== i + 1 || z.offen);
  if (luecke >= 0) funde.push(`[E1] chain of ${deviceId} breaks at ${luecke + 1} of ${rows.length}`);
  const dort = new Set(rows.map((z) => z.id));
  for (const k of h.buch.klicks.values()) {
    const muss =
      SIGNIERT.has(k.order) && k.stand === 'bestaetigt' && (k.ende ?? 'zurueckgenommen') === 'zurueckgenommen';
    const wartet = muss && (await imOutbox(h, k.commandId));
    if (muss && !wartet && !dort.has(k.commandId)) funde.push(`[E2] signed act is not in the journal: ${kurz(k)}`);
  }
  const p = await frage(h, 'journalPruefen', {});
  if ('problem' in p) funde.push(`[E1] journal cannot be verified: ${p.problem}`);
  else if (!p.wert.gueltig) funde.push(`[E1] journal does not verify: ${JSON.stringify(p.wert.fehler).slice(0, 600)}`);
  return { funde, akte: rows.length };
}

async function imOutbox(h: Hand, commandId: string): Promise<boolean> {
  const a = await frage(h, 'outbox', {});
  return 'wert' in a && a.wert.eintraege.some((e) => e.commandId === commandId);
}

/** With nothing pending the device shows what the cloud has. */
export async function pruefeGleich(h: Hand, kollege: Kollege): Promise<string[]> {
  const funde: string[] = [];
  for (const id of h.faelle) {
    const dort = await kollege.lies(id, h.als);
    const a = await frage(h, 'vorgang', { id });
    if (dort === undefined || 'problem' in a) {
      const hierWeg = 'problem' in a || a.wert.marke === 'entzogen';
      if (dort === undefined && !hierWeg) funde.push(`[B6] ${id} is out of sight, but still in the lists`);
      if (dort !== undefined && 'problem' in a) funde.push(`[P2] ${id} is missing here: ${a.problem}`);
      continue;
    }
    if (a.wert.pending.length > 0) continue;
    const { _links, ...soll } = dort as typeof dort & { _links?: unknown };
    if (!isDeepStrictEqual(a.wert.vorgang, soll)) {
      const hier = a.wert.vorgang as unknown as Record<string, unknown>;
      const felder = [...new Set([...Object.keys(hier), ...Object.keys(soll)])].filter(
        (f) => !isDeepStrictEqual(hier[f], (soll as Record<string, unknown>)[f]),
      );
      const versionen = `here version ${a.wert.basisVersion} (details ${a.wert.details}), cloud ${dort.version}`;
      funde.push(`[P2] ${id} differs at rest in ${felder.join(', ')}: ${versionen}`);
    }
  }
  return funde;
}
