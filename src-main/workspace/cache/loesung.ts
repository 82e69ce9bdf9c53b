/**
 * The ways out of parked work: apply again, edit and apply, keep as Kommentar, discard. Each is one transaction with the
 * end of the old entry; what ended is recorded, without content. A new command takes the old one's place in the queue.
 */
import { genannteAnhaenge, istOrder, ORDER_TITEL, type Order, SIGNIERT } from '../../../src-shared/domain/befehle.ts';
import { type Problem, ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { OutboxState } from '../../../src-shared/workspace-api/ansichten.ts';
import { gebeFrei } from './anhaenge.ts';
import type { Ausweg } from './bestand-typen.ts';
import { type Eintrag, eintraegeVon, eintragVon, GEPARKT, gelesen, istVomGesperrten } from './eintraege.ts';
import { loeseAngehaltene } from './ergebnisse.ts';
import { idText } from './kennung.ts';
import { jetztInstant, type Kern } from './kern.ts';
import { beurteile, gesehenerVorgang, haengeAn } from './klick.ts';
import { liesJson } from './packen.ts';
import { keineAenderungen, nachArbeit } from './tor.ts';

/** Which ways are open for an entry. A signature covers what was signed: it is discarded and signed anew. */
export function wege(e: Pick<Eintrag, 'state' | 'auftrag' | 'gift' | 'problem'>, verwaist: boolean): Ausweg[] {
  if (!GEPARKT.has(e.state) && e.state !== 'angehalten') return [];
  if (e.gift === 1 || verwaist || e.state === 'angehalten') return ['verwerfen'];
  if (SIGNIERT.has(e.auftrag) || istVerstuemmelt(e)) return ['kommentar', 'verwerfen'];
  if (e.auftrag === 'KOMMENTAR_ANLEGEN') return ['erneut', 'bearbeiten', 'verwerfen'];
  return ['erneut', 'bearbeiten', 'kommentar', 'verwerfen'];
}

/** From a locked device, with a file that is lost: it can never be sent as it is. */
const istVerstuemmelt = ({ problem: p }: Pick<Eintrag, 'problem'>): boolean =>
  istVomGesperrten(p) && liesJson<Problem>(p).grund === 'anhang-fehlt';

const TEXTFELDER = ['begruendung', 'aktenzeichen', 'betreff', 'frist', 'beschreibung', 'entscheidung', 'text'] as const;

/** What was wanted, in words. */
function alsKommentar(order: Order, body: Record<string, unknown>): string {
  const teile = TEXTFELDER.filter((f) => typeof body[f] === 'string').map((f) => String(body[f]));
  return [`Nicht übernommen: ${ORDER_TITEL[order].titel}`, ...teile].join('\n');
}

/** Files that only the ended command named need not reach the cloud any more. */
function gebeDateienFrei(kern: Kern, e: Eintrag, ausgang: Ausweg, body: Record<string, unknown> | undefined): void {
  const g = gelesen(e);
  if (!('command' in g) || ausgang === 'erneut') return;
  const gebraucht = new Set(ausgang === 'bearbeiten' ? genannteAnhaenge(body ?? {}) : []);
  gebeFrei(
    kern.v,
    genannteAnhaenge(g.command.body).filter((id) => !gebraucht.has(id)),
  );
}

/** Ends an entry and records it. `anderswo`: the person has decided it on another device. */
export function beende(kern: Kern, e: Eintrag, ausgang: Ausweg | 'anderswo', neu?: string): void {
  const g = gelesen(e);
  const ungesagt = e.state === 'cloud-zu-alt' && 'command' in g && g.command.signatur !== undefined;
  if (ungesagt) {
    // Signed, and never heard by the cloud: the journal is told that it was withdrawn.
    kern.v.tu("UPDATE outbox SET state = 'zurueckgenommen', ruecknahme_offen = 1 WHERE folge = ?", e.folge);
  } else {
    kern.v.tu('DELETE FROM outbox WHERE folge = ?', e.folge);
  }
  kern.v.tu(
    'INSERT OR REPLACE INTO erledigung (command_id, vorgang_id, auftrag, ausgang, am, neu) VALUES (?, ?, ?, ?, ?, ?)',
    e.command_id,
    e.vorgang_id,
    e.auftrag,
    ausgang,
    jetztInstant(kern),
    neu ?? null,
  );
}

/** The command that stands for the old one; judged on what is shown without it and what comes after it. */
function ersatz(kern: Kern, e: Eintrag, weg: Ausweg, body: Record<string, unknown> | undefined): string {
  const g = gelesen(e);
  if (!('command' in g) || !istOrder(e.auftrag)) throw new ProblemError('eingabe-ungueltig');
  const vorgangId = idText(e.vorgang_id);
  const alle = eintraegeVon(kern.v, e.vorgang_id);
  const davor = alle.slice(
    0,
    alle.findIndex((x) => x.folge === e.folge),
  );
  const gesehen = gesehenerVorgang(kern, vorgangId, davor);
  const kommentar = weg === 'kommentar';
  const commandId = kern.neueId();
  const befehl = beurteile(gesehen, {
    commandId,
    vorgangId,
    order: kommentar ? 'KOMMENTAR_ANLEGEN' : e.auftrag,
    body: kommentar
      ? { kommentarId: kern.neueId(), text: alsKommentar(e.auftrag, g.command.body) }
      : (body ?? g.command.body),
    createdAt: jetztInstant(kern),
  });
  const ersetzt = kommentar ? undefined : e.command_id;
  haengeAn(kern, { befehl, gesehen, ersetzt, platz: e.platz });
  return commandId;
}

export function loese(
  kern: Kern,
  commandId: string,
  weg: Ausweg,
  body?: Record<string, unknown>,
): { commandId: string; state: OutboxState; neu?: string } {
  const e = eintragVon(kern.v, commandId);
  if (!e) throw new ProblemError('nicht-gefunden', { detail: 'Diese Änderung ist nicht (mehr) zu lösen.' });
  const verwaist =
    kern.v.eins<{ u: string | null }>('SELECT ursache AS u FROM vorgang WHERE id = ?', e.vorgang_id)?.u != null;
  if (!wege(e, verwaist).includes(weg)) {
    throw new ProblemError('eingabe-ungueltig', { detail: 'Dieser Weg ist hier nicht möglich.' });
  }
  if (weg === 'bearbeiten' && body === undefined) {
    throw new ProblemError(problem('eingabe-ungueltig', { detail: 'Zum Bearbeiten fehlt der neue Inhalt.' }));
  }
  const neu = weg === 'verwerfen' ? undefined : ersatz(kern, e, weg, body);
  gebeDateienFrei(kern, e, weg, body);
  beende(kern, e, weg, neu);
  loeseAngehaltene(kern, e.vorgang_id);
  nachArbeit(kern, idText(e.vorgang_id), keineAenderungen());
  return { commandId, state: 'zurueckgenommen', ...(neu === undefined ? {} : { neu }) };
}
