/**
 * Equal intent (cloud-api.md "Commands"): the state asked for is there already, by the same body; then a command is
 * accepted without a change and nobody sees a conflict. Never for signing and forwarding, never with another reason.
 */
import type { Befehl, Body, Order } from './befehle.ts';
import { UEBERGAENGE } from './uebergaenge.ts';
import type { Vorgang } from './vorgang.ts';

const gleich = (a: unknown, b: unknown): boolean => JSON.stringify(sortiert(a)) === JSON.stringify(sortiert(b));

/** Objects with keys in order, so that equal content compares equal. */
function sortiert(wert: unknown): unknown {
  if (Array.isArray(wert)) return wert.map(sortiert);
  if (wert === null || typeof wert !== 'object') return wert;
  return Object.fromEntries(
    Object.entries(wert)
      .filter(([, w]) => w !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, w]) => [k, sortiert(w)]),
  );
}

/** The reason last given for an order in this case. */
function letzteBegruendung(v: Vorgang, order: Order): string | undefined {
  return v.historie.findLast((h) => h.order === order)?.begruendung;
}

function zielErreicht(v: Vorgang, befehl: Befehl): boolean {
  const { nach } = UEBERGAENGE[befehl.order];
  if (nach === 'vorher') return v.status !== 'ZU_LOESCHEN' && v.historie.at(-1)?.order === befehl.order;
  if (nach === null || nach === 'weg') return false;
  if (typeof nach === 'string') return v.status === nach;
  const gesehen = befehl.erwartet?.status;
  return typeof gesehen === 'string' && gesehen in nach && nach[gesehen as keyof typeof nach] === v.status;
}

const inhaltBescheid = (b: Body<'BESCHEID_ENTWERFEN'> | Vorgang['bescheide'][number]) => ({
  entscheidung: b.entscheidung,
  vorlageId: b.vorlageId,
  felder: b.felder,
  text: b.text,
});

const inhaltWiedervorlage = (w: { betreff: string; frist: string; beschreibung?: string | undefined }) => ({
  betreff: w.betreff,
  frist: w.frist,
  beschreibung: w.beschreibung,
});

/** Content of an object that a command creates, as far as the person gave it; undefined where it is not there. */
export function gleicherInhalt(v: Vorgang, befehl: Befehl): boolean | undefined {
  switch (befehl.order) {
    case 'KOMMENTAR_ANLEGEN': {
      const k = v.kommentare.find((x) => x.id === befehl.body.kommentarId);
      return (
        k &&
        k.text === befehl.body.text &&
        gleich(
          k.anhaenge.map((a) => a.id),
          befehl.body.anhaenge ?? [],
        )
      );
    }
    case 'WIEDERVORLAGE_ANLEGEN': {
      const w = v.wiedervorlagen.find((x) => x.id === befehl.body.wiedervorlageId);
      return w && gleich(inhaltWiedervorlage(w), inhaltWiedervorlage(befehl.body));
    }
    case 'NACHRICHT_SENDEN': {
      const n = v.nachrichten.find((x) => x.id === befehl.body.nachrichtId);
      return (
        n &&
        n.betreff === befehl.body.betreff &&
        n.text === befehl.body.text &&
        gleich(
          n.anhaenge.map((a) => a.id),
          befehl.body.anhaenge ?? [],
        )
      );
    }
    case 'BESCHEID_ENTWERFEN': {
      const b = v.bescheide.find((x) => x.id === befehl.body.bescheidId);
      return b && b.version === 1 && gleich(inhaltBescheid(b), inhaltBescheid(befehl.body));
    }
    default:
      return undefined;
  }
}

/** True where the command asks for what is there already. */
export function gleicheAbsicht(v: Vorgang, befehl: Befehl): boolean {
  switch (befehl.order) {
    case 'BEARBEITER_ZUWEISEN':
      return (v.bearbeiter?.sub ?? null) === befehl.body.bearbeiter;
    case 'AKTENZEICHEN_SETZEN':
      return v.aktenzeichen === befehl.body.aktenzeichen;
    case 'KOMMENTAR_ANLEGEN':
    case 'WIEDERVORLAGE_ANLEGEN':
    case 'NACHRICHT_SENDEN':
    case 'BESCHEID_ENTWERFEN':
      return gleicherInhalt(v, befehl) === true;
    case 'WIEDERVORLAGE_AENDERN': {
      const w = v.wiedervorlagen.find((x) => x.id === befehl.body.wiedervorlageId);
      return w !== undefined && gleich(inhaltWiedervorlage(w), inhaltWiedervorlage(befehl.body));
    }
    case 'WIEDERVORLAGE_ERLEDIGEN':
    case 'WIEDERVORLAGE_WIEDEREROEFFNEN': {
      const w = v.wiedervorlagen.find((x) => x.id === befehl.body.wiedervorlageId);
      return w !== undefined && w.erledigt === (befehl.order === 'WIEDERVORLAGE_ERLEDIGEN');
    }
    case 'BESCHEID_AENDERN': {
      const b = v.bescheide.find((x) => x.id === befehl.body.bescheidId);
      return b?.stand === 'ENTWURF' && gleich(inhaltBescheid(b), inhaltBescheid(befehl.body));
    }
    case 'BESCHEID_VERWERFEN':
      return v.historie.some((h) => h.order === befehl.order && h.bezug === befehl.body.bescheidId);
    case 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN': {
      const b = v.bescheide.find((x) => x.id === befehl.body.bescheidId);
      return (
        b?.stand === 'ZUR_MITZEICHNUNG' &&
        b.zurMitzeichnung?.an.sub === befehl.body.an &&
        b.dokument?.sha256 === befehl.body.dokument.sha256
      );
    }
    case 'BESCHEID_ZURUECKWEISEN': {
      const b = v.bescheide.find((x) => x.id === befehl.body.bescheidId);
      return b?.stand === 'ZURUECKGEWIESEN' && b.zurueckgewiesen?.begruendung === befehl.body.begruendung;
    }
    case 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN':
      return v.bescheide.some((b) => b.id === befehl.body.bescheidId && b.stand === 'ZURUECKGEZOGEN');
    case 'BESCHEID_MITZEICHNEN':
    case 'BESCHEID_ZEICHNEN':
    case 'VORGANG_WEITERLEITEN':
    case 'VORGANG_LOESCHEN':
      return false;
    case 'VORGANG_VERWERFEN':
    case 'VORGANG_WIEDEREROEFFNEN':
    case 'VORGANG_ZUM_LOESCHEN_MARKIEREN':
      return zielErreicht(v, befehl) && letzteBegruendung(v, befehl.order) === befehl.body.begruendung;
    default:
      return zielErreicht(v, befehl);
  }
}
