/**
 * Forms of the road traffic office: Halteverbotszone (§ 45 StVO), Bewohnerparkausweis (§ 45 Abs. 1b StVO) and
 * Sondernutzung of public roads (§§ 20 ff. StrWG SH).
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { adresseIn, kennzeichen } from '../antragsteller.ts';
import { datum, type Formularlage, gruppe, ja, tagNach, text, wiederholung, zahl } from './felder.ts';

const ANLAESSE = [
  {
    grund: 'Umzug',
    beschreibungen: ['Umzug mit Lkw 7,5 t', 'Umzug mit Transporter und Anhänger', 'Auszug, Möbelwagen 12 m'],
  },
  { grund: 'Umzug', beschreibungen: ['Einzug mit Möbellift', 'Umzug innerhalb des Hauses, Lkw wird beladen'] },
  { grund: 'Anlieferung', beschreibungen: ['Anlieferung einer Küche', 'Anlieferung von Dachziegeln mit Sattelzug'] },
  {
    grund: 'Containerstellung',
    beschreibungen: ['Absetzcontainer für Bauschutt, 7 m³', 'Container für eine Haushaltsauflösung'],
  },
  {
    grund: 'Kran- oder Hubarbeiten',
    beschreibungen: ['Hubsteiger für Arbeiten an der Dachrinne', 'Autokran hebt eine Wärmepumpe ein'],
  },
] as const;

export function halteverbot(lage: Formularlage): FormItem[] {
  const { a, ort, z } = lage;
  const vorlauf = z.ganz(5, 32);
  const anlass = z.aus(ANLAESSE);
  return [
    gruppe('Anlass', [
      text('Grund der Absperrung', anlass.grund),
      text('Beschreibung', z.aus(anlass.beschreibungen)),
      ja('Beschilderung durch die Stadt gewünscht', z.wahr(0.4)),
    ]),
    wiederholung('Absperrung', 'Absperrung', z.wahr(0.3) ? 2 : 1, (i) => {
      const ziel = i === 0 && !a.firma ? a.adresse : adresseIn(ort, z);
      return [
        text('Straße', ziel.strasse),
        text('Hausnummer von', ziel.hausnummer),
        zahl('Länge in Metern', z.aus([10, 12, 15, 15, 18, 20, 25, 30])),
        ja('Gehweg betroffen', z.wahr(0.2)),
        ja('Beide Straßenseiten', z.wahr(0.1)),
      ];
    }),
    gruppe('Zeitraum', [
      datum('Beginn', tagNach(lage, vorlauf)),
      datum('Ende', tagNach(lage, vorlauf + z.aus([0, 0, 0, 1, 2, 6, 13]))),
      text('Uhrzeit von', z.aus(['06:00', '07:00', '08:00'])),
      text('Uhrzeit bis', z.aus(['16:00', '18:00', '20:00'])),
    ]),
    ...(z.wahr(0.5) ? [gruppe('Fahrzeug', [text('Kennzeichen', kennzeichen(ort, z))])] : []),
  ];
}

export function bewohnerparkausweis(lage: Formularlage): FormItem[] {
  const { a, dienst, ort, z } = lage;
  const eigenes = z.wahr(0.82);
  const verlaengerung = dienst.id.endsWith('verlaengerung');
  return [
    gruppe('Angaben zum Ausweis', [
      text('Bewohnerparkgebiet', z.aus(ort.parkzonen)),
      text('Gültigkeit', z.aus(['1 Jahr', '1 Jahr', '2 Jahre'])),
      datum('Gewünschter Beginn', tagNach(lage, z.ganz(3, 28))),
      ...(verlaengerung ? [text('Nummer des bisherigen Ausweises', `${ort.kennzeichen}-BPA-${z.ziffern(5)}`)] : []),
      ja('Hauptwohnsitz unter der angegebenen Adresse', true),
    ]),
    gruppe('Fahrzeug', [
      text('Amtliches Kennzeichen', kennzeichen(ort, z)),
      text(
        'Hersteller',
        z.aus(['Volkswagen', 'Skoda', 'Opel', 'Ford', 'Toyota', 'Renault', 'Hyundai', 'Dacia', 'BMW']),
      ),
      text(
        'Halterin oder Halter',
        eigenes ? `${a.vorname} ${a.nachname}` : z.aus(['Arbeitgeber', 'Elternteil', 'Carsharing']),
      ),
      ja('Fahrzeug wird dauerhaft genutzt', true),
      ja('Nutzungsbescheinigung beigefügt', !eigenes),
    ]),
  ];
}

const NUTZUNGEN = [
  { art: 'Außengastronomie', gegenstaende: ['Tische', 'Stühle', 'Sonnenschirme', 'Blumenkübel'], tage: 180 },
  { art: 'Warenauslage', gegenstaende: ['Kleiderständer', 'Warentische', 'Werbeaufsteller'], tage: 365 },
  { art: 'Baugerüst', gegenstaende: ['Gerüst', 'Bauzaun'], tage: 45 },
  { art: 'Informationsstand', gegenstaende: ['Stand', 'Sonnenschirme'], tage: 1 },
  { art: 'Container oder Materiallagerung', gegenstaende: ['Absetzcontainer', 'Paletten'], tage: 14 },
  { art: 'Straßenfest', gegenstaende: ['Biertischgarnituren', 'Verkaufsstände', 'Bühne'], tage: 2 },
] as const;

export function sondernutzung(lage: Formularlage): FormItem[] {
  const { a, ort, z } = lage;
  const nutzung = z.aus(NUTZUNGEN);
  const [laenge, breite] = [z.ganz(2, 18), z.ganz(1, 4)];
  const beginn = z.ganz(10, 60);
  const ziel = adresseIn(ort, z);
  return [
    gruppe('Sondernutzung', [
      text('Art der Sondernutzung', nutzung.art),
      text('Ort', z.wahr(0.3) ? z.aus(ort.plaetze) : `${ziel.strasse} ${ziel.hausnummer}, ${ziel.ort}`),
      zahl('Länge in Metern', laenge),
      zahl('Breite in Metern', breite),
      zahl('Fläche in Quadratmetern', laenge * breite),
      zahl('Verbleibende Gehwegbreite in Metern', z.aus([1.5, 1.8, 2, 2.5, 3])),
      wiederholung('Gegenstände', 'Gegenstand', z.ganz(1, nutzung.gegenstaende.length), (i) => [
        text('Bezeichnung', nutzung.gegenstaende[i] ?? ''),
        zahl('Anzahl', z.ganz(1, 24)),
      ]),
    ]),
    gruppe('Zeitraum', [
      datum('Beginn', tagNach(lage, beginn)),
      datum('Ende', tagNach(lage, beginn + nutzung.tage)),
      ja('Jährliche Wiederkehr', nutzung.tage > 100 && z.wahr(0.6)),
    ]),
    gruppe('Verantwortliche Person', [
      text('Name', `${a.vorname} ${a.nachname}`),
      text('Erreichbar unter', a.telefon),
      ja('Haftpflichtversicherung vorhanden', z.wahr(0.9)),
    ]),
  ];
}
