/**
 * CloudGateway, the port: every resource of cloud-api.md as a typed method, so that another cloud is one more adapter
 * and nothing else changes. No method repeats a request or waits on its own; each rejects with a CloudFehler only.
 * Nobody above may know of paths, headers or status codes.
 */
import type { ChangesAntwort } from '../../../src-shared/cloud-api/changes.ts';
import type { Command, Result } from '../../../src-shared/cloud-api/commands.ts';
import type { JournalAntwort, NachlassEintrag } from '../../../src-shared/cloud-api/geraete.ts';
import type { RolloutAntwort } from '../../../src-shared/cloud-api/rollout.ts';
import type {
  Dienst,
  IchAntwort,
  Kollege,
  Organisationseinheit,
  RootAntwort,
} from '../../../src-shared/cloud-api/root.ts';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { AnkerAussage, Ed25519Jwk } from '../../../src-shared/domain/zeichnung.ts';

/** `signal` cancels; the method then rejects with `abgebrochen`. */
export interface Ruf {
  signal?: AbortSignal | undefined;
}

export interface ChangesFrage {
  since?: string | undefined;
  limit: number;
  sicht: 'kopf' | 'voll';
  zuerst?: 'meine' | undefined;
}

/** A page with what it cost: bytes on the wire as far as known, and milliseconds from request to last byte. */
export interface ChangesSeite extends ChangesAntwort {
  dauerMs: number;
  /** Rows of a kind or shape this version cannot read; never silently taken for gone. */
  unlesbar: number;
  /** Ids of those among them that say of which Vorgang they are. */
  unlesbareIds: string[];
}

export interface StromHoerer {
  /** The line stands. */
  offen(): void;
  /** Something changed: ask the feed. */
  hinweis(): void;
}

/** One piece of an upload; `ab` is the offset of its first byte. */
export interface AnhangStueck {
  vorgangId: string;
  dateiname: string;
  contentType: string;
  sha256: string;
  groesse: number;
  ab: number;
  bytes: Uint8Array;
}

/** Where an attachment's upload stands. */
export type AnhangStand = { art: 'fehlt' } | { art: 'angefangen'; offset: number } | { art: 'fertig' };

/** What the person's locked devices handed over and nobody has decided yet. */
export interface NachlassStand {
  eintraege: NachlassEintrag[];
  /** commandIds of what was decided, on whichever device. */
  erledigt: string[];
  /** Entries of a shape this version cannot read. */
  unlesbar: number;
}

export interface CloudGateway {
  root(ruf?: Ruf): Promise<RootAntwort>;
  ich(ruf?: Ruf): Promise<IchAntwort>;
  dienste(ruf?: Ruf): Promise<Dienst[]>;
  personen(ruf?: Ruf): Promise<Kollege[]>;
  organisationseinheiten(suche: string | undefined, ruf?: Ruf): Promise<Organisationseinheit[]>;
  changes(frage: ChangesFrage, ruf?: Ruf): Promise<ChangesSeite>;
  /** Holds the line until it ends or is cancelled; resolves at an orderly end. Silence beyond two heartbeats is an error. */
  strom(hoerer: StromHoerer, ruf?: Ruf): Promise<void>;
  /** `unveraendert` where `etag` still holds. */
  vorgang(
    id: string,
    etag?: string,
    ruf?: Ruf,
  ): Promise<{ art: 'unveraendert' } | { art: 'vorgang'; vorgang: Vorgang; etag?: string }>;
  /** 1 to 200 ids; what is out of sight is missing from the answer. */
  abfrage(ids: readonly string[], ruf?: Ruf): Promise<Vorgang[]>;
  /** 1 to 100 commands; results in the same order. */
  commands(commands: readonly Command[], ruf?: Ruf): Promise<{ results: Result[]; serverTime: string }>;
  anhangStand(id: string, ruf?: Ruf): Promise<AnhangStand>;
  anhangHoch(id: string, stueck: AnhangStueck, ruf?: Ruf): Promise<void>;
  /** From byte `ab` on, piece by piece; resolves at the end. Pieces handed over before a fault stay good. */
  anhangRunter(id: string, ab: number, stueck: (bytes: Uint8Array) => void, ruf?: Ruf): Promise<void>;
  geraetAnmelden(
    jwk: Ed25519Jwk,
    bezeichnung: string,
    ruf?: Ruf,
  ): Promise<{ deviceId: string; bescheinigung: AnkerAussage }>;
  nachlass(deviceId: string, commands: readonly Command[], ruf?: Ruf): Promise<{ uebernommen: number }>;
  /** A cloud that does not have it yet has none. */
  nachlassOffen(ruf?: Ruf): Promise<NachlassStand>;
  /** 1 to 1,000 ids; again without effect. */
  nachlassErledigt(commandIds: readonly string[], ruf?: Ruf): Promise<void>;
  journal(vorgangId: string, ruf?: Ruf): Promise<JournalAntwort>;
  rollout(frage: { land?: string; von?: string; bis?: string }, ruf?: Ruf): Promise<RolloutAntwort>;
}

/** Gives the access token, and a fresh one after a 401. Rejects with CloudFehler `sitzung_abgelaufen` where there is none. */
export interface Zugangstoken {
  token(): Promise<string>;
  erneuere(abgelehnt: string): Promise<string>;
}
