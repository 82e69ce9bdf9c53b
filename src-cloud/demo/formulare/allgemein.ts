/**
 * The form of all services that have none of their own: names its subject, then asks what a form of that field of work
 * asks. One function a field, each with three to seven fitting fields.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { adresseIn, geburtsdatum, iban, kennzeichen, personenname } from '../antragsteller.ts';
import type { Fach } from '../mandanten.ts';
import { adressfelder, datum, type Formularlage, gruppe, ja, tagNach, text, wiederholung, zahl } from './felder.ts';

type Fachfelder = (lage: Formularlage) => FormItem[];

const stelle = ({ ort, z }: Formularlage): string => {
  const a = adresseIn(ort, z);
  return `${a.strasse} ${a.hausnummer}, ${a.ort}`;
};

const gewerbe: Fachfelder = (lage) => {
  const { a, z } = lage;
  const beginn = z.ganz(10, 60);
  return [
    text('Name des Betriebs', a.firma?.name ?? `${a.vorname} ${a.nachname}`),
    text('Betriebsstätte oder Veranstaltungsort', z.wahr(0.3) ? z.aus(lage.ort.plaetze) : stelle(lage)),
    datum('Beginn', tagNach(lage, beginn)),
    datum('Ende', tagNach(lage, beginn + z.ganz(1, 30))),
    zahl('Erwartete Gäste oder Plätze', z.ganz(15, 400)),
    ja('Ausschank alkoholischer Getränke', z.wahr(0.6)),
    ja('Führungszeugnis beantragt', z.wahr(0.8)),
  ];
};

const verkehr: Fachfelder = (lage) => {
  const { ort, z } = lage;
  return [
    text('Ort der Maßnahme oder Störung', stelle(lage)),
    text(
      'Beschreibung',
      z.aus([
        'Schlagloch von etwa 30 cm Durchmesser auf der Fahrbahn',
        'Gehwegplatten stehen hoch, Stolpergefahr',
        'Laterne flackert seit mehreren Tagen',
        'Arbeitsraum von 12 m mal 2,50 m, Fußverkehr wird umgeleitet',
        'Zufahrt für Pflegefahrten im Halteverbot erforderlich',
        'Überfahrt von 3,50 m Breite für einen neuen Stellplatz',
      ]),
    ),
    text('Kennzeichen', kennzeichen(ort, z)),
    datum('Beginn', tagNach(lage, z.ganz(3, 30))),
    datum('Ende', tagNach(lage, z.ganz(31, 60))),
    ja('Lageplan beigefügt', z.wahr(0.5)),
  ];
};

const buergerservice: Fachfelder = (lage) => {
  const { ort, z } = lage;
  const gesucht = personenname(z);
  return [
    text(
      'Verwendungszweck',
      z.aus([
        'Vorlage beim Arbeitgeber',
        'Vorlage bei der Familienkasse',
        'eigene Unterlagen',
        'Ehrenamt im Sportverein',
        'Vorlage beim Vermieter',
        'Forderungseinzug',
      ]),
    ),
    text('Betroffene Person', `${gesucht.vorname} ${gesucht.nachname}`),
    adressfelder(adresseIn(ort, z), 'Bisherige oder neue Anschrift'),
    datum('Datum des Ein- oder Auszugs', tagNach(lage, -z.ganz(0, 21))),
    zahl('Anzahl der Ausfertigungen', z.aus([1, 1, 1, 2, 3])),
    text('Zustellung', z.aus(['Postfach', 'Post', 'Abholung im Bürgerbüro'])),
  ];
};

const standesamt: Fachfelder = (lage) => {
  const { a, z, eingang } = lage;
  const anlass = personenname(z);
  return [
    text(
      'Name der Person in der Urkunde',
      z.wahr(0.6) ? `${a.vorname} ${a.nachname}` : `${anlass.vorname} ${a.nachname}`,
    ),
    text('Geburtsname', anlass.nachname),
    datum('Tag des Ereignisses', geburtsdatum(eingang, z, 0, 70)),
    text('Registernummer', `${z.aus(['G', 'E', 'S'])} ${z.ganz(1, 900)}/${z.ganz(1955, 2026)}`),
    zahl('Anzahl der Urkunden', z.aus([1, 1, 2, 3])),
    ja('Mehrsprachige Ausfertigung', z.wahr(0.2)),
    text('Verwandtschaftsverhältnis', z.aus(['selbst', 'selbst', 'Kind', 'Elternteil', 'Ehegatte', 'Geschwister'])),
  ];
};

const steuern: Fachfelder = (lage) => {
  const { a, z } = lage;
  return [
    text('Kassenzeichen', `5.${z.ziffern(4)}.${z.ziffern(6)}.${z.ziffern(1)}`),
    text('Objekt', stelle(lage)),
    text(
      'Zeitraum',
      `${z.aus(['1. Quartal', '2. Quartal', '3. Quartal', '4. Quartal'])} ${tagNach(lage, 0).slice(0, 4)}`,
    ),
    zahl('Betrag in Euro', z.ganz(4000, 320_000) / 100),
    text(
      'Begründung',
      z.aus([
        'Vorübergehender Auftragsrückgang',
        'Erstmalige Erklärung nach Einzug',
        'Aufstellung von zwei Geräten seit Monatsbeginn',
        'Nutzung überwiegend an Wochenenden',
      ]),
    ),
    gruppe('Bankverbindung', [text('Kontoinhaber:in', `${a.vorname} ${a.nachname}`), text('IBAN', iban(z))]),
  ];
};

const soziales: Fachfelder = (lage) => {
  const { a, z, eingang } = lage;
  return [
    zahl('Personen im Haushalt', z.ganz(1, 5)),
    zahl('Einkommen des Haushalts netto im Monat in Euro', z.ganz(620, 2480)),
    zahl('Warmmiete in Euro', z.ganz(380, 1090)),
    wiederholung('Kinder im Haushalt', 'Kind', z.ganz(1, 3), () => [
      text('Vorname', personenname(z).vorname),
      datum('Geburtsdatum', geburtsdatum(eingang, z, 0, 17)),
      text('Schule oder Einrichtung', z.aus(lage.ort.kitas)),
    ]),
    text(
      'Beantragte Leistung',
      z.aus(['Mittagsverpflegung', 'Klassenfahrt', 'Schulbedarf', 'laufende Hilfe', 'Lernförderung']),
    ),
    ja('Pflegegrad vorhanden', z.wahr(0.25)),
    gruppe('Bankverbindung', [text('Kontoinhaber:in', `${a.vorname} ${a.nachname}`), text('IBAN', iban(z))]),
  ];
};

const jugend: Fachfelder = (lage) => {
  const { a, ort, z, eingang } = lage;
  return [
    gruppe('Kind', [
      text('Nachname des Kindes', a.nachname),
      text('Vorname des Kindes', personenname(z).vorname),
      datum('Geburtsdatum des Kindes', geburtsdatum(eingang, z, 0, 12)),
    ]),
    text('Gewünschte Einrichtung', z.aus(ort.kitas)),
    text('Zweitwunsch', z.aus(ort.kitas)),
    text('Betreuungszeit', z.aus(['8 bis 13 Uhr', '8 bis 15 Uhr', '7 bis 17 Uhr', 'ganztägig mit Frühdienst'])),
    datum('Aufnahme zum', `${Number(tagNach(lage, 0).slice(0, 4)) + 1}-08-01`),
    ja('Geschwisterkind in der Einrichtung', z.wahr(0.25)),
    ja('Beide Elternteile berufstätig', z.wahr(0.7)),
  ];
};

const umwelt: Fachfelder = (lage) => {
  const { ort, z } = lage;
  return [
    text('Ort', stelle(lage)),
    text('Gemarkung', z.aus(ort.gemarkungen)),
    text(
      'Beschreibung',
      z.aus([
        'Abgelagerte Autoreifen und Farbeimer am Knick',
        'Erdwärmesonden, zwei Bohrungen bis 98 m',
        'Sofa, zwei Schränke, Matratze',
        'Feuer aus Baumschnitt, etwa 25 Kubikmeter',
        'Gartenbrunnen, Tiefe 8 m',
        'Einleitung aus Fettabscheider der Küche',
      ]),
    ),
    zahl('Menge in Kubikmetern', z.ganz(1, 40)),
    datum('Geplanter Tag', tagNach(lage, z.ganz(5, 45))),
    ja('Fotos beigefügt', z.wahr(0.6)),
  ];
};

const bau: Fachfelder = (lage) => {
  const { ort, z } = lage;
  const entwurf = personenname(z);
  return [
    text(
      'Vorhaben',
      z.aus([
        'Neubau eines Einfamilienhauses mit Carport',
        'Anbau eines Wintergartens',
        'Ausbau des Dachgeschosses mit zwei Gauben',
        'Umnutzung eines Ladens zu einer Wohnung',
        'Abbruch einer Scheune',
        'Erneuerung der Fenster an der Straßenseite',
        'Errichtung einer Werbeanlage',
      ]),
    ),
    text('Baugrundstück', stelle(lage)),
    text('Gemarkung', z.aus(ort.gemarkungen)),
    text('Flurstück', `${z.ganz(12, 499)}/${z.ganz(1, 99)}`),
    gruppe('Entwurfsverfassende Person', [
      text('Name der entwurfsverfassenden Person', `Dipl.-Ing. ${entwurf.vorname} ${entwurf.nachname}`),
      text('Nummer in der Architektenliste', `SH-${z.ziffern(5)}`),
    ]),
    zahl('Bruttogrundfläche in Quadratmetern', z.ganz(24, 420)),
    zahl('Voraussichtliche Kosten in Euro', z.ganz(18, 620) * 1000),
  ];
};

const ordnung: Fachfelder = (lage) => {
  const { z } = lage;
  return [
    text(
      'Anlass',
      z.aus([
        'Goldene Hochzeit',
        'Betriebsjubiläum',
        'Dorffest',
        'Tombola des Sportvereins',
        'Ablauf der bisherigen Erlaubnis',
        'Erbfall',
      ]),
    ),
    text('Ort', z.wahr(0.4) ? z.aus(lage.ort.plaetze) : stelle(lage)),
    datum('Datum', tagNach(lage, z.ganz(10, 80))),
    text('Verantwortliche Person', `${lage.a.vorname} ${lage.a.nachname}`),
    text(
      'Nachweis',
      z.aus([
        'Sachkundenachweis',
        'Jägerprüfungszeugnis',
        'Befähigungsschein nach § 20 SprengG',
        'Versicherungsbestätigung',
      ]),
    ),
  ];
};

const kfz: Fachfelder = (lage) => {
  const { ort, z } = lage;
  return [
    text('Kennzeichen oder Wunschkennzeichen', kennzeichen(ort, z)),
    text('Fahrzeug-Identifizierungsnummer', `WVW${z.ziffern(3)}1K${z.ziffern(9)}`),
    text('eVB-Nummer', `A${z.ziffern(2)}X${z.ziffern(3)}`),
    text('Führerscheinklassen', z.aus(['B', 'B', 'B, BE', 'A2, B', 'B, C1, C1E'])),
    datum('Ausstellungsdatum des bisherigen Führerscheins', tagNach(lage, -z.ganz(6000, 15_000))),
    text('Sicherheitscode', z.ziffern(3)),
  ];
};

const migration: Fachfelder = (lage) => {
  const { z } = lage;
  return [
    text(
      'Staatsangehörigkeit',
      z.aus(['türkisch', 'syrisch', 'ukrainisch', 'polnisch', 'afghanisch', 'dänisch', 'irakisch']),
    ),
    datum('In Deutschland seit', tagNach(lage, -z.ganz(1900, 9000))),
    text(
      'Aufenthaltstitel',
      z.aus(['Niederlassungserlaubnis', 'Aufenthaltserlaubnis', 'Freizügigkeit', 'Blaue Karte EU']),
    ),
    datum('Gültig bis', tagNach(lage, z.ganz(20, 300))),
    text('Passnummer', `${z.aus(['U', 'N', 'A'])}${z.ziffern(8)}`),
    text('Sprachnachweis', z.aus(['B1', 'B2', 'C1', 'deutscher Schulabschluss'])),
    ja('Lebensunterhalt ohne öffentliche Leistungen', z.wahr(0.8)),
  ];
};

const gesundheit: Fachfelder = (lage) => {
  const { z } = lage;
  return [
    text(
      'Tätigkeit',
      z.aus(['Küche in einer Kindertagesstätte', 'Gastronomie', 'Bäckerei', 'Ferienbetreuung', 'Fischverkauf']),
    ),
    text('Sprache der Belehrung', z.aus(['Deutsch', 'Deutsch', 'Englisch', 'Türkisch', 'Arabisch', 'Ukrainisch'])),
    datum('Gewünschter Termin', tagNach(lage, z.ganz(3, 21))),
    ja('Krankheitszeichen in den letzten Wochen', false),
  ];
};

const FACHFELDER: Record<Fach, Fachfelder> = {
  gewerbe,
  verkehr,
  buergerservice,
  standesamt,
  steuern,
  soziales,
  jugend,
  umwelt,
  bau,
  ordnung,
  kfz,
  migration,
  gesundheit,
};

export function allgemein(lage: Formularlage): FormItem[] {
  const { dienst, z } = lage;
  return [
    gruppe('Anliegen', [
      text('Gegenstand', dienst.name),
      ...FACHFELDER[dienst.fach](lage),
      ...(z.wahr(0.3)
        ? [
            text(
              'Anmerkungen',
              z.aus([
                'Bitte rufen Sie mich bei Rückfragen vormittags an.',
                'Weitere Unterlagen reiche ich gern nach.',
                'Ich bitte um eine möglichst baldige Entscheidung.',
                'Das Vorhaben ist mit der Nachbarschaft abgesprochen.',
                'Für den früheren Vorgang siehe mein Schreiben vom Frühjahr.',
              ]),
            ),
          ]
        : []),
    ]),
  ];
}
