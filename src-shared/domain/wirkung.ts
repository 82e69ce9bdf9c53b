/**
 * Effects of all orders that are not about a Bescheid: what changes in the Vorgang besides status, version and
 * Historie. Preconditions that rest on the body (target known, object there) are judged here, since the effect
 * needs the same lookup. Anhänge named by a command must be known to the context.
 */
import type { Befehl } from './befehle.ts';
import type { Kontext } from './kontext.ts';
import { type Problem, problem } from './problem.ts';
import type { Anhang, Vorgang, Wiedervorlage } from './vorgang.ts';

/** Fields to lay over the Vorgang, and what completes the Historie's sentence. */
export type Wirkung = { felder: Partial<Vorgang>; zusatz?: string } | { problem: Problem };

/** The Anhänge behind ids, or the problem that one has not come. */
export function anhaengeVon(ids: readonly string[] | undefined, kontext: Kontext): Anhang[] | { problem: Problem } {
  const gefunden = (ids ?? []).map((id) => kontext.anhang(id));
  if (gefunden.some((a) => a === undefined)) return { problem: problem('anhang-fehlt') };
  return gefunden as Anhang[];
}

function weiterleiten(v: Vorgang, ziel: string, kontext: Kontext): Wirkung {
  const oe = kontext.oe(ziel);
  if (!oe) return { problem: problem('ziel-unbekannt') };
  if (oe.id === v.organisationseinheit.id) {
    return { problem: problem('ziel-unbekannt', { detail: 'Der Vorgang liegt schon bei dieser Stelle.' }) };
  }
  const organisationseinheit = { id: oe.id, name: oe.name };
  if (!oe.eigenerMandant) {
    return { felder: { status: 'WEITERGELEITET', verknuepft: { organisationseinheit } }, zusatz: `an ${oe.name}` };
  }
  return { felder: { status: 'NEU', organisationseinheit, bearbeiter: undefined }, zusatz: `an ${oe.name}` };
}

function mitWiedervorlage(v: Vorgang, id: string, aendere: (w: Wiedervorlage) => Partial<Wiedervorlage>): Wirkung {
  const alt = v.wiedervorlagen.find((w) => w.id === id);
  if (!alt) return { problem: problem('objekt-unbekannt') };
  const neu = { ...alt, ...aendere(alt), version: alt.version + 1 };
  return { felder: { wiedervorlagen: v.wiedervorlagen.map((w) => (w.id === id ? neu : w)) }, zusatz: neu.betreff };
}

/** Effect of a command; exhaustive over all orders that are not the Bescheid's. */
export function inhaltWirkung(v: Vorgang, befehl: Befehl, kontext: Kontext): Wirkung {
  const von = { sub: kontext.person.sub, name: kontext.person.name };
  switch (befehl.order) {
    case 'VORGANG_WEITERLEITEN':
      return weiterleiten(v, befehl.body.organisationseinheitId, kontext);
    case 'VORGANG_ZUM_LOESCHEN_MARKIEREN':
      return {
        felder: {
          loeschung: { von, am: kontext.am, begruendung: befehl.body.begruendung, statusVorher: v.status },
        },
      };
    case 'LOESCHANFORDERUNG_ZURUECKNEHMEN':
      return { felder: { loeschung: undefined } };
    case 'BEARBEITER_ZUWEISEN': {
      const sub = befehl.body.bearbeiter;
      if (sub === null) return { felder: { bearbeiter: undefined }, zusatz: 'niemandem' };
      const name = kontext.personName(sub);
      if (name === undefined) return { problem: problem('ziel-unbekannt') };
      return { felder: { bearbeiter: { sub, name } }, zusatz: name };
    }
    case 'AKTENZEICHEN_SETZEN':
      return { felder: { aktenzeichen: befehl.body.aktenzeichen }, zusatz: befehl.body.aktenzeichen };
    case 'KOMMENTAR_ANLEGEN': {
      const anhaenge = anhaengeVon(befehl.body.anhaenge, kontext);
      if ('problem' in anhaenge) return anhaenge;
      const neu = { id: befehl.body.kommentarId, text: befehl.body.text, von, am: kontext.am, anhaenge };
      return { felder: { kommentare: [...v.kommentare, neu] } };
    }
    case 'WIEDERVORLAGE_ANLEGEN': {
      const { wiedervorlageId, ...inhalt } = befehl.body;
      const neu = { id: wiedervorlageId, version: 1, ...inhalt, erledigt: false, von, am: kontext.am };
      return { felder: { wiedervorlagen: [...v.wiedervorlagen, neu] }, zusatz: neu.betreff };
    }
    case 'WIEDERVORLAGE_AENDERN': {
      const { wiedervorlageId, betreff, frist, beschreibung } = befehl.body;
      return mitWiedervorlage(v, wiedervorlageId, () => ({ betreff, frist, beschreibung }));
    }
    case 'WIEDERVORLAGE_ERLEDIGEN':
      return mitWiedervorlage(v, befehl.body.wiedervorlageId, () => ({ erledigt: true }));
    case 'WIEDERVORLAGE_WIEDEREROEFFNEN':
      return mitWiedervorlage(v, befehl.body.wiedervorlageId, () => ({ erledigt: false }));
    case 'NACHRICHT_SENDEN': {
      const anhaenge = anhaengeVon(befehl.body.anhaenge, kontext);
      if ('problem' in anhaenge) return anhaenge;
      const { nachrichtId, betreff, text, antwortErlaubt } = befehl.body;
      const neu = { id: nachrichtId, richtung: 'AUS', betreff, text, von, am: kontext.am, stand: 'ANGENOMMEN' };
      return {
        felder: { nachrichten: [...v.nachrichten, { ...neu, antwortErlaubt, anhaenge }] },
        zusatz: betreff,
      };
    }
    default:
      return { felder: {} };
  }
}
