// GET /vorgaenge/{id} and POST /vorgaenge/abfrage: whole Vorgänge for who may see them. The ETag is of the version and of
// the person's rights, since the links say what this person may do.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { abfrageAnfrage, abfrageAntwort } from '../../src-shared/cloud-api/changes.ts';
import { uuid } from '../../src-shared/cloud-api/konventionen.ts';
import { UEBERGAENGE } from '../../src-shared/domain/uebergaenge.ts';
import { type Vorgang, vorgang as vorgangSchema } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import { type Angemeldet, angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { API_PFAD } from '../server/wurzel.ts';
import { leseVersion, leseVorgaenge } from './lesen.ts';

const params = z.strictObject({ id: uuid });
const link = z.object({ href: z.string() });
const antwort = z.object({ ...vorgangSchema.shape, _links: z.record(z.string(), link) });

export const vorgaenge: Bereich = async (app, { pool, uhr }) => {
  app.get(
    '/vorgaenge/:id',
    {
      schema: {
        tags: ['Vorgänge'],
        summary: 'Ein Vorgang',
        params,
        response: { 200: antwort, 304: z.null().describe('Unverändert') },
      },
    },
    async (request, reply) => {
      const wer = angemeldet(request);
      const { id } = request.params;
      return inMandant(pool, wer.mandant, async (tx) => {
        const version = await leseVersion(tx, wer, id);
        if (version === undefined) throw httpProblem('nicht-gefunden');
        reply.header('cache-control', 'private, no-cache').header('vary', 'Authorization');
        reply.header('etag', etag(version, wer));
        if (passt(request.headers['if-none-match'], etag(version, wer))) return reply.code(304).send(null);
        const [vorgang] = await leseVorgaenge(tx, wer, [id]);
        if (!vorgang) throw httpProblem('nicht-gefunden');
        reply.header('etag', etag(vorgang.version, wer));
        return { ...vorgang, _links: links(vorgang, wer) };
      });
    },
  );

  app.post(
    '/vorgaenge/abfrage',
    {
      schema: {
        tags: ['Vorgänge'],
        summary: 'Mehrere Vorgänge vollständig',
        body: abfrageAnfrage,
        response: { 200: abfrageAntwort },
      },
    },
    async (request) => {
      const wer = angemeldet(request);
      const gefunden = await inMandant(pool, wer.mandant, (tx) => leseVorgaenge(tx, wer, request.body.ids));
      return { vorgaenge: gefunden, serverTime: uhr.jetzt() };
    },
  );
};

/** Of version and rights: a changed role must not be answered with 304. */
function etag(version: number, wer: Angemeldet): string {
  const rechte = JSON.stringify([wer.sub, [...wer.rollen].sort(), [...wer.oe].sort()]);
  return `"${version}-${createHash('sha256').update(rechte).digest('base64url').slice(0, 16)}"`;
}

/** RFC 9110 § 13.1.2: weak comparison with each of the list, or `*`. */
function passt(kopf: string | undefined, marke: string): boolean {
  return (kopf ?? '').split(',').some((teil) => teil.trim() === '*' || teil.trim().replace(/^W\//, '') === marke);
}

/** Where this Vorgang is, and a link for each order that its status and the person's role allow. */
function links(vorgang: Vorgang, wer: Angemeldet): Record<string, { href: string }> {
  const erlaubt = Object.entries(UEBERGAENGE).filter(
    ([, u]) =>
      u.rollen.some((rolle) => wer.rollen.includes(rolle)) && (u.von as readonly string[]).includes(vorgang.status),
  );
  const selbst = `${API_PFAD}/vorgaenge/${vorgang.id}`;
  return {
    self: { href: selbst },
    journal: { href: `${API_PFAD}/journal/${vorgang.id}` },
    ...Object.fromEntries(erlaubt.map(([order]) => [order, { href: `${API_PFAD}/commands` }])),
  };
}
