// GET /ich, /dienste, /personen, /organisationseinheiten: what a client must know of the authority before it can work.
// Everything is of the person's own Mandant, but for the targets one can forward to.
import { diensteAntwort, ichAntwort, oeAnfrage, oeAntwort, personenAntwort } from '../../src-shared/cloud-api/root.ts';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { leseDienste, leseIch, lesePersonen, sucheStellen } from './lesen.ts';

export const verzeichnis: Bereich = async (app, { pool, uhr }) => {
  app.get(
    '/ich',
    { schema: { tags: ['Verzeichnis'], summary: 'Wer ich bin und was ich darf', response: { 200: ichAntwort } } },
    async (request) => {
      const person = angemeldet(request);
      return inMandant(pool, person.mandant, (tx) => leseIch(tx, person, tagInBerlin(uhr.jetzt())));
    },
  );

  app.get(
    '/dienste',
    { schema: { tags: ['Verzeichnis'], summary: 'Online-Dienste', response: { 200: diensteAntwort } } },
    async (request) => {
      const dienste = await inMandant(pool, angemeldet(request).mandant, (tx) => leseDienste(tx));
      return { dienste };
    },
  );

  app.get(
    '/personen',
    { schema: { tags: ['Verzeichnis'], summary: 'Wem man zuweisen kann', response: { 200: personenAntwort } } },
    async (request) => {
      const heute = tagInBerlin(uhr.jetzt());
      const personen = await inMandant(pool, angemeldet(request).mandant, (tx) => lesePersonen(tx, heute));
      return { personen };
    },
  );

  app.get(
    '/organisationseinheiten',
    {
      schema: {
        tags: ['Verzeichnis'],
        summary: 'Wohin man weiterleiten kann',
        querystring: oeAnfrage,
        response: { 200: oeAntwort },
      },
    },
    async (request) => {
      const { mandant } = angemeldet(request);
      const suche = request.query.suche?.trim() ?? '';
      const organisationseinheiten = await inMandant(pool, mandant, (tx) => sucheStellen(tx, mandant, suche));
      return { organisationseinheiten };
    },
  );
};
