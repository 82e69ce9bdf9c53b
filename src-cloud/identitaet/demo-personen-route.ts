// GET /demo/personen: whom one may sign in as, for the window's sign-in and for `kontor --als`. Only in demo mode, like the
// sign-in page, which shows the same people; no more of them is told.
import { z } from 'zod';
import type { Bereich } from '../server/dienste.ts';
import { allePersonen } from './demo-personen.ts';

const ROLLE: Record<string, string> = {
  VERWALTUNG_USER: 'Sachbearbeitung',
  VERWALTUNG_POSTSTELLE: 'Poststelle',
  VERWALTUNG_LOESCHEN: 'Löschbeauftragte:r',
  VERWALTUNG_LEITUNG: 'Leitung',
};

const antwort = z.object({
  personen: z.array(z.object({ username: z.string(), name: z.string(), rolle: z.string(), mandant: z.string() })),
});

export const demoPersonen: Bereich = async (app, { pool }) => {
  app.get(
    '/demo/personen',
    { schema: { tags: ['Demo'], summary: 'Personen der Demo', response: { 200: antwort } } },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      const personen = await allePersonen(pool);
      return {
        personen: personen.map(({ username, name, rollen, mandantName }) => ({
          username,
          name,
          rolle: rollen.map((rolle) => ROLLE[rolle] ?? rolle).join(', '),
          mandant: mandantName,
        })),
      };
    },
  );
};
