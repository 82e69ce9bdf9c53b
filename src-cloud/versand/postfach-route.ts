// GET /demo/postfach/{kennung}: what the applicant finds in the Postfach, with the attachments to open. Only in demo mode: a
// real Postfach is OSI's or BayernID's and asks who one is.
import { z } from 'zod';
import { type Anhang, anhang } from '../../src-shared/domain/vorgang.ts';
import { alsDisposition } from '../anhaenge/kopfzeilen.ts';
import { ohneMandant } from '../db/mandant.ts';
import type { Bereich } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';

type Nachricht = {
  mandantId: string;
  id: string;
  vorgangId: string;
  art: string;
  betreff: string;
  text: string;
  anhaenge: Anhang[];
  am: string;
};

const kennung = z.string().min(1).max(200);
const antwort = z.object({
  nachrichten: z.array(
    z.object({
      id: z.string(),
      art: z.string(),
      vorgangId: z.string(),
      betreff: z.string(),
      text: z.string(),
      am: z.string(),
      anhaenge: z.array(z.object({ ...anhang.shape, _links: z.object({ self: z.object({ href: z.string() }) }) })),
    }),
  ),
});

export const demoPostfach: Bereich = async (app, { pool, blobs }) => {
  const lies = async (gesucht: string): Promise<Nachricht[]> => {
    const ergebnis = await ohneMandant(pool, (tx) =>
      tx.query<Nachricht>(
        `SELECT mandant_id AS "mandantId", id, vorgang_id AS "vorgangId", art, betreff, text, anhaenge, am
         FROM mandantenuebergreifend_postfach($1)`,
        [gesucht],
      ),
    );
    return ergebnis.rows;
  };

  app.get(
    '/demo/postfach/:kennung',
    {
      schema: {
        tags: ['Demo'],
        summary: 'Postfach eines Antragstellers',
        params: z.strictObject({ kennung }),
        response: { 200: antwort },
      },
    },
    async (request) => {
      const pfad = `/demo/postfach/${encodeURIComponent(request.params.kennung)}/anhaenge`;
      const nachrichten = (await lies(request.params.kennung)).map(({ mandantId: _mandant, anhaenge, ...rest }) => ({
        ...rest,
        anhaenge: anhaenge.map((a) => ({ ...a, _links: { self: { href: `${pfad}/${a.id}` } } })),
      }));
      return { nachrichten };
    },
  );

  app.get(
    '/demo/postfach/:kennung/anhaenge/:id',
    {
      config: { compress: false },
      schema: { tags: ['Demo'], summary: 'Anhang aus dem Postfach', params: z.strictObject({ kennung, id: z.uuid() }) },
    },
    async (request, reply) => {
      const alle = (await lies(request.params.kennung)).flatMap(({ mandantId, anhaenge }) =>
        anhaenge.map((a) => ({ mandantId, ...a })),
      );
      const gefunden = alle.find((a) => a.id === request.params.id);
      if (!gefunden) throw httpProblem('nicht-gefunden');
      reply.headers({
        'content-length': gefunden.groesse,
        'content-disposition': alsDisposition(gefunden.dateiname),
        'x-content-type-options': 'nosniff',
      });
      return reply.type(gefunden.contentType).send(blobs.lies(gefunden.mandantId, gefunden.id));
    },
  );
};
