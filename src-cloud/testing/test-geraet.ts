// A device for the cloud's own tests: an Ed25519 key, enrolled and signed in over HTTP as a workplace does it, which signs
// acts in a chain. Its state can be bent by hand, to see what the cloud says to a device that does not behave.
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import { type AktInhalt, ERSTER_PREV, kanonisch, type Signatur } from '../../src-shared/domain/zeichnung.ts';
import { neuerSchluessel, type PrivaterJwk, sha256, signiere } from '../geraete/krypto.ts';
import { CLIENT_DESKTOP, DEMO_GRANT } from '../identitaet/demo-clients.ts';
import type { TestCloud } from './test-cloud.ts';
import { API, mitToken } from './test-vorgang.ts';

export type TestGeraet = {
  deviceId: string;
  sub: string;
  jwk: PrivaterJwk;
  /** Access token with the device in it. */
  token: string;
  seq: number;
  prev: string;
};

/** Signs in, enrols a new key, and refreshes, so that the token names the device. */
export async function testGeraet(t: TestCloud, person: string): Promise<TestGeraet> {
  const erste = await hole(t, { grant_type: DEMO_GRANT, username: person });
  const jwk = neuerSchluessel();
  const { kty, crv, x } = jwk;
  const { body } = await mitToken(t, erste.access_token, `${API}/geraete`, { jwk: { kty, crv, x } });
  const zweite = await hole(t, { grant_type: 'refresh_token', refresh_token: erste.refresh_token });
  const claims = JSON.parse(Buffer.from(zweite.access_token.split('.')[1] ?? '', 'base64url').toString());
  return { deviceId: body.deviceId, sub: claims.sub, jwk, token: zweite.access_token, seq: 0, prev: ERSTER_PREV };
}

/** The command with its signature, as the device's next act. `anders` bends the signed content. */
export function zeichne(
  g: TestGeraet,
  command: Command,
  entscheidung: string,
  anders: Partial<AktInhalt> = {},
): Command {
  const body = command.body as { bescheidId: string; dokument: { sha256: string } };
  const inhalt: AktInhalt = {
    commandId: command.commandId,
    vorgangId: command.vorgangId,
    order: command.order,
    bescheidId: body.bescheidId,
    bescheidVersion: command.erwartet?.bescheidVersion ?? 0,
    entscheidung,
    dokumentSha256: body.dokument.sha256,
    sub: g.sub,
    createdAt: command.createdAt,
    salz: 'c2FsenNhbHpzYWx6c2Fseg',
    ...anders,
  };
  const header = {
    v: 1 as const,
    deviceId: g.deviceId,
    seq: g.seq + 1,
    prev: g.prev,
    inhaltSha256: sha256(kanonisch(inhalt)),
  };
  const signatur: Signatur = { header, inhalt, wert: signiere(g.jwk, kanonisch(header)) };
  g.seq += 1;
  g.prev = sha256(kanonisch(header));
  return { ...command, deviceId: g.deviceId, signatur };
}

async function hole(
  t: TestCloud,
  felder: Record<string, string>,
): Promise<{ access_token: string; refresh_token: string }> {
  const antwort = await fetch(`${t.url}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: CLIENT_DESKTOP, ...felder }),
  });
  const body = (await antwort.json()) as { access_token?: string; refresh_token?: string };
  if (!body.access_token) throw new Error(`No token: ${antwort.status} ${JSON.stringify(body)}`);
  return { access_token: body.access_token, refresh_token: body.refresh_token ?? '' };
}
