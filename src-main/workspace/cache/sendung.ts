/**
 * What may be sent now, and how entries go from waiting to sent and back. FIFO per Vorgang, parallel across Vorgänge: what
 * is parked, not yet due, or short of an upload holds the later ones of its Vorgang, except a new Kommentar or
 * Wiedervorlage. An entry this version cannot read holds up nobody.
 */
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import { genannteAnhaenge, UNGEHALTEN } from '../../../src-shared/domain/befehle.ts';
import { type Problem, problemCode } from '../../../src-shared/domain/problem.ts';
import { offenerUpload, setzeGesendet } from './anhaenge.ts';
import type { Aenderungen, OffenerUpload, Parkgrund, Sendung } from './bestand-typen.ts';
import { EINTRAG_SPALTEN, type Eintrag, eintragVon, GEPARKT, gelesen, istVomGesperrten } from './eintraege.ts';
import { rettePerEntwurf } from './entwuerfe.ts';
import { idText } from './kennung.ts';
import { type Kern, liesMeta, setzeMeta } from './kern.ts';
import { BEDENKZEIT_MS } from './klick.ts';
import { keineAenderungen, nachArbeit } from './tor.ts';
import type { Verbindung } from './verbindung.ts';

/** How long a withdrawn act that is on its way is not sent again. */
const RUECKNAHME_RUHE_MS = 60_000;
/** No wait between two tries is longer than the longest backoff. */
const LAENGSTE_PAUSE_MS = 300_000;

/** `fest`: on its way, nothing passes; `haelt`: what is never held passes. */
type Halt = 'fest' | 'haelt';

interface Lauf {
  jetztMs: number;
  commands: Command[];
  uploads: Map<string, OffenerUpload>;
  naechsteAbMs: number | undefined;
  halt: Map<string, Halt>;
}

function merkeFaellig(lauf: Lauf, ms: number): void {
  lauf.naechsteAbMs = Math.min(lauf.naechsteAbMs ?? ms, ms);
}

/** Instants are the wall clock's. One further ahead than anybody may have to wait comes of a clock that was put back. */
function faelligUm(ms: number, hoechstensMs: number, jetztMs: number): number {
  return ms - jetztMs > hoechstensMs ? jetztMs : ms;
}

/** The command ready to leave, or what holds it: not due yet, or uploads that go first. */
function pruefe(v: Verbindung, e: Eintrag, lauf: Lauf): Command | undefined {
  const faellig = Math.max(
    faelligUm(e.naechster_ms, LAENGSTE_PAUSE_MS, lauf.jetztMs),
    faelligUm(e.wartet_bis_ms, BEDENKZEIT_MS, lauf.jetztMs),
  );
  if (faellig > lauf.jetztMs) {
    merkeFaellig(lauf, faellig);
    return undefined;
  }
  const g = gelesen(e);
  if (!('command' in g)) return undefined;
  const fehlend = genannteAnhaenge(g.command.body).flatMap((id) => offenerUpload(v, id) ?? []);
  for (const u of fehlend) lauf.uploads.set(u.anhang.id, u);
  return fehlend.length > 0 ? undefined : g.command;
}

function betrachte(v: Verbindung, e: Eintrag, lauf: Lauf): void {
  const vorgang = Buffer.from(e.vorgang_id).toString('hex');
  const halt = lauf.halt.get(vorgang);
  if (e.gift === 1 || halt === 'fest') return;
  if (e.state === 'wird_gesendet') {
    lauf.halt.set(vorgang, 'fest');
  } else if (GEPARKT.has(e.state) || e.state === 'angehalten') {
    lauf.halt.set(vorgang, 'haelt');
  } else if (halt === undefined || UNGEHALTEN.has(e.auftrag)) {
    const command = pruefe(v, e, lauf);
    if (command) lauf.commands.push(command);
    // What is only waiting for its next try is passed by nothing: it will be sent, and what was clicked first comes first.
    else lauf.halt.set(vorgang, e.naechster_ms > lauf.jetztMs ? 'fest' : 'haelt');
  }
}

/** Acts undone before they were sent: the journal must know them. */
function ruecknahmen(v: Verbindung, lauf: Lauf, max: number): void {
  for (const e of v.alle<Eintrag>(
    `SELECT ${EINTRAG_SPALTEN} FROM outbox INDEXED BY outbox_ruecknahme WHERE ruecknahme_offen = 1 ORDER BY folge`,
  )) {
    const g = gelesen(e);
    if (!('command' in g) || lauf.commands.length >= max) continue;
    const faellig = faelligUm(e.naechster_ms, RUECKNAHME_RUHE_MS, lauf.jetztMs);
    if (faellig > lauf.jetztMs) merkeFaellig(lauf, faellig);
    else lauf.commands.push({ ...g.command, zurueckgenommen: true });
  }
}

export function naechsteSendung(v: Verbindung, jetztMs: number, max: number): Sendung {
  const lauf: Lauf = { jetztMs, commands: [], uploads: new Map(), naechsteAbMs: undefined, halt: new Map() };
  const offene = v.alle<Eintrag>(
    `SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE state NOT IN ('bestaetigt', 'zurueckgenommen') ORDER BY platz, folge`,
  );
  for (const e of offene) {
    if (lauf.commands.length >= max) break;
    betrachte(v, e, lauf);
  }
  ruecknahmen(v, lauf, max);
  return {
    commands: lauf.commands,
    uploads: [...lauf.uploads.values()],
    ...(lauf.naechsteAbMs === undefined ? {} : { naechsteAbMs: lauf.naechsteAbMs }),
  };
}

/** All that the cloud has not confirmed, sent, held or parked, in the queue's order: what a locked device hands over. */
export function nachlass(v: Verbindung): Command[] {
  return v
    .alle<Eintrag>(
      `SELECT ${EINTRAG_SPALTEN} FROM outbox
       WHERE state NOT IN ('bestaetigt', 'zurueckgenommen') OR ruecknahme_offen = 1 ORDER BY platz, folge`,
    )
    .flatMap((e) => {
      const g = gelesen(e);
      if (!('command' in g)) return [];
      return [e.ruecknahme_offen === 1 ? { ...g.command, zurueckgenommen: true as const } : g.command];
    });
}

export function alsWirdGesendet(kern: Kern, commandIds: readonly string[]): void {
  for (const id of commandIds) {
    kern.v.tu(
      "UPDATE outbox SET state = 'wird_gesendet', je_gesendet = 1 WHERE command_id = ? AND state = 'wartet'",
      id,
    );
    kern.v.tu(
      'UPDATE outbox SET naechster_ms = ? WHERE command_id = ? AND ruecknahme_offen = 1',
      kern.uhr.jetzt() + RUECKNAHME_RUHE_MS,
      id,
    );
  }
}

export function wiederWartend(kern: Kern, commandIds: readonly string[], abMs: number, zaehlt: boolean): void {
  for (const id of commandIds) {
    kern.v.tu(
      `UPDATE outbox SET state = CASE state WHEN 'wird_gesendet' THEN 'wartet' ELSE state END,
         naechster_ms = ?, versuche = versuche + ?
       WHERE command_id = ? AND (state IN ('wird_gesendet', 'wartet') OR ruecknahme_offen = 1)`,
      abMs,
      zaehlt ? 1 : 0,
      id,
    );
  }
}

export function versucheSofort(kern: Kern): void {
  kern.v.tu("UPDATE outbox SET naechster_ms = 0 WHERE state = 'wartet' OR ruecknahme_offen = 1");
}

export function parke(kern: Kern, grund: Parkgrund): Aenderungen {
  const bericht = keineAenderungen();
  const e = eintragVon(kern.v, grund.commandId);
  if (!e) return bericht;
  const problem = JSON.stringify(grund.problem);
  if (e.state === 'zurueckgenommen') {
    // An act that was undone has no effect to park; the cloud will not take the notice, and it says why.
    kern.v.tu('UPDATE outbox SET ruecknahme_offen = 0, problem = ? WHERE folge = ?', problem, e.folge);
  } else {
    kern.v.tu('UPDATE outbox SET state = ?, problem = ? WHERE folge = ?', grund.state, problem, e.folge);
    if (grund.state === 'abgelehnt' && e.auftrag.startsWith('BESCHEID_')) rettePerEntwurf(kern, e);
  }
  nachArbeit(kern, idText(e.vorgang_id), bericht);
  return bericht;
}

/**
 * The cloud does not take a file. What certainly never left is parked. What may have been sent may have been accepted too,
 * and its case may since be out of sight: the cloud is asked for the command itself first, and only when it says that the
 * file is missing is that parked.
 */
export function uploadVerweigert(kern: Kern, anhangId: string, problem: Problem): Aenderungen {
  const bericht = keineAenderungen();
  const wartende = kern.v.alle<Eintrag>(`SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE state = 'wartet'`);
  for (const e of wartende) {
    const g = gelesen(e);
    if (!('command' in g) || !genannteAnhaenge(g.command.body).includes(anhangId)) continue;
    const gesagt = e.problem !== null && problemCode(JSON.parse(e.problem)) === 'anhang-fehlt';
    if (e.je_gesendet === 1 && !gesagt) {
      setzeGesendet(kern.v, anhangId, Number.MAX_SAFE_INTEGER);
      continue;
    }
    const { geaendert, entfernt, behalten } = parke(kern, { commandId: e.command_id, state: 'abgelehnt', problem });
    bericht.geaendert.push(...geaendert);
    bericht.entfernt.push(...entfernt);
    bericht.behalten.push(...behalten);
  }
  return bericht;
}

/** Another `apiVersion` than the last one known: what the cloud did not know is tried again. */
export function merkeApiVersion(kern: Kern, apiVersion: string): void {
  if (liesMeta<string>(kern.v, 'apiVersion') === apiVersion) return;
  setzeMeta(kern.v, 'apiVersion', apiVersion);
  const alte = kern.v.alle<{ folge: number; id: Uint8Array }>(
    "SELECT folge, vorgang_id AS id FROM outbox WHERE state = 'cloud-zu-alt'",
  );
  for (const { folge, id } of alte) {
    kern.v.tu("UPDATE outbox SET state = 'wartet', naechster_ms = 0, problem = NULL WHERE folge = ?", folge);
    nachArbeit(kern, idText(id), keineAenderungen());
  }
}

/** What was on its way is sent again under the same id; what cannot be read is parked with its bytes. */
export function beimStart(kern: Kern): void {
  kern.v.tu("UPDATE outbox SET state = 'wartet', naechster_ms = 0 WHERE state = 'wird_gesendet'");
  kern.v.tu('UPDATE outbox SET naechster_ms = 0 WHERE ruecknahme_offen = 1');
  const offene = kern.v.alle<Eintrag>(
    `SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE state NOT IN ('bestaetigt', 'zurueckgenommen')`,
  );
  for (const e of offene) {
    const g = gelesen(e);
    const gift = 'problem' in g ? g.problem : undefined;
    // Whatever this version makes of it: without the person's decision it never waits to be sent.
    if (istVomGesperrten(e.problem)) continue;
    if ((gift !== undefined) === (e.gift === 1)) continue;
    kern.v.tu(
      'UPDATE outbox SET gift = ?, state = ?, problem = ? WHERE folge = ?',
      gift ? 1 : 0,
      gift ? 'abgelehnt' : 'wartet',
      gift ? JSON.stringify(gift) : null,
      e.folge,
    );
    nachArbeit(kern, idText(e.vorgang_id), keineAenderungen());
  }
}
