// What every area of the cloud gets handed: database, time, ids, wake-ups, blobs, log. One object, made in cloud.ts, passed
// explicitly; there is no global. An area (Bereich) is a function that adds its routes to the app it is given.
//
// A further area: write `src-cloud/<name>/route.ts` with `export const <name>: Bereich = async (app, dienste) => { … }`,
// and add it to the list in `bereiche.ts`. Its routes are below /api/v1 and need a valid token; `angemeldet(request)`
// says who asks. Throw ProblemError (src-shared/domain/problem.ts) with a status, or use `problemAntwort` of problem.ts.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type pg from 'pg';
import type { Registry } from 'prom-client';
import type { Blobs } from '../anhaenge/blobs.ts';
import type { Wecker } from '../wecken/wecker.ts';
import type { Konfiguration } from './konfiguration.ts';
import type { Uhr, Zufall } from './uhr.ts';

export type Dienste = {
  /** Serves as role kontor_app; use inMandant / ohneMandant (db/mandant.ts), never bare queries on tables of a Mandant. */
  pool: pg.Pool;
  uhr: Uhr;
  zufall: Zufall;
  konfiguration: Konfiguration;
  /** Wake-ups between instances: `melde(mandantId)` after a commit, `abonniere` for streams and workers. */
  wecker: Wecker;
  blobs: Blobs;
  /** Structured; ids only, never names, texts or form data. */
  protokoll: FastifyBaseLogger;
  metriken: Registry;
  /** Aborted when the cloud begins to drain: streams end, workers finish what they hold. */
  ende: AbortSignal;
};

export type KontorApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** One area's routes. */
export type Bereich = (app: KontorApp, dienste: Dienste) => Promise<void>;
