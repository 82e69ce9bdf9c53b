/**
 * Single Vorgänge, the outbox and the conflicts as the window shows them: records unpacked, overlaid, with what is
 * pending and what may be done. Reads only.
 */
import { istOrder, ORDER_TITEL } from '../../../src-shared/domain/befehle.ts';
import { type Problem, ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import type {
  KonfliktAnsicht,
  Marke,
  OutboxEintrag,
  VorgangAnsicht,
} from '../../../src-shared/workspace-api/ansichten.ts';
import { angebote } from './angebote.ts';
import { type Basiszeile, basiszeile, basiszeileNachNummer, liesBasis, ueberlagert } from './basis.ts';
import type { Giftstueck, OutboxZahlen } from './bestand-typen.ts';
import { arbeitsstand, EINTRAG_SPALTEN, type Eintrag, eintraegeVon, GEPARKT, gelesen } from './eintraege.ts';
import { warumFehlt } from './fehlend.ts';
import { alsGanzes, istKopf } from './ganz.ts';
import { alsInstant, idBytes, idText } from './kennung.ts';
import type { Kern } from './kern.ts';
import { istRuecknehmbar } from './klick.ts';
import { type Sicht, sichtVon, vergleiche } from './konfliktfelder.ts';
import { dienste, kontextFuer } from './kontext.ts';
import { wege } from './loesung.ts';
import { entpacke, liesJson } from './packen.ts';
import { MARKE_ENTZOGEN, MARKEN } from './zeile.ts';

/** One Vorgang's entries with what they rest on; the base is unpacked only where something asks for it. */
interface Arbeitsplatz {
  stand: Basiszeile;
  nummer: string;
  eintraege: Eintrag[];
  basis(): Vorgang | VorgangKopf;
}

function arbeitsplatz(kern: Kern, stand: Basiszeile): Arbeitsplatz {
  let basis: Vorgang | VorgangKopf | undefined;
  const nummer = kern.v.eins<{ n: string }>('SELECT nummer AS n FROM vorgang WHERE zeile = ?', stand.zeile)?.n ?? '';
  return {
    stand,
    nummer,
    eintraege: eintraegeVon(kern.v, idBytes(stand.id)),
    basis: () => {
      basis ??= liesBasis(kern.v, stand.zeile);
      return basis;
    },
  };
}

/** Entries that are history for people: confirmed or taken back. */
const vorbei = (e: Eintrag): boolean => e.state === 'bestaetigt' || e.state === 'zurueckgenommen';

function alsEintrag(kern: Kern, platz: Arbeitsplatz, e: Eintrag): OutboxEintrag {
  const g = gelesen(e);
  return {
    commandId: e.command_id,
    vorgangId: platz.stand.id,
    vorgangNummer: platz.nummer,
    order: e.auftrag,
    titel: istOrder(e.auftrag) ? ORDER_TITEL[e.auftrag].titel : e.auftrag,
    body: 'command' in g ? g.command.body : {},
    state: e.state,
    erstelltAm: e.erstellt_am,
    versuche: e.versuche,
    ...(e.naechster_ms > 0 ? { naechsterVersuchAm: alsInstant(e.naechster_ms) } : {}),
    ...(e.wartet_bis_ms > 0 ? { wartetBis: alsInstant(e.wartet_bis_ms) } : {}),
    ...(e.problem === null ? {} : { problem: liesJson<Problem>(e.problem) }),
    ...(e.ersetzt === null ? {} : { ersetzt: e.ersetzt }),
    ruecknehmbar: istRuecknehmbar(
      kern,
      e,
      platz.eintraege.filter((x) => x.state !== 'zurueckgenommen'),
      platz.basis,
    ),
  };
}

function markeVon(stand: Basiszeile, eintraege: readonly Eintrag[]): Marke | undefined {
  return MARKEN[stand.ursache === null ? arbeitsstand(eintraege).marke : MARKE_ENTZOGEN];
}

function detailsVon(stand: Basiszeile): VorgangAnsicht['details'] {
  if (stand.detailsVersion === null) return 'fehlen';
  return stand.detailsVersion < stand.kopfVersion ? 'veraltet' : 'aktuell';
}

/** By id or Vorgangsnummer; throws `nicht-gefunden`, or `nicht-sichtbar` where it has left the person's sight. */
export function vorgangAnsicht(kern: Kern, idOderNummer: string): VorgangAnsicht {
  const stand = basiszeile(kern.v, idOderNummer) ?? basiszeileNachNummer(kern.v, idOderNummer);
  if (!stand) throw new ProblemError(warumFehlt(kern, idOderNummer));
  const platz = arbeitsplatz(kern, stand);
  const { vorgang, sichtEnde } = ueberlagert(kern, platz.basis(), platz.eintraege);
  const dienst = dienste(kern).find((d) => d.id === vorgang.dienst.id);
  const marke = markeVon(stand, platz.eintraege);
  const details = detailsVon(stand);
  const kontext = kontextFuer(kern, vorgang);
  return {
    vorgang,
    basisVersion: stand.kopfVersion,
    details,
    pending: platz.eintraege.filter((e) => !vorbei(e)).map((e) => alsEintrag(kern, platz, e)),
    vorlagen: dienst?.vorlagen.map(({ id, name }) => ({ id, name })) ?? [],
    ...(dienst === undefined ? {} : { dienst }),
    angebote: angebote(alsGanzes(vorgang), kontext, details, sichtEnde || stand.ursache !== null),
    ...(marke === undefined ? {} : { marke }),
  };
}

/** Entries grouped by their Vorgang, so that each is looked at once. */
function plaetze(kern: Kern, vorgangIds: Iterable<string>): Map<string, Arbeitsplatz> {
  const alle = new Map<string, Arbeitsplatz>();
  for (const id of vorgangIds) {
    const stand = alle.has(id) ? undefined : basiszeile(kern.v, id);
    if (stand) alle.set(id, arbeitsplatz(kern, stand));
  }
  return alle;
}

/** All that is not confirmed, in the queue's order; what was taken back is not shown. */
export function outbox(kern: Kern): OutboxEintrag[] {
  const offene = kern.v.alle<Eintrag>(
    `SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE state NOT IN ('bestaetigt', 'zurueckgenommen') ORDER BY platz, folge`,
  );
  const orte = plaetze(
    kern,
    offene.map((e) => idText(e.vorgang_id)),
  );
  return offene.flatMap((e) => {
    const platz = orte.get(idText(e.vorgang_id));
    return platz ? [alsEintrag(kern, platz, e)] : [];
  });
}

/** What the cloud has now: its word at the conflict, or the base where that is newer. */
function jetzigerStand(kern: Kern, platz: Arbeitsplatz, e: Eintrag): Vorgang | VorgangKopf | undefined {
  const blob = kern.v.eins<{ jetzt: Uint8Array | null }>('SELECT jetzt FROM outbox WHERE folge = ?', e.folge)?.jetzt;
  const gesagt = blob ? entpacke<Vorgang>(blob) : undefined;
  if (platz.stand.ursache !== null) return gesagt;
  const basis = platz.basis();
  return gesagt !== undefined && gesagt.version >= basis.version ? gesagt : basis;
}

function alsKonflikt(kern: Kern, platz: Arbeitsplatz, e: Eintrag): KonfliktAnsicht {
  const jetzt = jetzigerStand(kern, platz, e);
  const eintrag = alsEintrag(kern, platz, e);
  const letzter = jetzt === undefined || istKopf(jetzt) ? undefined : jetzt.historie.at(-1);
  return {
    eintrag,
    vorgangNummer: platz.nummer,
    felder: vergleiche(liesJson<Sicht>(e.gesehen), liesJson<Sicht>(e.gewollt), jetzt && sichtVon(jetzt, eintrag.body)),
    ...(jetzt === undefined
      ? {}
      : {
          jetzt: {
            ...(letzter === undefined ? {} : { von: letzter.von.name }),
            am: jetzt.geaendertAm,
            version: jetzt.version,
          },
        }),
    wege: wege(e, platz.stand.ursache !== null),
  };
}

/** Parked work, in the queue's order. */
export function konflikte(kern: Kern): KonfliktAnsicht[] {
  const geparkt = kern.v.alle<Eintrag>(
    `SELECT ${EINTRAG_SPALTEN} FROM outbox INDEXED BY outbox_state
     WHERE state IN ('konflikt', 'abgelehnt', 'cloud-zu-alt') ORDER BY platz, folge`,
  );
  const orte = plaetze(
    kern,
    geparkt.map((e) => idText(e.vorgang_id)),
  );
  return geparkt.flatMap((e) => {
    const platz = orte.get(idText(e.vorgang_id));
    return platz ? [alsKonflikt(kern, platz, e)] : [];
  });
}

export function outboxZahlen(kern: Kern): OutboxZahlen {
  const zahlen: OutboxZahlen = { pending: 0, konflikte: 0, abgelehnt: 0 };
  for (const { state, offen, n } of kern.v.alle<{ state: Eintrag['state']; offen: number; n: number }>(
    'SELECT state, ruecknahme_offen AS offen, count(*) AS n FROM outbox GROUP BY state, ruecknahme_offen',
  )) {
    if (state === 'konflikt') zahlen.konflikte += n;
    else if (GEPARKT.has(state)) zahlen.abgelehnt += n;
    else if (state !== 'bestaetigt' && (state !== 'zurueckgenommen' || offen === 1)) zahlen.pending += n;
  }
  return zahlen;
}

/** What this version cannot read, as it is stored. */
export function giftstuecke(kern: Kern): Giftstueck[] {
  return kern.v.alle<Eintrag>(`SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE gift = 1 ORDER BY folge`).map((e) => ({
    commandId: e.command_id,
    vorgangId: idText(e.vorgang_id),
    order: e.auftrag,
    roh: e.befehl,
    problem: liesJson<Problem>(e.problem ?? 'null'),
  }));
}
