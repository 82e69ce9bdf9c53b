/**
 * Puts together what the status bar, `kontor status` and `sitzung` say. Every figure is read here and now; nothing is
 * claimed that was not seen.
 */
import { PROBLEME, type Problem, ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { Sitzung, StatusAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import { API_VERSION } from '../sync/verzeichnis.ts';
import { zeitpunkt } from '../uhr.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import type { Laufart, MotorDienste } from './dienste.ts';
import { hinweise } from './hinweise.ts';
import type { Schutzlage } from './schutzlage.ts';

const STUNDE_MS = 3_600_000;

/** Until when the cache may be read without the cloud's word; judged by the highest clock seen since that word. */
export function lease(dienste: MotorDienste, platz: Arbeitsplatz): StatusAnsicht['lease'] {
  const { leser } = platz.bestand;
  const { am } = leser.lesestand();
  if (am === undefined) return { abgelaufen: false };
  const stunden = leser.ich()?.richtlinie.leaseHours ?? dienste.leaseStunden;
  const bisMs = Date.parse(am) + stunden * STUNDE_MS;
  const jetzt = Math.max(dienste.uhr.jetzt(), leser.hoechsteUhr());
  return { bis: new Date(bisMs).toISOString(), abgelaufen: jetzt > bisMs };
}

/** The status of an open workspace. */
export function statusVon(dienste: MotorDienste, platz: Arbeitsplatz): StatusAnsicht {
  const { leser, schema } = platz.bestand;
  const lage = platz.zustand.lage();
  const stand = leser.lesestand();
  const { datenbankBytes, vorgaenge, anhaengeBytes } = leser.groessen();
  const zahlen = leser.outboxZahlen();
  const naechsterAbrufS = platz.abgleich.naechsterAbrufS();
  const apiVersion = leser.gemerkt<string>(API_VERSION);
  return {
    ...lage,
    ...hinweise(platz, lage, dienste.uhr.jetzt(), { vorgaenge, pending: zahlen.pending }),
    ...(stand.am === undefined ? {} : { letzterSync: stand.am }),
    ...(naechsterAbrufS === undefined ? {} : { naechsterAbrufS }),
    ...zahlen,
    ...(stand.phase === 'fertig' ? {} : { erstabgleich: { geladen: vorgaenge } }),
    lease: lease(dienste, platz),
    schutz: platz.schutz.art,
    groessen: { datenbankBytes, vorgaenge, anhaengeBytes },
    versionen: { kontor: dienste.version, cacheSchema: schema, ...(apiVersion == null ? {} : { apiVersion }) },
  };
}

/** The status while nobody's workspace is open; `grund` says why. */
export function statusOhnePlatz(
  dienste: MotorDienste,
  lauf: Laufart,
  seitMs: number,
  grund: Problem,
  { art, passphrase }: Pick<Schutzlage, 'art' | 'passphrase'>,
): StatusAnsicht {
  const unterwegs = grund.type.endsWith(':keine-verbindung');
  return {
    state: lauf.offline ? 'offline_gewaehlt' : unterwegs ? 'cloud_nicht_erreichbar' : 'sitzung_abgelaufen',
    seit: zeitpunkt({ jetzt: () => seitMs }),
    ursache: grund.detail ?? grund.title,
    rat: passphrase === undefined ? 'Bitte melden Sie sich an.' : PROBLEME['passphrase-noetig'],
    ...(passphrase === undefined ? {} : { passphrase }),
    pending: 0,
    konflikte: 0,
    abgelehnt: 0,
    lease: { abgelaufen: false },
    schutz: art,
    groessen: { datenbankBytes: 0, vorgaenge: 0, anhaengeBytes: 0 },
    versionen: { kontor: dienste.version, cacheSchema: 0 },
  };
}

/** Who is signed in, as far as the cloud has said it; null before the first answer. */
export function sitzungVon(platz: Arbeitsplatz): Sitzung | null {
  const { leser } = platz.bestand;
  const ich = leser.ich();
  if (ich === undefined) return null;
  const namen = new Map(leser.organisationseinheiten().map((o) => [o.id, o.name]));
  const geraet = leser.gemerkt<{ deviceId: string }>('geraet');
  return {
    sub: ich.sub,
    name: ich.name,
    rollen: ich.rollen,
    oe: ich.oe.map((id) => ({ id, name: namen.get(id) ?? id })),
    mandant: ich.mandant,
    land: ich.land,
    zeichnungsbefugt: ich.zeichnung.length > 0,
    ...(geraet == null ? {} : { deviceId: geraet.deviceId }),
  };
}

/** Past the lease the cache is locked; unsent work stays and is sent after a sign-in. */
export function verlangeLease(dienste: MotorDienste, platz: Arbeitsplatz): void {
  if (!lease(dienste, platz).abgelaufen) return;
  throw new ProblemError(
    problem('lease-abgelaufen', {
      detail:
        'Ihre nicht gesendete Arbeit ist sicher. Sobald Kontor die Cloud wieder erreicht, können Sie weiterarbeiten.',
    }),
  );
}
