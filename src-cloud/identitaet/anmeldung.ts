// Who asks: verifies the bearer token of every request of the API and hands out the person in it. Tokens are JWTs of one
// issuer, at most ten minutes long; everything about them that is wrong is the same 401 to the outside. Whether a device is
// locked is asked of the database, since a lock must not wait for a token to expire.
import type { FastifyRequest } from 'fastify';
import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import { ROLLEN, type Rolle } from '../../src-shared/domain/vorgang.ts';
import { inMandant } from '../db/mandant.ts';
import type { Dienste, KontorApp } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import { inMs } from '../server/uhr.ts';

/** The person of a request, as the token says. */
export type Angemeldet = {
  sub: string;
  name: string;
  mandant: string;
  rollen: readonly Rolle[];
  oe: readonly string[];
  /** The enrolled device of this sign-in; missing until the client has refreshed after POST /geraete. */
  geraet?: string;
  /** Until when the token holds: a stream ends then. */
  bis: string;
  /** The sign-in itself (the provider's grant); missing in tokens that can have no device, as `cloud token` makes them. */
  sitzung?: string;
};

export type Aussteller = { issuer: string; audience: string; schluessel: JWTVerifyGetKey };

const HOECHSTALTER_S = 600;
const UHRENABSTAND_S = 30;
const AUSSTELLER_MS = 5000;
const ALGORITHMEN = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519'];

const claims = z.object({
  sub: z.string().min(1).max(200),
  name: z.string().max(200),
  mandant: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  rollen: z.array(z.string()),
  oe: z.array(z.string()).default([]),
  geraet: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .optional(),
  sitzung: z.string().optional(),
});

const personen = new WeakMap<FastifyRequest, Angemeldet>();

/** Who asks. Only in routes below /api/v1 that need a token. */
export function angemeldet(request: FastifyRequest): Angemeldet {
  const person = personen.get(request);
  if (!person) throw httpProblem('sitzung-abgelaufen');
  return person;
}

/** Whom a limit counts: the person, or the address where there is none. */
export function wer(request: FastifyRequest): string {
  const person = personen.get(request);
  return person ? `${person.mandant}/${person.sub}` : request.ip;
}

/**
 * The keys of an issuer, found by OpenID Connect Discovery 1.0; fetched again when an unknown key id appears.
 * @throws nicht-verfuegbar (503) while the issuer does not answer, or answers as another one (§ 4.3)
 */
export async function findeAussteller(issuer: string, audience: string): Promise<Aussteller> {
  try {
    const antwort = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(AUSSTELLER_MS),
    });
    const { jwks_uri: adresse } = z
      .object({ issuer: z.literal(issuer), jwks_uri: z.url() })
      .parse(await antwort.json());
    return { issuer, audience, schluessel: createRemoteJWKSet(new URL(adresse), { timeoutDuration: AUSSTELLER_MS }) };
  } catch (fehler) {
    throw ausstellerFehlt(fehler);
  }
}

/** Requires a valid token for every route of this app, unless the route's config says `offen: true`. */
export function verlangeAnmeldung(app: KontorApp, dienste: Dienste, aussteller: () => Promise<Aussteller>): void {
  const istGesperrt = geraetesperre(dienste);
  app.addHook('onRequest', async (request) => {
    if ((request.routeOptions.config as { offen?: boolean }).offen) return;
    const person = await pruefeToken(request.headers.authorization, await aussteller(), dienste.uhr.jetzt());
    const duldet = (request.routeOptions.config as { gesperrtesGeraet?: boolean }).gesperrtesGeraet;
    if (person.geraet && !duldet && (await istGesperrt(person.mandant, person.geraet))) {
      throw httpProblem('geraet-gesperrt', {
        detail: 'Nicht gesendete Arbeit dieses Geräts kann noch übergeben werden. Bitte wenden Sie sich an Ihre IT.',
      });
    }
    personen.set(request, person);
  });
}

/** Nobody is signed out because the issuer's keys cannot be had for a moment. */
function ausstellerFehlt(ursache: unknown): ProblemError {
  const detail = 'Der Anmeldedienst antwortet gerade nicht. Ihre Anmeldung bleibt bestehen.';
  return new ProblemError('nicht-verfuegbar', { status: 503, detail }, ursache);
}

/** Whether a failed check says something about the token; all else is about the issuer's keys. */
function liegtAmToken(fehler: unknown): boolean {
  const { code } = fehler as { code?: string };
  return /^ERR_(JWT|JWS|JWE|JWK_|JOSE_ALG|JOSE_NOT|JWKS_NO_MATCHING|JWKS_MULTIPLE)/.test(code ?? '');
}

/**
 * @throws the problem sitzung-abgelaufen, whatever is wrong with the token; nicht-verfuegbar where that cannot be told, since
 *   the issuer's keys cannot be had
 */
export async function pruefeToken(
  kopf: string | undefined,
  aussteller: Aussteller,
  jetzt: string,
): Promise<Angemeldet> {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(kopf ?? '')?.[1];
  if (!token) throw httpProblem('sitzung-abgelaufen', { detail: 'Es fehlt das Zugriffstoken.' });
  const inhalt = await jwtVerify(token, aussteller.schluessel, {
    issuer: aussteller.issuer,
    audience: aussteller.audience,
    algorithms: ALGORITHMEN,
    clockTolerance: UHRENABSTAND_S,
    requiredClaims: ['exp', 'iat', 'sub'],
    currentDate: new Date(jetzt),
  }).then(
    ({ payload }) => payload,
    (fehler: unknown) => {
      if (liegtAmToken(fehler)) return undefined;
      throw ausstellerFehlt(fehler);
    },
  );
  const gelesen = claims.safeParse(inhalt);
  if (!inhalt || !gelesen.success || !istKurz(inhalt)) throw httpProblem('sitzung-abgelaufen');
  const { rollen, geraet, sitzung, ...rest } = gelesen.data;
  return {
    ...rest,
    bis: new Date((inhalt.exp ?? 0) * 1000).toISOString(),
    rollen: ROLLEN.filter((rolle) => rollen.includes(rolle)),
    ...(geraet ? { geraet } : {}),
    ...(sitzung ? { sitzung } : {}),
  };
}

function istKurz(inhalt: JWTPayload): boolean {
  return (inhalt.exp ?? 0) - (inhalt.iat ?? 0) <= HOECHSTALTER_S;
}

/** Whether a device is locked, remembered for two seconds so that a poll costs no further query. */
export function geraetesperre(
  dienste: Pick<Dienste, 'pool' | 'uhr'>,
): (mandantId: string, geraetId: string) => Promise<boolean> {
  const bekannt = new Map<string, { gesperrt: boolean; bis: number }>();
  return async (mandantId, geraetId) => {
    const jetzt = inMs(dienste.uhr.jetzt());
    const eintrag = bekannt.get(geraetId);
    if (eintrag && eintrag.bis > jetzt) return eintrag.gesperrt;
    const gesperrt = await inMandant(dienste.pool, mandantId, async (tx) => {
      const zeile = await tx.query(
        'SELECT 1 FROM geraet WHERE mandant_id = $1 AND id = $2 AND gesperrt_am IS NOT NULL',
        [mandantId, geraetId],
      );
      return zeile.rowCount === 1;
    });
    if (bekannt.size > 10_000) bekannt.clear();
    bekannt.set(geraetId, { gesperrt, bis: jetzt + 2000 });
    return gesperrt;
  };
}
