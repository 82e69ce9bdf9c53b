// POST /antrag: where form engines deliver. Open to the networks and the token the operator names, and to nobody else
// (a demo, which only this machine reaches, is open).
import { createHash, timingSafeEqual } from 'node:crypto';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import { antragAntwort } from '../../src-shared/cloud-api/intake.ts';
import type { Bereich } from '../server/dienste.ts';
import type { Konfiguration } from '../server/konfiguration.ts';
import { netzpruefung } from '../server/netze.ts';
import { httpProblem } from '../server/problem.ts';
import { nimmAntragAn } from './annehmen.ts';
import { leseTeile } from './teile.ts';

export const intake: Bereich = async (app, dienste) => {
  const { grenzen } = dienste.konfiguration;
  const darfSenden = absenderpruefung(dienste.konfiguration);
  app.addHook('onRequest', async (request) => {
    if (!darfSenden(request.ip, request.headers.authorization)) {
      throw httpProblem('kein-zugang', { detail: 'Von dieser Adresse nimmt die Cloud keine Anträge an.' });
    }
  });
  await app.register(rateLimit, { max: grenzen.antraegeProSekunde, timeWindow: 1000 });
  await app.register(multipart, {
    limits: {
      fileSize: grenzen.anhangBytes,
      files: grenzen.antragDateien,
      fields: 50,
      fieldSize: grenzen.koerperBytes,
      parts: grenzen.antragDateien + 50,
      headerPairs: 100,
    },
    throwFileSizeLimit: true,
  });
  app.post(
    '/antrag',
    {
      schema: {
        tags: ['Eingang'],
        summary: 'Antrag annehmen (multipart: formData, representation, attachment)',
        consumes: ['multipart/form-data'],
        response: { 200: antragAntwort },
      },
    },
    async (request) => {
      if (!request.isMultipart())
        throw httpProblem('medientyp-unbekannt', { detail: 'Erwartet wird multipart/form-data.' });
      const teile = await leseTeile(request);
      try {
        return await nimmAntragAn(dienste, teile);
      } finally {
        await teile.raeumeAuf();
      }
    },
  );
};

function absenderpruefung({ antragNetze, antragToken, demo }: Konfiguration): (ip: string, kopf?: string) => boolean {
  const imNetz = netzpruefung(antragNetze);
  const hash = (text: string) => createHash('sha256').update(text).digest();
  const erwartet = antragToken === undefined ? undefined : hash(`Bearer ${antragToken}`);
  return (ip, kopf = '') => {
    if (erwartet && timingSafeEqual(hash(kopf), erwartet)) return true;
    if (antragNetze.length > 0) return imNetz(ip);
    return demo && erwartet === undefined;
  };
}
