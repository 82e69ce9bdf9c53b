// What the application and its workspace process say to each other beside the windows' traffic: start, ready, keys,
// hints, end. Everything the workspace says is validated here. No content of a Vorgang ever goes this way.
//
//   application → workspace   start {konfiguration} · wecker {grund} · schutz {id, daten | problem} · beenden
//   workspace → application   bereit · fehler {problem} · schuetze, oeffne {id, daten} · meldung {titel, text}
//   `daten` are bytes in base64. The windows' lines (verbindung, nachricht, ende) are the shell's matter.

import { z } from 'zod';
import { type Problem, problemSchema } from '../../src-shared/domain/problem.ts';
import type { Schluesselablage, Weckgrund } from '../shell/shell.ts';

const vomArbeitsprozess = z.discriminatedUnion('art', [
  z.object({ art: z.literal('bereit') }),
  z.object({ art: z.literal('fehler'), problem: problemSchema }),
  z.object({ art: z.literal('schuetze'), id: z.number(), daten: z.base64() }),
  z.object({ art: z.literal('oeffne'), id: z.number(), daten: z.base64() }),
  z.object({ art: z.literal('meldung'), titel: z.string().max(200), text: z.string().max(1000) }),
]);

export type VomArbeitsprozess = z.infer<typeof vomArbeitsprozess>;

/** What the workspace is told once, at its start. */
export interface Arbeitskonfiguration {
  /** Folder of cache, keys and local socket. */
  readonly profil: string;
  /** Base address of the cloud. */
  readonly cloud: string;
  /** Demo sign-in by user name. */
  readonly als?: string;
  /** Touch no network at all. */
  readonly offline?: boolean;
  /** Whether `schuetze` and `oeffne` are answered with the operating system's key store. */
  readonly schluessel: Schluesselablage['art'];
  /** Hours a cache stays readable without the cloud's word. */
  readonly leaseStunden: number;
  /** File with the authority's public recovery key. */
  readonly wiederherstellung?: string;
}

export type AnArbeitsprozess =
  | { art: 'start'; konfiguration: Arbeitskonfiguration }
  | { art: 'wecker'; grund: Weckgrund }
  | { art: 'schutz'; id: number; daten: string }
  | { art: 'schutz'; id: number; problem: Problem }
  | { art: 'beenden' };

/** Reads one control message; null when it is none (a newer workspace may say more than is understood here). */
export function liesSteuernachricht(nachricht: unknown): VomArbeitsprozess | null {
  const gelesen = vomArbeitsprozess.safeParse(nachricht);
  return gelesen.success ? gelesen.data : null;
}
