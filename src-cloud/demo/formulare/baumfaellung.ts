/**
 * Baumfällung: application for an exception from the municipality's tree protection by-law, tree by tree.
 */
import type { FormItem } from '../../../src-shared/domain/vorgang.ts';
import { adresseIn } from '../antragsteller.ts';
import { adressfelder, type Formularlage, gruppe, ja, text, wiederholung, zahl } from './felder.ts';

const BAEUME = [
  'Rotbuche',
  'Stieleiche',
  'Winterlinde',
  'Bergahorn',
  'Spitzahorn',
  'Hängebirke',
  'Gemeine Esche',
  'Rosskastanie',
  'Waldkiefer',
  'Fichte',
  'Walnuss',
  'Silberweide',
] as const;

const GRUENDE = [
  {
    grund: 'Krankheit oder Pilzbefall',
    text: 'Der Baum zeigt deutlichen Pilzbefall am Stammfuß; mehrere starke Äste sind im letzten Sturm abgebrochen.',
  },
  {
    grund: 'Gefährdung von Personen oder Gebäuden',
    text: 'Die Krone ragt über das Dach, der Stamm neigt sich zum Gehweg. Wir fürchten um die Kinder auf dem Schulweg.',
  },
  {
    grund: 'Bauvorhaben',
    text: 'Der Baum steht im Baufeld des genehmigten Anbaus. Eine Verschiebung ist nach Auskunft der Architektin nicht möglich.',
  },
  { grund: 'Verschattung', text: 'Die Wohnräume im Erdgeschoss sind auch mittags nur mit Kunstlicht zu nutzen.' },
  {
    grund: 'Schäden an Leitungen oder Pflaster',
    text: 'Wurzeln haben die Grundleitung durchstoßen; das Pflaster der Zufahrt ist um rund 12 cm angehoben.',
  },
] as const;

export function baumfaellung({ a, ort, z }: Formularlage): FormItem[] {
  const grundstueck = z.wahr(0.75) ? a.adresse : adresseIn(ort, z);
  const begruendung = z.aus(GRUENDE);
  const eigentum = z.wahr(0.8);
  return [
    gruppe('Grundstück', [
      adressfelder(grundstueck, 'Standort'),
      text('Gemarkung', z.aus(ort.gemarkungen)),
      text('Flur', String(z.ganz(1, 48))),
      text('Flurstück', `${z.ganz(12, 499)}/${z.ganz(1, 99)}`),
      ja('Antragstellende Person ist Eigentümer:in', eigentum),
      ...(eigentum ? [] : [ja('Einverständnis der Eigentümer:innen liegt bei', z.wahr(0.8))]),
    ]),
    wiederholung('Bäume', 'Baum', z.aus([1, 1, 1, 2, 2, 3]), (i) => [
      text('Baumart', z.aus(BAEUME)),
      zahl('Stammumfang in 1 m Höhe in Zentimetern', z.ganz(62, 310)),
      zahl('Höhe in Metern', z.ganz(7, 28)),
      zahl('Kronendurchmesser in Metern', z.ganz(4, 17)),
      text('Zustand', z.aus(['vital', 'leicht geschädigt', 'stark geschädigt', 'abgestorben'])),
      text('Nummer im Lageplan', `B${i + 1}`),
    ]),
    gruppe('Begründung', [
      text('Grund', begruendung.grund),
      text('Erläuterung', begruendung.text),
      ja('Gutachten beigefügt', z.wahr(0.3)),
      text(
        'Gewünschter Zeitraum',
        z.aus(['1. Oktober bis Ende Februar', 'so bald wie möglich', 'vor Beginn der Bauarbeiten']),
      ),
    ]),
    gruppe('Ersatzpflanzung', [
      ja('Ersatzpflanzung auf dem Grundstück möglich', z.wahr(0.7)),
      text('Vorgeschlagene Art', z.aus(['Feldahorn', 'Hainbuche', 'Apfel, Hochstamm', 'Kornelkirsche', 'Eberesche'])),
    ]),
  ];
}
