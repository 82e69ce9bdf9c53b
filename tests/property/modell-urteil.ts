/**
 * How the model judges one request of commands: the contract's order of checks, memory by commandId, `ersetzt`, held
 * commands, object ids, attachments, the chain of signed acts. What an order does is the domain's `apply`, as for everybody.
 * A request is taken whole or not at all, and changes only the state it is given.
 */
import { alsBefehl, type Command, type Result } from '../../src-shared/cloud-api/commands.ts';
import { apply, rollenProblem } from '../../src-shared/domain/apply.ts';
import { type Befehl, genannteAnhaenge, SIGNIERT, UNGEHALTEN } from '../../src-shared/domain/befehle.ts';
import { bezugVon } from '../../src-shared/domain/historie.ts';
import type { Kontext } from '../../src-shared/domain/kontext.ts';
import { type Problem, problem, problemCode } from '../../src-shared/domain/problem.ts';
import { lageVon, sieht } from '../../src-shared/domain/sicht.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { kanonisch } from '../../src-shared/domain/zeichnung.ts';
import type { Mitspieler } from './buehne.ts';
import type { Gedaechtnis } from './gegenstelle.ts';

export interface Gemerkt {
  state: Gedaechtnis;
  /** Null: only barred. */
  payload: string | null;
  version?: number;
  problem?: Problem;
}

export interface ModellAnhang {
  anhang: Anhang;
  vorgangId: string;
  uploader: string;
  bytes: Uint8Array;
  komplett: boolean;
  benannt: boolean;
}

/** What judging reads and changes. */
export interface Urteilsstand {
  person: Mitspieler;
  am: string;
  unbekannt: ReadonlySet<string>;
  kontext(vorgangId: string, geraetAm: string): Kontext;
  vorgang(id: string): Vorgang | null | undefined;
  setze(id: string, vorgang: Vorgang | null): void;
  /** By commandId, of this person. */
  gemerkt: Map<string, Gemerkt>;
  /** Content by object id. */
  objekte: Map<string, string>;
  anhaenge: Map<string, ModellAnhang>;
  wirkte(commandId: string): void;
  /** Tells of a signed act; answers whether its number is free or holds the same. */
  akt(command: Command): boolean;
}

type Ausgang = Pick<Result, 'state' | 'version' | 'problem'> & { neu: boolean; nachher?: Vorgang | null };

const abgelehnt = (p: Problem, neu = true): Ausgang => ({ state: 'abgelehnt', problem: p, neu });
const ERSTMALS: ReadonlySet<string> = new Set([
  'KOMMENTAR_ANLEGEN',
  'WIEDERVORLAGE_ANLEGEN',
  'NACHRICHT_SENDEN',
  'BESCHEID_ENTWERFEN',
]);

export function urteile(stand: Urteilsstand, commands: readonly Command[]): Result[] {
  const gehalten = new Set<string>();
  const ausgaenge = commands.map((c) => {
    const a = urteileEinen(stand, c, gehalten);
    if (a.neu && a.state !== 'angehalten') merke(stand, c, a);
    if (a.nachher !== undefined) {
      stand.setze(c.vorgangId, a.nachher);
      stand.wirkte(c.commandId);
    }
    if (a.state !== 'angenommen' && !c.zurueckgenommen) gehalten.add(c.vorgangId);
    return a;
  });
  return commands.map((c, i) => alsResult(stand, commands, ausgaenge, c, i));
}

function alsResult(
  stand: Urteilsstand,
  commands: readonly Command[],
  ausgaenge: readonly Ausgang[],
  c: Command,
  i: number,
): Result {
  const a = ausgaenge[i] as Ausgang;
  const letzte = commands.findLastIndex((x, n) => x.vorgangId === c.vorgangId && ausgaenge[n]?.state === 'angenommen');
  const vorgang = a.state === 'konflikt' || letzte === i ? sichtbar(stand, c.vorgangId) : undefined;
  return {
    commandId: c.commandId,
    state: a.state,
    ...(a.version === undefined ? {} : { version: a.version }),
    ...(vorgang ? { vorgang } : {}),
    ...(a.problem ? { problem: a.problem } : {}),
  };
}

function sichtbar(stand: Urteilsstand, id: string): Vorgang | undefined {
  const v = stand.vorgang(id);
  return v && sieht(stand.person, lageVon(v)) ? v : undefined;
}

function urteileEinen(stand: Urteilsstand, c: Command, gehalten: ReadonlySet<string>): Ausgang {
  if (stand.unbekannt.has(c.order)) return abgelehnt(problem('order-unbekannt', { detail: c.order }), false);
  const gelesen = alsBefehl(c);
  if ('problem' in gelesen) return abgelehnt(gelesen.problem, false);
  const { befehl } = gelesen;
  const bekannt = stand.gemerkt.get(c.commandId);
  if (bekannt) return wiederholt(bekannt, c);
  if (c.signatur && !stand.akt(c)) return abgelehnt(problem('kette-gegabelt'));
  if (c.zurueckgenommen) return { state: 'angenommen', neu: true };
  if (gehalten.has(c.vorgangId) && !UNGEHALTEN.has(c.order)) {
    return { state: 'angehalten', problem: problem('frueherer-befehl'), neu: false };
  }
  if (c.ersetzt && stand.gemerkt.get(c.ersetzt)?.state === 'angenommen') {
    return abgelehnt(problem('ersetzt-schon-wirksam'));
  }
  const vorgang = sichtbar(stand, c.vorgangId);
  if (!vorgang) return abgelehnt(problem('nicht-sichtbar'));
  const hindernis = rollenProblem(stand.person, befehl.order) ?? signaturFehlt(c) ?? vergeben(stand, befehl);
  return hindernis ? abgelehnt(hindernis) : nachApply(stand, befehl, vorgang);
}

const signaturFehlt = (c: Command): Problem | undefined =>
  SIGNIERT.has(c.order) && !c.signatur ? problem('signatur-fehlt') : undefined;

const inhalt = (b: Befehl): string => kanonisch([b.vorgangId, b.order, b.body]);

function vergeben(stand: Urteilsstand, befehl: Befehl): Problem | undefined {
  const da = ERSTMALS.has(befehl.order) ? stand.objekte.get(bezugVon(befehl) ?? '') : undefined;
  return da === undefined || da === inhalt(befehl) ? undefined : problem('id-vergeben');
}

function nachApply(stand: Urteilsstand, befehl: Befehl, vorgang: Vorgang): Ausgang {
  const urteil = apply(vorgang, befehl, stand.kontext(befehl.vorgangId, befehl.createdAt));
  if (urteil.state === 'konflikt')
    return { state: 'konflikt', version: vorgang.version, problem: urteil.problem, neu: true };
  if (urteil.state === 'abgelehnt') {
    return problemCode(urteil.problem) === 'anhang-fehlt'
      ? { state: 'angehalten', problem: urteil.problem, neu: false }
      : abgelehnt(urteil.problem);
  }
  if (!urteil.geaendert) return { state: 'angenommen', version: vorgang.version, neu: true };
  const objekt = ERSTMALS.has(befehl.order) ? bezugVon(befehl) : undefined;
  if (objekt !== undefined && stand.objekte.has(objekt)) return abgelehnt(problem('id-vergeben'));
  if (objekt !== undefined) stand.objekte.set(objekt, inhalt(befehl));
  for (const id of genannteAnhaenge(befehl.body)) {
    const a = stand.anhaenge.get(id);
    if (a) stand.anhaenge.set(id, { ...a, benannt: true });
  }
  return {
    state: 'angenommen',
    version: urteil.vorgang?.version ?? vorgang.version + 1,
    neu: true,
    nachher: urteil.vorgang,
  };
}

function wiederholt(bekannt: Gemerkt, c: Command): Ausgang {
  if (bekannt.state === 'ersetzt') return abgelehnt(problem('ersetzt'), false);
  if (bekannt.payload !== kanonisch(c)) return abgelehnt(problem('befehl-wiederverwendet'), false);
  return {
    state: bekannt.state,
    neu: false,
    ...(bekannt.version === undefined ? {} : { version: bekannt.version }),
    ...(bekannt.problem === undefined ? {} : { problem: bekannt.problem }),
  };
}

function merke(stand: Urteilsstand, c: Command, a: Ausgang): void {
  stand.gemerkt.set(c.commandId, {
    state: a.state as Gedaechtnis,
    payload: kanonisch(c),
    ...(a.version === undefined ? {} : { version: a.version }),
    ...(a.problem === undefined ? {} : { problem: a.problem }),
  });
  if (!c.ersetzt || stand.gemerkt.has(c.ersetzt)) return;
  stand.gemerkt.set(c.ersetzt, { state: 'ersetzt', payload: null });
}
