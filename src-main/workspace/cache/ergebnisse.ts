/**
 * The cloud's word on commands, taken over in one transaction: confirmed, in conflict, refused, held. Only this ends a
 * retry. A command that waits behind a parked one goes back to waiting by itself as soon as that is solved.
 */
import type { Result } from '../../../src-shared/cloud-api/commands.ts';
import { genannteAnhaenge } from '../../../src-shared/domain/befehle.ts';
import { problemCode } from '../../../src-shared/domain/problem.ts';
import { setzeAktState } from './akte.ts';
import { gebeFrei, istHier, ladeNeuHoch } from './anhaenge.ts';
import type { Akt, Ergebnisbericht } from './bestand-typen.ts';
import { type Eintrag, eintraegeVon, eintragVon, GEPARKT, gelesen } from './eintraege.ts';
import { rettePerEntwurf } from './entwuerfe.ts';
import { alsMs, idText } from './kennung.ts';
import type { Kern } from './kern.ts';
import { packe } from './packen.ts';
import { ausAntwort } from './seite.ts';
import { keineAenderungen, nachArbeit } from './tor.ts';

/** Before a held command is sent again, so that a cloud that holds it for its own reasons is not asked in a loop. */
const PAUSE_MS = 1_000;

const JUDGED: ReadonlySet<string> = new Set(['wartet', 'wird_gesendet', 'angehalten', 'cloud-zu-alt']);

function anhangIds(e: Eintrag): string[] {
  const g = gelesen(e);
  return 'command' in g ? genannteAnhaenge(g.command.body) : [];
}

function bestaetige(kern: Kern, e: Eintrag, r: Result): void {
  kern.v.tu(
    "UPDATE outbox SET state = 'bestaetigt', ergebnis_version = ?, problem = NULL WHERE folge = ?",
    r.version ?? null,
    e.folge,
  );
  gebeFrei(kern.v, anhangIds(e));
}

function stelleZurSeite(kern: Kern, e: Eintrag, r: Result): void {
  kern.v.tu(
    'UPDATE outbox SET state = ?, problem = ?, jetzt = ? WHERE folge = ?',
    r.state,
    r.problem ? JSON.stringify(r.problem) : null,
    r.vorgang ? packe(r.vorgang) : null,
    e.folge,
  );
  if (e.auftrag.startsWith('BESCHEID_')) rettePerEntwurf(kern, e);
}

const anhangFehltNach = (r: Result): boolean => r.problem !== undefined && problemCode(r.problem) === 'anhang-fehlt';

/** A file that the cloud misses and that is not here either (lost with a damaged page) cannot be sent again: the person decides. */
function urteilVon(kern: Kern, e: Eintrag, r: Result): Result['state'] {
  const verloren = anhangFehltNach(r) && !anhangIds(e).some((id) => istHier(kern.v, id));
  return r.state === 'angehalten' && verloren ? 'abgelehnt' : r.state;
}

function halteAn(kern: Kern, e: Eintrag, r: Result, am: string): void {
  const anhangFehlt = anhangFehltNach(r);
  if (anhangFehlt) ladeNeuHoch(kern.v, anhangIds(e));
  kern.v.tu(
    'UPDATE outbox SET state = ?, problem = ?, naechster_ms = ?, versuche = versuche + 1 WHERE folge = ?',
    anhangFehlt ? 'wartet' : 'angehalten',
    r.problem ? JSON.stringify(r.problem) : null,
    alsMs(am) + PAUSE_MS * 2 ** Math.min(e.versuche, 8),
    e.folge,
  );
}

/** Held entries with nothing parked before them wait again. */
export function loeseAngehaltene(kern: Kern, vorgangId: Uint8Array): void {
  let geparkt = false;
  for (const e of eintraegeVon(kern.v, vorgangId)) {
    if (e.gift === 1) continue;
    if (GEPARKT.has(e.state)) geparkt = true;
    if (e.state === 'angehalten' && !geparkt) {
      kern.v.tu("UPDATE outbox SET state = 'wartet', problem = NULL WHERE folge = ?", e.folge);
    }
  }
}

const AKT_STATE: Record<Result['state'], Akt['state']> = {
  angenommen: 'angenommen',
  konflikt: 'konflikt',
  abgelehnt: 'abgelehnt',
  angehalten: 'angehalten',
};

/** Takes over one answer; answers the entry it was for, undefined where there is none that waits for it. */
function nimm(kern: Kern, r: Result, am: string, bericht: Ergebnisbericht): Eintrag | undefined {
  const e = eintragVon(kern.v, r.commandId);
  if (!e) return undefined;
  if (e.ruecknahme_offen === 1) {
    kern.v.tu('UPDATE outbox SET ruecknahme_offen = 0 WHERE folge = ?', e.folge);
    setzeAktState(kern.v, r.commandId, 'zurueckgenommen', { am, problem: r.problem });
    return e;
  }
  if (!JUDGED.has(e.state)) return undefined;
  const state = urteilVon(kern, e, r);
  setzeAktState(kern.v, r.commandId, AKT_STATE[state], { am, problem: r.problem });
  if (r.state === 'angenommen') {
    bestaetige(kern, e, r);
    bericht.bestaetigt += 1;
  } else if (state === 'angehalten') {
    halteAn(kern, e, r, am);
    bericht.angehalten += 1;
  } else {
    stelleZurSeite(kern, e, { ...r, state });
    if (state === 'konflikt') bericht.konflikte += 1;
    else bericht.abgelehnt += 1;
  }
  return e;
}

export function uebernimmErgebnisse(kern: Kern, results: readonly Result[], am: string): Ergebnisbericht {
  const bericht: Ergebnisbericht = { ...keineAenderungen(), bestaetigt: 0, konflikte: 0, abgelehnt: 0, angehalten: 0 };
  const betroffen = new Map<string, Uint8Array>();
  for (const r of results) {
    const e = nimm(kern, r, am, bericht);
    if (!e) continue;
    betroffen.set(idText(e.vorgang_id), e.vorgang_id);
    if (r.vorgang) ausAntwort(kern, r.vorgang);
  }
  for (const [id, bytes] of betroffen) {
    loeseAngehaltene(kern, bytes);
    nachArbeit(kern, id, bericht);
  }
  return bericht;
}
