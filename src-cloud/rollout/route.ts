// GET /rollout: for the people of one's own Land. Without dates it covers the last twelve months.
import { rolloutAnfrage, rolloutAntwort } from '../../src-shared/cloud-api/rollout.ts';
import { plusTage, tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { leseDienste, leseFiguren, leseGemeinden, rolloutAus } from './figuren.ts';

export const rollout: Bereich = async (app, { pool, uhr }) => {
  app.get(
    '/rollout',
    {
      schema: {
        tags: ['Rollout'],
        summary: 'Online-Dienste der Gemeinden des Landes',
        querystring: rolloutAnfrage,
        response: { 200: rolloutAntwort },
      },
    },
    async (request) => {
      const { mandant } = angemeldet(request);
      const jetzt = uhr.jetzt();
      const heute = tagInBerlin(jetzt);
      const { bis = heute, von = plusTage(bis, -365), land } = request.query;
      if (von > bis) {
        throw httpProblem('eingabe-ungueltig', {
          errors: [{ pointer: '/von', message: 'Der Beginn liegt nach dem Ende.' }],
        });
      }
      return inMandant(pool, mandant, async (tx) => {
        const eigener = await tx.query<{ land: string; ars: string }>('SELECT land, ars FROM mandant WHERE id = $1', [
          mandant,
        ]);
        const { land: eigenesLand = '', ars = '' } = eigener.rows[0] ?? {};
        if (land !== undefined && land !== eigenesLand) {
          throw httpProblem('nicht-berechtigt', { detail: 'Diese Zahlen sind nur im eigenen Land zu sehen.' });
        }
        const zeitraum = { land: eigenesLand, von, bis };
        const gemeinden = await leseGemeinden(tx, eigenesLand, bis);
        const dienste = await leseDienste(tx, eigenesLand, bis);
        return rolloutAus(gemeinden, dienste, await leseFiguren(tx, zeitraum, heute), ars, jetzt);
      });
    },
  );
};
