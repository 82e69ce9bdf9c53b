/**
 * What the rest of the workspace may ask of the cache: one writer, one reader, nothing of SQLite. Every method of the
 * writer is one transaction with `synchronous=FULL`: when it returns, it is on the disk; when it throws, nothing of it
 * is. Every method of the reader answers from one snapshot and changes nothing. All calls are synchronous.
 * Errors are `ProblemError`s (`speicher-voll`, `schreiben-unmoeglich`, `bestand-beschaedigt`, and those named below).
 */
import type { Command, Result } from '../../../src-shared/cloud-api/commands.ts';
import type { Dienst, IchAntwort, Kollege, Organisationseinheit } from '../../../src-shared/cloud-api/root.ts';
import type { Befehl } from '../../../src-shared/domain/befehle.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import type { Problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang, Vorgang, VorgangKopf } from '../../../src-shared/domain/vorgang.ts';
import type {
  KonfliktAnsicht,
  ListenAntwort,
  OutboxEintrag,
  OutboxState,
  SuchAntwort,
  VorgangAnsicht,
  ZaehlerAnsicht,
} from '../../../src-shared/workspace-api/ansichten.ts';
import type { GeprueftEingabe } from '../../../src-shared/workspace-api/tabelle.ts';
import type {
  Aenderungen,
  Akt,
  Ausweg,
  BestandEreignis,
  Entfernung,
  EntwurfArt,
  Ergebnisbericht,
  Giftstueck,
  Groessen,
  Klick,
  Lesestand,
  NachlassBericht,
  Nachlassliste,
  OffenerUpload,
  OutboxZahlen,
  Parkgrund,
  Seite,
  Sendung,
  Ursache,
} from './bestand-typen.ts';

/** Base ⊕ pending, as `sync/overlay.ts` does it; handed in, since the cache knows nothing of sync. */
export type Overlay = (
  base: Vorgang | VorgangKopf,
  pending: readonly Befehl[],
  kontext: Kontext,
) => {
  vorgang: Vorgang | VorgangKopf;
  /** commandIds whose precondition does not hold in the overlay: shown as pending, without effect. */
  uebersprungen: string[];
  /** After a command that ends one's own sight (a Poststelle's ANNEHMEN, LOESCHEN): no further order is offered. */
  sichtEnde: boolean;
};

export interface BestandOptionen {
  /** The database file. Its folder must exist. */
  pfad: string;
  /** 32 random bytes; unwrapped by `schutz.ts`. */
  schluessel: Uint8Array;
  uhr: { jetzt(): number };
  /** A new UUIDv7. */
  neueId(): string;
  overlay: Overlay;
  /** Is told what no call answers, after the commit; must not call the cache. */
  melde?(was: BestandEreignis): void;
}

/**
 * An open cache. Made by `oeffneBestand(optionen)` in `oeffnen.ts`; that throws `schluessel-unbrauchbar`,
 * `bestand-beschaedigt`, `bestand-zu-neu`, `speicher-voll` or `schreiben-unmoeglich`, and leaves the file as it was.
 * `oeffneMitRettung` in `rettung.ts` does the same, but sets a damaged file aside and salvages the work in it.
 */
export interface Bestand {
  readonly schreiber: BestandSchreiber;
  readonly leser: BestandLeser;
  /** Schema number, for status. */
  readonly schema: number;
  /** Folds the WAL back and marks the file as cleanly closed. */
  schliesse(): void;
}

export interface BestandSchreiber {
  // Base
  /** Forgets the cursor (first start, 410) and begins a new catch-up; base and outbox stay. `neueEpoche`: the cloud was
   * restored and may have gone back, so that versions before it count for nothing. */
  beginneBestand(neueEpoche?: boolean): void;
  /** One page with its cursor. Never an older version over a newer. After `folge` says hasMore false for the first time,
   * rows that came in neither phase leave as `abgleich`, through the gate. */
  uebernimmSeite(seite: Seite): Aenderungen;
  /** Whole Vorgänge from `abfrage` or a Result: only rows still here, never an older version. Ids of `angefragt` that did
   * not come back are not asked for again before their head changes or `frageVermissteNochmal`. */
  uebernimmDetails(vorgaenge: readonly Vorgang[], angefragt?: readonly string[]): Aenderungen;
  /** Details that were not answered are asked for again where their row is still shown; answers for how many. */
  frageVermissteNochmal(): number;
  /** The one gate for removal: asks outbox, drafts and uploads first; logs each with its cause. */
  entferne(ids: readonly string[], ursache: Ursache): Aenderungen;
  /** All Vorgänge, through the gate; the cursor goes too, and `ich` where nothing is kept. What `merke` holds is its caller's. */
  entferneAlle(ursache: Ursache): Aenderungen;
  /** Retention on the device: closed Vorgänge not changed for `tage` days, at most 500 a call. */
  entferneAbgeschlossene(tage: number): Aenderungen;
  /** Truncating checkpoint; to be called after removals, so that nothing stays in the WAL. False where it could not be made now. */
  leereWal(): boolean;
  /** Writes the files anew, so that no slack of a page holds what was deleted; costs with their size (about 40 ms a MB). */
  raeumeReste(): boolean;

  // Outbox
  /** Stores a click with all it changes. Throws the domain's problem where the order cannot be given now, `nicht-gefunden`,
   * `details-fehlen`, `details-veraltet` (signing), `eingabe-ungueltig`. */
  stelleEin(klick: Klick): { commandId: string; state: OutboxState };
  /** Only from `wartet`, with nothing depending on it; else `nicht-zuruecknehmbar`. The content of a Kommentar, Nachricht,
   * Wiedervorlage or Bescheid goes back into its draft where there is none. */
  nimmZurueck(commandId: string): { commandId: string; state: OutboxState };
  /** Ends a parked entry. `erneut`, `bearbeiten` (needs `body`) put a new command with `ersetzt` in its place; answers its id. */
  loese(
    commandId: string,
    weg: Ausweg,
    body?: Record<string, unknown>,
  ): { commandId: string; state: OutboxState; neu?: string };
  /** What may go now: FIFO per Vorgang, across Vorgänge; `max` commands at most. Changes nothing. */
  naechsteSendung(frage: { jetztMs: number; max: number }): Sendung;
  /** Before the request leaves. */
  alsWirdGesendet(commandIds: readonly string[]): void;
  /** The cloud's word, in one transaction. Unknown commandIds are ignored. */
  uebernimmErgebnisse(results: readonly Result[], am: string): Ergebnisbericht;
  /** No answer came (transport, 5xx, 401 …): back to `wartet`; not before `abMs`. `zaehlt` false leaves the attempts as they are. */
  wiederWartend(commandIds: readonly string[], abMs: number, zaehlt?: boolean): void;
  /** Makes everything in `wartet` due at once (reconnect, resume, unlock); never before its `wartetBis`. */
  versucheSofort(): void;
  /** Parks an entry that the cloud refuses alone (400, 413, 422) or does not know (404, 405, 501). */
  parke(grund: Parkgrund): Aenderungen;
  /** What the person's locked devices handed over: each command whose Vorgang is here is parked (`abgelehnt`, `nachlass`),
   * once, and never again after it was decided here; what was decided on another device leaves. */
  uebernimmNachlass(liste: Nachlassliste): NachlassBericht;
  /** The cloud knows that these are decided. */
  nachlassGemeldet(commandIds: readonly string[]): void;
  /** `apiVersion` of the root: where it is another than before, `cloud-zu-alt` goes back to `wartet`. */
  merkeApiVersion(apiVersion: string): void;
  /** `wird_gesendet` → `wartet`, same commandId. `oeffneBestand` has done it; again after a broken line to the engine. */
  beimStart(): void;

  // Drafts, attachments
  /** `null` removes. Answers when it was stored. */
  speichereEntwurf(vorgangId: string, art: EntwurfArt, inhalt: Record<string, unknown> | null): string;
  /** A file of the person for a later command; unsent until a command names it. Throws `pruefsumme-falsch`. */
  legeUploadAb(vorgangId: string, anhang: Anhang, bytes: Uint8Array): void;
  uploadFortschritt(anhangId: string, offset: number): void;
  /** All bytes are with the cloud. */
  uploadFertig(anhangId: string): void;
  /** The cloud does not have it (any more): again from the first byte. */
  uploadVonVorn(anhangId: string): void;
  /** The cloud refuses it for good: parks the commands that name it; one that may have been accepted is asked for first. */
  uploadVerweigert(anhangId: string, problem: Problem): Aenderungen;
  /** The person has taken the file out again; throws `nicht-zuruecknehmbar` where a command names it. */
  verwirfUpload(anhangId: string): void;
  /** Next piece of a download; `bytes` follow what is here. Complete and right by SHA-256: true. Complete and wrong: thrown
   * away, `pruefsumme-falsch`. */
  schreibeAnhang(vorgangId: string, anhang: Anhang, offset: number, bytes: Uint8Array): boolean;
  /** Oldest use first, until at most `maxBytes` remain; never what is unsent. */
  kuerzeAnhaenge(maxBytes: number): void;

  // Person and directory
  merkeIch(ich: IchAntwort): void;
  merkeDienste(dienste: readonly Dienst[]): void;
  merkePersonen(personen: readonly Kollege[]): void;
  merkeOrganisationseinheiten(oes: readonly Organisationseinheit[]): void;
  /** Anything small the caller keeps (session, device, policy), as JSON; `null` removes. */
  merke(schluessel: string, wert: unknown): void;
  /** Raises the highest clock ever seen; answers it (epoch ms). Feeds the lease. */
  merkeUhr(): number;
  /** Indexes up to `max` more rows for search within words; answers how many are left. */
  indexiereSuche(max: number): number;
}

export interface BestandLeser {
  // Views of the window
  liste(frage: GeprueftEingabe<'liste'>): ListenAntwort;
  suche(frage: GeprueftEingabe<'suche'>): SuchAntwort;
  zaehler(): ZaehlerAnsicht;
  /** By id or Vorgangsnummer; throws `nicht-gefunden`. */
  vorgang(idOderNummer: string): VorgangAnsicht;
  outbox(): OutboxEintrag[];
  konflikte(): KonfliktAnsicht[];
  entwurf(vorgangId: string, art: EntwurfArt): Record<string, unknown> | null;

  // Sync
  lesestand(): Lesestand;
  /** Ids whose details are missing or stale, in pull order: mine, NEU in my OE, the rest; newest first. */
  veralteteDetails(limit: number): string[];
  /** Attachments of my Vorgänge up to `maxBytes` each that are not here yet. */
  fehlendeAnhaenge(frage: { maxBytes: number; limit: number }): { vorgangId: string; anhang: Anhang; offset: number }[];
  outboxZahlen(): OutboxZahlen;
  giftstuecke(): Giftstueck[];
  /** Every command the cloud has not confirmed, whatever holds it: what a locked device hands over. Unreadable ones are left out. */
  nachlass(): Command[];
  /** Commands of a locked device that were decided here, as long as the cloud has not been told. */
  nachlassZuMelden(): string[];
  uploads(): OffenerUpload[];
  /** Version of base rows of these ids; absent where there is none. */
  versionen(ids: readonly string[]): Map<string, { kopf: number; details?: number }>;

  // Bytes
  /** Whole bytes of an attachment or upload; undefined where they are not (all) here. */
  anhang(anhangId: string): { anhang: Anhang; vorgangId: string; bytes: Uint8Array } | undefined;
  /** A piece of an upload, for resuming. */
  uploadBytes(anhangId: string, von: number, bis: number): Uint8Array;
  /** Bytes of a download that are here. */
  anhangFortschritt(anhangId: string): number;

  // Acts
  /** The next place of a device's chain. */
  naechsterAkt(deviceId: string): { seq: number; prev: string };
  akte(vorgangId?: string): Akt[];

  // Person, directory, figures
  ich(): IchAntwort | undefined;
  dienste(): Dienst[];
  personen(): Kollege[];
  /** Name or id contains `suche`; at most 200. */
  organisationseinheiten(suche?: string): Organisationseinheit[];
  /** What `apply` needs for this Vorgang, from what is known here; undefined before the first `/ich`. */
  kontext(vorgangId: string): Kontext | undefined;
  gemerkt<T>(schluessel: string): T | undefined;
  hoechsteUhr(): number;
  groessen(): Groessen;
  /** Newest first. */
  entfernungen(limit: number): Entfernung[];
}
