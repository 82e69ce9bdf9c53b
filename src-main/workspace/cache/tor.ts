/**
 * The one gate through which anything leaves the cache. It asks the outbox first: a Vorgang with unsent commands, drafts
 * or uploads leaves the lists and the search, but stays with its work until that is settled. Each removal is logged with
 * its cause, without content. Nothing else in the cache may delete from `vorgang`.
 */

import { type Basiszeile, basiszeile, stelleDar } from './basis.ts';
import type { Aenderungen, Ursache } from './bestand-typen.ts';
import { eintraegeVon, hatArbeit, vergissBestaetigten } from './eintraege.ts';
import { idBytes, idText } from './kennung.ts';
import { jetztInstant, type Kern } from './kern.ts';
import { vergissText } from './suchindex.ts';

export const keineAenderungen = (): Aenderungen => ({ geaendert: [], entfernt: [], behalten: [] });

function protokolliere(kern: Kern, id: string, ursache: string, behalten: boolean): void {
  kern.v.tu(
    'INSERT INTO entfernung (vorgang_id, ursache, am, behalten) VALUES (?, ?, ?, ?)',
    idBytes(id),
    ursache,
    jetztInstant(kern),
    behalten ? 1 : 0,
  );
}

function loesche(kern: Kern, stand: Basiszeile, ursache: string): void {
  const { v } = kern;
  const id = idBytes(stand.id);
  for (const e of eintraegeVon(v, id)) if (e.state === 'bestaetigt') vergissBestaetigten(v, e, jetztInstant(kern));
  v.tu('DELETE FROM outbox WHERE vorgang_id = ?', id);
  v.tu('DELETE FROM anhang WHERE vorgang_id = ?', id);
  vergissText(v, stand.zeile);
  v.tu('DELETE FROM vorgang WHERE zeile = ?', stand.zeile);
  protokolliere(kern, stand.id, ursache, false);
}

/** Removes one Vorgang, or takes it out of the lists where work hangs on it. */
export function durchsTor(kern: Kern, id: string, ursache: Ursache, bericht: Aenderungen): void {
  const stand = basiszeile(kern.v, id);
  if (!stand) return;
  if (!hatArbeit(kern.v, idBytes(id))) {
    loesche(kern, stand, ursache);
    bericht.entfernt.push(id);
    return;
  }
  if (stand.ursache !== ursache) {
    vergissText(kern.v, stand.zeile);
    stelleDar(kern, { ...stand, ursache });
    protokolliere(kern, id, ursache, true);
  }
  bericht.behalten.push(id);
}

/** After work was settled: what was kept only for it goes; anything else is shown anew. Answers whether it is gone. */
export function nachArbeit(kern: Kern, id: string, bericht: Aenderungen): void {
  const stand = basiszeile(kern.v, id);
  if (!stand) return;
  if (stand.ursache !== null && !hatArbeit(kern.v, idBytes(id))) {
    loesche(kern, stand, stand.ursache);
    bericht.entfernt.push(id);
    return;
  }
  stelleDar(kern, stand);
  bericht.geaendert.push(id);
}

/** Several, for one cause. */
export function entferne(kern: Kern, ids: readonly string[], ursache: Ursache): Aenderungen {
  const bericht = keineAenderungen();
  for (const id of ids) durchsTor(kern, id, ursache, bericht);
  return bericht;
}

/** Ids of all rows, or of those of an older generation that are still in the lists. */
export function alleIds(kern: Kern, aelterAls?: number): string[] {
  const zeilen =
    aelterAls === undefined
      ? kern.v.alle<{ id: Uint8Array }>('SELECT id FROM vorgang')
      : kern.v.alle<{ id: Uint8Array }>('SELECT id FROM vorgang WHERE generation < ? AND sichtbar = 1', aelterAls);
  return zeilen.map((z) => idText(z.id));
}

/** Closed Vorgänge that nobody changed since `vorMs`; at most 500. */
export function abgeschlosseneIds(kern: Kern, vorMs: number): string[] {
  return kern.v
    .alle<{ id: Uint8Array }>(
      `SELECT v.id FROM begriff b CROSS JOIN vorgang v INDEXED BY v_status ON v.status = b.id AND v.sichtbar = 1
       WHERE b.art = 'status' AND b.schluessel IN ('ABGESCHLOSSEN', 'VERWORFEN', 'WEITERGELEITET')
         AND v.geaendert_ms < ? LIMIT 500`,
      vorMs,
    )
    .map((z) => idText(z.id));
}
