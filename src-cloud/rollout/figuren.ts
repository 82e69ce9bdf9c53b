// Figures of a Land's municipalities: which services are live, and how they do. A Mandant's own come from its Vorgänge,
// others' from what they reported. Of other municipalities counts of cases under 5 are left out (and what is computed from
// so few), since they might point at people; the number of services never is.
import type { RolloutAntwort } from '../../src-shared/cloud-api/rollout.ts';
import type { Tx } from '../db/mandant.ts';

export type Zeitraum = { land: string; von: string; bis: string };

/** One municipality's figures of one service. */
export type Figur = {
  ars: string;
  leikaId: string;
  name: string;
  vorgaenge: number;
  entschieden: number;
  medianTage: number | null;
  ueberfaellig: number;
  ohneMedienbruch: number;
};
export type Gemeinde = { ars: string; name: string; kreis: string; dienste: number };

/** Fewer cases than this are not told of others. */
export const MINDESTZAHL = 5;

/** All figures of the Land, from both sources. */
export async function leseFiguren(tx: Tx, z: Zeitraum, heute: string): Promise<Figur[]> {
  const eigene = await tx.query<Figur>(
    `SELECT ars, leika_id AS "leikaId", name, vorgaenge, entschieden, median_tage AS "medianTage", ueberfaellig,
       ohne_medienbruch AS "ohneMedienbruch"
     FROM mandantenuebergreifend_kennzahlen($1, $2, $3, $4)`,
    [z.land, z.von, z.bis, heute],
  );
  const mandanten = eigene.rows.map(({ ars }) => ars);
  const gemeldete = await tx.query<Figur>(
    `SELECT k.ars, k.leika_id AS "leikaId", min(d.name) AS name, sum(k.vorgaenge)::int8 AS vorgaenge,
       sum(k.vorgaenge)::int8 AS entschieden,
       sum(k.median_bearbeitung_tage * k.vorgaenge) / NULLIF(sum(k.vorgaenge), 0) AS "medianTage",
       sum(k.ueberfaellig)::int8 AS ueberfaellig, sum(k.ohne_medienbruch)::int8 AS "ohneMedienbruch"
     FROM gemeinde g JOIN gemeinde_kennzahl k ON k.ars = g.ars
     JOIN gemeinde_dienst d ON d.ars = k.ars AND d.leika_id = k.leika_id
     WHERE g.land = $1 AND k.monat BETWEEN date_trunc('month', $2::date) AND $3 AND g.ars <> ALL ($4)
     GROUP BY k.ars, k.leika_id`,
    [z.land, z.von, z.bis, mandanten],
  );
  return [...eigene.rows, ...gemeldete.rows];
}

/** Every municipality with services live, with their number on that day. */
export async function leseGemeinden(tx: Tx, land: string, bis: string): Promise<Gemeinde[]> {
  const ergebnis = await tx.query<Gemeinde>(
    `SELECT g.ars, g.name, g.kreis, count(*)::int8 AS dienste
     FROM gemeinde g JOIN gemeinde_dienst d ON d.ars = g.ars AND COALESCE(d.live_seit <= $2, true)
     WHERE g.land = $1 GROUP BY g.ars, g.name, g.kreis`,
    [land, bis],
  );
  return ergebnis.rows;
}

/** In how many municipalities each service is live on that day. */
export async function leseDienste(
  tx: Tx,
  land: string,
  bis: string,
): Promise<{ leikaId: string; name: string; gemeinden: number }[]> {
  const ergebnis = await tx.query<{ leikaId: string; name: string; gemeinden: number }>(
    `SELECT d.leika_id AS "leikaId", min(d.name) AS name, count(*)::int8 AS gemeinden
     FROM gemeinde g JOIN gemeinde_dienst d ON d.ars = g.ars AND COALESCE(d.live_seit <= $2, true)
     WHERE g.land = $1 GROUP BY d.leika_id`,
    [land, bis],
  );
  return ergebnis.rows;
}

/** Puts the answer together: most services first. `eigeneArs`: whose figures are told in full. Pure. */
export function rolloutAus(
  gemeinden: readonly Gemeinde[],
  dienste: readonly { leikaId: string; name: string; gemeinden: number }[],
  figuren: readonly Figur[],
  eigeneArs: string,
  stand: string,
): RolloutAntwort {
  const jeGemeinde = Map.groupBy(figuren, ({ ars }) => ars);
  const jeDienst = Map.groupBy(figuren, ({ leikaId }) => leikaId);
  return {
    gemeinden: gemeinden
      .map((g) => ({ ...g, ...gemeindeFiguren(jeGemeinde.get(g.ars) ?? [], g.ars === eigeneArs) }))
      .sort((a, b) => b.dienste - a.dienste || a.name.localeCompare(b.name, 'de')),
    dienste: dienste
      .map((d) => ({ ...d, ...dienstFiguren(jeDienst.get(d.leikaId) ?? [], eigeneArs) }))
      .sort((a, b) => b.gemeinden - a.gemeinden || a.name.localeCompare(b.name, 'de')),
    stand,
  };
}

type GemeindeFiguren = Pick<
  RolloutAntwort['gemeinden'][number],
  'vorgaenge' | 'medianBearbeitungTage' | 'ueberfaellig' | 'ohneMedienbruchQuote'
>;

function gemeindeFiguren(figuren: readonly Figur[], eigene: boolean): GemeindeFiguren {
  const vorgaenge = summe(figuren, 'vorgaenge');
  const entschieden = summe(figuren, 'entschieden');
  const ueberfaellig = summe(figuren, 'ueberfaellig');
  const genug = (zahl: number) => eigene || zahl >= MINDESTZAHL;
  const mitMedian = figuren.filter((f) => f.medianTage !== null && f.entschieden > 0);
  const gewicht = summe(mitMedian, 'entschieden');
  // The median over services is the median of the services' medians, weighted by their cases.
  const median = mitMedian.reduce((s, f) => s + (f.medianTage ?? 0) * f.entschieden, 0) / gewicht;
  return {
    ...(genug(vorgaenge) ? { vorgaenge } : {}),
    ...(genug(entschieden) && gewicht > 0 ? { medianBearbeitungTage: gerundet(median, 1) } : {}),
    ...(genug(ueberfaellig) ? { ueberfaellig } : {}),
    ...(genug(entschieden) && entschieden > 0
      ? { ohneMedienbruchQuote: gerundet(summe(figuren, 'ohneMedienbruch') / entschieden, 2) }
      : {}),
  };
}

/** A service's cases over the Land. A sum that is told must not give away what was left out above. */
function dienstFiguren(figuren: readonly Figur[], eigeneArs: string): { vorgaenge?: number } {
  const erzaehlbar = figuren.filter((f) => f.ars === eigeneArs || f.vorgaenge >= MINDESTZAHL);
  return erzaehlbar.length > 0 ? { vorgaenge: summe(erzaehlbar, 'vorgaenge') } : {};
}

function summe(
  figuren: readonly Figur[],
  feld: 'vorgaenge' | 'entschieden' | 'ueberfaellig' | 'ohneMedienbruch',
): number {
  return figuren.reduce((s, f) => s + f[feld], 0);
}

function gerundet(zahl: number, stellen: number): number {
  return Math.round(zahl * 10 ** stellen) / 10 ** stellen;
}
