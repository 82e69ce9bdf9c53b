// Route of the journal: GET /journal/{vorgangId}, for those who may see the case now.
import { z } from 'zod';
import { journalAntwort } from '../../src-shared/cloud-api/geraete.ts';
import { uuid } from '../../src-shared/cloud-api/konventionen.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { type Parameter, sichtBedingung } from '../vorgaenge/sicht.ts';
import { liesJournal } from './auskunft.ts';

const params = z.strictObject({ vorgangId: uuid });

export const journal: Bereich = async (app, dienste) => {
  app.get(
    '/journal/:vorgangId',
    { schema: { params, response: { 200: journalAntwort }, tags: ['Journal'] } },
    async (request, reply) => {
      const wer = angemeldet(request);
      const vorgangId = request.params.vorgangId.toLowerCase();
      reply.header('cache-control', 'no-store');
      return inMandant(dienste.pool, wer.mandant, async (tx) => {
        const parameter: Parameter = [wer.mandant, vorgangId];
        const sichtbar = await tx.query(
          `SELECT 1 FROM vorgang v WHERE v.mandant_id = $1 AND v.id = $2 AND NOT v.geloescht
             AND ${sichtBedingung(wer, 'v', parameter)}`,
          parameter,
        );
        if (sichtbar.rowCount !== 1) throw httpProblem('nicht-gefunden');
        return liesJournal(tx, wer.mandant, vorgangId);
      });
    },
  );
};
