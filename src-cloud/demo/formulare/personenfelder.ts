/**
 * What the general form asks in the fields of work that are about people and their money: registration, registry office,
 * taxes, social benefits, youth, residence, health.
 */
import { adresseIn, geburtsdatum, iban, personenname } from '../antragsteller.ts';
import {
  adressfelder,
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

const bankverbindung = ({ a, z }: Formularlage) =>
  gruppe('Bankverbindung', [
    text('Kontoinhaberin oder Kontoinhaber', `${a.vorname} ${a.nachname}`),
    text('IBAN', iban(z)),
  ]);

export const buergerservice: Formular = (lage) => {
  const { dienst, ort, z } = lage;
  if (/wohnsitz|nebenwohnung/.test(dienst.id)) {
    return [
      adressfelder(adresseIn(ort, z), dienst.id === 'wohnsitzanmeldung' ? 'Bisherige Anschrift' : 'Nebenwohnung'),
      datum(dienst.id === 'wohnsitzanmeldung' ? 'Einzug am' : 'Auszug am', tagNach(lage, -z.ganz(0, 14))),
      ja('Bestätigung der Wohnungsgeberin oder des Wohnungsgebers beigefügt', z.wahr(0.8)),
    ];
  }
  if (dienst.id === 'melderegisterauskunft') {
    const gesucht = personenname(z);
    return [
      text('Gesuchte Person', `${gesucht.vorname} ${gesucht.nachname}`),
      adressfelder(adresseIn(ort, z), 'Letzte bekannte Anschrift'),
      ja('Auskunft wird nicht für Werbung oder Adresshandel verwendet', true),
    ];
  }
  if (dienst.id === 'fundsachen')
    return [text('Fund- oder Verlustort', stelle(lage)), datum('Datum', tagNach(lage, -z.ganz(0, 9)))];
  return [
    zahl('Anzahl der Ausfertigungen', z.aus([1, 1, 1, 2, 3])),
    text('Zustellung', z.aus(['Postfach', 'Post', 'Abholung im Bürgerbüro'])),
  ];
};

export const standesamt: Formular = (lage) => {
  const { a, dienst, z, eingang } = lage;
  const andere = personenname(z);
  if (dienst.id === 'eheschliessung') {
    return [
      text('Name der anderen Person', `${andere.vorname} ${andere.nachname}`),
      datum('Geburtsdatum der anderen Person', geburtsdatum(eingang, z, 18, 70)),
      text(
        'Gewünschter Ehename',
        z.aus([a.nachname, andere.nachname, `${a.nachname}-${andere.nachname}`, 'kein gemeinsamer Ehename']),
      ),
      datum('Wunschtermin', tagNach(lage, z.ganz(40, 180))),
      ja('Eine der Personen war schon verheiratet', z.wahr(0.3)),
    ];
  }
  const art = dienst.id === 'geburtsurkunde' ? 'G' : dienst.id === 'eheurkunde' ? 'E' : 'S';
  return [
    text('Name der Person in der Urkunde', `${z.wahr(0.6) && art !== 'S' ? a.vorname : andere.vorname} ${a.nachname}`),
    datum('Tag des Ereignisses', geburtsdatum(eingang, z, art === 'S' ? 0 : 18, art === 'S' ? 6 : 70)),
    text('Registernummer, soweit bekannt', `${art} ${z.ganz(1, 900)}/${z.ganz(1955, 2026)}`),
    zahl('Anzahl der Urkunden', z.aus([1, 1, 2, 3])),
    ja('Mehrsprachige Ausfertigung', z.wahr(0.2)),
  ];
};

export const steuern: Formular = (lage) => {
  const { z } = lage;
  return [
    text('Objekt', stelle(lage)),
    text('Kassenzeichen', `5.${z.ziffern(4)}.${z.ziffern(6)}.${z.ziffern(1)}`),
    text('Jahr', tagNach(lage, 0).slice(0, 4)),
    zahl('Betrag in Euro', z.ganz(4000, 320_000) / 100),
    bankverbindung(lage),
  ];
};

export const soziales: Formular = (lage) => {
  const { dienst, ort, z, eingang } = lage;
  const kinder = dienst.id === 'bildung-teilhabe' ? z.ganz(1, 3) : z.aus([0, 0, 1, 2]);
  return [
    zahl('Personen im Haushalt', kinder + z.ganz(1, 2)),
    zahl('Einkommen des Haushalts netto im Monat in Euro', z.ganz(620, 2480)),
    zahl('Warmmiete in Euro', z.ganz(380, 1090)),
    ...(kinder === 0
      ? []
      : [
          wiederholung('Kinder im Haushalt', 'Kind', kinder, () => [
            text('Vorname', personenname(z).vorname),
            datum('Geburtsdatum', geburtsdatum(eingang, z, 0, 17)),
            text('Schule oder Einrichtung', z.aus([...ort.kitas, 'Gemeinschaftsschule', 'Grundschule'])),
          ]),
        ]),
    bankverbindung(lage),
  ];
};

export const jugend: Formular = (lage) => {
  const { a, dienst, ort, z, eingang } = lage;
  if (dienst.id === 'kindertagespflege-erlaubnis') {
    return [zahl('Anzahl der Plätze', z.ganz(3, 5)), ja('Qualifizierung abgeschlossen', z.wahr(0.9))];
  }
  const kind = gruppe('Kind', [
    text('Nachname des Kindes', a.nachname),
    text('Vorname des Kindes', personenname(z).vorname),
    datum('Geburtsdatum des Kindes', geburtsdatum(eingang, z, 0, dienst.id === 'schuelerbefoerderung' ? 17 : 6)),
  ]);
  if (dienst.id === 'schuelerbefoerderung' || dienst.id === 'grundschule') {
    return [
      kind,
      text('Schule', z.aus(['Grundschule am Park', 'Gemeinschaftsschule', 'Gymnasium', 'Dänische Schule'])),
    ];
  }
  if (dienst.id === 'unterhaltsvorschuss') {
    return [kind, zahl('Gezahlter Unterhalt im Monat in Euro', z.aus([0, 0, 50, 120])), bankverbindung(lage)];
  }
  return [
    kind,
    text('Einrichtung', z.aus(ort.kitas)),
    text('Betreuungszeit', z.aus(['8 bis 13 Uhr', '8 bis 15 Uhr', '7 bis 17 Uhr', 'ganztägig mit Frühdienst'])),
    datum('Ab', `${Number(tagNach(lage, 0).slice(0, 4)) + 1}-08-01`),
    ja('Geschwisterkind in der Einrichtung', z.wahr(0.25)),
  ];
};

export const migration: Formular = (lage) => {
  const { z } = lage;
  return [
    text('Staatsangehörigkeit', z.aus(['türkisch', 'syrisch', 'ukrainisch', 'polnisch', 'afghanisch', 'irakisch'])),
    datum('In Deutschland seit', tagNach(lage, -z.ganz(1900, 9000))),
    text('Aufenthaltstitel', z.aus(['Niederlassungserlaubnis', 'Aufenthaltserlaubnis', 'Blaue Karte EU'])),
    datum('Pass gültig bis', tagNach(lage, z.ganz(20, 2000))),
    text('Sprachnachweis', z.aus(['B1', 'B2', 'C1', 'deutscher Schulabschluss'])),
    ja('Lebensunterhalt ohne öffentliche Leistungen', z.wahr(0.8)),
  ];
};

export const gesundheit: Formular = (lage) => {
  const { dienst, z } = lage;
  if (dienst.id !== 'infektionsschutz-belehrung') return [text('Ort der Haltung', stelle(lage)), ja('Sachkunde', true)];
  return [
    text('Tätigkeit', z.aus(['Küche in einer Kindertagesstätte', 'Gastronomie', 'Bäckerei', 'Ferienbetreuung'])),
    text('Sprache der Belehrung', z.aus(['Deutsch', 'Deutsch', 'Englisch', 'Türkisch', 'Arabisch', 'Ukrainisch'])),
    datum('Gewünschter Termin', tagNach(lage, z.ganz(3, 21))),
  ];
};
