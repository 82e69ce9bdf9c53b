/**
 * Takes over what the cloud tells: a page of the feed with its cursor, or whole Vorgänge of a reply. One page is one
 * transaction. A reply only writes rows that are still here; an older version never replaces a newer one.
 */
import type { Change } from '../../../src-shared/cloud-api/changes.ts';
import { genannteAnhaenge } from '../../../src-shared/domain/befehle.ts';
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import { nimmZurueckInArbeit } from './anhaenge.ts';
import { basiszeile, legeAn, nimmNeueres, stelleDar, stelleDarNachId } from './basis.ts';
import type { Aenderungen, Lesestand, Seite } from './bestand-typen.ts';
import { EINTRAG_SPALTEN, type Eintrag, gelesen } from './eintraege.ts';
import { istKopf } from './ganz.ts';
import { idBytes, idText } from './kennung.ts';
import { type Kern, liesMeta, setzeMeta } from './kern.ts';
import { alleIds, durchsTor, keineAenderungen } from './tor.ts';
import type { Verbindung } from './verbindung.ts';
import { freieZeile } from './zeile.ts';

export const lesestand = (v: Verbindung): Lesestand => liesMeta<Lesestand>(v, 'lesestand') ?? { phase: 'neu' };

const generation = (v: Verbindung): number => liesMeta<number>(v, 'generation') ?? 1;

export function beginneBestand(kern: Kern, neueEpoche = false): void {
  setzeMeta(kern.v, 'lesestand', { phase: 'neu' });
  setzeMeta(kern.v, 'generation', generation(kern.v) + 1);
  if (neueEpoche) vergissVersionen(kern);
}

/**
 * The cloud was restored and may have gone back: its versions are no newer or older than ours any more, so that whatever
 * it says next wins, and details are fetched anew before anybody signs. What the epoch before had confirmed and the base
 * has not told yet is asked again under the same commandId: a cloud that still knows it says the same, one that has lost
 * it judges it anew.
 */
function vergissVersionen(kern: Kern): void {
  const { v } = kern;
  v.tu(`UPDATE vorgang SET kopf_version = 0, details_version = CASE WHEN details_version IS NULL THEN NULL ELSE -1 END,
    details_offen = sichtbar`);
  const bestaetigt = v.alle<Eintrag>(`SELECT ${EINTRAG_SPALTEN} FROM outbox WHERE state = 'bestaetigt'`);
  for (const e of bestaetigt) {
    v.tu(
      "UPDATE outbox SET state = 'wartet', naechster_ms = 0, ergebnis_version = NULL WHERE command_id = ?",
      e.command_id,
    );
    const g = gelesen(e);
    if ('command' in g) nimmZurueckInArbeit(v, genannteAnhaenge(g.command.body));
  }
  for (const id of new Set(bestaetigt.map((e) => idText(e.vorgang_id)))) stelleDarNachId(kern, id);
}

/** From the feed: new, newer, or only a sign that it is still there. */
function ausFeed(kern: Kern, vorgang: Vorgang | VorgangKopf, gen: number, bericht: Aenderungen): void {
  const stand = basiszeile(kern.v, vorgang.id);
  if (!stand) {
    legeAn(kern, vorgang, freieZeile(kern, vorgang.eingangAm), gen);
    bericht.geaendert.push(vorgang.id);
    return;
  }
  const neuer = nimmNeueres(kern, stand, vorgang);
  if (neuer === undefined && stand.ursache === null) {
    if (stand.generation !== gen) kern.v.tu('UPDATE vorgang SET generation = ? WHERE zeile = ?', gen, stand.zeile);
    return;
  }
  const ganzNeu = neuer !== undefined && !istKopf(vorgang) && neuer.kopfVersion === vorgang.version;
  stelleDar(kern, { ...(neuer ?? stand), generation: gen, ursache: null }, ganzNeu ? vorgang : undefined);
  bericht.geaendert.push(vorgang.id);
}

function nimmChange(kern: Kern, change: Change, gen: number, bericht: Aenderungen): void {
  if (change.art === 'vorgang') {
    ausFeed(kern, change.vorgang, gen, bericht);
    return;
  }
  const stand = basiszeile(kern.v, change.id);
  if (stand && change.version >= stand.kopfVersion) durchsTor(kern, change.id, change.art, bericht);
}

export function uebernimmSeite(kern: Kern, seite: Seite): Aenderungen {
  const bericht = keineAenderungen();
  const vorher = lesestand(kern.v);
  const gen = generation(kern.v);
  for (const change of seite.changes) nimmChange(kern, change, gen, bericht);
  for (const id of seite.unlesbareIds ?? []) {
    kern.v.tu('UPDATE vorgang SET generation = ?, details_offen = 1 WHERE id = ?', gen, idBytes(id));
  }
  const fertig = seite.phase === 'folge' && !seite.hasMore;
  if (fertig && vorher.phase !== 'fertig') {
    for (const id of alleIds(kern, gen)) durchsTor(kern, id, 'abgleich', bericht);
  }
  const phase = fertig || vorher.phase === 'fertig' ? 'fertig' : seite.phase;
  const stand: Lesestand = { cursor: seite.cursor, phase, sicht: seite.sicht, am: seite.am };
  setzeMeta(kern.v, 'lesestand', stand);
  // The lease begins anew with the cloud's word; a clock that was ahead before must not end it beforehand.
  setzeMeta(kern.v, 'uhr', kern.uhr.jetzt());
  return bericht;
}

/** A row that is here and older; answers whether anything changed. */
export function ausAntwort(kern: Kern, vorgang: Vorgang): boolean {
  const stand = basiszeile(kern.v, vorgang.id);
  const neuer = stand && nimmNeueres(kern, stand, vorgang);
  if (neuer) stelleDar(kern, neuer, neuer.detailsVersion === neuer.kopfVersion ? vorgang : undefined);
  return neuer !== undefined;
}

export function uebernimmDetails(kern: Kern, vorgaenge: readonly Vorgang[], angefragt: readonly string[]): Aenderungen {
  const bericht = keineAenderungen();
  const da = new Set(vorgaenge.map((v) => v.id));
  for (const vorgang of vorgaenge) if (ausAntwort(kern, vorgang)) bericht.geaendert.push(vorgang.id);
  // An answer older than the head (a copy of the cloud that lags, a cache on the way) is none: asking at once would be a circle.
  const fehlen = angefragt.filter((id) => {
    const stand = basiszeile(kern.v, id);
    return !da.has(id) || (stand && stand.detailsVersion !== stand.kopfVersion);
  });
  for (const id of fehlen) kern.v.tu('UPDATE vorgang SET details_offen = 0 WHERE id = ?', idBytes(id));
  if (fehlen.length > 0) setzeMeta(kern.v, VERMISST, [...new Set([...vermisste(kern), ...fehlen])]);
  return bericht;
}

/** Ids asked for that the cloud did not answer: out of sight, or only just then. */
const VERMISST = 'vermisst';
const vermisste = (kern: Kern): string[] => liesMeta<string[]>(kern.v, VERMISST) ?? [];

/** Asks again for details that were not answered, where the row is still shown without them. Answers for how many. */
export function frageVermissteNochmal(kern: Kern): number {
  const ids = vermisste(kern);
  if (ids.length === 0) return 0;
  setzeMeta(kern.v, VERMISST, null);
  const satz = `UPDATE vorgang SET details_offen = 1
    WHERE id = ? AND sichtbar = 1 AND details_version IS NOT kopf_version`;
  return ids.reduce((n, id) => n + kern.v.tu(satz, idBytes(id)), 0);
}
