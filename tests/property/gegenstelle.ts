/**
 * What a history needs of a cloud: one request of a person taken whole, the acts of the world around it (intake, rights,
 * restore), and a look inside to judge by. The pure model and the real cloud both are one.
 */

import type { CloudGateway } from '../../src-main/workspace/cloud/gateway.ts';
import type { Geraeteschluessel } from '../../src-main/workspace/zeichnung/geraeteschluessel.ts';
import type { Rolle, Vorgang } from '../../src-shared/domain/vorgang.ts';

/** Requests that go through the simulated line. */
export type Route = Exclude<
  keyof CloudGateway,
  'strom' | 'nachlass' | 'nachlassOffen' | 'nachlassErledigt' | 'journal' | 'rollout' | 'vorgang'
>;

/** What the cloud remembers of a command. */
export type Gedaechtnis = 'angenommen' | 'konflikt' | 'abgelehnt' | 'ersetzt';

type Vielleicht<T> = T | Promise<T>;

export interface Gegenstelle {
  /** Answers, or throws a CloudFehler. A committed request has told `bei` before it answers. */
  rufe(sub: string, route: Route, args: readonly unknown[]): Vielleicht<unknown>;
  /** A person signs in on this device. */
  meldeAn(sub: string, geraet: Geraeteschluessel): Vielleicht<void>;
  /** Called after each change that somebody may have to be told. */
  bei(cb: () => void): void;
  eingang(nr: number, id: string): Vielleicht<void>;
  rechte(sub: string, rollen: readonly Rolle[], oe: readonly string[]): Vielleicht<void>;
  /** All cursors end: expired, or bound to an epoch that is over. Nothing is lost. */
  beendeLesestaende(grund: 'cursor-abgelaufen' | 'neue-epoche'): Vielleicht<void>;
  /** Sets a point to go back to. */
  sichere(): Vielleicht<void>;
  /** Back to that point, under a new epoch: what was accepted since is lost. */
  stelleWiederHer(): Vielleicht<void>;
  /** Another version of the cloud: what it calls itself, and orders that it does not know. */
  fassung(apiVersion: string, unbekannt: readonly string[]): void;
  /** The Versand of what is signed. */
  versende(): Vielleicht<void>;
  /** Whole Vorgänge that the person may see now. */
  sichtbare(sub: string): Vielleicht<Vorgang[]>;
  /** States by commandId, for the person's commands. */
  gedaechtnis(sub: string): Vielleicht<ReadonlyMap<string, Gedaechtnis>>;
  /** How often each command has changed a Vorgang, deleted ones and other Mandanten included. */
  wirkungen(): Vielleicht<ReadonlyMap<string, number>>;
  /** Ids of attachments whose bytes are all there and right. */
  anhaenge(): Vielleicht<ReadonlySet<string>>;
  /** Promises of the cloud that were seen broken (a chain forked by a client, say). */
  brueche(): readonly string[];
}
