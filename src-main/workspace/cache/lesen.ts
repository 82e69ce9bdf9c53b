/**
 * The reading side of the cache, on a connection of its own: a list never waits for a page that is being written. Each
 * method answers from one snapshot. It only wires; what is read stands in the modules it calls.
 */
import { statSync } from 'node:fs';
import type { Dienst, Organisationseinheit } from '../../../src-shared/cloud-api/root.ts';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import { akte, naechsterAkt } from './akte.ts';
import { anhangFortschritt, anhangMitBytes, offeneUploads, uploadBytes } from './anhaenge.ts';
import { giftstuecke, konflikte, outbox, outboxZahlen, vorgangAnsicht } from './ansicht.ts';
import { basiszeile, liesBasis } from './basis.ts';
import type { BestandLeser } from './bestand.ts';
import type { Entfernung, Groessen, Ursache } from './bestand-typen.ts';
import { entwurf } from './entwuerfe.ts';
import { idText } from './kennung.ts';
import { type Kern, liesMeta } from './kern.ts';
import { anhaengeIn, dienste, kontextFuer, organisationseinheiten, personen } from './kontext.ts';
import { liste, zaehler } from './liste.ts';
import { nachlassZuMelden } from './nachlass.ts';
import { lesestand } from './seite.ts';
import { nachlass } from './sendung.ts';
import { suche } from './suche.ts';
import { offeneTeile } from './suchindex.ts';
import { transaktion } from './verbindung.ts';

const HOECHSTENS_OES = 200;

export const DETAILS_SQL =
  'SELECT id FROM vorgang INDEXED BY v_details WHERE details_offen = 1 ORDER BY rang, zeile LIMIT ?';

function veralteteDetails(kern: Kern, limit: number): string[] {
  return kern.v.alle<{ id: Uint8Array }>(DETAILS_SQL, limit).map((z) => idText(z.id));
}

/** Walks my Vorgänge, newest first, until enough are found; those are few. */
function fehlendeAnhaenge(kern: Kern, maxBytes: number, limit: number) {
  const gefunden: { vorgangId: string; anhang: Anhang; offset: number }[] = [];
  const meine = kern.v.alle<{ zeile: number; id: Uint8Array }>(
    'SELECT zeile, id FROM vorgang INDEXED BY v_mein WHERE mein = 1 AND details_version IS NOT NULL ORDER BY zeile',
  );
  for (const { zeile, id } of meine) {
    for (const anhang of anhaengeIn(liesBasis(kern.v, zeile))) {
      if (anhang.groesse > maxBytes || gefunden.length >= limit) continue;
      const da = kern.v.eins<{ fertig: number; hier: number }>(
        'SELECT fertig, hier FROM anhang WHERE anhang_id = ?',
        anhang.id,
      );
      if (da?.fertig !== 1) gefunden.push({ vorgangId: idText(id), anhang, offset: da?.hier ?? 0 });
    }
    if (gefunden.length >= limit) break;
  }
  return gefunden;
}

function groessen(kern: Kern, pfad: string): Groessen {
  const { v } = kern;
  // An aggregate always answers one row.
  const zahl = (sql: string) => v.eins<{ n: number }>(sql)!.n;
  const datei = (p: string) => statSync(p, { throwIfNoEntry: false })?.size ?? 0;
  return {
    datenbankBytes: datei(pfad) + datei(`${pfad}-wal`),
    vorgaenge: zahl('SELECT coalesce(sum(n), 0) AS n FROM zaehler'),
    anhaengeBytes: zahl('SELECT coalesce(sum(hier), 0) AS n FROM anhang'),
    ohneDetails: zahl('SELECT count(*) AS n FROM vorgang INDEXED BY v_details WHERE details_offen = 1'),
    ohneSuchindex: offeneTeile(v),
  };
}

function findeOes(kern: Kern, text: string | undefined): Organisationseinheit[] {
  const t = text?.trim().toLowerCase() ?? '';
  return organisationseinheiten(kern)
    .filter((o) => `${o.id} ${o.name} ${o.mandantName}`.toLowerCase().includes(t))
    .slice(0, HOECHSTENS_OES);
}

function entfernungen(kern: Kern, limit: number): Entfernung[] {
  return kern.v
    .alle<{ id: Uint8Array; ursache: string; am: string; behalten: number }>(
      'SELECT vorgang_id AS id, ursache, am, behalten FROM entfernung ORDER BY nr DESC LIMIT ?',
      limit,
    )
    .map((z) => ({ vorgangId: idText(z.id), ursache: z.ursache as Ursache, am: z.am, behalten: z.behalten === 1 }));
}

function versionen(kern: Kern, ids: readonly string[]) {
  const alle = new Map<string, { kopf: number; details?: number }>();
  for (const id of ids) {
    const s = basiszeile(kern.v, id);
    if (!s) continue;
    alle.set(id, { kopf: s.kopfVersion, ...(s.detailsVersion === null ? {} : { details: s.detailsVersion }) });
  }
  return alle;
}

/** `pruefeTag` is called before lists and counters: the day may have changed since the last write. */
export function macheLeser(kern: Kern, pfad: string, pruefeTag: () => void): BestandLeser {
  let stand = -1;
  const lies = <T>(tat: () => T): T =>
    transaktion(kern.v, 'DEFERRED', () => {
      const jetzt = kern.v.eins<{ data_version: number }>('PRAGMA data_version')!.data_version;
      if (jetzt !== stand) kern.vergiss();
      stand = jetzt;
      return tat();
    });
  const heutig = <T>(tat: () => T): T => {
    pruefeTag();
    return lies(tat);
  };
  return {
    liste: (frage) => heutig(() => liste(kern, frage)),
    suche: (frage) => heutig(() => suche(kern, frage)),
    zaehler: () => heutig(() => zaehler(kern)),
    vorgang: (idOderNummer) => lies(() => vorgangAnsicht(kern, idOderNummer)),
    outbox: () => lies(() => outbox(kern)),
    konflikte: () => lies(() => konflikte(kern)),
    entwurf: (vorgangId, art) => lies(() => entwurf(kern.v, vorgangId, art)),
    lesestand: () => lies(() => lesestand(kern.v)),
    veralteteDetails: (limit) => lies(() => veralteteDetails(kern, limit)),
    fehlendeAnhaenge: ({ maxBytes, limit }) => lies(() => fehlendeAnhaenge(kern, maxBytes, limit)),
    outboxZahlen: () => lies(() => outboxZahlen(kern)),
    nachlass: () => lies(() => nachlass(kern.v)),
    nachlassZuMelden: () => lies(() => nachlassZuMelden(kern.v)),
    giftstuecke: () => lies(() => giftstuecke(kern)),
    uploads: () => lies(() => offeneUploads(kern.v)),
    versionen: (ids) => lies(() => versionen(kern, ids)),
    anhang: (anhangId) => lies(() => anhangMitBytes(kern.v, anhangId)),
    uploadBytes: (anhangId, von, bis) => lies(() => uploadBytes(kern.v, anhangId, von, bis)),
    anhangFortschritt: (anhangId) => lies(() => anhangFortschritt(kern.v, anhangId)),
    naechsterAkt: (deviceId) => lies(() => naechsterAkt(kern.v, deviceId)),
    akte: (vorgangId) => lies(() => akte(kern.v, vorgangId)),
    ich: () => lies(() => kern.ich()),
    dienste: () => lies((): Dienst[] => dienste(kern)),
    personen: () => lies(() => personen(kern)),
    organisationseinheiten: (text) => lies(() => findeOes(kern, text)),
    kontext: (vorgangId) =>
      lies(() => {
        const stand = basiszeile(kern.v, vorgangId);
        return stand && kontextFuer(kern, liesBasis(kern.v, stand.zeile));
      }),
    gemerkt: <T>(schluessel: string) => lies(() => liesMeta<T>(kern.v, `eigen:${schluessel}`)),
    hoechsteUhr: () => lies(() => liesMeta<number>(kern.v, 'uhr') ?? 0),
    groessen: () => lies(() => groessen(kern, pfad)),
    entfernungen: (limit) => lies(() => entfernungen(kern, limit)),
  };
}
