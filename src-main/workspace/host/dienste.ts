/**
 * What the engine is handed at its start: clock, network, disk of keys, log, protection, and for whom it is. Everything
 * that differs between the app, a headless run and a test stands here and nowhere else.
 */
import type { Hole } from '../cloud/senden.ts';
import type { Logbuch } from '../logbuch.ts';
import type { Uhr } from '../uhr.ts';
import type { Ablage } from '../zeichnung/schluesseldatei.ts';
import type { Wiederherstellungsschluessel } from './wiederherstellung.ts';

/** What the operating system offers for keys; `keiner` where there is nothing. */
export type Schutzdienst =
  | { art: 'keiner' }
  | {
      art: 'os';
      verschliesse(klar: Uint8Array): Promise<Uint8Array>;
      oeffne(geschuetzt: Uint8Array): Promise<Uint8Array>;
    };

export interface MotorDienste {
  /** Folder of the profile. */
  profil: string;
  /** Base address of the cloud. */
  cloud: string;
  /** OIDC issuer; default: what the cloud's demo has. */
  issuer: string;
  version: string;
  uhr: Uhr;
  /** Cryptographic randomness. */
  zufall(bytes: number): Uint8Array;
  hole: Hole;
  ablage: Ablage;
  log: Logbuch;
  schutz: Schutzdienst;
  /** The authority's public key, where policy names one. */
  wiederherstellung?: Wiederherstellungsschluessel | undefined;
  /** Opens the system's browser. */
  oeffneUrl(url: string): Promise<void>;
  /** Folder of the fonts that documents are set in. */
  schriften: string;
  /** Hours a cache stays readable without the cloud's word; the cloud's policy counts where it is known. */
  leaseStunden: number;
}

/** How one run of the engine is meant. */
export interface Laufart {
  /** Demo sign-in by user name. */
  als?: string | undefined;
  /** Touch no network. */
  offline: boolean;
  /** Works in the background (window); otherwise only when asked (one call of the CLI). */
  dauerhaft: boolean;
}
