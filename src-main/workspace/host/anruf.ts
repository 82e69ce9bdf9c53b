/**
 * What a call of the API knows of its line, whether it may use the network, and how faults of the cloud become problems.
 */
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { CloudFehler, problemVon } from '../cloud/fehler.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import type { Motor } from './motor.ts';

/** `offline`: this line's calls touch no network, whatever the engine does. */
export interface Anruf {
  motor: Motor;
  offline: boolean;
}

/** Whether this call may use the network now. */
export function darfNetz(anruf: Anruf, platz: Arbeitsplatz): boolean {
  return !anruf.offline && platz.zustand.state !== 'offline_gewaehlt' && platz.zustand.state !== 'geraet_gesperrt';
}

/** A fault of the cloud as the problem people read. */
export async function alsProblem<T>(tu: () => Promise<T>): Promise<T> {
  try {
    return await tu();
  } catch (fehler) {
    if (fehler instanceof CloudFehler) throw new ProblemError(problemVon(fehler.fehler), {}, fehler);
    throw fehler;
  }
}
