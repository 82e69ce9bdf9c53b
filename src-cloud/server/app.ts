// Puts the HTTP server together: protections, JSON, compression, limits, problem documents, OpenAPI, health, and the areas.
// Knows no area's business. Nothing here listens; cloud.ts does.
import type { IncomingHttpHeaders } from 'node:http';
import { constants as zlib } from 'node:zlib';
import compress from '@fastify/compress';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import fastify, {
  type FastifyBaseLogger,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { API_VERSION } from '../../src-shared/cloud-api/fassung.ts';
import { formItem } from '../../src-shared/domain/vorgang.ts';
import { anmeldeseite } from '../identitaet/anmeldeseite.ts';
import { type Aussteller, verlangeAnmeldung, wer } from '../identitaet/anmeldung.ts';
import type { DemoAnbieter } from '../identitaet/demo-anbieter.ts';
import { BEREICHE, DEMO_BEREICHE, OFFENE_BEREICHE } from './bereiche.ts';
import { schuetzeDemo } from './demoschutz.ts';
import type { Dienste, KontorApp } from './dienste.ts';
import { pruefeFassung } from './fassung.ts';
import { gesundheit } from './gesundheit.ts';
import { leseJson } from './json.ts';
import { unterscheideMethoden } from './methoden.ts';
import { messe } from './metriken.ts';
import { netzpruefung } from './netze.ts';
import { beantworteErwartung, beantworteUnlesbares, behandleFehler, httpProblem } from './problem.ts';
import { API_PFAD, wurzel } from './wurzel.ts';

export type Identitaet = { aussteller: () => Promise<Aussteller>; demo?: () => Promise<DemoAnbieter> };

/** Schemas the document names once: what holds itself must have a name. */
const BENANNT = z.registry<{ id: string }>();
BENANNT.add(formItem, { id: 'FormItem' });

/** Builds the app with all its routes; call `ready()` or `listen()` on it. */
export async function baueApp(dienste: Dienste, identitaet: Identitaet): Promise<KontorApp> {
  const { konfiguration, zufall } = dienste;
  const optionen: FastifyServerOptions & { http: { requireHostHeader: boolean } } = {
    loggerInstance: dienste.protokoll as FastifyBaseLogger,
    bodyLimit: konfiguration.grenzen.koerperBytes,
    genReqId: (anfrage) => {
      const mit = anfrage.headers['x-request-id'];
      return typeof mit === 'string' && /^[\w-]{1,64}$/.test(mit) ? mit : zufall.neueId();
    },
    trustProxy: konfiguration.vertrauteProxys.length > 0 ? konfiguration.vertrauteProxys : false,
    forceCloseConnections: 'idle',
    // Node bounds the whole address; a long parameter is for the schemas to refuse.
    routerOptions: { maxParamLength: 16_000 },
    frameworkErrors: (fehler: Error, request: FastifyRequest, reply: FastifyReply) => {
      reply.header('x-request-id', request.id);
      return behandleFehler(fehler, request, reply);
    },
    clientErrorHandler: beantworteUnlesbares,
    // Node's own answer to a missing Host is no problem document; ours follows below.
    http: { requireHostHeader: false },
  };
  const app = fastify(optionen as object) as unknown as KontorApp;
  app.setValidatorCompiler(validatorCompiler);
  // Replies are typed by their schemas and need no second look; parsing each one again would double the feed's cost.
  app.setSerializerCompiler(() => (wert) => JSON.stringify(wert));
  app.setErrorHandler(behandleFehler);
  unterscheideMethoden(app);
  leseJson(app, konfiguration.grenzen.tiefe);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // RFC 9112, 3.2.
    if (request.raw.httpVersion === '1.1' && request.raw.headers.host === undefined) {
      throw httpProblem('json-ungueltig', { status: 400, detail: 'Der Anfrage fehlt die Kopfzeile Host.' });
    }
  });
  // What is answered before its body was read (refused, or no body expected) leaves bytes on the line that nobody takes: the
  // next request on it would wait for ever. So the line ends with the answer.
  app.addHook('onSend', async (request, reply) => {
    if (!request.raw.complete && hatKoerper(request.raw.headers)) reply.header('connection', 'close');
  });
  app.server.on('checkExpectation', beantworteErwartung);
  if (konfiguration.demo) schuetzeDemo(app);
  await verdichte(app);
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Kontor Cloud', version: API_VERSION } },
    transform: createJsonSchemaTransform({ schemaRegistry: BENANNT }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: BENANNT }),
  });
  messe(app, dienste.metriken, konfiguration.metrikNetze);
  await gesundheit(app, dienste);
  await app.register(async (raum) => api(raum as KontorApp, dienste, identitaet), { prefix: API_PFAD });
  for (const bereich of OFFENE_BEREICHE) await app.register((raum) => bereich(raum as KontorApp, dienste));
  if (konfiguration.demo) {
    for (const bereich of DEMO_BEREICHE) await app.register((raum) => bereich(raum as KontorApp, dienste));
  }
  const { demo } = identitaet;
  if (demo) await app.register((raum) => anmeldeseite(raum as KontorApp, dienste.pool, demo));
  return app;
}

const hatKoerper = (kopf: IncomingHttpHeaders): boolean =>
  kopf['transfer-encoding'] !== undefined || Number(kopf['content-length'] ?? 0) > 0;

/** The API proper: allow-listed network, client new enough, token, limits for each person. */
async function api(app: KontorApp, dienste: Dienste, identitaet: Identitaet): Promise<void> {
  const { konfiguration } = dienste;
  const imNetz = netzpruefung(konfiguration.netze);
  app.addHook('onRequest', async (request) => {
    if (!imNetz(request.ip)) {
      throw httpProblem('kein-zugang', {
        detail:
          'Kontor erreicht die Cloud, aber Ihr Netz ist nicht freigegeben. Ihre Arbeit bleibt auf diesem Gerät erhalten.',
      });
    }
  });
  await app.register(async (raum) => wurzel(raum as KontorApp, dienste));
  app.get('/openapi.json', { config: { offen: true }, schema: { hide: true } }, async () => app.swagger());
  await app.register(async (raum) => {
    const bereich = raum as KontorApp;
    pruefeFassung(bereich);
    verlangeAnmeldung(bereich, dienste, identitaet.aussteller);
    await bereich.register(rateLimit, {
      hook: 'preValidation',
      max: konfiguration.grenzen.anfragenProSekunde,
      timeWindow: 1000,
      keyGenerator: wer,
    });
    for (const route of BEREICHE) await bereich.register((r) => route(r as KontorApp, dienste));
  });
}

async function verdichte(app: KontorApp): Promise<void> {
  await app.register(compress, {
    encodings: ['zstd', 'br', 'gzip', 'identity'],
    threshold: 600,
    brotliOptions: { params: { [zlib.BROTLI_PARAM_QUALITY]: 4 } },
    zlibOptions: { level: 5 },
    // Event streams must not wait in a compressor.
    customTypes: /^(application\/(.+\+)?json|text\/(?!event-stream)|image\/svg\+xml)/,
  });
}
