/**
 * The form of all services that have none of their own: names its subject, describes it in the words of that service,
 * then asks what forms of that field of work ask. Places and things are here, people in `personenfelder.ts`.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { kennzeichen, personenname } from '../antragsteller.ts';
import beschreibungen from '../daten/beschreibungen.json' with { type: 'json' };
import type { Fach } from '../mandanten.ts';
import {
  datum,
  type Formular,
  type Formularlage,
  gruppe,
  ja,
  stelle,
  tagNach,
  text,
  wiederholung,
  zahl,
} from './felder.ts';
import * as personen from './personenfelder.ts';

const BESCHREIBUNGEN: Readonly<Partial<Record<string, readonly string[]>>> = beschreibungen;

const gewerbe: Formular = (lage) => {
  const { a, dienst, z } = lage;
  const voruebergehend = /gestattung|festsetzung|wanderlager|sperrzeit/.test(dienst.id);
  const beginn = z.ganz(10, 60);
  return [
    text('Name des Betriebs oder Vereins', a.firma?.name ?? `${a.vorname} ${a.nachname}`),
    text('Betriebsstätte oder Veranstaltungsort', voruebergehend ? z.aus(lage.ort.plaetze) : stelle(lage)),
    datum('Beginn', tagNach(lage, beginn)),
    ...(voruebergehend ? [datum('Ende', tagNach(lage, beginn + z.ganz(0, 3)))] : []),
    ja('Führungszeugnis und Auskunft aus dem Gewerbezentralregister beantragt', !voruebergehend && z.wahr(0.8)),
  ];
};

/** Services of the road traffic office that are about a vehicle. */
const MIT_FAHRZEUG = new Set(['parken-betriebe', 'ausnahme-verkehr', 'grossraum-schwerverkehr']);
const MELDUNG = new Set(['strassenschaden', 'strassenbeleuchtung', 'wilder-muell']);

const verkehr: Formular = (lage) => {
  const { dienst, ort, z } = lage;
  if (dienst.id === 'parkausweis-schwerbehinderte') {
    return [
      text('Merkzeichen', z.aus(['aG', 'aG', 'Bl', 'aG, B'])),
      text('Nummer des Schwerbehindertenausweises', `${z.ziffern(2)}-${z.ziffern(6)}`),
      ja('Lichtbild beigefügt', z.wahr(0.9)),
    ];
  }
  if (MELDUNG.has(dienst.id)) return [text('Ort des Schadens', stelle(lage)), ja('Foto beigefügt', z.wahr(0.6))];
  const beginn = z.ganz(5, 40);
  return [
    text('Ort', stelle(lage)),
    datum('Beginn', tagNach(lage, beginn)),
    datum('Ende', tagNach(lage, beginn + z.ganz(1, 60))),
    ...(MIT_FAHRZEUG.has(dienst.id) ? [text('Kennzeichen', kennzeichen(ort, z))] : []),
    ja('Lageplan beigefügt', z.wahr(0.5)),
  ];
};

const umwelt: Formular = (lage) => {
  const { dienst, ort, z } = lage;
  if (MELDUNG.has(dienst.id)) return [text('Fundort', stelle(lage)), ja('Foto beigefügt', z.wahr(0.6))];
  const klein = dienst.id === 'sperrmuell' || dienst.id === 'osterfeuer';
  return [
    text('Ort', stelle(lage)),
    ...(klein
      ? []
      : [text('Gemarkung', z.aus(ort.gemarkungen)), text('Flurstück', `${z.ganz(12, 499)}/${z.ganz(1, 99)}`)]),
    ...(klein ? [zahl('Menge in Kubikmetern', dienst.id === 'sperrmuell' ? z.ganz(1, 5) : z.ganz(4, 45))] : []),
    datum('Geplanter Tag oder Beginn', tagNach(lage, z.ganz(7, 60))),
  ];
};

const bau: Formular = (lage) => {
  const { dienst, ort, z } = lage;
  const entwurf = personenname(z);
  const grundstueck = [
    text('Baugrundstück', stelle(lage)),
    text('Gemarkung', z.aus(ort.gemarkungen)),
    text('Flurstück', `${z.ganz(12, 499)}/${z.ganz(1, 99)}`),
  ];
  if (dienst.id === 'baulastenauskunft') return [...grundstueck, ja('Berechtigtes Interesse (Kauf)', true)];
  return [
    ...grundstueck,
    gruppe('Entwurfsverfassende Person', [
      text('Name der entwurfsverfassenden Person', `Dipl.-Ing. ${entwurf.vorname} ${entwurf.nachname}`),
      text('Nummer in der Architektenliste', `SH-${z.ziffern(5)}`),
    ]),
    zahl('Bruttogrundfläche in Quadratmetern', z.ganz(24, 420)),
    zahl('Voraussichtliche Kosten in Euro', z.ganz(18, 620) * 1000),
    ja('Nachbarinnen und Nachbarn beteiligt', z.wahr(0.5)),
  ];
};

const ordnung: Formular = (lage) => {
  const { a, dienst, ort, z } = lage;
  if (dienst.id === 'jagdschein' || dienst.id === 'waffenbesitz') {
    return [
      text('Nachweis', dienst.id === 'jagdschein' ? 'Jägerprüfungszeugnis' : 'Sachkundenachweis und Bedürfnis'),
      text('Nummer der bisherigen Erlaubnis', `${ort.kennzeichen}-${z.ziffern(6)}`),
      ja('Sichere Aufbewahrung nachgewiesen', z.wahr(0.85)),
    ];
  }
  return [
    text('Ort', z.wahr(0.5) ? z.aus(ort.plaetze) : stelle(lage)),
    datum('Datum', tagNach(lage, z.ganz(10, 80))),
    text('Verantwortliche Person', `${a.vorname} ${a.nachname}`),
    ja('Haftpflichtversicherung vorhanden', z.wahr(0.9)),
  ];
};

const kfz: Formular = (lage) => {
  const { dienst, ort, z } = lage;
  if (dienst.id === 'fuehrerschein-17') {
    return [
      text('Fahrschule', z.aus(['Fahrschule Nordwind', 'Fahrschule am Markt', 'Fahrschule Kurve'])),
      wiederholung('Begleitpersonen', 'Begleitperson', z.ganz(1, 2), () => {
        const p = personenname(z);
        return [text('Name', `${p.vorname} ${p.nachname}`), ja('Führerschein seit mindestens fünf Jahren', true)];
      }),
    ];
  }
  if (dienst.id.startsWith('fuehrerschein')) {
    return [
      text('Führerscheinklassen', z.aus(['B', 'B', 'B, BE', 'A2, B', 'B, C1, C1E'])),
      datum('Ausgestellt am', tagNach(lage, -z.ganz(400, 15_000))),
      text('Ausstellende Behörde', z.aus([ort.ort, 'Kiel', 'Schleswig', 'Lübeck'])),
      ja('Biometrisches Lichtbild beigefügt', z.wahr(0.9)),
    ];
  }
  if (dienst.id === 'taxigenehmigung') return [text('Betriebssitz', stelle(lage)), ja('Fachkunde nachgewiesen', true)];
  return [
    text(dienst.id === 'kfz-stilllegung' ? 'Kennzeichen' : 'Wunschkennzeichen', kennzeichen(ort, z)),
    text('Fahrzeug-Identifizierungsnummer', `WVW${z.ziffern(3)}1K${z.ziffern(9)}`),
    ...(dienst.id === 'kfz-zulassung' ? [text('eVB-Nummer', `A${z.ziffern(2)}X${z.ziffern(3)}`)] : []),
  ];
};

const FACHFELDER: Record<Fach, Formular> = { gewerbe, verkehr, umwelt, bau, ordnung, kfz, ...personen };

const ANMERKUNGEN = [
  'Bitte rufen Sie mich bei Rückfragen vormittags an.',
  'Weitere Unterlagen reiche ich gern nach.',
  'Ich bitte um eine möglichst baldige Entscheidung.',
  'Ich habe wegen der Gebühr eine Frage, bitte melden Sie sich.',
  'Auf Ihrer Website war das Feld für die Hausnummer zu kurz, bitte beachten Sie den Zusatz.',
] as const;

export function allgemein(lage: Formularlage): FormItem[] {
  const { dienst, z } = lage;
  const beschreibung = BESCHREIBUNGEN[dienst.id];
  return [
    gruppe('Anliegen', [
      text('Gegenstand', dienst.name),
      ...(beschreibung ? [text('Beschreibung', z.aus(beschreibung))] : []),
      ...FACHFELDER[dienst.fach](lage),
      ...(z.wahr(0.2) ? [text('Anmerkungen', z.aus(ANMERKUNGEN))] : []),
    ]),
  ];
}
