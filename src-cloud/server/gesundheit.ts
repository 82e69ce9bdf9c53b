// For whoever runs the cloud: /healthz says the process lives, /readyz that it can work (database answers, not draining).
import type { Dienste, KontorApp } from './dienste.ts';
import { httpProblem } from './problem.ts';

/** Adds the two routes. */
export async function gesundheit(app: KontorApp, { pool, ende }: Dienste): Promise<void> {
  app.get('/healthz', { schema: { hide: true }, logLevel: 'warn' }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true }, logLevel: 'warn' }, async () => {
    if (ende.aborted) throw httpProblem('nicht-verfuegbar', { detail: 'Die Cloud wird gerade beendet.' });
    await pool.query('SELECT 1').catch(() => {
      throw httpProblem('nicht-verfuegbar', { detail: 'Die Datenbank antwortet nicht.' });
    });
    return { status: 'ready' };
  });
}
