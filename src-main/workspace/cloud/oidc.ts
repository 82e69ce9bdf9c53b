/**
 * The OIDC client (openid-client): discovery, authorization code with PKCE over a loopback redirect and the system's
 * browser (RFC 8252), refresh, and the demo's own grant by user name. It keeps nothing; tokens are the caller's.
 * Plain http is allowed towards this machine only.
 */
import * as oidc from 'openid-client';
import type { Uhr } from '../uhr.ts';
import { CloudFehler } from './fehler.ts';
import { transportFehler } from './klassifizieren.ts';
import { type OidcHole, wegZumAussteller } from './oidc-weg.ts';
import { warteAufRueckruf } from './rueckruf.ts';
import type { Hole } from './senden.ts';

/** What a sign-in or refresh gave. Tokens are secrets: never logged. */
export interface Token {
  access: string;
  /** Seconds from now. */
  gueltigS: number;
  refresh?: string;
  /** The subject, where the reply says it. */
  sub?: string;
}

export interface OidcAngaben {
  issuer: string;
  hole: Hole;
  uhr: Pick<Uhr, 'jetzt' | 'nach' | 'id'>;
  /** Opens the system's browser. */
  oeffne(url: string): Promise<void>;
}

/** The workplace as public client, and the demo's own grant. */
const CLIENT_ID = 'kontor-desktop';
const DEMO_GRANT = 'urn:kontor:grant:demo';
const SCOPE = 'openid offline_access';
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** True for an address of this machine. */
export function istLoopback(adresse: string): boolean {
  const url = URL.parse(adresse);
  return url !== null && LOOPBACK.has(url.hostname);
}

export class OidcKlient {
  private readonly angaben: OidcAngaben;
  private readonly weg: OidcHole;
  private entdeckt: oidc.ServerMetadata | undefined;
  /** Issuer minus device, seconds: tokens are dated by its clock, whatever ours says. */
  private versatzS = 0;

  constructor(angaben: OidcAngaben) {
    this.angaben = angaben;
    this.weg = wegZumAussteller(angaben.hole, angaben.uhr, (antwort) => {
      const dort = Date.parse(antwort.kopf('date') ?? '');
      if (!Number.isNaN(dort)) this.versatzS = Math.round((dort - angaben.uhr.jetzt()) / 1000);
    });
  }

  /** Whether the issuer gives tokens by user name: only a demo does. @throws CloudFehler */
  async istDemo(): Promise<boolean> {
    const { grant_types_supported: arten } = (await this.entdecke()).serverMetadata();
    return istLoopback(this.angaben.issuer) && (arten?.includes(DEMO_GRANT) ?? false);
  }

  /** Signs in by user name. @throws CloudFehler; `sitzung_abgelaufen` where there is no such person */
  async demo(username: string): Promise<Token> {
    return this.hole((k) => oidc.genericGrantRequest(k, DEMO_GRANT, { username }));
  }

  /** @throws CloudFehler; `sitzung_abgelaufen` where the refresh token is no longer good */
  async erneuere(refresh: string): Promise<Token> {
    const token = await this.hole((k) => oidc.refreshTokenGrant(k, refresh));
    return { refresh, ...token };
  }

  /** Sign-in in the browser. Waits until the person is done or `signal` fires. @throws CloudFehler */
  async imBrowser(signal: AbortSignal): Promise<Token> {
    const konfiguration = await this.entdecke();
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const rueckruf = await warteAufRueckruf(state, signal);
    try {
      const ziel = oidc.buildAuthorizationUrl(konfiguration, {
        redirect_uri: rueckruf.adresse,
        scope: SCOPE,
        state,
        prompt: 'login',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      await this.angaben.oeffne(ziel.href);
      const zurueck = await rueckruf.antwort;
      return await this.hole((k) =>
        oidc.authorizationCodeGrant(k, zurueck, { pkceCodeVerifier: verifier, expectedState: state }),
      );
    } finally {
      rueckruf.schliesse();
    }
  }

  private async hole(
    tu: (k: oidc.Configuration) => Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers>,
  ): Promise<Token> {
    const konfiguration = await this.entdecke();
    try {
      const antwort = await tu(konfiguration);
      const sub = antwort.claims()?.sub ?? subAus(antwort.access_token);
      return {
        access: antwort.access_token,
        gueltigS: antwort.expiresIn() ?? 60,
        ...(antwort.refresh_token === undefined ? {} : { refresh: antwort.refresh_token }),
        ...(sub === undefined ? {} : { sub }),
      };
    } catch (fehler) {
      throw alsFehler(fehler);
    }
  }

  private async entdecke(): Promise<oidc.Configuration> {
    const { issuer } = this.angaben;
    const lokal = istLoopback(issuer);
    try {
      if (this.entdeckt === undefined) {
        const gefunden = await oidc.discovery(new URL(issuer), CLIENT_ID, undefined, oidc.None(), {
          [oidc.customFetch]: this.weg as oidc.CustomFetch,
          ...(lokal ? { execute: [oidc.allowInsecureRequests] } : {}),
        });
        this.entdeckt = gefunden.serverMetadata();
      }
      // After discovery: its reply has said what time it is there.
      const metadata = { [oidc.clockSkew]: this.versatzS };
      const konfiguration = new oidc.Configuration(this.entdeckt, CLIENT_ID, metadata, oidc.None());
      konfiguration[oidc.customFetch] = this.weg as oidc.CustomFetch;
      if (lokal) oidc.allowInsecureRequests(konfiguration);
      return konfiguration;
    } catch (fehler) {
      throw alsFehler(fehler);
    }
  }
}

/** What a JWT access token says; unverified, for our own bookkeeping only: the cloud verifies, not we. */
export function angaben(token: string): Record<string, unknown> | undefined {
  const teil = token.split('.')[1];
  if (teil === undefined) return undefined;
  try {
    const inhalt: unknown = JSON.parse(Buffer.from(teil, 'base64url').toString('utf8'));
    return typeof inhalt === 'object' && inhalt !== null ? (inhalt as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Whose cache to open. */
function subAus(token: string): string | undefined {
  const sub = angaben(token)?.sub;
  return typeof sub === 'string' ? sub : undefined;
}

/** Codes of the library for a reply that says something else than it must. */
const UNLESBAR = /^OAUTH_(INVALID_RESPONSE|PARSE_ERROR|RESPONSE_IS_NOT_|JSON_ATTRIBUTE_|JWT_|INVALID_SERVER_METADATA)/;

/** The issuer's word (invalid grant …) is an ended session; everything else a fault of the way. */
function alsFehler(fehler: unknown): CloudFehler {
  for (let f: unknown = fehler; f instanceof Error; f = f.cause) if (f instanceof CloudFehler) return f;
  if (fehler instanceof oidc.ResponseBodyError || fehler instanceof oidc.AuthorizationResponseError) {
    return new CloudFehler({ art: 'sitzung_abgelaufen' }, fehler);
  }
  const { code } = fehler as { code?: unknown };
  if (code === 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED') {
    return new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'uhr' }, fehler);
  }
  if (typeof code === 'string' && UNLESBAR.test(code)) {
    return new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'antwort-unlesbar', code }, fehler);
  }
  return new CloudFehler(transportFehler(fehler), fehler);
}
