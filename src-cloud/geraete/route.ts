// Routes of devices: POST /geraete and POST /geraete/{id}/nachlass. The latter is the only one in the cloud that a locked
// device's token opens.
import { z } from 'zod';
import { geraetAnfrage, geraetAntwort, nachlassAnfrage, nachlassAntwort } from '../../src-shared/cloud-api/geraete.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { meldeGeraetAn } from './anmelden.ts';
import { uebernimmNachlass } from './nachlass.ts';

/** A whole outbox with its Bescheide. */
const NACHLASS_BYTES = 50_000_000;
const geraetParams = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_-]{43}$/) });

export const geraete: Bereich = async (app, dienste) => {
  app.post(
    '/geraete',
    { schema: { body: geraetAnfrage, response: { 200: geraetAntwort }, tags: ['Geräte'] } },
    async (request) => {
      const person = angemeldet(request);
      return inMandant(dienste.pool, person.mandant, (tx) =>
        meldeGeraetAn(tx, person, request.body, dienste.uhr.jetzt()),
      );
    },
  );

  app.post(
    '/geraete/:id/nachlass',
    {
      config: { gesperrtesGeraet: true },
      bodyLimit: NACHLASS_BYTES,
      schema: { params: geraetParams, body: nachlassAnfrage, response: { 200: nachlassAntwort }, tags: ['Geräte'] },
    },
    async (request) => {
      const person = angemeldet(request);
      const eintrag = { id: dienste.zufall.neueId(), am: dienste.uhr.jetzt() };
      const uebernommen = await inMandant(dienste.pool, person.mandant, (tx) =>
        uebernimmNachlass(tx, person, request.params.id, request.body.commands, eintrag),
      );
      return { uebernommen };
    },
  );
};
