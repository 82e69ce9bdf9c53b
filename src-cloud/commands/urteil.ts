// Judges one command in the contract's order: schema → idempotency → sight → role → equal intent → `erwartet` →
// precondition. What the domain can say is said by `apply`; here is what needs the cloud: memory, sight, signatures, ids.
// It decides and writes nothing; wirkung.ts does that.
import { apply, rollenProblem, type Urteil } from '../../src-shared/domain/apply.ts';
import { type Befehl, SIGNIERT, UNGEHALTEN } from '../../src-shared/domain/befehle.ts';
import { type Problem, problem, problemCode } from '../../src-shared/domain/problem.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { kanonisch } from '../../src-shared/domain/zeichnung.ts';
import { sha256 } from '../geraete/krypto.ts';
import type { AktBefund } from '../journal/pruefung.ts';
import { type Eingabe, neuesObjekt } from './eingabe.ts';
import type { Gemerkt } from './gedaechtnis.ts';
import { kontextVon, type Lauf, sichtbarer } from './lauf.ts';

export type Ausgang = {
  state: 'angenommen' | 'konflikt' | 'abgelehnt' | 'angehalten';
  version?: number | undefined;
  problem?: Problem | undefined;
  /** To be remembered: false for repeats, for what was held, and for what another version of the cloud may accept. */
  neu: boolean;
  /** The Vorgang after the command, where it changes one; null: deleted. */
  nachher?: Vorgang | null;
  /** A signed act that was undone before it was sent. */
  zurueckgenommen?: true;
};

const abgelehnt = (p: Problem, neu = true): Ausgang => ({ state: 'abgelehnt', problem: p, neu });
const angehalten = (p: Problem): Ausgang => ({ state: 'angehalten', problem: p, neu: false });

/** True where the very same command has been judged before. */
export function istWiederholung(lauf: Lauf, e: Eingabe): boolean {
  const bekannt = lauf.gemerkt.get(e.commandId);
  return bekannt !== undefined && bekannt.state !== 'ersetzt' && gleichePayload(bekannt, e);
}

/** `befund`: what became of the check of the signature, where the command carries one. */
export function urteile(lauf: Lauf, e: Eingabe, befund: AktBefund | undefined): Ausgang {
  if ('problem' in e) return abgelehnt(e.problem, false);
  const bekannt = lauf.gemerkt.get(e.commandId);
  if (bekannt) return wiederholt(bekannt, e);
  if (befund?.akt?.gegabelt) return abgelehnt(problem('kette-gegabelt'));
  if (e.command.zurueckgenommen) return zurueckgenommen(lauf, e, befund);
  if (lauf.gehalten.has(e.vorgangId) && !UNGEHALTEN.has(e.befehl.order)) return angehalten(problem('frueherer-befehl'));
  if (e.ersetzt && lauf.gemerkt.get(e.ersetzt)?.state === 'angenommen') {
    return abgelehnt(problem('ersetzt-schon-wirksam'));
  }
  const vorgang = sichtbarer(lauf, e.vorgangId);
  if (!vorgang) return abgelehnt(problem('nicht-sichtbar'));
  const hindernis =
    rollenProblem({ ...lauf.wer, zeichnung: [] }, e.befehl.order) ??
    signaturProblem(vorgang, e, befund) ??
    vergebenProblem(lauf, e, e.befehl);
  if (hindernis) return abgelehnt(hindernis);
  return nachUrteil(
    lauf,
    e.befehl,
    vorgang,
    apply(vorgang, e.befehl, kontextVon(lauf, e.vorgangId, e.befehl.createdAt)),
  );
}

/** The hash of what a person gave for a new object. */
export function inhaltHash(befehl: Befehl): string {
  return sha256(kanonisch([befehl.order, befehl.body]));
}

function nachUrteil(lauf: Lauf, befehl: Befehl, vorgang: Vorgang, urteil: Urteil): Ausgang {
  if (urteil.state === 'konflikt') {
    return { state: 'konflikt', version: vorgang.version, problem: urteil.problem, neu: true };
  }
  if (urteil.state === 'abgelehnt') {
    return problemCode(urteil.problem) === 'anhang-fehlt' ? angehalten(urteil.problem) : abgelehnt(urteil.problem);
  }
  if (!urteil.geaendert) return { state: 'angenommen', version: vorgang.version, neu: true };
  const objekt = neuesObjekt(befehl);
  // The id was given before and its object is gone: it is not made a second time.
  if (objekt !== undefined && lauf.vergeben.has(objekt)) return abgelehnt(problem('id-vergeben'));
  const version = urteil.vorgang?.version ?? vorgang.version + 1;
  return { state: 'angenommen', version, neu: true, nachher: urteil.vorgang };
}

function gleichePayload(bekannt: Gemerkt, e: Eingabe): boolean {
  return bekannt.payloadHash === null || ('payloadHash' in e && bekannt.payloadHash === e.payloadHash);
}

function wiederholt(bekannt: Gemerkt, e: Eingabe): Ausgang {
  if (bekannt.state === 'ersetzt') return abgelehnt(problem('ersetzt'), false);
  if (!gleichePayload(bekannt, e)) return abgelehnt(problem('befehl-wiederverwendet'), false);
  return {
    state: bekannt.state,
    neu: false,
    ...(bekannt.version === null ? {} : { version: bekannt.version }),
    ...(bekannt.problem === null ? {} : { problem: bekannt.problem }),
  };
}

function zurueckgenommen(lauf: Lauf, e: Eingabe, befund: AktBefund | undefined): Ausgang {
  const p = befund?.problem ?? (befund?.akt ? undefined : problem('signatur-fehlt'));
  if (p) return abgelehnt(p);
  const version = sichtbarer(lauf, e.vorgangId)?.version;
  return { state: 'angenommen', neu: true, zurueckgenommen: true, ...(version === undefined ? {} : { version }) };
}

/** The signature's problem, or that the act names another decision than the draft it is about. */
function signaturProblem(vorgang: Vorgang, e: Eingabe, befund: AktBefund | undefined): Problem | undefined {
  if (!SIGNIERT.has(e.command.order)) return undefined;
  if (!befund?.akt || befund.problem) return befund?.problem ?? problem('signatur-fehlt');
  const { bescheidId, bescheidVersion, entscheidung } = befund.akt.signatur.inhalt;
  const bescheid = vorgang.bescheide.find((b) => b.id === bescheidId && b.version === bescheidVersion);
  if (bescheid === undefined || bescheid.entscheidung === entscheidung) return undefined;
  return problem('signatur-ungueltig', { detail: 'Das Feld entscheidung weicht ab.' });
}

function vergebenProblem(lauf: Lauf, e: Eingabe, befehl: Befehl): Problem | undefined {
  const objekt = neuesObjekt(befehl);
  const vergeben = objekt === undefined ? undefined : lauf.vergeben.get(objekt);
  if (!vergeben) return undefined;
  const gleich = vergeben.vorgangId === e.vorgangId && vergeben.inhaltHash === inhaltHash(befehl);
  return gleich ? undefined : problem('id-vergeben');
}
