// The port between the application and whatever shows it: Electron in the product, an installed browser for trying
// out and for tests. Everything the application wants from a desktop stands here and nowhere else. It must never carry
// a type of `electron`, `ws` or `node:http`, and never know what the workspace and a window say to each other.

import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';

/** Why sync should look again at once: line changed, machine woke up, screen was unlocked. */
export type Weckgrund = 'netz' | 'aufgewacht' | 'entsperrt';

/** Why the application is to end. `fenster`: the last window was closed; `befehl`: signal, menu or parent. */
export type Endegrund = 'fenster' | 'befehl';

/** What the operating system keeps for the signed-in person. `keine`: the workspace must ask for a passphrase (sync.md, "Local protection"). */
export type Schluesselablage =
  | { readonly art: 'keine' }
  | {
      readonly art: 'betriebssystem';
      /** Wraps at most a few kilobytes; rejects when the store is locked. */
      schuetze(klar: Uint8Array): Promise<Uint8Array>;
      /** Unwraps; rejects when the bytes were wrapped for somebody else or on another machine. */
      oeffne(geschuetzt: Uint8Array): Promise<Uint8Array>;
    };

/** Self-update. `aus` says why, in German, since the window shows it to IT. */
export type Aktualisierung =
  | { readonly art: 'aus'; readonly grund: string }
  | { readonly art: 'an'; pruefe(): Promise<{ art: 'aktuell' } | { art: 'verfuegbar'; version: string }> };

/** A line on the desktop. No personal data: it may stand on a locked screen. */
export interface Meldung {
  readonly titel: string;
  readonly text: string;
}

/** One window's line, not yet joined to the workspace. Only the shell that made it knows what it is made of. */
export interface Leitung {
  /** The line itself, for answering instead of the workspace; afterwards it can no longer be joined. */
  alsVerbindung(): Verbindung;
  /** Hangs up; the window tries again by itself. */
  schliesse(): void;
}

/** How a workspace process ended. `code` is null when a signal ended it. */
export interface Prozessende {
  readonly code: number | null;
  readonly signal: string | null;
}

/** The running workspace process as the shell started it (fork, utilityProcess). */
export interface Arbeitsprozess {
  readonly pid: number | undefined;
  /** Control messages, see app/steuerkanal.ts. Does nothing after the end. */
  sende(nachricht: unknown): void;
  empfange(cb: (nachricht: unknown) => void): void;
  /** Exactly once, also when the process could not be started at all. */
  beendet(cb: (ende: Prozessende) => void): void;
  /** Joins a window's line to the workspace. A line already hung up is ignored. */
  verbinde(leitung: Leitung): void;
  /** Ends it the hard way (SIGKILL). */
  toete(): void;
}

/** A visible window. */
export interface Fenster {
  /** Brings it to the front. */
  zeige(): void;
  schliesse(): Promise<void>;
}

/** The port. */
export interface Shell {
  readonly art: 'electron' | 'browser';
  readonly schluessel: Schluesselablage;
  readonly aktualisierung: Aktualisierung;
  /** HTTP as the desktop does it: with the system's proxy and certificates in Electron, Node's own otherwise. */
  readonly hole: typeof fetch;
  starteArbeitsprozess(): Arbeitsprozess;
  /** Opens the window, or brings the open one to the front. Rejects with a problem when there is nothing to open it in. */
  oeffneFenster(): Promise<Fenster>;
  /** A window asks for its line to the workspace (also again, after a break or a reload). */
  aufLeitung(cb: (leitung: Leitung) => void): void;
  aufWecker(cb: (grund: Weckgrund) => void): void;
  /** The person or the system wants the application to end. The shell does not end by itself. */
  aufEnde(cb: (grund: Endegrund) => void): void;
  /** True when the desktop showed it; false: the window has to. */
  melde(meldung: Meldung): Promise<boolean>;
  /** Closes windows and gives back everything it holds. Idempotent. */
  beende(): Promise<void>;
}
