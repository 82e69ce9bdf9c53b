// One request of POST /commands, as one transaction: locks by ascending id, a savepoint for each command, then all changed
// Vorgänge at once under the Mandant's counter, as the last thing before COMMIT. Hints go out after it.
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import { problem } from '../../src-shared/domain/problem.ts';
import { inMandant, type Tx } from '../db/mandant.ts';
import { entferneAusNachlass } from '../geraete/nachlass.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { entferneInhalte } from '../journal/akte.ts';
import type { Dienste } from '../server/dienste.ts';
import { type Aenderung, schreibe } from '../vorgaenge/schreiben.ts';
import { alsEingabe, type Eingabe } from './eingabe.ts';
import { merke, vergissInhalte } from './gedaechtnis.ts';
import { beginne, type Lauf, sichtbarer, type Werkzeug } from './lauf.ts';
import type { Ausgang } from './urteil.ts';
import { behandle, schreibtSelbst } from './wirkung.ts';

/**
 * Judges and carries out the commands of a person, in their order. Rejects, with nothing done, only when the database is
 * away or busy for more than 5 s (the caller answers 503), or when the device is locked.
 */
export async function fuehreAus(
  dienste: Pick<Dienste, 'pool' | 'wecker'> & Werkzeug,
  wer: Angemeldet,
  commands: readonly Command[],
): Promise<{ results: Result[]; serverTime: string }> {
  const am = dienste.uhr.jetzt();
  const eingaben = commands.map(alsEingabe);
  const { results, geaendert } = await inMandant(dienste.pool, wer.mandant, async (tx) => {
    const lauf = await beginne(tx, wer, eingaben, am, dienste);
    const ausgaenge: Ausgang[] = [];
    for (const eingabe of eingaben) ausgaenge.push(await imSavepoint(lauf, eingabe));
    await merke(tx, wer.mandant, wer.sub, lauf.zettel, am);
    const aenderungen = [...aenderungenVon(lauf), ...lauf.neue];
    for (const a of aenderungen) if (a.nachher === null) await raeumeAus(tx, wer.mandant, a.id);
    if (aenderungen.length > 0) await schreibe(tx, aenderungen, am);
    return { results: ergebnisse(lauf, eingaben, ausgaenge), geaendert: aenderungen.map((a) => a.mandantId) };
  });
  for (const mandantId of new Set(geaendert)) dienste.wecker.melde(mandantId);
  return { results, serverTime: am };
}

/** A savepoint for what writes by itself; what is only judged cannot leave anything half done. */
async function imSavepoint(lauf: Lauf, eingabe: Eingabe): Promise<Ausgang> {
  if (!schreibtSelbst(eingabe)) return behandle(lauf, eingabe);
  const vorher = { neue: lauf.neue.length, gemerkt: new Map(lauf.gemerkt), vergeben: new Map(lauf.vergeben) };
  await lauf.tx.query('SAVEPOINT befehl');
  try {
    const ausgang = await behandle(lauf, eingabe);
    await lauf.tx.query('RELEASE SAVEPOINT befehl');
    return ausgang;
  } catch (fehler) {
    if (!istDatenfehler(fehler)) throw fehler;
    await lauf.tx.query('ROLLBACK TO SAVEPOINT befehl; RELEASE SAVEPOINT befehl');
    // What memory had got ahead of the database goes back with it.
    lauf.neue.length = vorher.neue;
    lauf.gemerkt = vorher.gemerkt;
    lauf.vergeben = vorher.vergeben;
    lauf.gehalten.add(eingabe.vorgangId);
    return { state: 'abgelehnt', problem: problem('eingabe-ungueltig'), neu: false };
  }
}

/** Class 22 of PostgreSQL: a value that it cannot hold. Everything else is about the request as a whole. */
function istDatenfehler(fehler: unknown): boolean {
  return /^22\w{3}$/.test((fehler as { code?: string }).code ?? '');
}

/** One change for each Vorgang, from the first state to the last. */
function aenderungenVon(lauf: Lauf): Aenderung[] {
  return [...lauf.staende].flatMap(([id, vorher]) => {
    const nachher = lauf.jetzt.get(id);
    if (nachher === undefined || nachher === vorher.vorgang) return [];
    return [{ mandantId: lauf.wer.mandant, id, vorher, nachher }];
  });
}

/** A deleted case: what is kept outside of its row must not tell of it either. */
async function raeumeAus(tx: Tx, mandantId: string, vorgangId: string): Promise<void> {
  await vergissInhalte(tx, mandantId, vorgangId);
  await entferneInhalte(tx, mandantId, vorgangId);
  await entferneAusNachlass(tx, mandantId, vorgangId);
}

/**
 * The current Vorgang goes with every conflict, and with the last acceptance of each Vorgang (a batch must not carry it a
 * hundred times); never where the person may not see it now.
 */
function ergebnisse(lauf: Lauf, eingaben: readonly Eingabe[], ausgaenge: readonly Ausgang[]): Result[] {
  const letzte = new Map<string, number>();
  ausgaenge.forEach((a, n) => {
    if (a.state === 'angenommen') letzte.set(eingaben[n]?.vorgangId ?? '', n);
  });
  return ausgaenge.map((a, n): Result => {
    const { command, vorgangId } = eingaben[n] as Eingabe;
    const zeigen = a.state === 'konflikt' || letzte.get(vorgangId) === n;
    const vorgang = zeigen ? sichtbarer(lauf, vorgangId) : undefined;
    return {
      commandId: command.commandId,
      state: a.state,
      ...(a.version === undefined ? {} : { version: a.version }),
      ...(vorgang ? { vorgang } : {}),
      ...(a.problem ? { problem: a.problem } : {}),
    };
  });
}
