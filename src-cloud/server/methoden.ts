// Tells "no such address" (404) from "not this method" (405 with Allow). Fastify says 404 for both, so the routes are noted
// as they are added.
import type { FastifyInstance } from 'fastify';
import { httpProblem, sendeProblem } from './problem.ts';

/** Installs the handler for addresses and methods nobody serves. Call before any route is added. */
export function unterscheideMethoden(app: FastifyInstance): void {
  const bekannt: { muster: RegExp; methoden: string[] }[] = [];
  app.addHook('onRoute', (route) => {
    const muster = route.url
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:[^/]+/g, '[^/]+')
      .replace(/\*/g, '.*');
    bekannt.push({ muster: new RegExp(`^${muster}/?$`), methoden: [route.method].flat() });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const pfad = request.url.split('?')[0] ?? '';
    const treffer = bekannt.filter((route) => route.muster.test(pfad));
    const erlaubt = [...new Set(treffer.flatMap((route) => route.methoden))].sort();
    if (erlaubt.length === 0) return sendeProblem(reply, httpProblem('nicht-gefunden').problem);
    reply.header('allow', erlaubt.join(', '));
    return sendeProblem(
      reply,
      httpProblem('methode-unzulaessig', { detail: `Erlaubt: ${erlaubt.join(', ')}.` }).problem,
    );
  });
}
