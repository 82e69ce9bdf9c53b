/**
 * The shapes that go in and out of the cache, besides those of the contract and of the window's API. Types only.
 * Instants are RFC 3339 UTC, `Ms` are epoch milliseconds, sizes are bytes.
 */
import type { Change } from '../../../src-shared/cloud-api/changes.ts';
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import type { NachlassEintrag } from '../../../src-shared/cloud-api/geraete.ts';
import type { Erwartet, Order } from '../../../src-shared/domain/befehle.ts';
import type { Problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import type { Signatur } from '../../../src-shared/domain/zeichnung.ts';
import type { OutboxState } from '../../../src-shared/workspace-api/ansichten.ts';

/** One page of the feed as it came. `am` is the instant it was received. */
export interface Seite {
  changes: readonly Change[];
  cursor: string;
  phase: 'bestand' | 'folge';
  hasMore: boolean;
  sicht: 'voll' | 'kopf';
  am: string;
  /** Vorgänge whose row came and could not be read: what is here of them stays, and their details are asked for. */
  unlesbareIds?: readonly string[];
}

/** Why something left the cache; kept in the log of removals. */
export type Ursache = 'entzogen' | 'geloescht' | 'abgleich' | 'frist' | 'zustaendigkeit' | 'abmeldung' | 'sperre';

/**
 * What no call answers. `beschaedigt`: a damaged page was met, the file should be opened anew with salvage. `geloescht`:
 * content was removed, the WAL should be emptied within seconds; `entfernt`: and what the pages may still hold of it too. The second copy of the work: `…-beschaedigt`, it was set
 * aside and made anew; `…-veraltet`, it could not be written.
 */
export type BestandEreignis =
  | 'beschaedigt'
  | 'geloescht'
  | 'entfernt'
  | 'zweitschrift-beschaedigt'
  | 'zweitschrift-veraltet';

/** What a page, reply or removal changed, by id of the Vorgang. */
export interface Aenderungen {
  /** Rows new, changed, or whose overlay changed. */
  geaendert: string[];
  /** Rows that are gone. */
  entfernt: string[];
  /** Rows that left the lists, but stay as a visible item, since work of the person is attached. */
  behalten: string[];
}

export interface Lesestand {
  cursor?: string;
  /** `neu`: no page since the start (or since `beginneBestand`); `fertig`: `folge` has answered hasMore false. */
  phase: 'neu' | 'bestand' | 'folge' | 'fertig';
  sicht?: 'voll' | 'kopf';
  /** When the last page was taken over. */
  am?: string;
}

/** Kinds of unfinished text. */
export type EntwurfArt = 'kommentar' | 'bescheid' | 'wiedervorlage' | 'nachricht';

/** A click: one command and all that goes with it, stored in one transaction. */
export interface Klick {
  vorgangId: string;
  order: Order;
  body: Record<string, unknown>;
  /** Given ahead where something else (document, signature) already names it; else made by `neueId`. */
  commandId?: string;
  /** What the person saw; read off the overlay where not given. */
  erwartet?: Erwartet;
  /** Draft of which the click makes use; removed with it. */
  entwurf?: EntwurfArt;
  /** A file that only now comes into being (the signed document); kept with its bytes, uploaded before the command. */
  dokument?: { anhang: Anhang; bytes: Uint8Array };
  /** Not sent before this instant, ten seconds ahead at most, so that it can be taken back. */
  wartetBisMs?: number;
  /**
   * For orders that need a signature: called within the transaction with the journal's next place, answers the act.
   * `createdAt` is the command's. Must not be async: the place is given only once.
   */
  signiere?: (platz: {
    deviceId: string;
    seq: number;
    prev: string;
    commandId: string;
    createdAt: string;
    erwartet: Erwartet;
  }) => Signatur;
  deviceId?: string;
}

/** Bytes of the person that have not reached the cloud yet. */
export interface OffenerUpload {
  anhang: Anhang;
  vorgangId: string;
  /** Bytes the cloud has confirmed. */
  offset: number;
  versuche: number;
}

/** What may be sent now. `uploads` first: the commands that name them are not in `commands` yet. */
export interface Sendung {
  commands: Command[];
  uploads: OffenerUpload[];
  /** When something becomes due next (epoch ms), where nothing is due now. */
  naechsteAbMs?: number;
}

/** What became of a batch. */
export interface Ergebnisbericht extends Aenderungen {
  bestaetigt: number;
  konflikte: number;
  abgelehnt: number;
  angehalten: number;
}

export type Ausweg = 'erneut' | 'bearbeiten' | 'kommentar' | 'verwerfen';

/** An entry whose content this version cannot read: kept with its bytes, holds up nobody. */
export interface Giftstueck {
  commandId: string;
  vorgangId: string;
  order: string;
  roh: string;
  problem: Problem;
}

/** A signed act as this device keeps it. */
export interface Akt {
  deviceId: string;
  seq: number;
  commandId: string;
  vorgangId: string;
  signatur: Signatur;
  /** `vorgemerkt` until the cloud has answered; then its state. */
  state: 'vorgemerkt' | 'angenommen' | 'konflikt' | 'abgelehnt' | 'angehalten' | 'zurueckgenommen';
  problem?: Problem;
  gezeichnetAm: string;
  beantwortetAm?: string;
}

/** What the person's locked devices handed over, as the cloud tells it. */
export interface Nachlassliste {
  /** Undecided. */
  eintraege: readonly NachlassEintrag[];
  /** commandIds of what was decided, on whichever device. */
  erledigt: readonly string[];
  /** How many more there are that could not be read. */
  unlesbar: number;
}

/** What was taken over of a locked device's outbox. */
export interface NachlassBericht extends Aenderungen {
  uebernommen: number;
}

/** What the cache keeps of it (`gemerkt('nachlass')`). */
export interface NachlassMerk {
  /** commandIds that are here, or were decided here and the cloud does not know it yet. */
  hier: string[];
  /** With the cloud still: of Vorgänge that are not here, and of a form this version cannot read. */
  ohneVorgang: number;
  unlesbar: number;
}

/** Numbers for the status bar. */
export interface OutboxZahlen {
  /** wartet, wird_gesendet, angehalten and withdrawn acts that still have to be told. */
  pending: number;
  konflikte: number;
  /** abgelehnt and cloud-zu-alt. */
  abgelehnt: number;
}

export interface Groessen {
  datenbankBytes: number;
  vorgaenge: number;
  anhaengeBytes: number;
  /** Rows whose details are missing or stale. */
  ohneDetails: number;
  /** Rows that full-text search does not know within words yet. */
  ohneSuchindex: number;
}

export interface Entfernung {
  vorgangId: string;
  ursache: Ursache;
  am: string;
  /** True: it left the lists only, since work is attached. */
  behalten: boolean;
}

/** What the sending side learnt about an entry, by commandId. */
export interface Parkgrund {
  commandId: string;
  state: Extract<OutboxState, 'abgelehnt' | 'cloud-zu-alt'>;
  problem: Problem;
}
