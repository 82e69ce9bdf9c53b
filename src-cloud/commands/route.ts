// Route of commands: POST /commands. The envelope is the schema's: an unknown field, none or more than 100 commands refuse
// the whole request, and nothing of it has been done.
import { commandsAnfrage, commandsAntwort } from '../../src-shared/cloud-api/commands.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { fuehreAus } from './stapel.ts';

export const commands: Bereich = async (app, dienste) => {
  app.post(
    '/commands',
    { schema: { body: commandsAnfrage, response: { 200: commandsAntwort }, tags: ['Befehle'] } },
    async (request) => fuehreAus(dienste, angemeldet(request), request.body.commands),
  );
};
