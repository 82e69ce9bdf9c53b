/**
 * The delta feed of cloud-api.md as a pure function over the model's rows: bestand in three parts, then folge by the
 * counter, entzogen and geloescht, cursors bound to person, rights and epoch. It keeps nothing of any client.
 */

import { CloudFehler, type NeuBeginnen } from '../../src-main/workspace/cloud/fehler.ts';
import type { ChangesFrage, ChangesSeite } from '../../src-main/workspace/cloud/gateway.ts';
import type { Change } from '../../src-shared/cloud-api/changes.ts';
import { type Lage, lageVon, sieht } from '../../src-shared/domain/sicht.ts';
import { kopfVon, type Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Mitspieler } from './buehne.ts';

/** One row: the Vorgang, or null when it is deleted; and where it lay before, with the number at which that ended. */
export interface Zeile {
  id: string;
  vorgang: Vorgang | null;
  version: number;
  nr: number;
  vorher: readonly { bisNr: number; lage: Lage }[];
}

export interface Feedstand {
  zeilen: ReadonlyMap<string, Zeile>;
  zaehler: number;
  epoche: number;
  /** Cursors issued before are expired. */
  gueltigAb: number;
  /** Counts issues of cursors. */
  ausgabe: number;
}

interface Lesezeichen {
  wer: string;
  rechte: string;
  epoche: number;
  ausgabe: number;
  basis: number;
  nr?: number;
  teil?: number;
  hinter?: string;
}

/** Pages of the model are small, so that a few cases already need several. */
const SEITE = 3;

const rechteVon = (p: Mitspieler): string => JSON.stringify([[...p.rollen].sort(), [...p.oe].sort()]);

export function seite(stand: Feedstand, p: Mitspieler, frage: ChangesFrage, serverTime: string): ChangesSeite {
  const ab = lies(stand, p, frage.since);
  const limit = Math.min(frage.limit, SEITE);
  const { changes, weiter, mehr } =
    ab.nr === undefined ? bestand(stand, p, ab, limit) : folge(stand, p, { ...ab, nr: ab.nr }, limit);
  const cursor = JSON.stringify({ ...weiter, ausgabe: stand.ausgabe } satisfies Lesezeichen);
  const phase = ab.nr === undefined ? 'bestand' : 'folge';
  return { changes, cursor, hasMore: mehr, phase, serverTime, dauerMs: 100, unlesbar: 0, unlesbareIds: [] };
}

function lies(stand: Feedstand, p: Mitspieler, since: string | undefined): Lesezeichen {
  const { epoche, ausgabe, zaehler } = stand;
  const neu = { wer: p.sub, rechte: rechteVon(p), epoche, ausgabe };
  if (since === undefined) return { ...neu, basis: zaehler, teil: 0 };
  const c = JSON.parse(since) as Lesezeichen;
  const ende = (grund: NeuBeginnen): never => {
    throw new CloudFehler({ art: 'neu_beginnen', grund });
  };
  if (c.epoche !== epoche) return ende('neue-epoche');
  if (c.wer !== neu.wer || c.rechte !== neu.rechte) return ende('rechte-geaendert');
  if (c.ausgabe < stand.gueltigAb) return ende('cursor-abgelaufen');
  return c;
}

const schluessel = (v: Vorgang): string => `${v.eingangAm} ${v.id}`;

function teilVon(p: Mitspieler, v: Vorgang): number {
  if (p.rollen.includes('VERWALTUNG_USER') && v.bearbeiter?.sub === p.sub) return 0;
  const inOe = p.rollen.some((r) => r === 'VERWALTUNG_USER' || r === 'VERWALTUNG_LEITUNG');
  return inOe && v.status === 'NEU' && p.oe.includes(v.organisationseinheit.id) ? 1 : 2;
}

type Ausschnitt = { changes: Change[]; weiter: Lesezeichen; mehr: boolean };

function bestand(stand: Feedstand, p: Mitspieler, ab: Lesezeichen, limit: number): Ausschnitt {
  const sichtbare = [...stand.zeilen.values()].flatMap((z) =>
    z.vorgang && sieht(p, lageVon(z.vorgang)) ? [z.vorgang] : [],
  );
  const geordnet = sichtbare
    .map((v) => ({ v, teil: teilVon(p, v), key: schluessel(v) }))
    .sort((a, b) => a.teil - b.teil || (a.key < b.key ? 1 : -1));
  const rest = geordnet.filter(
    (x) => x.teil > (ab.teil ?? 0) || (x.teil === ab.teil && (ab.hinter === undefined || x.key < ab.hinter)),
  );
  const da = rest.slice(0, limit);
  const letzte = da.at(-1);
  const changes: Change[] = da.map(({ v }) => ({ art: 'vorgang', vorgang: kopfVon(v) }));
  if (rest.length > limit && letzte)
    return { changes, weiter: { ...ab, teil: letzte.teil, hinter: letzte.key }, mehr: true };
  const { teil: _t, hinter: _h, ...ohne } = ab;
  return { changes, weiter: { ...ohne, nr: ab.basis }, mehr: true };
}

function folge(stand: Feedstand, p: Mitspieler, ab: Lesezeichen & { nr: number }, limit: number): Ausschnitt {
  const neue = [...stand.zeilen.values()].filter((z) => z.nr > ab.nr).sort((a, b) => a.nr - b.nr);
  const changes: Change[] = [];
  let nr = ab.nr;
  let mehr = false;
  for (const z of neue) {
    const c = alsChange(z, p, ab.basis);
    if (c && changes.length === limit) {
      mehr = true;
      break;
    }
    if (c) changes.push(c);
    nr = z.nr;
  }
  return { changes, weiter: { ...ab, nr, basis: mehr ? ab.basis : nr }, mehr };
}

function alsChange(z: Zeile, p: Mitspieler, basis: number): Change | undefined {
  if (z.vorgang && sieht(p, lageVon(z.vorgang))) return { art: 'vorgang', vorgang: kopfVon(z.vorgang) };
  if (!z.vorher.some((w) => w.bisNr > basis && sieht(p, w.lage))) return undefined;
  return { art: z.vorgang === null ? 'geloescht' : 'entzogen', id: z.id, version: z.version };
}
