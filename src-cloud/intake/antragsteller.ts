// Finds the applicant in a form: who, where, how to reach. Forms differ in names and labels, so it looks for the usual ones,
// first in the groups that speak of the applicant. Pure; what it does not find is left out, never guessed.
import type { AntragFormData } from '../../src-shared/cloud-api/intake.ts';
import type { Antragsteller, FormItem } from '../../src-shared/domain/vorgang.ts';
import { gekuerzt, saubererText } from './form-daten.ts';

type Blatt = { schluessel: string[]; wert: string; wahr: boolean | undefined; imAntragsteller: boolean };

const GRUPPE =
  /antragstell|absender|anmeldende|meldepflichtig|ihredaten|meinedaten|personendaten|personalien|persoenlich|kontakt|angabenzurperson|halter|fragesteller/;
const ANDERE =
  /vermieter|bevollmaechtigt|vertret|kind|ehe|partner|mitglied|eigentuemer|vorbesitzer|ansprech|arbeitgeber|bau(stelle|ort)|standort|baum/;
const LEER = /^(keine ?angaben?|k\.? ?a\.?|unbekannt|-+|n\/a)?$/i;

const STRASSE_UND_NUMMER = /^(.*?)\s+(\d+\s*[a-zA-Z]?(?:\s*[-/]\s*\d+\s*[a-zA-Z]?)?)$/;
const ADRESSE_HOECHSTENS = 500;

const NAMEN = {
  anrede: ['anrede'],
  vorname: ['vorname', 'vornamen', 'rufname', 'firstname'],
  nachname: ['nachname', 'familienname', 'zuname', 'lastname', 'surname'],
  firma: [
    'firma',
    'firmenname',
    'unternehmen',
    'unternehmensname',
    'nameunternehmen',
    'namedesunternehmens',
    'organisation',
  ],
  geschaeft: ['geschaeftsbezeichnung', 'betriebsname', 'namedesbetriebs'],
  geburtsdatum: ['geburtsdatum', 'geburtstag', 'geborenam'],
  strasse: ['strasse', 'strassenname', 'street'],
  hausnummer: ['hausnummer', 'hausnr', 'nr'],
  beides: ['strasseundhausnummer', 'strassehausnummer', 'strassehausnr', 'strasseundnr', 'strassenr'],
  plz: ['plz', 'postleitzahl'],
  ort: ['ort', 'wohnort', 'stadt', 'city'],
  email: ['email', 'emailadresse', 'mail', 'mailadresse', 'emailaddresse'],
  telefon: ['telefon', 'telefonnummer', 'telefonnr', 'tel', 'mobilnummer', 'mobil', 'handynummer', 'mobiltelefon'],
  personOderFirma: ['personoderfirma', 'angabezurpersonfirma'],
  auskunftssperre: ['auskunftssperre'],
} satisfies Record<string, string[]>;

/** The applicant, or undefined when the form says nothing of one. */
export function antragstellerAus(
  formData: readonly FormItem[],
  serviceKonto: AntragFormData['control']['serviceKonto'],
): Antragsteller | undefined {
  const blaetter = [...sammle(formData, false)];
  const hole = (feld: keyof typeof NAMEN) => finde(blaetter, NAMEN[feld])?.wert;
  const istFirma = /firma|unternehmen|juristisch/i.test(hole('personOderFirma') ?? '');
  const gefunden: Antragsteller = {
    anrede: hole('anrede'),
    vorname: hole('vorname'),
    nachname: hole('nachname'),
    firma: hole('firma') ?? (istFirma ? hole('geschaeft') : undefined),
    geburtsdatum: hole('geburtsdatum'),
    anschrift: anschriftAus(hole),
    email: hole('email'),
    telefon: hole('telefon'),
    postfach: postfachAus(serviceKonto),
    auskunftssperre: finde(blaetter, NAMEN.auskunftssperre)?.wahr || undefined,
  };
  const belegt = Object.entries(gefunden).filter(([, wert]) => wert !== undefined);
  return belegt.length > 0 ? (Object.fromEntries(belegt) as Antragsteller) : undefined;
}

/** Where answers go: OSI or BayernID; nothing where the sender says "Keine Angaben", null, or leaves it out. */
export function postfachAus(serviceKonto: AntragFormData['control']['serviceKonto']): Antragsteller['postfach'] {
  const konto = serviceKonto as
    | { type?: unknown; postfachAddress?: { identifier?: unknown } | null }
    | null
    | undefined;
  const kennung = konto?.postfachAddress?.identifier;
  if (typeof kennung !== 'string' || LEER.test(kennung.trim())) return undefined;
  const art = typeof konto?.type === 'string' && !LEER.test(konto.type.trim()) ? konto.type : 'OSI';
  return { art: gekuerzt(saubererText(art), 50), kennung: gekuerzt(saubererText(kennung.trim()), 200) };
}

function anschriftAus(hole: (feld: keyof typeof NAMEN) => string | undefined): Antragsteller['anschrift'] {
  const zusammen = hole('beides');
  // A longer one is no address, and taking it apart costs time that grows with the square of its length.
  const beides = (zusammen?.length ?? 0) > ADRESSE_HOECHSTENS ? null : STRASSE_UND_NUMMER.exec(zusammen ?? '');
  const strasse = hole('strasse') ?? beides?.[1] ?? zusammen;
  const [plz, ort] = [hole('plz'), hole('ort')];
  if (strasse === undefined && plz === undefined && ort === undefined) return undefined;
  return {
    strasse: strasse ?? '',
    hausnummer: hole('hausnummer') ?? beides?.[2] ?? '',
    plz: plz ?? '',
    ort: ort ?? '',
  };
}

/** All leaves with a value, in the form's order; groups about somebody else are left out. */
function* sammle(items: readonly FormItem[], imAntragsteller: boolean): Generator<Blatt> {
  for (const item of items) {
    const schluessel = [normal(item.name), normal(item.label)];
    if (item.formItems) {
      if (schluessel.some((s) => ANDERE.test(s) && !GRUPPE.test(s))) continue;
      yield* sammle(item.formItems, imAntragsteller || schluessel.some((s) => GRUPPE.test(s)));
    }
    const wert = item.stringValue ?? item.dateValue ?? item.numberValue?.toString();
    const text = wert?.trim() ?? '';
    if (!LEER.test(text) || item.booleanValue !== undefined)
      yield { schluessel, wert: text, wahr: item.booleanValue, imAntragsteller };
  }
}

function finde(blaetter: readonly Blatt[], namen: readonly string[]): Blatt | undefined {
  const passt = (blatt: Blatt) => blatt.schluessel.some((s) => namen.some((name) => s === name || s === `${name}0`));
  return blaetter.find((blatt) => blatt.imAntragsteller && passt(blatt)) ?? blaetter.find(passt);
}

/** "Straße/Haus-Nr." → "strassehausnr"; repeat suffixes as `_0` keep their digit. */
function normal(text: string): string {
  const klein = text
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue');
  return klein.replace(/[^a-z0-9]/g, '');
}
