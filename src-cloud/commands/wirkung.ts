// Carries out what was judged: takes object ids, names attachments, begins a linked Vorgang, records the signed act, all
// within the command's savepoint. The Vorgang itself and the memory of the outcome are written once, at the end of the
// request (stapel.ts).
import { problem } from '../../src-shared/domain/problem.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { type AktState, istGeloescht } from '../journal/akte.ts';
import { nimmAktAuf } from '../journal/aufnahme.ts';
import { type AktBefund, pruefeAkt } from '../journal/pruefung.ts';
import { anhaengeVon, type Eingabe, neuesObjekt } from './eingabe.ts';
import type { Gemerkt } from './gedaechtnis.ts';
import { type Lauf, sichtbarer } from './lauf.ts';
import { benenne, vergib } from './objekte.ts';
import { type Ausgang, inhaltHash, istWiederholung, urteile } from './urteil.ts';
import { verknuepfterVorgang } from './weiterleitung.ts';

/** Whether carrying out the command may write anything by itself, so that it needs a savepoint. */
export function schreibtSelbst(e: Eingabe): boolean {
  if (e.command.signatur) return true;
  if (!('befehl' in e)) return false;
  const { befehl } = e;
  return neuesObjekt(befehl) !== undefined || anhaengeVon(befehl).length > 0 || befehl.order === 'VORGANG_WEITERLEITEN';
}

/** Judges a command and carries it out. What it changes in `lauf` it changes last, after all its writes have gone through. */
export async function behandle(lauf: Lauf, e: Eingabe): Promise<Ausgang> {
  const { tx, wer, geraet, am } = lauf;
  const befund =
    e.command.signatur && !istWiederholung(lauf, e) ? await pruefeAkt(tx, wer, geraet, e.command, am) : undefined;
  const ausgang = await bewirke(lauf, e, urteile(lauf, e, befund));
  await verzeichneAkt(lauf, e, ausgang, befund);
  if (ausgang.neu) merkeAusgang(lauf, e, ausgang);
  if (ausgang.nachher !== undefined) lauf.jetzt.set(e.vorgangId, ausgang.nachher);
  // One that was undone stands outside of the order and holds nobody.
  if (ausgang.state !== 'angenommen' && !e.command.zurueckgenommen) lauf.gehalten.add(e.vorgangId);
  return ausgang;
}

/** The effects beside the Vorgang; may still find that an id or a target is not to be had. */
async function bewirke(lauf: Lauf, e: Eingabe, ausgang: Ausgang): Promise<Ausgang> {
  const { tx, wer } = lauf;
  if (ausgang.nachher === undefined || !('befehl' in e)) return ausgang;
  const objekt = neuesObjekt(e.befehl);
  if (objekt !== undefined) {
    const vergeben = { vorgangId: e.vorgangId, inhaltHash: inhaltHash(e.befehl) };
    if (!(await vergib(tx, wer.mandant, objekt, vergeben))) {
      return { state: 'abgelehnt', problem: problem('id-vergeben'), neu: true };
    }
    lauf.vergeben.set(objekt, vergeben);
  }
  await benenne(tx, wer.mandant, anhaengeVon(e.befehl));
  if (e.befehl.order !== 'VORGANG_WEITERLEITEN') return ausgang;
  return leiteWeiter(lauf, e, ausgang, e.befehl.body);
}

async function leiteWeiter(
  lauf: Lauf,
  e: Eingabe,
  ausgang: Ausgang,
  body: { organisationseinheitId: string; begruendung?: string | undefined },
): Promise<Ausgang> {
  const ziel = lauf.verzeichnis.stellen.get(body.organisationseinheitId);
  if (!ziel || ziel.eigenerMandant) return ausgang;
  const neuer = await verknuepfterVorgang(
    lauf.tx,
    {
      mandantId: lauf.wer.mandant,
      vorgang: lauf.jetzt.get(e.vorgangId) as Vorgang,
      ziel,
      commandId: e.commandId,
      begruendung: body.begruendung,
      am: lauf.am,
    },
    lauf.werkzeug,
  );
  if (!neuer) return { state: 'abgelehnt', problem: problem('ziel-unbekannt'), neu: true };
  lauf.neue.push(neuer);
  return ausgang;
}

async function verzeichneAkt(lauf: Lauf, e: Eingabe, ausgang: Ausgang, befund: AktBefund | undefined): Promise<void> {
  if (!befund?.akt) return;
  const { tx, wer, am, werkzeug } = lauf;
  const state: AktState = ausgang.zurueckgenommen ? 'zurueckgenommen' : ausgang.state;
  const vorgangId = sichtbarer(lauf, e.vorgangId) ? e.vorgangId : null;
  const ohneInhalt = vorgangId === null && (await istGeloescht(tx, wer.mandant, e.vorgangId));
  await nimmAktAuf(
    tx,
    wer.mandant,
    befund.akt,
    { state, problem: ausgang.problem, vorgangId, ohneInhalt },
    werkzeug,
    am,
  );
  if (befund.akt.gegabelt && lauf.geraet) lauf.geraet = { ...lauf.geraet, gesperrtAm: am };
}

/** Into the request's memory; the database learns of it at the end, before the Vorgänge are written. */
function merkeAusgang(lauf: Lauf, e: Eingabe, ausgang: Ausgang): void {
  if (ausgang.state === 'angehalten' || !('befehl' in e)) return;
  const { commandId, vorgangId, payloadHash, befehl } = e;
  const gemerkt: Gemerkt = {
    commandId,
    vorgangId,
    payloadHash,
    state: ausgang.state,
    version: ausgang.version ?? null,
    problem: ausgang.problem ?? null,
  };
  lauf.gemerkt.set(commandId, gemerkt);
  lauf.zettel.ausgaenge.push({ ...gemerkt, befehl: befehl.order });
  if (!e.ersetzt || lauf.gemerkt.get(e.ersetzt)?.state === 'angenommen') return;
  lauf.zettel.ersetzt.set(e.ersetzt, commandId);
  if (lauf.gemerkt.has(e.ersetzt)) return;
  lauf.gemerkt.set(e.ersetzt, { ...gemerkt, commandId: e.ersetzt, payloadHash: null, state: 'ersetzt', problem: null });
}
