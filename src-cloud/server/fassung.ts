// Refuses clients that are older than this cloud can speak with: 426, upon which a client keeps its outbox and asks for an
// update. A request that does not say its version is never refused for it.
import type { FastifyInstance } from 'fastify';
import { CLIENT_HEADER, MIN_CLIENT_VERSION } from '../../src-shared/cloud-api/fassung.ts';
import { httpProblem } from './problem.ts';

/** Compares two versions of the form 1.2.3 (what follows a hyphen or plus does not count); unreadable ones are equal. */
export function istAelter(a: string, b: string): boolean {
  const [x, y] = [teile(a), teile(b)];
  if (!x || !y) return false;
  const stelle = x.findIndex((zahl, n) => zahl !== y[n]);
  return stelle !== -1 && (x[stelle] ?? 0) < (y[stelle] ?? 0);
}

/** Adds the check to an app's requests. */
export function pruefeFassung(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const fassung = request.headers[CLIENT_HEADER];
    if (typeof fassung === 'string' && istAelter(fassung, MIN_CLIENT_VERSION)) {
      throw httpProblem('client-zu-alt', {
        detail: `Ihre Fassung ist ${fassung.slice(0, 20)}, nötig ist ${MIN_CLIENT_VERSION}. Ihre Arbeit bleibt auf diesem Gerät erhalten.`,
      });
    }
  });
}

function teile(fassung: string): number[] | undefined {
  const treffer = /^(\d+)\.(\d+)\.(\d+)/.exec(fassung);
  return treffer ? treffer.slice(1, 4).map(Number) : undefined;
}
