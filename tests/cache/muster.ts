/**
 * Synthetic Vorgänge, people and an open cache in a folder of its own, for the cache's tests. Deterministic by number; the
 * clock is the test's.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bestand } from '../../src-main/workspace/cache/bestand.ts';
import { oeffneBestand } from '../../src-main/workspace/cache/oeffnen.ts';
import { ueberlagere } from '../../src-main/workspace/sync/overlay.ts';
import type { IchAntwort, Kollege } from '../../src-shared/cloud-api/root.ts';
import { kopfVon, type Vorgang, type VorgangKopf } from '../../src-shared/domain/vorgang.ts';

export const JETZT = Date.parse('2026-06-15T10:00:00.000Z');
export const SCHLUESSEL = new Uint8Array(32).map((_, i) => (i * 7 + 3) % 256);

const hex = (n: number, laenge: number) => n.toString(16).padStart(laenge, '0');
/** A valid UUIDv7-shaped id of a number. */
export const id = (n: number, art = 1): string => `01900000-${hex(art, 4)}-7000-8000-${hex(n, 12)}`;

export const SABINE: IchAntwort = {
  sub: 'sabine',
  name: 'Sabine Sander',
  rollen: ['VERWALTUNG_USER'],
  oe: ['197008'],
  mandant: 'flensburg',
  land: 'SH',
  zeichnung: [{ dienstId: null }],
  richtlinie: { leaseHours: 120, scopeDays: 90, attachmentBytes: 1_000_000 },
};
export const JAN: Kollege = {
  sub: 'jan',
  name: 'Jan Petersen',
  oe: ['197008'],
  rollen: ['VERWALTUNG_USER'],
  darfMitzeichnen: true,
};

const VORNAMEN = ['Jürgen', 'Anke', 'Mehmet', 'Zoë', 'Björn', 'Änne', 'Peter', 'Ylva'];
const NACHNAMEN = ['Müller', 'Groß', 'Petersen', 'Öztürk', 'Jensen', 'Weiß', 'Schröder', 'Baumgärtner'];
const DIENSTE = ['Halteverbot', 'Gewerbeanmeldung', 'Hundesteuer', 'Wohngeld', 'Baumfällung', 'Sondernutzung'];
const STATUS = ['NEU', 'NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG', 'ABGESCHLOSSEN', 'BESCHIEDEN'];
const STUNDE = 3_600_000;

const aus = <T>(liste: readonly T[], n: number): T => liste[n % liste.length] as T;

/** The n-th Vorgang: 0 is the newest, each next one an hour older. */
export function vorgang(n: number, anders: Partial<Vorgang> = {}): Vorgang {
  const eingangAm = new Date(JETZT - n * STUNDE).toISOString();
  const dienst = aus(DIENSTE, n);
  const strasse = `${aus(['Große Straße', 'Am Südermarkt', 'Holm', 'Förderallee'], n)}`;
  return {
    id: id(n),
    version: 1,
    nummer: `FL-2026-${String(100_000 + n)}`,
    name: dienst,
    status: aus(STATUS, n),
    eingangAm,
    geaendertAm: eingangAm,
    frist: new Date(JETZT + (60 - (n % 90)) * 24 * STUNDE).toISOString().slice(0, 10),
    dienst: { id: `dienst-${n % DIENSTE.length}`, name: dienst },
    organisationseinheit: n % 3 === 2 ? { id: '197999', name: 'Ordnungsamt' } : { id: '197008', name: 'Bauaufsicht' },
    antragsteller: {
      vorname: aus(VORNAMEN, n),
      nachname: aus(NACHNAMEN, Math.floor(n / 3)),
      anschrift: { strasse, hausnummer: String((n % 90) + 1), plz: '24937', ort: 'Flensburg' },
      email: `person${n}@beispiel.de`,
    },
    wiedervorlagen: [],
    eingang: {
      header: { requestId: `req-${n}`, formId: 'f1', formName: dienst, createdAt: eingangAm },
      formData: [
        {
          name: 'vorhaben',
          label: 'Vorhaben',
          formItems: [
            { name: 'zweck', label: 'Zweck', stringValue: `Umzug mit Möbelwagen, Wohnung ${n % 17}` },
            { name: 'kennzeichen', label: 'Kennzeichen', stringValue: `FL-XY ${1000 + (n % 9000)}` },
            { name: 'beginn', label: 'Beginn', dateValue: '2026-07-01' },
            { name: 'laenge', label: 'Länge in Metern', numberValue: 10 + (n % 20) },
          ],
        },
      ],
      anhaenge: [
        {
          id: id(n, 9),
          dateiname: `Lageplan_${n}.pdf`,
          contentType: 'application/pdf',
          groesse: 4,
          sha256: '0'.repeat(64),
        },
      ],
      repraesentationen: [],
    },
    kommentare: [],
    nachrichten: [],
    bescheide: [],
    historie: [],
    ...anders,
  };
}

export const kopf = (n: number, anders: Partial<Vorgang> = {}): VorgangKopf => kopfVon(vorgang(n, anders));

export interface Platz {
  pfad: string;
  uhr: { ms: number; jetzt(): number };
  bestand: Bestand;
  /** Closes (where still open), and removes the folder. */
  raeume(): void;
  /** Opens the file again (after `bestand.schliesse()` or as after a crash). */
  oeffne(pfad?: string): Bestand;
}

/** The product's own overlay, as the workspace hands it in. */
export const OVERLAY = ueberlagere;

/** An open, empty cache with Sabine signed in. */
export function platz(ich: IchAntwort | null = SABINE): Platz {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-cache-'));
  const uhr = { ms: JETZT, jetzt: () => uhr.ms };
  let naechste = 0;
  const offen: Bestand[] = [];
  const oeffne = (pfad = join(ordner, 'bestand.db')): Bestand => {
    const b = oeffneBestand({
      pfad,
      schluessel: SCHLUESSEL,
      uhr,
      neueId: () => id(naechste++, 0xff),
      overlay: ueberlagere,
    });
    offen.push(b);
    return b;
  };
  const bestand = oeffne();
  if (ich) bestand.schreiber.merkeIch(ich);
  bestand.schreiber.merkePersonen([JAN]);
  return {
    pfad: join(ordner, 'bestand.db'),
    uhr,
    bestand,
    oeffne,
    raeume() {
      for (const b of offen) {
        try {
          b.schliesse();
        } catch {
          // closed by the test already
        }
      }
      rmSync(ordner, { recursive: true, force: true });
    },
  };
}

/** One page of whole Vorgänge or heads. */
export function seite(
  vorgaenge: readonly (Vorgang | VorgangKopf)[],
  anders: Partial<Parameters<Bestand['schreiber']['uebernimmSeite']>[0]> = {},
) {
  return {
    changes: vorgaenge.map((v) => ({ art: 'vorgang' as const, vorgang: v })),
    cursor: 'c1',
    phase: 'bestand' as const,
    hasMore: true,
    sicht: 'voll' as const,
    am: new Date(JETZT).toISOString(),
    ...anders,
  };
}
