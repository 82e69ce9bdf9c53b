// Prometheus figures: how many requests, how long, with what outcome. Labels are route patterns, never addresses of
// single Vorgänge, and no person.
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { netzpruefung } from './netze.ts';
import { httpProblem } from './problem.ts';

/** A registry of its own for each cloud, so that several may live in one process. */
export function neueMetriken(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Measures every request and serves GET /metrics to these networks only: load and routes are nobody else's business. */
export function messe(app: FastifyInstance, registry: Registry, netze: readonly string[]): void {
  const darfLesen = netzpruefung(netze);
  const dauer = new Histogram({
    name: 'kontor_http_dauer_sekunden',
    help: 'Duration of HTTP requests by method, route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unbekannt';
    dauer.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!darfLesen(request.ip)) throw httpProblem('nicht-gefunden');
    reply.type(registry.contentType);
    return registry.metrics();
  });
}
