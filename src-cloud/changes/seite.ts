// One page of GET /changes: where the client stands, the rows from there, the cursor to go on with. It keeps no state of
// any client; everything stands in the cursor.

import type { Change, ChangesAnfrage, ChangesAntwort } from '../../src-shared/cloud-api/changes.ts';
import { ProblemError, problem } from '../../src-shared/domain/problem.ts';
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { ausDokument, type Dokument } from '../vorgaenge/zeile.ts';
import { liesBestand, teile } from './bestand.ts';
import { type Lesestand, liesCursor, type Sicht, type Stelle, schreibeCursor } from './cursor.ts';
import { type FolgeZeile, liesFolge, liesZaehler, type Zaehler } from './folge.ts';

/** `sicht` only where the client said it: with a cursor the cursor's counts. */
export type SeitenAnfrage = Omit<ChangesAnfrage, 'sicht'> & { sicht?: Sicht | undefined };

type Teilseite = { changes: Change[]; stand: Lesestand; mehr: boolean };

/**
 * The page behind `since`, or the snapshot's first one.
 * @throws cursor-ungueltig (400), cursor-abgelaufen, rechte-geaendert, neue-epoche (410).
 */
export async function liesSeite(
  tx: Tx,
  wer: Angemeldet,
  anfrage: SeitenAnfrage,
  jetzt: string,
): Promise<ChangesAntwort> {
  const zaehler = await liesZaehler(tx, wer.mandant);
  const ab = anfang(anfrage, wer, zaehler, jetzt);
  const seite =
    ab.phase === 'bestand'
      ? await bestandSeite(tx, wer, ab, ab.stelle, anfrage.limit)
      : await folgeSeite(tx, wer, ab, { nr: ab.nr, stand: zaehler.stand, limit: anfrage.limit, jetzt });
  return {
    changes: seite.changes,
    cursor: schreibeCursor(seite.stand, wer, zaehler.epoche, jetzt),
    hasMore: seite.mehr,
    phase: ab.phase,
    serverTime: jetzt,
  };
}

function anfang(anfrage: SeitenAnfrage, wer: Angemeldet, zaehler: Zaehler, jetzt: string): Lesestand {
  if (anfrage.since === undefined) {
    return {
      phase: 'bestand',
      sicht: anfrage.sicht ?? 'voll',
      meineZuerst: anfrage.zuerst === 'meine',
      basis: zaehler.stand,
      basisAm: jetzt,
      stelle: { teil: 0 },
    };
  }
  const stand = liesCursor(anfrage.since, wer, zaehler.epoche, jetzt);
  if (anfrage.sicht !== undefined && anfrage.sicht !== stand.sicht) {
    throw new ProblemError(
      problem('cursor-ungueltig', { status: 400, detail: `Der Lesestand gehört zur Sicht „${stand.sicht}“.` }),
    );
  }
  return stand;
}

/** Fills one page from the snapshot's parts in turn. The last page already carries the feed's cursor. */
async function bestandSeite(tx: Tx, wer: Angemeldet, ab: Lesestand, von: Stelle, limit: number): Promise<Teilseite> {
  const { sicht, meineZuerst, basis, basisAm } = ab;
  const gemeinsam = { sicht, meineZuerst, basis, basisAm };
  const changes = new Map<string, Change>();
  let stelle = von;
  while (stelle.teil < teile(meineZuerst)) {
    const platz = limit - changes.size;
    const zeilen = await liesBestand(tx, wer, { sicht, meineZuerst, stelle, limit: platz + 1 });
    // Between two queries a row may have moved to a later part: then it has a new number and comes again in `folge`.
    for (const z of zeilen.slice(0, platz)) changes.set(z.id, { art: 'vorgang', vorgang: koerper(sicht, z) });
    if (zeilen.length > platz) {
      const letzte = zeilen[platz - 1];
      if (letzte) stelle = { teil: stelle.teil, am: letzte.eingangAm, id: letzte.id };
      return {
        changes: [...changes.values()],
        stand: { ...gemeinsam, phase: 'bestand', stelle },
        mehr: true,
      };
    }
    stelle = { teil: stelle.teil + 1 };
  }
  return {
    changes: [...changes.values()],
    stand: { ...gemeinsam, phase: 'folge', nr: basis },
    mehr: true,
  };
}

async function folgeSeite(
  tx: Tx,
  wer: Angemeldet,
  ab: Lesestand,
  seite: { nr: number; stand: number; limit: number; jetzt: string },
): Promise<Teilseite> {
  const { sicht, meineZuerst, basis, basisAm } = ab;
  const { nr, stand, limit, jetzt } = seite;
  // Numbers are given and become visible in order: the same number as last time means that nothing has happened.
  if (stand === nr) {
    return {
      changes: [],
      stand: { sicht, meineZuerst, basis: nr, basisAm: jetzt, phase: 'folge', nr },
      mehr: false,
    };
  }
  const folge = await liesFolge(tx, wer, { sicht, basis, nr, limit });
  const fertig = { basis: folge.nr, basisAm: jetzt };
  return {
    changes: folge.zeilen.map((z) => alsChange(sicht, z)),
    stand: {
      sicht,
      meineZuerst,
      ...(folge.mehr ? { basis, basisAm } : fertig),
      phase: 'folge',
      nr: folge.nr,
    },
    mehr: folge.mehr,
  };
}

function alsChange(sicht: Sicht, z: FolgeZeile): Change {
  if (!z.sichtbar) return { art: 'entzogen', id: z.id, version: z.version };
  if (z.geloescht || !z.kopf) return { art: 'geloescht', id: z.id, version: z.version };
  return { art: 'vorgang', vorgang: koerper(sicht, { kopf: z.kopf, details: z.details }) };
}

function koerper(sicht: Sicht, { kopf, details }: { kopf: Dokument['kopf']; details: Dokument['details'] | null }) {
  return sicht === 'voll' && details ? ausDokument({ kopf, details }) : kopf;
}
