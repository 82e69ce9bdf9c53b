// `cloud token PERSON --url URL`: an access token of a demo person for curl and tests. The token has no sign-in behind it, so
// no device can be paired with it and it cannot sign.

import { ProblemError } from '../../src-shared/domain/problem.ts';
import { CLIENT_TOKEN, DEMO_GRANT, OIDC_PFAD } from '../identitaet/demo-clients.ts';

/** Prints the token. @throws ProblemError when the cloud is away, is no demo, or knows no such person */
export async function tokenBefehl(person: string, optionen: { url: string; json?: boolean }): Promise<void> {
  const adresse = URL.parse(`${optionen.url.replace(/\/$/, '')}${OIDC_PFAD}/token`);
  if (!adresse) throw new RangeError(`„${optionen.url}“ ist keine Adresse.`);
  const antwort = await fetch(adresse, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: DEMO_GRANT, client_id: CLIENT_TOKEN, username: person }),
    signal: AbortSignal.timeout(10_000),
  }).catch((fehler: unknown) => {
    throw new ProblemError('keine-verbindung', { detail: `Unter ${optionen.url} antwortet keine Cloud.` }, fehler);
  });
  const inhalt = (await antwort.json().catch(() => ({}))) as { access_token?: string; error?: string };
  if (inhalt.access_token === undefined) {
    const detail =
      inhalt.error === 'invalid_grant'
        ? `Die Demo kennt keine Person „${person}“.`
        : `Die Cloud unter ${optionen.url} ist keine Demo.`;
    throw new ProblemError('nicht-gefunden', { detail });
  }
  process.stdout.write(
    optionen.json ? `${JSON.stringify({ token: inhalt.access_token })}\n` : `${inhalt.access_token}\n`,
  );
}
