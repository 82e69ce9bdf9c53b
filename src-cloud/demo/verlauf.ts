/**
 * The history of a demo case as commands with sensible German texts, in the vocabulary of the domain. Each body is one
 * the cloud would accept in that order by those people; nothing is signed, since that needs a device's key.
 */
import type { Body, Order } from '../../src-shared/domain/befehle.ts';
import { naechsterWerktag, plusTage } from '../../src-shared/domain/fristen.ts';
import { LAENDER } from '../../src-shared/domain/land.ts';
import type { GeplanterSchritt } from './ablauf.ts';
import type { Antragsteller } from './antragsteller.ts';
import texte from './daten/texte.json' with { type: 'json' };
import type { DemoDienst } from './dienste.ts';
import type { DemoMandant, DemoPerson } from './mandanten.ts';
import { instant, STUNDE, tag } from './zeit.ts';
import type { Zufall } from './zufall.ts';

/** One command of the history; `von` is the person's `sub`, `am` the instant the cloud accepted it. */
export type DemoSchritt = {
  [O in Order]: { order: O; body: Body<O>; von: string; am: string; commandId: string };
}[Order];

interface Fachtexte {
  aktenplan: string;
  kommentare: string[];
  rueckfragen: { betreff: string; text: string }[];
  wiedervorlagen: string[];
  bewilligt: string;
  abgelehnt: string;
}

/** What the texts are about; `postfach`: whether the applicant can be written to. */
export interface Verlaufslage {
  a: Antragsteller;
  dienst: DemoDienst;
  mandant: DemoMandant;
  postfach: boolean;
  z: Zufall;
}

const JE_GRUPPE: Readonly<Partial<Record<string, Fachtexte>>> = texte.gruppen;
const GRUPPE_ZUM_DIENST: Readonly<Partial<Record<string, string>>> = texte.gruppeZumDienst;
const JE_FORMULAR: Readonly<Partial<Record<string, Fachtexte>>> = texte.formulare;
const JE_FACH: Readonly<Record<DemoDienst['fach'], Fachtexte>> = texte.faecher;

/** The most fitting texts: of the service's group, of its form, of its field of work. */
function fachtexte(dienst: DemoDienst): Fachtexte {
  const gruppe = GRUPPE_ZUM_DIENST[dienst.id] ?? '';
  return JE_GRUPPE[gruppe] ?? JE_FORMULAR[dienst.formular] ?? JE_FACH[dienst.fach];
}

function anrede(a: Antragsteller): string {
  const name = `${a.titel ? `${a.titel} ` : ''}${a.nachname}`;
  if (a.anrede === 'Keine Angabe') return `Guten Tag ${a.vorname} ${name},`;
  return a.anrede === 'Frau' ? `Sehr geehrte Frau ${name},` : `Sehr geehrter Herr ${name},`;
}

const brief = (l: Verlaufslage, person: DemoPerson, inhalt: string): string =>
  `${anrede(l.a)}\n\n${inhalt}\n\nMit freundlichen Grüßen\n${person.name}\n${l.mandant.name}`;

/** Makes one step's command; undefined where it does not fit this case. */
class Schreiber {
  readonly #l: Verlaufslage;
  readonly #texte: Fachtexte;
  readonly #kommentare: string[];
  #wiedervorlageId: string | undefined;

  constructor(l: Verlaufslage) {
    this.#l = l;
    this.#texte = fachtexte(l.dienst);
    this.#kommentare = l.z.mehrere(this.#texte.kommentare, 3);
  }

  /** The body for a step, or undefined. `letzter`: nothing but the end of the case follows. */
  body(order: Order, person: DemoPerson, fach: DemoPerson, am: number, letzter: boolean): object | undefined {
    const { z } = this.#l;
    switch (order) {
      case 'VORGANG_ANNEHMEN':
      case 'VORGANG_BEARBEITEN':
      case 'VORGANG_ABSCHLIESSEN':
        return {};
      case 'VORGANG_VERWERFEN':
        return { begruendung: z.aus(texte.verwerfen) };
      case 'BEARBEITER_ZUWEISEN':
        return { bearbeiter: fach.sub };
      case 'AKTENZEICHEN_SETZEN':
        return { aktenzeichen: `${this.#texte.aktenplan}/${tag(am).slice(0, 4)}-${z.ziffern(5)}` };
      case 'KOMMENTAR_ANLEGEN':
        return { kommentarId: z.uuid7(am), text: this.#kommentar(person, letzter) };
      case 'WIEDERVORLAGE_ANLEGEN':
        return this.#wiedervorlage(am);
      case 'WIEDERVORLAGE_ERLEDIGEN':
        return this.#wiedervorlageId === undefined ? undefined : { wiedervorlageId: this.#wiedervorlageId };
      case 'NACHRICHT_SENDEN':
        return this.#nachricht(person, am);
      case 'BESCHEID_ENTWERFEN':
        return this.#bescheid(person, am);
      default:
        return undefined;
    }
  }

  #kommentar(person: DemoPerson, letzter: boolean): string {
    if (person.rollen.includes('VERWALTUNG_POSTSTELLE')) return this.#l.z.aus(texte.poststelle);
    if (letzter) return this.#l.z.aus(this.#l.dienst.art === 'ANTRAG' ? texte.abschluss : texte.abschlussAnfrage);
    return this.#kommentare.pop() ?? this.#l.z.aus(this.#texte.kommentare);
  }

  #wiedervorlage(am: number): object {
    const { z } = this.#l;
    const wunsch = plusTage(tag(am), z.aus([3, 5, 7, 7, 10, 14, 14, 21, 28]));
    const land = LAENDER[this.#l.mandant.land];
    this.#wiedervorlageId = z.uuid7(am);
    return {
      wiedervorlageId: this.#wiedervorlageId,
      betreff: z.aus(this.#texte.wiedervorlagen),
      frist: land ? naechsterWerktag(wunsch, land) : wunsch,
      ...(z.wahr(0.25) ? { beschreibung: `Bei Bedarf telefonisch nachfassen: ${this.#l.a.telefon}.` } : {}),
    };
  }

  #nachricht(person: DemoPerson, am: number): object | undefined {
    if (!this.#l.postfach) return undefined;
    const frage = this.#l.z.aus(this.#texte.rueckfragen);
    const text = brief(this.#l, person, frage.text);
    return { nachrichtId: this.#l.z.uuid7(am), betreff: frage.betreff, text, antwortErlaubt: true };
  }

  #bescheid(person: DemoPerson, am: number): object {
    const bewilligt = this.#l.z.wahr(0.82);
    const inhalt = bewilligt ? this.#texte.bewilligt : this.#texte.abgelehnt;
    return {
      bescheidId: this.#l.z.uuid7(am),
      entscheidung: bewilligt ? 'BEWILLIGT' : 'ABGELEHNT',
      vorlageId: 'standard',
      felder: {},
      text: brief(this.#l, person, inhalt),
    };
  }
}

/** The planned steps with their bodies; a step that does not fit (no Postfach) is left out. */
export function verlaufVon(schritte: readonly GeplanterSchritt[], lage: Verlaufslage): DemoSchritt[] {
  const { mandant, z } = lage;
  const person = (name: string): DemoPerson => {
    const gefunden = mandant.personen.find((p) => p.sub === `${mandant.id}:${name}`);
    if (!gefunden) throw new RangeError(`${mandant.name} hat niemanden namens ${name}.`);
    return gefunden;
  };
  const fach = person(z.aus(['sabine.sander', 'sabine.sander', 'jan.petersen', 'jan.petersen', 'vera.vogt']));
  const post = person('petra.post');
  const schreiber = new Schreiber(lage);
  return schritte.flatMap((s, i) => {
    const wer = s.wer === 'post' ? post : fach;
    const naechster = schritte[i + 1];
    const letzter = naechster?.order === 'VORGANG_ABSCHLIESSEN' && naechster.am - s.am < STUNDE;
    const body = schreiber.body(s.order, wer, fach, s.am, letzter);
    if (body === undefined) return [];
    const schritt = { order: s.order, body, von: wer.sub, am: instant(s.am), commandId: z.uuid7(s.am) };
    // The switch above pairs order and body; the tests check every body against its schema.
    return [schritt as DemoSchritt];
  });
}
