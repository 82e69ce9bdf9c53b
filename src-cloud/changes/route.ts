// Routes of the feed: GET /changes and GET /changes/stream.
import { changesAnfrage, changesAntwort } from '../../src-shared/cloud-api/changes.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet, geraetesperre } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { liesSeite } from './seite.ts';
import { stroeme } from './strom.ts';

// With a cursor the cursor's `sicht` counts, so "not said" must be told from the default.
const anfrageSchema = changesAnfrage.extend({ sicht: changesAnfrage.shape.sicht.unwrap().optional() });

export const changes: Bereich = async (app, dienste) => {
  const istGesperrt = geraetesperre(dienste);
  app.get(
    '/changes',
    { schema: { querystring: anfrageSchema, response: { 200: changesAntwort }, tags: ['Änderungen'] } },
    async (request, reply) => {
      const wer = angemeldet(request);
      reply.header('cache-control', 'no-store');
      return inMandant(dienste.pool, wer.mandant, (tx) => liesSeite(tx, wer, request.query, dienste.uhr.jetzt()));
    },
  );

  app.get('/changes/stream', { schema: { tags: ['Änderungen'] } }, (request, reply) => {
    const wer = angemeldet(request);
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-request-id': request.id,
    });
    const { mandant, bis, geraet } = wer;
    const gesperrt = async () => geraet !== undefined && (await istGesperrt(mandant, geraet));
    stroeme(reply.raw, { mandant, bis, gesperrt }, dienste);
  });
};
