// Route of commands: POST /commands. The envelope is the schema's: an unknown field, none or more than 100 commands refuse
// the whole request, and nothing of it has been done.
import { commandsAnfrage, commandsAntwort } from '../../src-shared/cloud-api/commands.ts';
import { angemeldet } from '../identitaet/anmeldung.ts';
import type { Bereich } from '../server/dienste.ts';
import { neueReihe } from './reihe.ts';
import { fuehreAus } from './stapel.ts';

const LAENGSTENS_MS = 5000;

export const commands: Bereich = async (app, dienste) => {
  const nacheinander = neueReihe(LAENGSTENS_MS);
  app.post(
    '/commands',
    { schema: { body: commandsAnfrage, response: { 200: commandsAntwort }, tags: ['Befehle'] } },
    async (request) => {
      const wer = angemeldet(request);
      return nacheinander(`${wer.mandant} ${wer.sub}`, () => fuehreAus(dienste, wer, request.body.commands));
    },
  );
};
