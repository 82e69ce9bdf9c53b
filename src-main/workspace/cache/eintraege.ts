/**
 * Rows of the outbox as the cache's modules read them, and what their states mean: which are in the overlay, which are
 * parked, which count as work that nothing may remove. Reads only; who changes a state is `klick`, `sendung`,
 * `ergebnisse`, `loesung`.
 */
import { alsBefehl, type Command, command } from '../../../src-shared/cloud-api/commands.ts';
import type { Befehl } from '../../../src-shared/domain/befehle.ts';
import { type Problem, problem, problemCode } from '../../../src-shared/domain/problem.ts';
import type { OutboxState } from '../../../src-shared/workspace-api/ansichten.ts';
import type { Verbindung } from './verbindung.ts';
import type { Arbeitsstand } from './zeile.ts';

export interface Eintrag {
  folge: number;
  command_id: string;
  vorgang_id: Uint8Array;
  platz: number;
  auftrag: string;
  /** The Command as it is sent, JSON. */
  befehl: string;
  state: OutboxState;
  erstellt_am: string;
  je_gesendet: number;
  versuche: number;
  naechster_ms: number;
  wartet_bis_ms: number;
  ruecknahme_offen: number;
  gift: number;
  ergebnis_version: number | null;
  ersetzt: string | null;
  problem: string | null;
  gesehen: string;
  gewollt: string;
}

export const EINTRAG_SPALTEN = `folge, command_id, vorgang_id, platz, auftrag, befehl, state, erstellt_am, je_gesendet,
  versuche, naechster_ms, wartet_bis_ms, ruecknahme_offen, gift, ergebnis_version, ersetzt, problem, gesehen, gewollt`;

/** In the overlay (sync.md "Model"). */
export const IM_OVERLAY: ReadonlySet<OutboxState> = new Set(['wartet', 'wird_gesendet', 'angehalten', 'bestaetigt']);
/** Parked: the person decides. */
export const GEPARKT: ReadonlySet<OutboxState> = new Set(['konflikt', 'abgelehnt', 'cloud-zu-alt']);
/** Still to be told to the cloud. */
export const UNTERWEGS: ReadonlySet<OutboxState> = new Set(['wartet', 'wird_gesendet', 'angehalten']);

/** Parked here since the person's locked device handed it over; `p` is the entry's problem. */
export const istVomGesperrten = (p: string | null): p is string =>
  p !== null && problemCode(JSON.parse(p)) === 'nachlass';

/** All entries of a Vorgang in the queue's order. */
export const eintraegeVon = (v: Verbindung, vorgangId: Uint8Array): Eintrag[] =>
  v.alle<Eintrag>(`SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE vorgang_id = ? ORDER BY platz, folge`, vorgangId);

export const eintragVon = (v: Verbindung, commandId: string): Eintrag | undefined =>
  v.eins<Eintrag>(`SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE command_id = ?`, commandId);

/** `ausgang` of an entry that left the outbox confirmed; parked ones leave with the way that was chosen. */
const BESTAETIGT = 'bestaetigt';

/** An entry whose effect the base now carries leaves the outbox, but is still known: a call may be repeated. */
export function vergissBestaetigten(v: Verbindung, e: Eintrag, am: string): void {
  v.tu('DELETE FROM outbox WHERE folge = ?', e.folge);
  v.tu(
    'INSERT OR REPLACE INTO erledigung (command_id, vorgang_id, auftrag, ausgang, am) VALUES (?, ?, ?, ?, ?)',
    e.command_id,
    e.vorgang_id,
    e.auftrag,
    BESTAETIGT,
    am,
  );
}

/** Repeats come within minutes; once a day what was confirmed the day before is no longer known. */
export function vergissAlteBestaetigte(v: Verbindung, vor: string): void {
  v.tu('DELETE FROM erledigung WHERE ausgang = ? AND am < ?', BESTAETIGT, vor);
}

/** What became of a command that was stored here once; undefined where it never was, or is long done with. */
export function ausgangVon(v: Verbindung, commandId: string): OutboxState | undefined {
  const e = eintragVon(v, commandId);
  if (e) return e.state;
  const ende = v.eins<{ ausgang: string }>('SELECT ausgang FROM erledigung WHERE command_id = ?', commandId);
  if (ende === undefined) return undefined;
  return ende.ausgang === BESTAETIGT ? 'bestaetigt' : 'zurueckgenommen';
}

/** The stored command, or why this version cannot read it. */
export function gelesen(e: Pick<Eintrag, 'befehl'>): { befehl: Befehl; command: Command } | { problem: Problem } {
  let roh: unknown;
  try {
    roh = JSON.parse(e.befehl);
  } catch {
    return { problem: problem('eingabe-ungueltig', { detail: 'Der gespeicherte Befehl ist nicht lesbar.' }) };
  }
  const huelle = command.safeParse(roh);
  if (!huelle.success) {
    return { problem: problem('eingabe-ungueltig', { detail: 'Der gespeicherte Befehl ist nicht lesbar.' }) };
  }
  const teil = alsBefehl(huelle.data);
  return 'problem' in teil ? teil : { befehl: teil.befehl, command: huelle.data };
}

/** Commands of these entries that belong in the overlay, in order; unreadable ones have no effect. */
export function ueberlagernde(eintraege: readonly Eintrag[]): Befehl[] {
  return eintraege.flatMap((e) => {
    if (e.gift === 1 || !IM_OVERLAY.has(e.state)) return [];
    const g = gelesen(e);
    return 'befehl' in g ? [g.befehl] : [];
  });
}

/** The mark and the number for the row. */
export function arbeitsstand(eintraege: readonly Eintrag[]): Arbeitsstand {
  let marke = 0;
  let pending = 0;
  for (const e of eintraege) {
    if (e.state === 'konflikt') marke = 3;
    else if (GEPARKT.has(e.state)) marke = Math.max(marke, 2);
    else if (UNTERWEGS.has(e.state)) {
      marke = Math.max(marke, 1);
      pending += 1;
    }
  }
  return { marke, pending };
}

/** Whether anything of the person hangs on this Vorgang that the cloud has not confirmed: commands, drafts, uploads. */
export function hatArbeit(v: Verbindung, vorgangId: Uint8Array): boolean {
  const da = v.eins<{ da: number }>(
    `SELECT EXISTS (SELECT 1 FROM outbox WHERE vorgang_id = ?
         AND (state NOT IN ('bestaetigt', 'zurueckgenommen') OR ruecknahme_offen = 1))
       OR EXISTS (SELECT 1 FROM entwurf WHERE vorgang_id = ?)
       OR EXISTS (SELECT 1 FROM anhang WHERE vorgang_id = ? AND eigen = 1) AS da`,
    vorgangId,
    vorgangId,
    vorgangId,
  );
  return da?.da === 1;
}
