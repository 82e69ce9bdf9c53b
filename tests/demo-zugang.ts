/**
 * A demo person's way into one instance of the cloud, as a client goes it: a token that is renewed before it ends, commands
 * sent as often as it takes, and every answer that the contract does not know noted as a find.
 */

import { CLIENT_TOKEN, DEMO_GRANT } from '../src-cloud/identitaet/demo-clients.ts';
import type { Command, Result } from '../src-shared/cloud-api/commands.ts';

/** Tokens live ten minutes. */
const ERNEUERN_MS = 8 * 60_000;

export class Zugang {
  readonly url: string;
  readonly person: string;
  private geholt: { token: Promise<string>; am: number } | undefined;

  constructor(url: string, person: string) {
    this.url = url;
    this.person = person;
  }

  /** An access token of this instance. */
  token(): Promise<string> {
    if (!this.geholt || performance.now() - this.geholt.am > ERNEUERN_MS) {
      const token = holeToken(this.url, this.person);
      this.geholt = { token, am: performance.now() };
      // A failed attempt is not kept.
      token.catch(() => {
        this.geholt = undefined;
      });
    }
    return this.geholt.token;
  }

  async frage(pfad: string, koerper?: unknown, signal?: AbortSignal): Promise<Response> {
    return fetch(this.url + pfad, {
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(koerper === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(koerper === undefined ? {} : { method: 'POST', body: JSON.stringify(koerper) }),
      ...(signal ? { signal } : {}),
    });
  }

  /** Sends one batch once. */
  async sende(commands: readonly Command[]): Promise<Result[]> {
    const antwort = await this.frage('/api/v1/commands', { commands });
    if (antwort.status !== 200) throw new CloudAntwort(antwort.status, await antwort.text());
    return ((await antwort.json()) as { results: Result[] }).results;
  }
}

/** An answer that is no result. */
export class CloudAntwort extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(`${status} ${text.slice(0, 300)}`);
    this.status = status;
  }
}

async function holeToken(url: string, username: string): Promise<string> {
  const antwort = await fetch(`${url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: DEMO_GRANT, client_id: CLIENT_TOKEN, username }),
  });
  const text = await antwort.text();
  const token = antwort.ok ? (JSON.parse(text) as { access_token?: string }).access_token : undefined;
  if (!token) throw new CloudAntwort(antwort.status, text);
  return token;
}
