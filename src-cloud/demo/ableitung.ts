/**
 * How the demo data's facts are reduced from their public sources: services from the LeiKa catalogue, municipalities
 * from the Gemeindeverzeichnis, waiting times from a real log of permits. Pure: text in, tables out (`ableiten.ts`
 * reads and writes the files). It never invents a key or a name: what is not in the source throws.
 */

import type { Quantile } from './zufall.ts';
import { streuwert, Zufall } from './zufall.ts';

/** A row of `daten/auswahl.json`, chosen by hand. */
export interface Auswahl {
  id: string;
  name: string;
  leikaId?: string;
  art: string;
  fach: string;
  fristTage: number;
  aufbewahrungJahre: number;
  gewicht: number;
  formular: string;
  mandanten: string[];
}

/** A row of `daten/dienste.json`: the choice completed from the catalogue; `angebote`: Mandant → live since. */
export interface KatalogDienst extends Omit<Auswahl, 'mandanten'> {
  leikaName?: string;
  ozgId?: string;
  angebote: Record<string, string>;
}

/** A row of `daten/gemeinden.json`; `dienste` are LeiKa keys, or the Dienst's id where it has none. */
export interface KatalogGemeinde {
  ars: string;
  name: string;
  kreis: string;
  dienste: string[];
}

/** `daten/wartezeiten.json`. Shares are of the time between start and deadline of a case. */
export interface Wartezeiten {
  faelle: number;
  ereignisse: number;
  gesamtAnteilDerFrist: Quantile;
  ersterSchrittAnteilDerDauer: Quantile;
  abstandMinuten: Quantile;
  stunden: number[];
}

type Zeile = Record<string, string>;

/** Rows of a CSV with a header line (RFC 4180: quotes, doubled quotes, line breaks inside quotes). */
export function zeilenAusCsv(text: string): Zeile[] {
  const zeilen: string[][] = [[]];
  const feld = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (;;) {
    const treffer = feld.exec(text);
    if (!treffer) throw new SyntaxError('CSV: unerwartetes Zeichen');
    zeilen.at(-1)?.push(treffer[1]?.replaceAll('""', '"') ?? treffer[2] ?? '');
    if (treffer[3] === '') break;
    if (treffer[3] !== ',') zeilen.push([]);
    if (feld.lastIndex >= text.length && treffer[3] !== ',') break;
  }
  const [kopf = [], ...rest] = zeilen;
  return rest.filter((z) => z.length > 1).map((z) => Object.fromEntries(kopf.map((k, i) => [k, z[i] ?? ''])));
}

/** The choice with each service's official name and OZG number; throws where a key is not in the catalogue. */
export function diensteAus(auswahl: readonly Auswahl[], leikaCsv: string): KatalogDienst[] {
  const leika = new Map(zeilenAusCsv(leikaCsv).map((z) => [z.leika_key, z]));
  return auswahl.map(({ mandanten, ...dienst }) => {
    const amtlich = dienst.leikaId === undefined ? undefined : leika.get(dienst.leikaId);
    if (dienst.leikaId !== undefined && !amtlich) throw new Error(`Nicht im LeiKa: ${dienst.leikaId} (${dienst.id})`);
    return {
      ...dienst,
      ...(amtlich?.name ? { leikaName: amtlich.name.trim() } : {}),
      ...(amtlich?.ozg_id ? { ozgId: amtlich.ozg_id } : {}),
      angebote: Object.fromEntries(mandanten.map((m) => [m, liveSeit(`${m}/${dienst.id}`)])),
    };
  });
}

/** An invented first day online, a Monday between 2021 and mid 2025. */
function liveSeit(name: string): string {
  const wochen = new Zufall(name, streuwert('liveSeit')).ganz(0, 230);
  return new Date(Date.UTC(2021, 0, 4) + wochen * 7 * 86_400_000).toISOString().slice(0, 10);
}

/** Names as people say them: "Kiel, Landeshauptstadt" → "Kiel". */
const kurz = (amtlich: string): string => (amtlich.split(',')[0] ?? amtlich).replace('/ ', '/').trim();

/** How many services the demo says a municipality has (invented, below the three leaders). */
const GROSSE: Record<string, number> = { Kiel: 37, Lübeck: 34, Neumünster: 31, Norderstedt: 33, Elmshorn: 27 };
const OHNE_ONLINEDIENST = 24;

/**
 * 73 of the Land's municipalities and Kreise with the services they have live: the demo's Mandanten by their own
 * `angebote`, all others with invented lower numbers. Ämter are left out.
 */
export function gemeindenAus(arsCsv: string, dienste: readonly KatalogDienst[], mandanten: Record<string, string>) {
  const zeilen = zeilenAusCsv(arsCsv);
  const orte: Omit<KatalogGemeinde, 'dienste'>[] = zeilen
    .filter((z) => z.verband_typ_2017 === 'verbandsfreie-gemeinde')
    .map(({ ars = '', name = '', kreis = '', kreis_key = '' }) => {
      const kreisfrei = ars === `${kreis_key}0000000`;
      return { ars, name: kurz(name), kreis: kreisfrei ? 'Kreisfreie Stadt' : kreis };
    });
  const kreise = [...new Map(zeilen.map((z) => [z.kreis_key ?? '', z.kreis ?? '']))]
    .filter(([key]) => !orte.some((o) => o.ars === `${key}0000000`))
    .map(([key, kreis]) => ({ ars: `${key}0000000`, name: `Kreis ${kreis}`, kreis }));
  const alle = [...orte, ...kreise].sort((a, b) => a.ars.localeCompare(b.ars));
  const mandantVon = new Map(Object.entries(mandanten).map(([m, ars]) => [ars, m]));
  for (const ars of mandantVon.keys()) if (!alle.some((g) => g.ars === ars)) throw new Error(`Unbekannter ARS: ${ars}`);
  const z = new Zufall('gemeinden', 2026);
  const moegliche = alle.filter((g) => !mandantVon.has(g.ars) && g.kreis !== 'Kreisfreie Stadt' && !(g.name in GROSSE));
  const klein = moegliche.filter((g) => !g.name.startsWith('Kreis '));
  const ohne = new Set(z.mehrere(klein, OHNE_ONLINEDIENST - 1).map((g) => g.ars));
  const gewaehlt: KatalogGemeinde[] = [];
  for (const g of alle) {
    if (ohne.has(g.ars)) continue;
    const mandant = mandantVon.get(g.ars);
    const liste = mandant
      ? dienste.filter((d) => mandant in d.angebote)
      : erfunden(g.name, dienste, new Zufall(g.ars, 2026));
    gewaehlt.push({ ...g, dienste: liste.map((d) => d.leikaId ?? d.id) });
  }
  return gewaehlt;
}

/** A plausible choice: a Kreis offers what Kreise do, a town what towns do, the much used ones first. */
function erfunden(name: string, dienste: readonly KatalogDienst[], z: Zufall): KatalogDienst[] {
  const istKreis = name.startsWith('Kreis ');
  const vorbild = istKreis ? ['herzogtum-lauenburg'] : ['preetz', ...(name in GROSSE ? ['flensburg'] : [])];
  const pool = dienste.filter(
    (d) => Object.keys(d.angebote).length === 0 || vorbild.some((m) => m in d.angebote) || z.wahr(0.05),
  );
  const anzahl = GROSSE[name] ?? (istKreis ? z.ganz(11, 36) : Math.round(2 + 26 * z.anteil() ** 2));
  const rest = [...pool];
  const gewaehlt = new Set<KatalogDienst>();
  while (gewaehlt.size < anzahl && rest.length > 0) {
    const d = z.gewichtet(rest, (x) => x.gewicht + 1);
    gewaehlt.add(d);
    rest.splice(rest.indexOf(d), 1);
  }
  return dienste.filter((d) => gewaehlt.has(d));
}

const ANTEILE = [0, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.98, 0.99, 1];

function quantile(werte: number[], stellen: number): Quantile {
  const sortiert = [...werte].sort((a, b) => a - b);
  const wert = (p: number) => sortiert[Math.round(p * (sortiert.length - 1))] ?? 0;
  return { p: ANTEILE, werte: ANTEILE.map((p) => Number(wert(p).toFixed(stellen))) };
}

/** Distributions of the permit log. Cases without an end, and times before the start, are left out of the shares. */
export function wartezeitenAus(logCsv: string): Wartezeiten {
  const zeilen = zeilenAusCsv(logCsv);
  const faelle = Map.groupBy(zeilen, (z) => z['case:concept:name'] ?? '');
  const gesamt: number[] = [];
  const erster: number[] = [];
  const abstaende: number[] = [];
  const stunden = Array.from({ length: 24 }, () => 0);
  const ms = (s: string | undefined) => Date.parse((s ?? '').replace(' ', 'T'));
  for (const ereignisse of faelle.values()) {
    const zeiten = ereignisse.map((z) => ms(z['time:timestamp'])).sort((a, b) => a - b);
    zeiten.forEach((t, i) => {
      if (i > 0) abstaende.push((t - (zeiten[i - 1] ?? t)) / 60_000);
    });
    const [start, frist, ende] = ['case:startdate', 'case:deadline', 'case:enddate'].map((s) => ms(ereignisse[0]?.[s]));
    if (!start || !frist || !ende || ende <= start || frist <= start) continue;
    gesamt.push((ende - start) / (frist - start));
    const anteil = ((zeiten[0] ?? start) - start) / (ende - start);
    if (anteil >= 0 && anteil <= 1) erster.push(anteil);
  }
  for (const z of zeilen) {
    // The log writes local time; its hour is what stands in the text.
    const stunde = Number((z['time:timestamp'] ?? '').slice(11, 13));
    stunden[stunde] = (stunden[stunde] ?? 0) + 1;
  }
  return {
    faelle: faelle.size,
    ereignisse: zeilen.length,
    gesamtAnteilDerFrist: quantile(gesamt, 4),
    ersterSchrittAnteilDerDauer: quantile(erster, 4),
    abstandMinuten: quantile(abstaende, 2),
    stunden: stunden.map((n) => Number((n / zeilen.length).toFixed(4))),
  };
}
