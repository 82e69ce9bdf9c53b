/**
 * The demo's three Mandanten with their Organisationseinheiten and people (cli.md: user names; `sub` never changes).
 * Sabine, Jan, Vera and Lena are in every OE that gets seeded applications, so Sabine sees them all; two OEs of each
 * Mandant have nobody, so that forwarding takes a case out of sight. All people are invented.
 */
import type { Zeichnungsbefugnis } from '../../src-shared/domain/kontext.ts';
import type { Rolle } from '../../src-shared/domain/vorgang.ts';

/** A field of work; each Mandant says which OE answers for it. */
export type Fach =
  | 'gewerbe'
  | 'verkehr'
  | 'buergerservice'
  | 'standesamt'
  | 'steuern'
  | 'soziales'
  | 'jugend'
  | 'umwelt'
  | 'bau'
  | 'ordnung'
  | 'kfz'
  | 'migration'
  | 'gesundheit';

/** `faecher` empty: gets no seeded applications and has none of the demo people. */
export interface DemoOe {
  id: string;
  name: string;
  istPoststelle: boolean;
  faecher: readonly Fach[];
}

export interface DemoPerson {
  sub: string;
  username: string;
  name: string;
  funktion: string;
  rollen: readonly Rolle[];
  oe: readonly string[];
  zeichnung: readonly Zeichnungsbefugnis[];
}

export interface DemoMandant {
  id: MandantId;
  name: string;
  kuerzel: string;
  land: 'SH';
  ars: string;
  /** Gets what names no known Stelle. */
  istAuffang: boolean;
  oes: readonly DemoOe[];
  personen: readonly DemoPerson[];
}

export type MandantId = 'flensburg' | 'preetz' | 'herzogtum-lauenburg';

const oe = (id: string, name: string, ...faecher: Fach[]): DemoOe => ({ id, name, istPoststelle: false, faecher });
const poststelle = (id: string): DemoOe => ({ id, name: 'Zentrale Poststelle', istPoststelle: true, faecher: [] });

const FLENSBURG: readonly DemoOe[] = [
  oe('197008', 'Gewerbe und Gaststätten', 'gewerbe'),
  oe('197011', 'Straßenverkehr und Sondernutzung', 'verkehr'),
  oe('197014', 'Bürgerbüro', 'buergerservice', 'kfz'),
  oe('197015', 'Standesamt', 'standesamt'),
  oe('197019', 'Steuern und Abgaben', 'steuern'),
  oe('197022', 'Wohngeld und soziale Leistungen', 'soziales'),
  oe('197023', 'Jugend, Kita und Schule', 'jugend'),
  oe('197025', 'Umwelt und Stadtgrün', 'umwelt'),
  oe('197028', 'Bauaufsicht', 'bau'),
  oe('197031', 'Öffentliche Ordnung', 'ordnung', 'gesundheit'),
  oe('197034', 'Zuwanderung und Einbürgerung', 'migration'),
  poststelle('197001'),
  oe('197003', 'Rechtsamt'),
];

const PREETZ: readonly DemoOe[] = [
  oe('576210', 'Ordnung, Gewerbe und Verkehr', 'gewerbe', 'verkehr', 'ordnung', 'gesundheit'),
  oe('576220', 'Bürgerbüro und Standesamt', 'buergerservice', 'standesamt', 'kfz', 'migration'),
  oe('576230', 'Finanzen und Steuern', 'steuern'),
  oe('576240', 'Soziales, Kita und Wohngeld', 'soziales', 'jugend'),
  oe('576250', 'Bauen und Umwelt', 'bau', 'umwelt'),
  poststelle('576201'),
  oe('576203', 'Rechnungsprüfungsamt'),
];

const LAUENBURG: readonly DemoOe[] = [
  oe('530110', 'Straßenverkehr und Gewerbe', 'verkehr', 'gewerbe'),
  oe('530120', 'Kfz-Zulassung und Fahrerlaubnisse', 'kfz'),
  oe('530130', 'Soziales und Eingliederungshilfe', 'soziales'),
  oe('530140', 'Jugend, Familie und Schule', 'jugend'),
  oe('530150', 'Bauaufsicht und Denkmalschutz', 'bau'),
  oe('530160', 'Umwelt, Wasser und Abfall', 'umwelt'),
  oe('530170', 'Zuwanderung', 'migration'),
  oe('530180', 'Ordnung, Gesundheit und Veterinärwesen', 'ordnung', 'gesundheit'),
  oe('530190', 'Kreisservice', 'buergerservice', 'standesamt', 'steuern'),
  poststelle('530101'),
  oe('530103', 'Rechtsamt'),
];

/** The six people of every Mandant; a Mandant other than the first is named after an @. */
function personenVon(mandant: MandantId, oes: readonly DemoOe[]): DemoPerson[] {
  const fachlich = oes.filter((o) => o.faecher.length > 0).map((o) => o.id);
  const person = (
    username: string,
    name: string,
    funktion: string,
    rolle: Rolle,
    oe: readonly string[],
    zeichnung: readonly Zeichnungsbefugnis[] = [],
  ): DemoPerson => ({
    sub: `${mandant}:${username}`,
    username: mandant === 'flensburg' ? username : `${username}@${mandant}`,
    name,
    funktion,
    rollen: [rolle],
    oe,
    zeichnung,
  });
  const alles: Zeichnungsbefugnis[] = [{ dienstId: null }];
  return [
    person('sabine.sander', 'Sabine Sander', 'Sachbearbeiterin', 'VERWALTUNG_USER', fachlich, alles),
    person('jan.petersen', 'Jan Petersen', 'Sachbearbeiter', 'VERWALTUNG_USER', fachlich),
    person('petra.post', 'Petra Post', 'Poststelle', 'VERWALTUNG_POSTSTELLE', []),
    person('vera.vogt', 'Dr. Vera Vogt', 'Sachgebietsleiterin', 'VERWALTUNG_USER', fachlich, alles),
    person('lars.loesch', 'Lars Lösch', 'Löschbeauftragter', 'VERWALTUNG_LOESCHEN', []),
    person('lena.leitung', 'Prof. Dr. Lena Leitung', 'Fachbereichsleiterin', 'VERWALTUNG_LEITUNG', fachlich),
  ];
}

const mandant = (id: MandantId, name: string, kuerzel: string, ars: string, oes: readonly DemoOe[]): DemoMandant => ({
  id,
  name,
  kuerzel,
  land: 'SH',
  ars,
  istAuffang: id === 'flensburg',
  oes,
  personen: personenVon(id, oes),
});

/** In the order in which the demo names them; the first is the Auffang-Mandant. */
export const MANDANTEN: readonly DemoMandant[] = [
  mandant('flensburg', 'Stadt Flensburg', 'FL', '010010000000', FLENSBURG),
  mandant('preetz', 'Stadt Preetz', 'PRE', '010570062062', PREETZ),
  mandant('herzogtum-lauenburg', 'Kreis Herzogtum Lauenburg', 'RZ', '010530000000', LAUENBURG),
];

/** The Mandant of that id; throws RangeError for another one. */
export function mandantVon(id: string): DemoMandant {
  const gefunden = MANDANTEN.find((m) => m.id === id);
  if (!gefunden)
    throw new RangeError(`Kein Mandant der Demo: ${id}. Es gibt ${MANDANTEN.map((m) => m.id).join(', ')}.`);
  return gefunden;
}

/** The OE that answers for a field of work. */
export function oeFuer(m: DemoMandant, fach: Fach): DemoOe {
  const gefunden = m.oes.find((o) => o.faecher.includes(fach));
  if (!gefunden) throw new RangeError(`${m.name} hat keine Stelle für ${fach}.`);
  return gefunden;
}
