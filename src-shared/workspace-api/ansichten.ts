/**
 * What the workspace shows: the shapes that queries answer. Derived from base, outbox and overlay; a window draws
 * them and never computes rules of its own.
 */

import type { JournalAkt } from '../cloud-api/geraete.ts';
import type { Dienst } from '../cloud-api/root.ts';
import type { Order } from '../domain/befehle.ts';
import type { Problem } from '../domain/problem.ts';
import type { Rolle, Vorgang, VorgangKopf } from '../domain/vorgang.ts';

/** Connection states of sync.md, derived from real requests. */
export const VERBINDUNG = [
  'online',
  'kein_netz',
  'cloud_nicht_erreichbar',
  'kein_zugang',
  'sitzung_abgelaufen',
  'offline_gewaehlt',
  'geraet_gesperrt',
] as const;
export type VerbindungState = (typeof VERBINDUNG)[number];

/** States of an outbox entry. */
export const OUTBOX_STATE = [
  'wartet',
  'wird_gesendet',
  'bestaetigt',
  'konflikt',
  'abgelehnt',
  'angehalten',
  'cloud-zu-alt',
  'zurueckgenommen',
] as const;
export type OutboxState = (typeof OUTBOX_STATE)[number];

/** One command in the outbox as people may see it. Instants RFC 3339 UTC. */
export interface OutboxEintrag {
  commandId: string;
  vorgangId: string;
  vorgangNummer?: string;
  order: string;
  titel: string;
  body: Record<string, unknown>;
  state: OutboxState;
  erstelltAm: string;
  versuche: number;
  naechsterVersuchAm?: string;
  /** Until then nothing is sent, so that it can be taken back. */
  wartetBis?: string;
  problem?: Problem;
  ersetzt?: string;
  ruecknehmbar: boolean;
}

/** Mark of a row in list and head; the worst of its pending work. */
export type Marke = 'wartet' | 'konflikt' | 'abgelehnt' | 'entzogen';

/** A row of the list: the overlaid head, with its marks. */
export interface KopfZeile {
  id: string;
  nummer: string;
  name: string;
  aktenzeichen?: string;
  status: string;
  eingangAm: string;
  geaendertAm: string;
  frist?: string;
  ueberfaellig: boolean;
  dienst: { id: string; name: string };
  organisationseinheit: { id: string; name: string };
  antragsteller?: string;
  auskunftssperre: boolean;
  bearbeiter?: { sub: string; name: string };
  bescheidStand?: string;
  naechsteWiedervorlage?: string;
  marke?: Marke;
  pending: number;
}

export interface ListenAntwort {
  vorgaenge: KopfZeile[];
  weiter?: string;
  gesamt: number | { mindestens: number };
}

export interface SuchTreffer extends KopfZeile {
  /** Where it was found: the field's name and the text around, hits between « and ». */
  fundstelle: { feld: string; text: string };
}

export interface SuchAntwort {
  vorgaenge: SuchTreffer[];
  weiter?: string;
  gesamt: number | { mindestens: number };
}

/** Whether an order may be given now; `grund` says in German why not. */
export interface OrderAngebot {
  order: Order;
  titel: string;
  erlaubt: boolean;
  grund?: string;
}

export interface VorgangAnsicht {
  vorgang: Vorgang | VorgangKopf;
  /** Version in the base, as the cloud last told it. */
  basisVersion: number;
  details: 'aktuell' | 'veraltet' | 'fehlen';
  pending: OutboxEintrag[];
  vorlagen: { id: string; name: string }[];
  dienst?: Dienst;
  angebote: OrderAngebot[];
  marke?: Marke;
}

/** Three versions side by side (sync.md "Conflicts"). */
export interface KonfliktAnsicht {
  eintrag: OutboxEintrag;
  vorgangNummer?: string;
  felder: { feld: string; titel: string; gesehen: unknown; gewollt: unknown; jetzt: unknown }[];
  jetzt?: { von?: string; am?: string; version: number };
  wege: ('erneut' | 'bearbeiten' | 'kommentar' | 'verwerfen')[];
}

export interface Sitzung {
  sub: string;
  name: string;
  rollen: Rolle[];
  oe: { id: string; name: string }[];
  mandant: string;
  land: string;
  zeichnungsbefugt: boolean;
  deviceId?: string;
}

export interface StatusAnsicht {
  state: VerbindungState;
  seit: string;
  letzterSync?: string;
  /** The bounded time within which a missed wake-up is healed by a poll, seconds. */
  naechsterAbrufS?: number;
  /** What happened last, as people read it; absent while online. */
  ursache?: string;
  /** What the person can do; absent where there is nothing to do. */
  rat?: string;
  pending: number;
  konflikte: number;
  abgelehnt: number;
  erstabgleich?: { geladen: number; gesamt?: number };
  lease: { bis?: string; abgelaufen: boolean };
  schutz: 'os' | 'passphrase' | 'datei' | 'keiner';
  /** Present while nothing can be opened without one: `neu` it is to be chosen, `noetig` to be given (`entsperren`). */
  passphrase?: 'neu' | 'noetig' | undefined;
  groessen: { datenbankBytes: number; vorgaenge: number; anhaengeBytes: number };
  versionen: { kontor: string; cacheSchema: number; apiVersion?: string };
}

export interface ZaehlerAnsicht {
  status: Record<string, number>;
  neuInMeinerOe: number;
  meine: number;
  nichtZugewiesen: number;
  ueberfaellig: number;
  wiedervorlagenFaellig: number;
  zurMitzeichnung: number;
  konflikte: number;
  gesamt: number;
}

export interface SyncBericht {
  state: VerbindungState;
  pulled: number;
  removed: number;
  pushed: number;
  pending: number;
  konflikte: number;
  /** Seconds since the cursor was last advanced; null before the first. */
  cursorAlter: number | null;
  dauerMs: number;
}

/** Bytes over the bridge, base64 since messages are JSON. */
export interface DateiInhalt {
  dateiname: string;
  contentType: string;
  sha256: string;
  base64: string;
}

export interface JournalEintrag extends JournalAkt {
  vorgangId?: string;
  deviceId: string;
  /** True while only this device knows of it. */
  vorgemerkt: boolean;
}

export interface JournalPruefung {
  gueltig: boolean;
  geprueft: number;
  fehler: { seq?: number; was: string }[];
  hinweise: string[];
  ankerFingerprint?: string;
}
