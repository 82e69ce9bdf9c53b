/**
 * What the person's locked device handed over, taken into this outbox as parked work: each command once, never again after it
 * was decided here, and nothing of it leaves before the person decides. Which ends the cloud has still to be told follows
 * from what is stored (`erledigung`), so that a crash between decision and word costs nothing.
 */
import { alsBefehl, type Command } from '../../../src-shared/cloud-api/commands.ts';
import type { NachlassEintrag } from '../../../src-shared/cloud-api/geraete.ts';
import { type Befehl, genannteAnhaenge } from '../../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../../src-shared/domain/erwartung.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import { type Problem, problem } from '../../../src-shared/domain/problem.ts';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { merkeBeschreibung } from './anhaenge.ts';
import { basiszeile, liesBasis, ueberlagert } from './basis.ts';
import type { NachlassBericht, Nachlassliste, NachlassMerk } from './bestand-typen.ts';
import { eintraegeVon, eintragVon, GEPARKT, istVomGesperrten } from './eintraege.ts';
import { loeseAngehaltene } from './ergebnisse.ts';
import { alsGanzes } from './ganz.ts';
import { idBytes, idText } from './kennung.ts';
import { type Kern, liesMeta, setzeMeta } from './kern.ts';
import { gewollteSicht, sichtVon } from './konfliktfelder.ts';
import { kontextFuer } from './kontext.ts';
import { beende } from './loesung.ts';
import { keineAenderungen, nachArbeit } from './tor.ts';
import type { Verbindung } from './verbindung.ts';

/** Where the cache keeps what it took over; read by `gemerkt('nachlass')`. */
const MERK = 'eigen:nachlass';

const merkVon = (v: Verbindung): NachlassMerk | undefined => liesMeta<NachlassMerk>(v, MERK);

const gibtEs = (v: Verbindung, tabelle: 'outbox' | 'erledigung', commandId: string): boolean =>
  v.eins(`SELECT 1 AS da FROM ${tabelle} WHERE command_id = ?`, commandId) !== undefined;

/** Takes over what is listed and lets go of what the person has decided on another device. */
export function uebernimmNachlass(kern: Kern, { eintraege, erledigt, unlesbar }: Nachlassliste): NachlassBericht {
  const bericht: NachlassBericht = { ...keineAenderungen(), uebernommen: 0 };
  const merk: NachlassMerk = { hier: [], ohneVorgang: 0, unlesbar };
  const hier = new Set(merkVon(kern.v)?.hier.filter((id) => gibtEs(kern.v, 'outbox', id) || istErledigt(kern.v, id)));
  for (const e of eintraege) {
    const { commandId } = e.command;
    const schon = gibtEs(kern.v, 'outbox', commandId);
    if (!schon && !istErledigt(kern.v, commandId)) {
      const ausgang = parkeHier(kern, e, bericht);
      if (ausgang !== 'hier') {
        merk[ausgang] += 1;
        continue;
      }
      bericht.uebernommen += 1;
    }
    if (schon) beschreibeAnhaenge(kern, e);
    hier.add(commandId);
  }
  for (const id of erledigt) if (lassLos(kern, id, bericht)) hier.delete(id);
  merk.hier = [...hier];
  const leer = merk.hier.length + merk.ohneVorgang + merk.unlesbar === 0;
  setzeMeta(kern.v, MERK, leer ? null : merk);
  return bericht;
}

/** The cloud's own word that it was decided; a mere gap in its list is none. */
function lassLos(kern: Kern, commandId: string, bericht: NachlassBericht): boolean {
  const e = eintragVon(kern.v, commandId);
  if (!e || !GEPARKT.has(e.state) || !istVomGesperrten(e.problem)) return false;
  beende(kern, e, 'anderswo');
  loeseAngehaltene(kern, e.vorgang_id);
  nachArbeit(kern, idText(e.vorgang_id), bericht);
  return true;
}

/** Decided here, and the cloud has not been told yet. */
export function nachlassZuMelden(v: Verbindung): string[] {
  return merkVon(v)?.hier.filter((id) => istErledigt(v, id)) ?? [];
}

/** The cloud knows that these are decided. */
export function nachlassGemeldet(kern: Kern, commandIds: readonly string[]): void {
  const merk = merkVon(kern.v);
  if (merk) setzeMeta(kern.v, MERK, { ...merk, hier: merk.hier.filter((id) => !commandIds.includes(id)) });
}

const istErledigt = (v: Verbindung, commandId: string): boolean => gibtEs(v, 'erledigung', commandId);

/** One command as a parked entry at the end of the queue, or why it cannot be one now. */
function parkeHier(kern: Kern, e: NachlassEintrag, bericht: NachlassBericht): 'hier' | 'ohneVorgang' | 'unlesbar' {
  const { command } = e;
  const gelesen = alsBefehl(command);
  if ('problem' in gelesen) return 'unlesbar';
  const stand = basiszeile(kern.v, command.vorgangId);
  if (!stand || stand.ursache !== null) return 'ohneVorgang';
  const { vorgang } = ueberlagert(kern, liesBasis(kern.v, stand.zeile), eintraegeVon(kern.v, idBytes(stand.id)));
  const kontext = kontextFuer(kern, vorgang);
  if (!kontext) return 'ohneVorgang';
  beschreibeAnhaenge(kern, e);
  const damals = wieDamals(vorgang, gelesen.befehl, kontext);
  const befehl = { ...gelesen.befehl, erwartet: erwartetVon(damals, gelesen.befehl) };
  kern.v.tu(
    `INSERT INTO outbox (command_id, vorgang_id, platz, auftrag, befehl, state, erstellt_am, problem, gesehen, gewollt)
     VALUES (?, ?, 0, ?, ?, 'abgelehnt', ?, ?, ?, ?)`,
    command.commandId,
    idBytes(stand.id),
    command.order,
    JSON.stringify(command),
    command.createdAt,
    JSON.stringify(problemVon(command, e)),
    JSON.stringify(sichtVon(damals, befehl.body)),
    JSON.stringify(gewollteSicht(damals, befehl, mitAnhaengen(kontext, e))),
  );
  kern.v.tu('UPDATE outbox SET platz = folge WHERE command_id = ?', command.commandId);
  nachArbeit(kern, stand.id, bericht);
  return 'hier';
}

/** Files whose bytes the cloud has can be named again: what they are is known here then. */
function beschreibeAnhaenge(kern: Kern, e: NachlassEintrag): void {
  for (const a of e.anhaenge) merkeBeschreibung(kern, e.command.vorgangId, a);
}

/** What the person saw on the other device, as far as the command says it; the rest as it is shown here now. */
function wieDamals(vorgang: Vorgang | VorgangKopf, { erwartet }: Befehl, kontext: Kontext): Vorgang {
  const damals: Vorgang = { ...alsGanzes(vorgang) };
  if (erwartet?.status != null) damals.status = erwartet.status;
  if (erwartet?.aktenzeichen !== undefined) damals.aktenzeichen = erwartet.aktenzeichen ?? undefined;
  if (erwartet?.bearbeiter !== undefined) {
    const sub = erwartet.bearbeiter;
    damals.bearbeiter = sub === null ? undefined : { sub, name: kontext.personName(sub) ?? sub };
  }
  return damals;
}

/** To show what was wanted, a file that is lost still has a name. */
const mitAnhaengen = (kontext: Kontext, e: NachlassEintrag): Kontext => ({
  ...kontext,
  anhang: (id) =>
    kontext.anhang(id) ??
    e.anhaenge.find((a) => a.id === id) ?? { id, dateiname: '', contentType: '', groesse: 0, sha256: '' },
});

function problemVon(command: Command, e: NachlassEintrag): Problem {
  const da = new Set(e.anhaenge.map((a) => a.id));
  const fehlen = genannteAnhaenge(command.body).filter((id) => !da.has(id.toLowerCase())).length;
  if (fehlen === 0) return problem('nachlass');
  const was = fehlen === 1 ? 'Ein Anhang dazu ist' : `${fehlen} Anhänge dazu sind`;
  const detail = `${was} nie in der Cloud angekommen; so lässt sich die Änderung nicht mehr senden, nur als Kommentar festhalten oder verwerfen.`;
  return problem('nachlass', { detail, grund: 'anhang-fehlt' });
}
