/**
 * Base records and the row shown of them. `stelleDar` is the only place where a row's columns, marks and search text are
 * made, from base ⊕ pending, always in the transaction of what changed. The base itself is never changed by a click.
 */
import type { Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import {
  arbeitsstand,
  type Eintrag,
  eintraegeVon,
  IM_OVERLAY,
  ueberlagernde,
  vergissBestaetigten,
} from './eintraege.ts';
import { bestandsProblem } from './fehler.ts';
import { istKopf, kopfUeberDetails } from './ganz.ts';
import { idBytes, idText } from './kennung.ts';
import { jetztInstant, type Kern } from './kern.ts';
import { kontextFuer } from './kontext.ts';
import { entpacke, packe } from './packen.ts';
import { indexiere } from './suchindex.ts';
import type { Verbindung } from './verbindung.ts';
import { schreibeZeile, type Zeilenstand } from './zeile.ts';

export interface Basiszeile extends Zeilenstand {
  id: string;
}

const STAND = `SELECT zeile, id, kopf_version AS kopfVersion, details_version AS detailsVersion, generation, ursache FROM vorgang`;

const mitText = (z: (Zeilenstand & { id: Uint8Array }) | undefined): Basiszeile | undefined =>
  z === undefined ? undefined : { ...z, id: idText(z.id) };

export const basiszeile = (v: Verbindung, id: string): Basiszeile | undefined =>
  mitText(v.eins<Zeilenstand & { id: Uint8Array }>(`${STAND} WHERE id = ?`, idBytes(id)));

/** By Vorgangsnummer; the newest where (wrongly) two carry it. */
export const basiszeileNachNummer = (v: Verbindung, nummer: string): Basiszeile | undefined =>
  mitText(v.eins<Zeilenstand & { id: Uint8Array }>(`${STAND} WHERE nummer = ? ORDER BY zeile LIMIT 1`, nummer));

/** The Vorgang as the cloud last told it; a newer head lies over older details. */
export function liesBasis(v: Verbindung, zeile: number): Vorgang | VorgangKopf {
  const satz = v.eins<{ kopf: Uint8Array | null; voll: Uint8Array | null }>(
    'SELECT kopf, voll FROM datensatz WHERE zeile = ?',
    zeile,
  );
  const kopf = satz?.kopf ? entpacke<VorgangKopf>(satz.kopf) : undefined;
  const voll = satz?.voll ? entpacke<Vorgang>(satz.voll) : undefined;
  if (kopf && voll) return kopfUeberDetails(kopf, voll);
  const eines = voll ?? kopf;
  // A row without its record: the file is not what was written.
  if (!eines) throw bestandsProblem('bestand-beschaedigt');
  return eines;
}

/** First sight of a Vorgang. */
export function legeAn(kern: Kern, vorgang: Vorgang | VorgangKopf, zeile: number, generation: number): void {
  const kopf = istKopf(vorgang);
  const stand: Zeilenstand = {
    zeile,
    kopfVersion: vorgang.version,
    detailsVersion: kopf ? null : vorgang.version,
    generation,
    ursache: null,
  };
  schreibeZeile(kern, vorgang, stand, { marke: 0, pending: 0 }, true);
  const bytes = packe(vorgang);
  kern.v.tu(
    'INSERT INTO datensatz (zeile, kopf, voll) VALUES (?, ?, ?)',
    zeile,
    kopf ? bytes : null,
    kopf ? null : bytes,
  );
  indexiere(kern.v, zeile, vorgang, true);
}

/**
 * Takes a newer head or newer details into the record. Answers the new stand, or undefined where nothing was newer.
 * An older version never replaces a newer one; details older than the head but newer than those here are taken.
 */
export function nimmNeueres(kern: Kern, stand: Basiszeile, vorgang: Vorgang | VorgangKopf): Basiszeile | undefined {
  const { v } = kern;
  if (istKopf(vorgang)) {
    if (vorgang.version <= stand.kopfVersion) return undefined;
    v.tu('UPDATE datensatz SET kopf = ? WHERE zeile = ?', packe(vorgang), stand.zeile);
    return { ...stand, kopfVersion: vorgang.version };
  }
  if (stand.detailsVersion !== null && vorgang.version <= stand.detailsVersion) return undefined;
  if (vorgang.version < stand.kopfVersion) {
    v.tu('UPDATE datensatz SET voll = ? WHERE zeile = ?', packe(vorgang), stand.zeile);
    return { ...stand, detailsVersion: vorgang.version };
  }
  v.tu('UPDATE datensatz SET voll = ?, kopf = NULL WHERE zeile = ?', packe(vorgang), stand.zeile);
  return { ...stand, kopfVersion: vorgang.version, detailsVersion: vorgang.version };
}

/** Confirmed entries whose effect the base now carries are done with. */
function raeumeBestaetigte(kern: Kern, stand: Basiszeile, eintraege: readonly Eintrag[]): Eintrag[] {
  const erreicht = Math.min(stand.kopfVersion, stand.detailsVersion ?? stand.kopfVersion);
  return eintraege.filter((e) => {
    if (e.state !== 'bestaetigt' || (e.ergebnis_version !== null && e.ergebnis_version > erreicht)) return true;
    vergissBestaetigten(kern.v, e, jetztInstant(kern));
    return false;
  });
}

/** Base ⊕ pending of a row, as it is shown; the base where nobody is signed in. */
export function ueberlagert(
  kern: Kern,
  basis: Vorgang | VorgangKopf,
  eintraege: readonly Eintrag[],
): { vorgang: Vorgang | VorgangKopf; uebersprungen: string[]; sichtEnde: boolean } {
  const nichts = { vorgang: basis, uebersprungen: [], sichtEnde: false };
  if (!eintraege.some((e) => IM_OVERLAY.has(e.state))) return nichts;
  const kontext = kontextFuer(kern, basis);
  return kontext ? kern.overlay(basis, ueberlagernde(eintraege), kontext) : nichts;
}

/** Recomputes what is shown of one row and stores it. Call after any change to its base or its entries. */
export function stelleDar(kern: Kern, stand: Basiszeile, basis?: Vorgang | VorgangKopf): void {
  const eintraege = raeumeBestaetigte(kern, stand, eintraegeVon(kern.v, idBytes(stand.id)));
  const { vorgang } = ueberlagert(kern, basis ?? liesBasis(kern.v, stand.zeile), eintraege);
  schreibeZeile(kern, vorgang, stand, arbeitsstand(eintraege), false);
  if (stand.ursache === null) indexiere(kern.v, stand.zeile, vorgang, false);
}

/** The same by id, for callers that know of the row only that it was here. */
export function stelleDarNachId(kern: Kern, id: string): void {
  const stand = basiszeile(kern.v, id);
  if (stand) stelleDar(kern, stand);
}
