// The demo's identity provider: oidc-provider 9 with the demo people, without passwords, on loopback only. It gives what any
// OIDC issuer gives (authorization code with PKCE, refresh tokens, JWT access tokens of ten minutes) and one grant of
// its own: a token for a user name, which `kontor --als` and `cloud token` use. Never part of a cloud that is not a demo.
import { createLocalJWKSet, type JWK } from 'jose';
import { type Configuration, errors, interactionPolicy, type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Dienste } from '../server/dienste.ts';
import { inMs } from '../server/uhr.ts';
import type { Aussteller } from './anmeldung.ts';
import { ANMELDE_PFAD, CLIENT_DESKTOP, CLIENT_TOKEN, DEMO_GRANT } from './demo-clients.ts';
import { findePerson } from './demo-personen.ts';
import { demoSchluessel } from './demo-schluessel.ts';
import { geraetDerSitzung } from './geraet-der-sitzung.ts';
import { oidcAblage, raeumeOidcAuf } from './oidc-ablage.ts';

const SCOPE = 'vorgaenge';
const ZUGRIFF_S = 600;
const TAG_S = 86_400;

export type DemoAnbieter = { provider: Provider; aussteller: Aussteller };

/** Starts the provider for this issuer (`http://127.0.0.1:<port>/oidc`). */
export async function starteDemoAnbieter(dienste: Dienste, issuer: string): Promise<DemoAnbieter> {
  await raeumeOidcAuf(dienste.pool, dienste.uhr);
  const schluessel = await demoSchluessel(dienste.pool, dienste.zufall);
  const provider = new Provider(issuer, konfiguration(dienste, schluessel.signatur, schluessel.cookies));
  registriereDemoGrant(provider, dienste);
  const { d: _geheim, ...oeffentlich } = schluessel.signatur;
  const audience = dienste.konfiguration.audience;
  return { provider, aussteller: { issuer, audience, schluessel: createLocalJWKSet({ keys: [oeffentlich as JWK] }) } };
}

function konfiguration(dienste: Dienste, signatur: JWK, cookies: string[]): Configuration {
  const { pool } = dienste;
  const resource = dienste.konfiguration.audience;
  return {
    adapter: oidcAblage(pool, dienste.uhr),
    jwks: { keys: [signatur as NonNullable<Configuration['jwks']>['keys'][number]] },
    clients: clients(),
    cookies: { keys: cookies },
    clientAuthMethods: ['none'],
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub', 'name'] },
    pkce: { required: () => true },
    responseTypes: ['code'],
    ttl: {
      IdToken: ZUGRIFF_S,
      AuthorizationCode: 60,
      AccessToken: ZUGRIFF_S,
      RefreshToken: 90 * TAG_S,
      Grant: 365 * TAG_S,
      Session: TAG_S,
      Interaction: 3600,
    },
    // A lost reply to a refresh must not sign anybody out: the same refresh token stays good.
    rotateRefreshToken: false,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    async findAccount(_ctx, kennung) {
      const person = await findePerson(pool, kennung);
      return person && { accountId: person.sub, claims: async () => ({ sub: person.sub, name: person.name }) };
    },
    loadExistingGrant: (ctx) => erteile(ctx, resource),
    extraTokenClaims: async (_ctx, token) => {
      if (token.kind !== 'AccessToken') return undefined;
      return ansprueche(dienste, token.accountId, token.clientId === CLIENT_TOKEN ? undefined : token.grantId);
    },
    interactions: { url: (_ctx, interaktion) => `${ANMELDE_PFAD}/${interaktion.uid}`, policy: immerFragen() },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ressource(resource),
      },
    },
    renderError: async (ctx, aus) => {
      ctx.type = 'text/html; charset=utf-8';
      const grund = aus.error.replace(/[^a-z_]/g, '');
      ctx.body = `<!doctype html><html lang="de"><meta charset="utf-8"><title>Anmeldung</title><p>Die Anmeldung ist nicht gelungen (${grund}). Bitte beginnen Sie in Kontor noch einmal.</p>`;
    },
  };
}

function clients(): NonNullable<Configuration['clients']> {
  return [
    {
      client_id: CLIENT_DESKTOP,
      client_name: 'Kontor',
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', DEMO_GRANT],
      response_types: ['code'],
      redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback', 'http://[::1]/callback'],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: CLIENT_TOKEN,
      client_name: 'cloud token',
      token_endpoint_auth_method: 'none',
      grant_types: [DEMO_GRANT],
      response_types: [],
      redirect_uris: [],
      id_token_signed_response_alg: 'ES256',
    },
  ];
}

function ressource(audience: string) {
  return {
    scope: SCOPE,
    audience,
    accessTokenTTL: ZUGRIFF_S,
    accessTokenFormat: 'jwt' as const,
    jwt: { sign: { alg: 'ES256' as const } },
  };
}

/** What the access token says of the person; undefined (no claims, so no access) for one who is gone. */
async function ansprueche(
  dienste: Dienste,
  sub: string,
  sitzung: string | undefined,
): Promise<Record<string, unknown> | undefined> {
  const person = await findePerson(dienste.pool, sub);
  if (!person) return undefined;
  const { mandantId: mandant, name, rollen, oe } = person;
  const geraet = sitzung ? await geraetDerSitzung(dienste.pool, sitzung) : undefined;
  return { name, mandant, rollen, oe, sitzung, geraet };
}

/** No consent page: the clients are the authority's own. Each sign-in gets a grant of its own, since it may get its own device. */
async function erteile(ctx: KoaContextWithOIDC, resource: string) {
  const { provider, client, session } = ctx.oidc;
  if (!client || !session?.accountId) return undefined;
  const grantId = ctx.oidc.result?.consent?.grantId;
  if (grantId) return provider.Grant.find(grantId);
  const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid offline_access');
  grant.addResourceScope(resource, SCOPE);
  await grant.save();
  return grant;
}

/** The sign-in page is shown each time: who has signed out must not be signed in again by a cookie. */
function immerFragen() {
  const regeln = interactionPolicy.base();
  const { Check } = interactionPolicy;
  regeln
    .get('login')
    ?.checks.add(
      new Check('immer_fragen', 'The demo asks each time who signs in', (ctx) =>
        ctx.oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  // Choosing a person on that page is the interaction that native clients must have; nothing else is asked.
  regeln.get('consent')?.checks.remove('native_client_prompt');
  return regeln;
}

function registriereDemoGrant(provider: Provider, dienste: Dienste): void {
  const resource = dienste.konfiguration.audience;
  provider.registerGrantType<{ username?: string }>(
    DEMO_GRANT,
    async (ctx) => {
      const person = await findePerson(dienste.pool, ctx.oidc.params.username ?? '');
      if (!person) throw new errors.InvalidGrant('unknown demo person');
      const { client } = ctx.oidc;
      const grant = new provider.Grant({ accountId: person.sub, clientId: client.clientId });
      grant.addOIDCScope('openid offline_access');
      grant.addResourceScope(resource, SCOPE);
      const gemeinsam = { accountId: person.sub, client, grantId: await grant.save(), gty: DEMO_GRANT };
      const zugriff = new provider.AccessToken({ ...gemeinsam, scope: SCOPE });
      zugriff.resourceServer = new provider.ResourceServer(resource, ressource(resource));
      const antwort: Record<string, unknown> = {
        access_token: await zugriff.save(),
        expires_in: ZUGRIFF_S,
        token_type: 'Bearer',
      };
      if (client.grantTypeAllowed('refresh_token')) {
        const authTime = Math.floor(inMs(dienste.uhr.jetzt()) / 1000);
        const erneuerung = new provider.RefreshToken({
          ...gemeinsam,
          scope: `openid offline_access ${SCOPE}`,
          resource,
          authTime,
          expiresWithSession: false,
        });
        antwort.refresh_token = await erneuerung.save();
      }
      ctx.body = antwort;
    },
    ['username'],
  );
}
