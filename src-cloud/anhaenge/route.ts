// PUT, HEAD and GET /anhaenge/{id}: resumable upload, its state, and download in ranges. Bytes are streamed through; nothing
// is compressed or interpreted, and a browser is told to save it, never to show it.

import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anhangParams, anhangUploadQuery, sha256AusDigest } from '../../src-shared/cloud-api/anhaenge.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich, Dienste } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { ladeHoch } from './hochladen.ts';
import { alsDisposition, leseContentRange, leseDateiname, leseRange, type Stueck } from './kopfzeilen.ts';
import { type AnhangZeile, liesSichtbaren } from './zeilen.ts';

const TAGS = ['Anhänge'];

export const anhaenge: Bereich = async (app, dienste) => {
  // The body is the attachment, whatever its type says.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, koerper, fertig) => fertig(null, koerper));

  app.put(
    '/anhaenge/:id',
    {
      config: { compress: false },
      schema: {
        tags: TAGS,
        summary: 'Anhang hochladen, auch in Stücken',
        params: anhangParams,
        querystring: anhangUploadQuery,
      },
    },
    async (request, reply) => {
      const wer = angemeldet(request);
      const { stueck, sha256 } = leseKopf(request, dienste.konfiguration.grenzen.anhangBytes);
      const { id } = request.params;
      const dateiname = leseDateiname(request.headers['content-disposition']);
      const contentType = typVon(request);
      const anhang = { id, vorgangId: request.query.vorgang, dateiname, contentType, groesse: stueck.gesamt, sha256 };
      const quelle = (request.body as Readable | undefined) ?? [];
      const stand = await ladeHoch(dienste, wer, anhang, stueck, quelle as AsyncIterable<Uint8Array>);
      uploadKopf(reply, stand.offset, stand.groesse, stand.komplett);
      return reply.code(stand.komplett && stand.neu ? 201 : 204).send();
    },
  );

  app.head(
    '/anhaenge/:id',
    { config: { compress: false }, schema: { tags: TAGS, summary: 'Wie viel angekommen ist', params: anhangParams } },
    async (request, reply) => {
      const { mandant } = angemeldet(request);
      const anhang = await finde(dienste, request, request.params.id);
      // All there but not yet verified, as after a crash: the last byte is asked for again, and with it that is done.
      const fast = Math.max(0, anhang.groesse - 1);
      const offset = anhang.komplett
        ? anhang.groesse
        : Math.min(await dienste.blobs.gesammelt(mandant, anhang.id), fast);
      uploadKopf(reply, offset, anhang.groesse, anhang.komplett);
      if (anhang.komplett) reply.header('etag', `"${anhang.sha256}"`);
      return reply.code(200).type(anhang.contentType).send();
    },
  );

  app.get(
    '/anhaenge/:id',
    { config: { compress: false }, schema: { tags: TAGS, summary: 'Anhang herunterladen', params: anhangParams } },
    async (request, reply) => {
      const anhang = await finde(dienste, request, request.params.id);
      if (!anhang.komplett) throw httpProblem('nicht-gefunden');
      const { mandant } = angemeldet(request);
      if ((await dienste.blobs.laenge(mandant, anhang.id)) !== anhang.groesse) {
        // As after a restore, until the operator has brought the files back: said, not a stream that breaks off.
        request.log.error({ anhang: anhang.id }, 'bytes of an attachment are missing');
        throw httpProblem('nicht-gefunden', {
          detail: 'Die Datei fehlt zurzeit in der Cloud. Bitte wenden Sie sich an Ihre IT.',
        });
      }
      return sendeBytes(dienste, request, reply, anhang);
    },
  );
};

async function finde(dienste: Dienste, request: FastifyRequest, id: string): Promise<AnhangZeile> {
  const wer = angemeldet(request);
  const anhang = await inMandant(dienste.pool, wer.mandant, (tx) => liesSichtbaren(tx, wer, id));
  if (!anhang) throw httpProblem('nicht-gefunden');
  return anhang;
}

function leseKopf(request: FastifyRequest, hoechstens: number): { stueck: Stueck; sha256: string } {
  const digest = request.headers['content-digest'];
  const sha256 = typeof digest === 'string' ? sha256AusDigest(digest) : undefined;
  if (!sha256) throw kopfFehlt('Content-Digest', 'Erwartet wird sha-256=:…:.');
  const bereich = request.headers['content-range'];
  const laenge = Number(request.headers['content-length'] ?? Number.NaN);
  const ganz = Number.isSafeInteger(laenge) ? { ab: 0, bis: laenge - 1, gesamt: laenge } : undefined;
  const stueck = bereich === undefined ? ganz : leseContentRange(bereich);
  if (!stueck)
    throw kopfFehlt(
      bereich === undefined ? 'Content-Length' : 'Content-Range',
      'Die Kopfzeile fehlt oder ist nicht lesbar.',
    );
  if (stueck.gesamt > hoechstens)
    throw httpProblem('zu-gross', { detail: `Ein Anhang darf ${hoechstens} Bytes haben.` });
  return { stueck, sha256 };
}

function kopfFehlt(name: string, message: string) {
  return httpProblem('eingabe-ungueltig', { errors: [{ pointer: `/header/${name}`, message }] });
}

function typVon(request: FastifyRequest): string {
  const typ = request.headers['content-type']?.split(';')[0]?.trim() ?? '';
  return /^[\w.+-]+\/[\w.+-]+$/.test(typ) ? typ.slice(0, 100) : 'application/octet-stream';
}

function uploadKopf(reply: FastifyReply, offset: number, gesamt: number, komplett: boolean): void {
  reply.headers({ 'upload-offset': offset, 'upload-length': gesamt, 'upload-complete': komplett ? '?1' : '?0' });
}

function sendeBytes(dienste: Dienste, request: FastifyRequest, reply: FastifyReply, anhang: AnhangZeile): FastifyReply {
  const etag = `"${anhang.sha256}"`;
  reply.headers({
    etag,
    'accept-ranges': 'bytes',
    'cache-control': 'private, max-age=31536000, immutable',
    vary: 'Authorization',
    'content-disposition': alsDisposition(anhang.dateiname),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  });
  if ((request.headers['if-none-match'] ?? '').includes(etag)) return reply.code(304).send();
  const passt = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const bereich = passt ? leseRange(request.headers.range, anhang.groesse) : 'alles';
  if (bereich === undefined) {
    reply.header('content-range', `bytes */${anhang.groesse}`);
    throw httpProblem('bereich-ungueltig');
  }
  reply.type(anhang.contentType);
  const { mandant } = angemeldet(request);
  if (bereich === 'alles')
    return reply.header('content-length', anhang.groesse).send(dienste.blobs.lies(mandant, anhang.id));
  reply.header('content-range', `bytes ${bereich.von}-${bereich.bis}/${anhang.groesse}`);
  reply.header('content-length', bereich.bis - bereich.von + 1);
  return reply.code(206).send(dienste.blobs.lies(mandant, anhang.id, bereich.von, bereich.bis));
}
