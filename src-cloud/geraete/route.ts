// Routes of devices: POST /geraete, POST /geraete/{id}/nachlass, and what of the latter its person reads and ends elsewhere:
// GET /nachlass, POST /nachlass/erledigt. The hand-over is the only one in the cloud that a locked device's token opens.
import { z } from 'zod';
import {
  geraetAnfrage,
  geraetAntwort,
  nachlassAnfrage,
  nachlassAntwort,
  nachlassErledigtAnfrage,
  nachlassErledigtAntwort,
  nachlassListe,
} from '../../src-shared/cloud-api/geraete.ts';
import { inMandant } from '../db/mandant.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { meldeGeraetAn } from './anmelden.ts';
import { erledigeNachlass, liesErledigte, liesNachlass, uebernimmNachlass } from './nachlass.ts';

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

  app.get('/nachlass', { schema: { response: { 200: nachlassListe }, tags: ['Geräte'] } }, async (request) => {
    const person = angemeldet(request);
    return inMandant(dienste.pool, person.mandant, async (tx) => ({
      eintraege: await liesNachlass(tx, person),
      erledigt: await liesErledigte(tx, person),
    }));
  });

  app.post(
    '/nachlass/erledigt',
    { schema: { body: nachlassErledigtAnfrage, response: { 200: nachlassErledigtAntwort }, tags: ['Geräte'] } },
    async (request) => {
      const person = angemeldet(request);
      const { commandIds } = request.body;
      await inMandant(dienste.pool, person.mandant, (tx) => erledigeNachlass(tx, person, commandIds));
      return { erledigt: new Set(commandIds.map((id) => id.toLowerCase())).size };
    },
  );
};
