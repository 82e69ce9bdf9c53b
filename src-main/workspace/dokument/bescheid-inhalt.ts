/**
 * A Bescheid in words: everything the document says, in order, before anything is drawn. Depends on the case, the draft,
 * the authority and the day's law only; never on who signs and when, so that co-signature and signature cover one digest.
 */

import type { Antragsteller, Bescheid, Entscheidung, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { STATUS_TITEL } from '../../../src-shared/domain/vorgang.ts';
import { type Behoerde, sitzVon } from './behoerde.ts';
import { alsBloecke, type Block } from './bloecke.ts';
import { ENTSCHEIDUNG_SATZ } from './texte/entscheidung.ts';
import { rechtsbehelfFuer, rechtsbehelfText } from './texte/rechtsbehelf.ts';
import { feldwerte } from './vorlagen.ts';
import { langesDatum, zeitDerUuid7 } from './zeitangaben.ts';

export interface BescheidInhalt {
  /** Title of the document, read out first. */
  titel: string;
  art: 'Bescheid' | 'Schreiben';
  behoerde: string;
  organisationseinheit: string;
  absenderzeile: string;
  anschrift: string[];
  infoblock: { titel: string; wert: string }[];
  betreff: string;
  entscheidung?: string;
  rechtsgrundlage?: string;
  anrede: string;
  bloecke: Block[];
  rechtsbehelf?: string[];
  gruss: string;
  anlagen: string[];
  /** What stands where a signature would; names and dates are on the signature sheet. */
  zeichnungshinweis: string;
  /** Runs along the foot of each page. */
  fuss: string;
  /** When the draft was begun (from its id): the document's fixed date of creation. */
  erstelltAm: Date;
}

export interface InhaltAuftrag {
  vorgang: Vorgang;
  bescheid: Bescheid;
  behoerde: Behoerde;
  /** `SH`, `BY`. */
  land: string;
  /** Day (`YYYY-MM-DD`) whose law the Rechtsbehelfsbelehrung follows. */
  tag: string;
}

/** Puts a Bescheid into words. */
export function bescheidInhalt(auftrag: InhaltAuftrag): BescheidInhalt {
  const { vorgang: v, bescheid: b, behoerde, land, tag } = auftrag;
  const werte = feldwerte(v, b);
  const satz = ENTSCHEIDUNG_SATZ[b.entscheidung as Entscheidung];
  const art = b.entscheidung === 'SONSTIGE' ? 'Schreiben' : 'Bescheid';
  const behelf = werte.rechtsbehelf ? behelfAbsaetze(werte.rechtsbehelfText, behoerde, land, tag) : undefined;
  return {
    titel: `${art}: ${werte.betreff}`,
    art,
    behoerde: behoerde.name,
    organisationseinheit: v.organisationseinheit.name,
    absenderzeile: [behoerde.name, ...(behoerde.anschrift ?? [])].join(' · '),
    anschrift: anschriftfeld(v.antragsteller),
    infoblock: infoblock(v, b, behoerde),
    betreff: werte.betreff,
    ...(satz === undefined ? {} : { entscheidung: satz }),
    ...(werte.rechtsgrundlage === undefined ? {} : { rechtsgrundlage: werte.rechtsgrundlage }),
    anrede: werte.anrede,
    bloecke: alsBloecke(b.text),
    ...(behelf === undefined ? {} : { rechtsbehelf: behelf }),
    gruss: werte.gruss,
    anlagen: werte.anlagen,
    zeichnungshinweis:
      `Dieses Dokument ist elektronisch erstellt und ohne Unterschrift gültig. ` +
      'Wer es wann gezeichnet hat, steht auf dem zugehörigen Zeichnungsblatt.',
    fuss: `${behoerde.name} · ${art} zum Vorgang ${v.nummer}`,
    erstelltAm: zeitDerUuid7(b.id) ?? new Date(v.eingangAm),
  };
}

/** What people read for a case's status; an unknown one as it comes. */
export function statusTitel(status: string): string {
  return STATUS_TITEL[status as keyof typeof STATUS_TITEL] ?? status;
}

/** Name of the applicant, the firm first; empty where nothing is known. */
export function nameVon(a: Antragsteller | undefined): string {
  const person = [a?.vorname, a?.nachname]
    .map((t) => t?.trim())
    .filter(Boolean)
    .join(' ');
  return a?.firma?.trim() || person;
}

/** True where there is enough of an address to post a letter. */
export function hatAnschrift(a: Antragsteller | undefined): boolean {
  const x = a?.anschrift;
  return Boolean(x?.strasse.trim() && x.plz.trim() && x.ort.trim());
}

/**
 * The applicant's own address, at most six lines (DIN 5008). The letter goes to the person, so a Auskunftssperre does not
 * keep it out here; who exports or shows it to others asks `ausfuhr.ts`.
 */
function anschriftfeld(a: Antragsteller | undefined): string[] {
  const person = [a?.anrede, a?.vorname, a?.nachname]
    .map((t) => t?.trim())
    .filter(Boolean)
    .join(' ');
  const x = a?.anschrift;
  const zeilen = [
    a?.postfach ? 'Elektronisch über Ihr Postfach' : undefined,
    a?.firma?.trim(),
    person,
    x ? `${x.strasse} ${x.hausnummer}`.trim() : undefined,
    x ? `${x.plz} ${x.ort}`.trim() : undefined,
  ];
  return zeilen.filter((z): z is string => z !== undefined && z !== '');
}

function infoblock(v: Vorgang, b: Bescheid, behoerde: Behoerde): BescheidInhalt['infoblock'] {
  return [
    ...(v.aktenzeichen ? [{ titel: 'Aktenzeichen', wert: v.aktenzeichen }] : []),
    { titel: 'Vorgangsnummer', wert: v.nummer },
    { titel: 'Dienst', wert: v.dienst.name },
    { titel: 'Antrag vom', wert: langesDatum(v.eingangAm) },
    { titel: 'Bearbeitung', wert: b.erstelltVon.name },
    ...(behoerde.kontakt ?? []),
    { titel: 'Datum', wert: 'siehe Zeichnungsblatt' },
  ];
}

function behelfAbsaetze(
  eigener: string | undefined,
  behoerde: Behoerde,
  land: string,
  tag: string,
): string[] | undefined {
  if (eigener !== undefined) return eigener.split(/\n{2,}/).map((a) => a.trim());
  const r = rechtsbehelfFuer(land, tag);
  if (!r) return undefined;
  return [rechtsbehelfText(r, { behoerde: behoerde.name, sitz: sitzVon(behoerde), gericht: behoerde.gericht })];
}
