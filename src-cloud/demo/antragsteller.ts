/**
 * Invented applicants: names as they are found on the Flensburg Fjord (German, Danish, Frisian, Turkish and others),
 * real streets, and contact data that reach nobody (example.org, numbers the Bundesnetzagentur keeps for films, a bank
 * code that is not given out). Never a real person.
 */
import namen from './daten/namen.json' with { type: 'json' };
import orte from './daten/orte.json' with { type: 'json' };
import type { MandantId } from './mandanten.ts';
import { tag } from './zeit.ts';
import type { Zufall } from './zufall.ts';

export interface Adresse {
  strasse: string;
  hausnummer: string;
  plz: string;
  ort: string;
}

export interface Firma {
  name: string;
  rechtsform: string;
  taetigkeit: string;
}

export interface Postfach {
  type: 'OSI' | 'BAYERN_ID';
  trustLevel: string;
  postfachAddress: { identifier: string; type: string };
}

export interface Antragsteller {
  anrede: 'Frau' | 'Herr' | 'Keine Angabe';
  titel?: string;
  vorname: string;
  nachname: string;
  /** `YYYY-MM-DD` */
  geburtsdatum: string;
  adresse: Adresse;
  telefon: string;
  email: string;
  firma?: Firma;
  auskunftssperre: boolean;
  serviceKonto?: Postfach;
}

/** What forms know of a Mandant's place. */
export interface Ort {
  ort: string;
  kennzeichen: string;
  gemarkungen: string[];
  parkzonen: string[];
  kitas: string[];
  plaetze: string[];
  strassen: string[][];
}

export function ortVon(mandant: MandantId): Ort {
  return orte[mandant];
}

/** A name of one of the region's languages. */
export function personenname(z: Zufall): { anrede: Antragsteller['anrede']; vorname: string; nachname: string } {
  const gruppe = z.gewichtet(namen.gruppen, (g) => g.gewicht);
  // One in eight families mixes its origins.
  const familie = z.wahr(0.12) ? z.gewichtet(namen.gruppen, (g) => g.gewicht) : gruppe;
  const weiblich = z.wahr(0.5);
  const nachname = z.wahr(0.05)
    ? `${z.aus(familie.nachnamen)}-${z.aus(namen.gruppen[0]?.nachnamen ?? familie.nachnamen)}`
    : z.aus(familie.nachnamen);
  return {
    anrede: z.wahr(0.03) ? 'Keine Angabe' : weiblich ? 'Frau' : 'Herr',
    vorname: z.aus(weiblich ? gruppe.weiblich : gruppe.maennlich),
    nachname,
  };
}

/** An address in the Mandant's area. */
export function adresseIn(ort: Ort, z: Zufall): Adresse {
  const [strasse = '', plz = '', andererOrt] = z.aus(ort.strassen);
  const zusatz = z.wahr(0.15) ? z.aus(['a', 'b', 'c']) : '';
  return { strasse, hausnummer: `${z.ganz(1, 148)}${zusatz}`, plz, ort: andererOrt ?? ort.ort };
}

const ANDERSWO: readonly Adresse[] = [
  { strasse: 'Industrivej', hausnummer: '12', plz: '6330', ort: 'Padborg (Dänemark)' },
  { strasse: 'Holtenauer Straße', hausnummer: '215', plz: '24106', ort: 'Kiel' },
  { strasse: 'Osterstraße', hausnummer: '88', plz: '20255', ort: 'Hamburg' },
  { strasse: 'Süderstraße', hausnummer: '7', plz: '25813', ort: 'Husum' },
  { strasse: 'Lornsenstraße', hausnummer: '31', plz: '24837', ort: 'Schleswig' },
  { strasse: 'Agnesstraße', hausnummer: '14', plz: '80801', ort: 'München' },
];

/** A day of birth that makes the person 18 to 86 years old on that day (ms). */
export function geburtsdatum(stichtag: number, z: Zufall, alterVon = 18, alterBis = 86): string {
  const jahr = Number(tag(stichtag).slice(0, 4)) - z.ganz(alterVon, alterBis) - 1;
  return `${jahr}-${String(z.ganz(1, 12)).padStart(2, '0')}-${String(z.ganz(1, 28)).padStart(2, '0')}`;
}

/** Letters of a mail address: ASCII, umlauts written out. */
function ascii(text: string): string {
  const ersatz: Record<string, string> = {
    ä: 'ae',
    ö: 'oe',
    ü: 'ue',
    ß: 'ss',
    ø: 'oe',
    æ: 'ae',
    å: 'aa',
    ı: 'i',
    ł: 'l',
  };
  return [...text.toLowerCase()]
    .map((c) => ersatz[c] ?? c)
    .join('')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

/** Numbers for media productions: Bundesnetzagentur, "Rufnummern für Medienproduktionen". */
function telefon(z: Zufall): string {
  return z.wahr(0.7)
    ? `+49 ${z.aus(['171 39200', '176 040690'])}${z.ziffern(2)}`
    : `${z.wahr(0.5) ? '040' : '+49 40'} 66969${z.ziffern(3)}`;
}

function firma(vorname: string, nachname: string, z: Zufall): Firma {
  const { muster, ...rest } = z.aus(namen.firmen);
  return { name: muster.replace('{nachname}', nachname).replace('{vorname}', vorname), ...rest };
}

/** Half have an OSI Postfach, a few a BayernID, the rest none. */
function serviceKonto(z: Zufall, istFirma: boolean): Postfach | undefined {
  const u = z.anteil();
  if (u >= 0.62) return undefined;
  const type = u < 0.56 ? 'OSI' : 'BAYERN_ID';
  return {
    type,
    trustLevel: z.aus(['STORK-QAA-Level-1', 'STORK-QAA-Level-1', 'STORK-QAA-Level-3', 'STORK-QAA-Level-4']),
    postfachAddress: { identifier: z.uuid4(), type: istFirma ? 'unternehmen' : 'person' },
  };
}

/** An applicant for a form handed in at that instant (ms). `firmenanteil`: how likely a firm applies; ages in years. */
export function antragsteller(
  ort: Ort,
  eingang: number,
  firmenanteil: number,
  [alterVon, alterBis]: readonly [number, number],
  z: Zufall,
): Antragsteller {
  const name = personenname(z);
  const istFirma = z.wahr(firmenanteil);
  const betrieb = istFirma ? firma(name.vorname, name.nachname, z) : undefined;
  const konto = serviceKonto(z, istFirma);
  const postname = betrieb ? `info.${ascii(betrieb.name)}` : `${ascii(name.vorname)}.${ascii(name.nachname)}`;
  return {
    ...name,
    ...(z.wahr(0.03) ? { titel: z.aus(['Dr.', 'Dr. med.', 'Prof. Dr.']) } : {}),
    geburtsdatum: geburtsdatum(eingang, z, alterVon, alterBis),
    adresse: z.wahr(0.06) ? z.aus(ANDERSWO) : adresseIn(ort, z),
    telefon: telefon(z),
    email: `${postname}@example.${z.aus(['org', 'com', 'net'])}`,
    ...(betrieb ? { firma: betrieb } : {}),
    auskunftssperre: !istFirma && z.wahr(0.02),
    ...(konto ? { serviceKonto: konto } : {}),
  };
}

/** An IBAN with right check digits (ISO 13616) and a bank code that is not given out (99999999). */
export function iban(z: Zufall): string {
  const bban = `99999999${z.ziffern(10)}`;
  const rest = [...`${bban}131400`].reduce((r, c) => (r * 10 + Number(c)) % 97, 0);
  return `DE${String(98 - rest).padStart(2, '0')}${bban}`.replace(/(.{4})(?=.)/g, '$1 ');
}

/** A number plate of the area. */
export function kennzeichen(ort: Ort, z: Zufall): string {
  const buchstaben = z.aus([
    'A',
    'B',
    'DK',
    'EL',
    'FJ',
    'H',
    'JP',
    'KM',
    'LT',
    'MS',
    'NO',
    'PR',
    'RS',
    'SY',
    'TW',
    'XY',
  ]);
  return `${ort.kennzeichen}-${buchstaben} ${z.ganz(10, 9999)}${z.wahr(0.12) ? 'E' : ''}`;
}
