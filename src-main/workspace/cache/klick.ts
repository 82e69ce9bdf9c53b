/**
 * A click: the command enters the outbox in one transaction with all it changes (draft gone, file kept, act signed, row
 * shown anew). It is judged beforehand by the domain's own rules on what is on the screen. And taking it back, which is
 * possible only as long as it certainly never left this device.
 */
import { alsBefehl, type Command } from '../../../src-shared/cloud-api/commands.ts';
import { apply } from '../../../src-shared/domain/apply.ts';
import {
  type Befehl,
  type Erwartet,
  genannteAnhaenge,
  type Order,
  SIGNIERT,
} from '../../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../../src-shared/domain/erwartung.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import type { Signatur } from '../../../src-shared/domain/zeichnung.ts';
import type { OutboxState } from '../../../src-shared/workspace-api/ansichten.ts';
import { naechsterAkt, schreibeAkt, setzeAktState } from './akte.ts';
import { gebeFrei, legeUploadAb } from './anhaenge.ts';
import { type Basiszeile, basiszeile, liesBasis, ueberlagert } from './basis.ts';
import type { Klick } from './bestand-typen.ts';
import { ausgangVon, type Eintrag, eintraegeVon, eintragVon, gelesen } from './eintraege.ts';
import { rettePerEntwurf, setzeEntwurf } from './entwuerfe.ts';
import { alsGanzes } from './ganz.ts';
import { idBytes, idText } from './kennung.ts';
import { jetztInstant, type Kern } from './kern.ts';
import { gewollteSicht, sichtVon } from './konfliktfelder.ts';
import { kontextFuer } from './kontext.ts';
import { keineAenderungen, nachArbeit } from './tor.ts';

/** Orders that can be taken back for ten seconds before they leave. */
const BEDENKZEIT: ReadonlySet<Order> = new Set(['NACHRICHT_SENDEN', 'BESCHEID_ZEICHNEN']);
export const BEDENKZEIT_MS = 10_000;

/** A Vorgang as the person sees it, the row beneath, and what judging a command on it needs. */
interface Gesehen {
  stand: Basiszeile;
  vorgang: Vorgang | VorgangKopf;
  kontext: Kontext;
}

/** A command that may be given, with what the person saw. */
type Beurteilt = Befehl & { erwartet: Erwartet };

/** What the person sees of a Vorgang. Throws `nicht-gefunden`, `nicht-angemeldet`, `nicht-sichtbar`. */
export function gesehenerVorgang(kern: Kern, vorgangId: string, eintraege?: readonly Eintrag[]): Gesehen {
  const stand = basiszeile(kern.v, vorgangId);
  if (!stand) throw new ProblemError('nicht-gefunden');
  if (stand.ursache !== null) throw new ProblemError('nicht-sichtbar');
  const basis = liesBasis(kern.v, stand.zeile);
  const { vorgang, sichtEnde } = ueberlagert(kern, basis, eintraege ?? eintraegeVon(kern.v, idBytes(vorgangId)));
  if (sichtEnde) throw new ProblemError('nicht-sichtbar');
  const kontext = kontextFuer(kern, vorgang);
  if (!kontext) throw new ProblemError('nicht-angemeldet');
  return { stand, vorgang, kontext };
}

/** Drafting and signing rest on the details; signing on the newest. */
function pruefeDetails(stand: Basiszeile, order: string): void {
  if (!order.startsWith('BESCHEID_')) return;
  if (stand.detailsVersion === null) throw new ProblemError('details-fehlen');
  if (SIGNIERT.has(order) && stand.detailsVersion < stand.kopfVersion) throw new ProblemError('details-veraltet');
}

/** The command checked against its schema and judged on what is shown; throws the problem that stands against it. */
export function beurteile(gesehen: Gesehen, roh: Omit<Command, 'erwartet'> & Pick<Klick, 'erwartet'>): Beurteilt {
  const teil = alsBefehl(roh);
  if ('problem' in teil) throw new ProblemError(teil.problem);
  pruefeDetails(gesehen.stand, roh.order);
  const erwartet = roh.erwartet ?? erwartetVon(gesehen.vorgang, teil.befehl);
  const befehl: Beurteilt = { ...teil.befehl, erwartet };
  const urteil = apply(alsGanzes(gesehen.vorgang), befehl, gesehen.kontext);
  if (urteil.state !== 'angenommen') throw new ProblemError(urteil.problem);
  return befehl;
}

interface NeuerEintrag {
  befehl: Befehl;
  gesehen: Gesehen;
  signatur?: Signatur | undefined;
  ersetzt?: string | undefined;
  wartetBisMs?: number | undefined;
  /** Place in the queue; at the end where not given. */
  platz?: number | undefined;
}

/** Appends (or puts in place) one entry; the caller shows the row anew. */
export function haengeAn(kern: Kern, neu: NeuerEintrag): void {
  const { befehl, signatur, ersetzt } = neu;
  const { vorgang, kontext } = neu.gesehen;
  const sicht = sichtVon(vorgang, befehl.body);
  const gewollt = gewollteSicht(vorgang, befehl, kontext);
  const command = {
    ...befehl,
    ...(ersetzt === undefined ? {} : { ersetzt }),
    ...(signatur === undefined ? {} : { deviceId: signatur.header.deviceId, signatur }),
  };
  kern.v.tu(
    `INSERT INTO outbox (command_id, vorgang_id, platz, auftrag, befehl, state, erstellt_am, wartet_bis_ms, ersetzt, gesehen, gewollt)
     VALUES (?, ?, ?, ?, ?, 'wartet', ?, ?, ?, ?, ?)`,
    befehl.commandId,
    idBytes(befehl.vorgangId),
    neu.platz ?? 0,
    befehl.order,
    JSON.stringify(command),
    befehl.createdAt,
    neu.wartetBisMs ?? 0,
    ersetzt ?? null,
    JSON.stringify(sicht),
    JSON.stringify(gewollt),
  );
  if (neu.platz === undefined) kern.v.tu('UPDATE outbox SET platz = folge WHERE command_id = ?', befehl.commandId);
}

function unterschreibe(kern: Kern, klick: Klick, befehl: Beurteilt): Signatur | undefined {
  if (!SIGNIERT.has(klick.order)) return undefined;
  const { signiere, deviceId } = klick;
  if (!signiere || deviceId === undefined) throw new ProblemError('signatur-fehlt');
  const { commandId, createdAt, erwartet } = befehl;
  const signatur = signiere({ deviceId, ...naechsterAkt(kern.v, deviceId), commandId, createdAt, erwartet });
  if (signatur.header.deviceId !== deviceId || signatur.inhalt.commandId !== commandId) {
    throw new ProblemError('signatur-ungueltig');
  }
  schreibeAkt(kern.v, klick.vorgangId, signatur, createdAt);
  return signatur;
}

/** A call repeated under its commandId (the line to the engine broke) is answered with what became of it, and stores nothing. */
export function stelleEin(kern: Kern, klick: Klick): { commandId: string; state: OutboxState } {
  const schon = klick.commandId === undefined ? undefined : ausgangVon(kern.v, klick.commandId);
  if (schon !== undefined && klick.commandId !== undefined) return { commandId: klick.commandId, state: schon };
  const gesehen = gesehenerVorgang(kern, klick.vorgangId);
  if (klick.dokument) legeUploadAb(kern, klick.vorgangId, klick.dokument.anhang, klick.dokument.bytes);
  const { vorgangId, order, body, erwartet } = klick;
  const commandId = klick.commandId ?? kern.neueId();
  const befehl = beurteile(gesehen, {
    commandId,
    vorgangId,
    order,
    body,
    createdAt: jetztInstant(kern),
    ...(erwartet === undefined ? {} : { erwartet }),
  });
  const wartetBisMs = klick.wartetBisMs ?? (BEDENKZEIT.has(order) ? kern.uhr.jetzt() + BEDENKZEIT_MS : undefined);
  haengeAn(kern, { befehl, gesehen, signatur: unterschreibe(kern, klick, befehl), wartetBisMs });
  if (klick.entwurf !== undefined) setzeEntwurf(kern, vorgangId, klick.entwurf, null);
  nachArbeit(kern, vorgangId, keineAenderungen());
  return { commandId, state: 'wartet' };
}

/** Whether a later entry of the Vorgang would lose its ground without this one. */
function traegtAndere(kern: Kern, e: Eintrag, eintraege: readonly Eintrag[], basis: Vorgang | VorgangKopf): boolean {
  if (eintraege.at(-1)?.folge === e.folge) return false;
  const mit = new Set(ueberlagert(kern, basis, eintraege).uebersprungen);
  const ohne = ueberlagert(
    kern,
    basis,
    eintraege.filter((x) => x.folge !== e.folge),
  ).uebersprungen;
  return ohne.some((id) => !mit.has(id));
}

/** Whether `nimmZurueck` would take it back now. `eintraege` are all of the same Vorgang. */
export function istRuecknehmbar(
  kern: Kern,
  e: Eintrag,
  eintraege: readonly Eintrag[],
  basis: () => Vorgang | VorgangKopf,
): boolean {
  return e.state === 'wartet' && e.je_gesendet === 0 && e.gift === 0 && !traegtAndere(kern, e, eintraege, basis());
}

export function nimmZurueck(kern: Kern, commandId: string): { commandId: string; state: OutboxState } {
  const e = eintragVon(kern.v, commandId);
  const stand = e && basiszeile(kern.v, idText(e.vorgang_id));
  if (!e || !stand) throw new ProblemError('nicht-zuruecknehmbar');
  const eintraege = eintraegeVon(kern.v, e.vorgang_id);
  if (!istRuecknehmbar(kern, e, eintraege, () => liesBasis(kern.v, stand.zeile))) {
    throw new ProblemError('nicht-zuruecknehmbar');
  }
  const g = gelesen(e);
  const signiert = 'command' in g && g.command.signatur !== undefined;
  kern.v.tu(
    "UPDATE outbox SET state = 'zurueckgenommen', ruecknahme_offen = ? WHERE folge = ?",
    signiert ? 1 : 0,
    e.folge,
  );
  if (signiert) {
    setzeAktState(kern.v, commandId, 'zurueckgenommen');
    gebeFrei(kern.v, genannteAnhaenge(g.command.body));
  }
  rettePerEntwurf(kern, e);
  nachArbeit(kern, stand.id, keineAenderungen());
  return { commandId, state: 'zurueckgenommen' };
}

/** Guard for callers that store work on a Vorgang: it must be here. */
export function verlangeVorgang(kern: Kern, vorgangId: string): void {
  if (!basiszeile(kern.v, vorgangId)) throw new ProblemError('nicht-gefunden');
}
