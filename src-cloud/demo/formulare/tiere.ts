/**
 * Hundesteuer (registering, deregistering, exemption) and Fischereischein: the two forms about animals.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { iban } from '../antragsteller.ts';
import { datum, type Formularlage, gruppe, ja, tagNach, text, wiederholung, zahl } from './felder.ts';

const RASSEN = [
  'Labrador Retriever',
  'Golden Retriever',
  'Dackel',
  'Mischling',
  'Mischling',
  'Mischling',
  'Jack Russell Terrier',
  'Border Collie',
  'Deutscher Schäferhund',
  'Australian Shepherd',
  'Zwergspitz',
  'Havaneser',
  'Pudel',
  'Rhodesian Ridgeback',
  'Französische Bulldogge',
] as const;
const RUFNAMEN = [
  'Bella',
  'Balu',
  'Luna',
  'Fiete',
  'Lotte',
  'Käpt’n',
  'Emma',
  'Rocky',
  'Krümel',
  'Nala',
  'Odin',
  'Frieda',
  'Smilla',
  'Bosse',
  'Möhrchen',
  'Pelle',
] as const;

function hund(lage: Formularlage): FormItem[] {
  const { z } = lage;
  return [
    text('Rufname', z.aus(RUFNAMEN)),
    text('Rasse', z.aus(RASSEN)),
    text('Geschlecht', z.aus(['männlich', 'weiblich'])),
    text('Farbe', z.aus(['schwarz', 'braun', 'weiß-braun', 'dreifarbig', 'hellblond', 'grau'])),
    datum('Wurfdatum', tagNach(lage, -z.ganz(60, 3200))),
    text('Chipnummer', `276${z.ziffern(12)}`),
  ];
}

export function hundesteuer(lage: Formularlage): FormItem[] {
  const { a, dienst, z } = lage;
  const anzahl = z.wahr(0.12) ? 2 : 1;
  const hunde = wiederholung('Hunde', 'Hund', anzahl, () => hund(lage));
  if (dienst.id === 'hundesteuer-abmeldung') {
    return [
      hunde,
      gruppe('Abmeldung', [
        datum('Ende der Haltung', tagNach(lage, -z.ganz(1, 40))),
        text('Grund', z.aus(['Hund verstorben', 'Hund verstorben', 'Wegzug', 'Abgabe an andere Person'])),
        text('Kassenzeichen', `5.0210.${z.ziffern(6)}.4`),
      ]),
    ];
  }
  if (dienst.id === 'hundesteuer-befreiung') {
    return [
      hunde,
      gruppe('Befreiung oder Ermäßigung', [
        text('Grund', z.aus(['Assistenzhund', 'Rettungshund', 'Bezug von Grundsicherung', 'Hund aus dem Tierheim'])),
        text('Kassenzeichen', `5.0210.${z.ziffern(6)}.4`),
        ja('Nachweis beigefügt', z.wahr(0.85)),
      ]),
    ];
  }
  return [
    hunde,
    gruppe('Haltung', [
      datum('Beginn der Haltung', tagNach(lage, -z.ganz(2, 60))),
      text('Herkunft', z.aus(['Züchter:in', 'Tierheim', 'Tierschutz im Ausland', 'privat', 'eigener Wurf'])),
      zahl('Weitere Hunde im Haushalt', z.aus([0, 0, 0, 1])),
      ja('Haftpflichtversicherung vorhanden', z.wahr(0.93)),
      ja('Gefährlicher Hund nach HundeG', z.wahr(0.01)),
    ]),
    ...(z.wahr(0.6)
      ? [
          gruppe('SEPA-Lastschriftmandat', [
            text('Kontoinhaber:in', `${a.vorname} ${a.nachname}`),
            text('IBAN', iban(z)),
          ]),
        ]
      : []),
  ];
}

export function fischereischein(lage: Formularlage): FormItem[] {
  const { ort, z } = lage;
  const art = z.aus(['Erstausstellung', 'Erstausstellung', 'Ersatz nach Verlust', 'Urlaubsfischereischein']);
  return [
    gruppe('Fischereischein', [
      text('Art', art),
      ...(art === 'Urlaubsfischereischein'
        ? [datum('Gültig ab', tagNach(lage, z.ganz(2, 40))), zahl('Gültigkeit in Tagen', 28)]
        : []),
      ...(art === 'Ersatz nach Verlust'
        ? [
            text('Nummer des bisherigen Scheins', `${ort.kennzeichen}-${z.ziffern(5)}`),
            datum('Verloren am', tagNach(lage, -z.ganz(2, 90))),
          ]
        : []),
    ]),
    ...(art === 'Erstausstellung'
      ? [
          gruppe('Fischereiprüfung', [
            datum('Prüfung bestanden am', tagNach(lage, -z.ganz(5, 400))),
            text('Prüfungsort', z.aus([ort.ort, 'Kiel', 'Schleswig', 'Lübeck'])),
            text('Ausgestellt von', 'Landessportfischerverband Schleswig-Holstein'),
            text('Zeugnisnummer', `SH-${z.ganz(2015, 2026)}-${z.ziffern(4)}`),
          ]),
        ]
      : []),
    gruppe('Fischereiabgabe', [
      zahl('Anzahl der Jahre', z.aus([1, 1, 2, 3, 5])),
      text('Erstes Jahr', tagNach(lage, 0).slice(0, 4)),
    ]),
    gruppe('Zuverlässigkeit', [ja('Vorstrafen wegen Verstoßes gegen fischereirechtliche Vorschriften', false)]),
  ];
}
