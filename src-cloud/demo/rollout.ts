/**
 * Rollout figures of the Land for Leitung (product.md, "Rollout"): which municipality has which online services live, and
 * monthly figures of those that are no Mandant here. Names and keys are official; who offers what, and all figures but
 * the leaders' 58, 42 and 40 services, are invented for the demo (daten/QUELLEN.md). No personal data.
 */
import type { GemeindeAnlage, KennzahlAnlage } from '../verzeichnis/anlegen.ts';
import gemeinden from './daten/gemeinden.json' with { type: 'json' };
import wartezeiten from './daten/wartezeiten.json' with { type: 'json' };
import { DIENST_NAMEN, DIENST_UMFANG, diensteVon } from './dienste.ts';
import { MANDANTEN } from './mandanten.ts';
import { Zufall } from './zufall.ts';

const MANDANT_VON_ARS = new Map(MANDANTEN.map((m) => [m.ars, m.id]));

function diensteDer(ars: string, schluessel: readonly string[]): GemeindeAnlage['dienste'] {
  const mandant = MANDANT_VON_ARS.get(ars);
  if (mandant !== undefined) {
    return diensteVon(mandant).map((d) => ({ leikaId: d.leikaId ?? d.id, name: d.name, liveSeit: d.liveSeit }));
  }
  const z = new Zufall(`liveSeit/${ars}`, 2026);
  return schluessel.map((s) => ({
    leikaId: s,
    name: DIENST_NAMEN.get(s) ?? s,
    liveSeit: `${z.ganz(2022, 2025)}-${String(z.ganz(1, 12)).padStart(2, '0')}-01`,
  }));
}

/** The 73 municipalities and Kreise with online services, most services first, then by name. */
export function rolloutGemeinden(): GemeindeAnlage[] {
  return gemeinden
    .map(({ ars, name, kreis, dienste }) => ({
      ars,
      land: 'SH',
      name,
      kreis,
      dienste: diensteDer(ars, dienste),
    }))
    .sort((a, b) => b.dienste.length - a.dienste.length || a.name.localeCompare(b.name, 'de'));
}

/** First days of the months from `von` to `bis` (`YYYY-MM-DD`), both included. */
function monate(von: string, bis: string): string[] {
  const liste: string[] = [];
  const [jahr, monat] = [Number(von.slice(0, 4)), Number(von.slice(5, 7))];
  for (let i = 0; ; i++) {
    const erster = new Date(Date.UTC(jahr, monat - 1 + i, 1)).toISOString().slice(0, 10);
    if (erster > bis) return liste;
    liste.push(erster);
  }
}

const MEDIAN_ANTEIL = wartezeiten.gesamtAnteilDerFrist.werte[wartezeiten.gesamtAnteilDerFrist.p.indexOf(0.5)] ?? 1;

/**
 * Monthly figures of the municipalities that are no Mandant of the demo (a Mandant's are computed from its cases), for the
 * months from `von` to `bis` (`YYYY-MM-DD`). The same each time. About 63,000 cases a year in all, as in April 2024.
 */
export function* rolloutKennzahlen(von: string, bis: string): Generator<KennzahlAnlage, void, undefined> {
  const liste = monate(von, bis);
  for (const g of rolloutGemeinden()) {
    if (MANDANT_VON_ARS.has(g.ars)) continue;
    const eigenheit = new Zufall(`groesse/${g.ars}`, 2026);
    const groesse = 0.4 + eigenheit.anteil() * 1.2 + (g.kreis === 'Kreisfreie Stadt' ? 6 : 0);
    const tempo = 0.55 + eigenheit.anteil() * 0.8;
    for (const d of g.dienste) {
      for (const monat of liste) {
        if (monat < d.liveSeit) continue;
        const kennzahl = imMonat(g.ars, d.leikaId, monat, groesse, tempo);
        if (kennzahl.vorgaenge > 0) yield kennzahl;
      }
    }
  }
}

function imMonat(ars: string, leikaId: string, monat: string, groesse: number, tempo: number): KennzahlAnlage {
  const z = new Zufall(`${ars}/${leikaId}/${monat}`, 2026);
  const dienst = DIENST_UMFANG.get(leikaId);
  const vorgaenge = Math.round((dienst?.gewicht ?? 1) * groesse * (0.5 + z.anteil()));
  const median = (dienst?.fristTage ?? 14) * MEDIAN_ANTEIL * tempo * (0.85 + 0.3 * z.anteil());
  return {
    ars,
    leikaId,
    monat,
    vorgaenge,
    medianBearbeitungTage: Number(median.toFixed(1)),
    ueberfaellig: Math.min(vorgaenge, Math.round(vorgaenge * 0.25 * tempo * z.anteil())),
    ohneMedienbruch: Math.min(vorgaenge, Math.round(vorgaenge * (0.55 + 0.4 * z.anteil()))),
  };
}
