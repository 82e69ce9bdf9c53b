/**
 * The one pure function that says what a command does to a Vorgang. The cloud accepts with it, the client's overlay
 * shows pending work with it; so both always agree. Order of checks as in cloud-api.md: role → equal intent →
 * `erwartet` → precondition → effect (schema, idempotency and sight come before and belong to the cloud).
 * It never mutates its input, never reads a clock, and never checks signatures (that needs the device's key).
 */
import { gleicheAbsicht, gleicherInhalt } from './absicht.ts';
import type { Befehl, Order } from './befehle.ts';
import { bescheidWirkung } from './bescheid.ts';
import { abweichung, fehlendeErwartung } from './erwartung.ts';
import { tagInBerlin } from './fristen.ts';
import { historieEintragVon } from './historie.ts';
import { darfZeichnen, type Kontext } from './kontext.ts';
import { type Problem, problem } from './problem.ts';
import { UEBERGAENGE, type Uebergang } from './uebergaenge.ts';
import type { Status, Vorgang } from './vorgang.ts';
import { inhaltWirkung } from './wirkung.ts';

/** `vorgang: null` after VORGANG_LOESCHEN. `geaendert` false for equal intent: the version stays. */
export type Urteil =
  | { state: 'angenommen'; geaendert: boolean; vorgang: Vorgang | null }
  | { state: 'konflikt'; problem: Problem }
  | { state: 'abgelehnt'; problem: Problem };

const abgelehnt = (p: Problem): Urteil => ({ state: 'abgelehnt', problem: p });

/** The role check alone: undefined where the person may give this order at all. */
export function rollenProblem(person: Kontext['person'], order: Order): Problem | undefined {
  const { rollen } = UEBERGAENGE[order];
  return rollen.some((r) => person.rollen.includes(r)) ? undefined : problem('rolle-fehlt');
}

/** Judges `befehl` against `vorgang` and, where accepted, answers the Vorgang after it. Throws nothing. */
export function apply(vorgang: Vorgang, befehl: Befehl, kontext: Kontext): Urteil {
  const rolle = rollenProblem(kontext.person, befehl.order);
  if (rolle) return abgelehnt(rolle);
  const fehlend = fehlendeErwartung(befehl);
  if (fehlend.length > 0) return abgelehnt(problem('erwartet-fehlt', { detail: `Es fehlt: ${fehlend.join(', ')}.` }));
  if (gleicheAbsicht(vorgang, befehl)) return { state: 'angenommen', geaendert: false, vorgang };
  if (gleicherInhalt(vorgang, befehl) === false) return abgelehnt(problem('id-vergeben'));
  const anders = abweichung(vorgang, befehl);
  if (anders) return { state: 'konflikt', problem: anders };
  const hindernis = vorbedingung(vorgang, befehl, kontext);
  if (hindernis) return abgelehnt(hindernis);
  return wirkung(vorgang, befehl, kontext);
}

/**
 * Preconditions that rest on the Vorgang alone, without body: status, Zeichnungsbefugnis, four eyes for deletion.
 * The window uses it to offer an order or to say why not.
 */
export function orderHindernis(v: Vorgang, order: Order, kontext: Kontext): Problem | undefined {
  const u = UEBERGAENGE[order];
  const rolle = rollenProblem(kontext.person, order);
  if (rolle) return rolle;
  if (!(u.von as readonly string[]).includes(v.status)) return problem('uebergang-unzulaessig');
  if (u.zeichnungsbefugnis && !darfZeichnen(kontext.person, v.dienst.id, tagInBerlin(kontext.am))) {
    return problem('zeichnung-fehlt');
  }
  if (order === 'VORGANG_LOESCHEN' && v.loeschung?.von.sub === kontext.person.sub) return problem('vier-augen');
  return undefined;
}

function vorbedingung(v: Vorgang, befehl: Befehl, kontext: Kontext): Problem | undefined {
  return orderHindernis(v, befehl.order, kontext);
}

/** The status after the order; undefined where it stays. */
function statusNach(v: Vorgang, u: Uebergang): string {
  if (u.nach === null || u.nach === 'weg') return v.status;
  if (u.nach === 'vorher') return v.loeschung?.statusVorher ?? v.status;
  if (typeof u.nach === 'string') return u.nach;
  return u.nach[v.status as Status] ?? v.status;
}

function wirkung(v: Vorgang, befehl: Befehl, kontext: Kontext): Urteil {
  const u = UEBERGAENGE[befehl.order];
  if (u.nach === 'weg') return { state: 'angenommen', geaendert: true, vorgang: null };
  const teil = u.bescheid ? bescheidWirkung(v, befehl, kontext, u.bescheid) : inhaltWirkung(v, befehl, kontext);
  if ('problem' in teil) return abgelehnt(teil.problem);
  const nachher: Vorgang = {
    ...v,
    status: statusNach(v, u),
    ...teil.felder,
    version: v.version + 1,
    geaendertAm: kontext.am,
    historie: [...v.historie, historieEintragVon(befehl, kontext, teil.zusatz)],
  };
  return { state: 'angenommen', geaendert: true, vorgang: nachher };
}
