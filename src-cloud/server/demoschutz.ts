// Demo mode signs anybody in as anybody. So it must be reachable from this machine only: it listens on loopback, refuses a
// foreign Host (DNS rebinding), a foreign page's Origin (CSRF) and anything a proxy forwards, and works only on a database
// that was made as a demo.
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { ohneMandant } from '../db/mandant.ts';
import type { Konfiguration } from './konfiguration.ts';
import { httpProblem } from './problem.ts';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);
const WEITERLEITUNG = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'via'];

/** Why a start is refused; the message is the German sentence. */
export class DemoFehler extends Error {
  readonly code = 'demo-verweigert';
}

/** @throws DemoFehler when demo mode would listen anywhere but on loopback. */
export function pruefeDemoAdresse(konfiguration: Pick<Konfiguration, 'demo' | 'host'>): void {
  if (!konfiguration.demo || LOOPBACK_HOSTS.has(konfiguration.host)) return;
  throw new DemoFehler(
    `Der Demobetrieb ist nur auf diesem Rechner erlaubt (127.0.0.1), nicht auf ${konfiguration.host}. Es wurde nichts gestartet.`,
  );
}

/** Refuses requests with a foreign Host, a foreign Origin or a forwarding header. */
export function schuetzeDemo(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    if (!LOOPBACK_HOSTS.has(host)) {
      throw httpProblem('kein-zugang', { detail: 'Der Demobetrieb antwortet nur unter 127.0.0.1 oder localhost.' });
    }
    const { origin } = request.headers;
    if (origin !== undefined && !LOOPBACK_HOSTS.has(URL.parse(origin)?.hostname ?? '')) {
      throw httpProblem('kein-zugang', { detail: 'Der Demobetrieb nimmt nichts von fremden Seiten an.' });
    }
    const verraeter = WEITERLEITUNG.find((name) => request.headers[name] !== undefined);
    if (verraeter) {
      throw httpProblem('kein-zugang', {
        detail: `Der Demobetrieb nimmt keine weitergeleiteten Anfragen an (${verraeter}).`,
      });
    }
  });
}

/** True when the database was made as a demo; undefined when it is empty (no Mandant yet). */
export async function istDemoDatenbank(pool: pg.Pool): Promise<boolean | undefined> {
  return ohneMandant(pool, async (tx) => {
    const marke = await tx.query(`SELECT 1 FROM einstellung WHERE schluessel = 'demo' AND wert = 'true'`);
    if (marke.rowCount) return true;
    const mandanten = await tx.query('SELECT 1 FROM mandantenuebergreifend_mandanten() LIMIT 1');
    return mandanten.rowCount ? false : undefined;
  });
}

/** @throws DemoFehler when a database with real Mandanten would be served in demo mode. */
export async function pruefeDemoDatenbank(pool: pg.Pool): Promise<void> {
  if ((await istDemoDatenbank(pool)) !== false) return;
  throw new DemoFehler(
    'Diese Datenbank wurde nicht für die Demo angelegt. Der Demobetrieb meldet jeden ohne Kennwort an und wird deshalb hier verweigert; es wurde nichts verändert.',
  );
}
