// GET /api/v1: where a client begins. Open to everybody, so that a client can tell "cloud reachable" from "not signed in",
// and a client that is too old learns so.
import { API_VERSION, MIN_CLIENT_VERSION } from '../../src-shared/cloud-api/fassung.ts';
import { rootAntwort } from '../../src-shared/cloud-api/root.ts';
import type { Bereich } from './dienste.ts';

export const API_PFAD = '/api/v1';

const WEGE: Record<string, string> = {
  self: '',
  ich: '/ich',
  dienste: '/dienste',
  personen: '/personen',
  organisationseinheiten: '/organisationseinheiten{?suche}',
  changes: '/changes{?since,limit,sicht,zuerst}',
  changesStream: '/changes/stream',
  vorgang: '/vorgaenge/{id}',
  abfrage: '/vorgaenge/abfrage',
  commands: '/commands',
  anhang: '/anhaenge/{id}{?vorgang}',
  geraete: '/geraete',
  journal: '/journal/{vorgangId}',
  rollout: '/rollout{?land,von,bis}',
  openapi: '/openapi.json',
};

/** The root resource. */
export const wurzel: Bereich = async (app, { uhr }) => {
  app.get(
    '/',
    { config: { offen: true }, schema: { summary: 'Einstieg', response: { 200: rootAntwort } } },
    async () => {
      const eintraege = Object.entries(WEGE).map(([name, weg]) => [name, { href: API_PFAD + weg }]);
      return {
        _links: Object.fromEntries(eintraege) as Record<string, { href: string }>,
        apiVersion: API_VERSION,
        minClientVersion: MIN_CLIENT_VERSION,
        serverTime: uhr.jetzt(),
      };
    },
  );
};
