// The demo's sign-in page: one button for each demo person, no password, no script. Serves /anmeldung/:uid and hands
// everything below /oidc to the provider. Only added in demo mode.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type pg from 'pg';
import type { KontorApp } from '../server/dienste.ts';
import { httpProblem } from '../server/problem.ts';
import type { DemoAnbieter } from './demo-anbieter.ts';
import { ANMELDE_PFAD, OIDC_PFAD } from './demo-clients.ts';
import { type Auswahl, allePersonen, findePerson } from './demo-personen.ts';

const CSP =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self' http://127.0.0.1:* http://localhost:*; frame-ancestors 'none'; base-uri 'none'";

const ROLLEN_NAMEN: Record<string, string> = {
  VERWALTUNG_USER: 'Sachbearbeitung',
  VERWALTUNG_POSTSTELLE: 'Poststelle',
  VERWALTUNG_LOESCHEN: 'Löschbeauftragte:r',
  VERWALTUNG_LEITUNG: 'Leitung',
};

/** Adds the routes; `anbieter` exists once the cloud listens, since the issuer carries its port. */
export async function anmeldeseite(
  app: KontorApp,
  pool: pg.Pool,
  anbieter: () => Promise<DemoAnbieter>,
): Promise<void> {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 10_000 },
    (_request, text, fertig) => fertig(null, Object.fromEntries(new URLSearchParams(text as string))),
  );

  app.get(`${ANMELDE_PFAD}/:uid`, { schema: { hide: true } }, async (request, reply) => {
    await interaktion(request, reply, await anbieter());
    reply.headers({ 'content-security-policy': CSP, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    return reply.type('text/html; charset=utf-8').send(seite(await allePersonen(pool)));
  });

  app.post(`${ANMELDE_PFAD}/:uid`, { schema: { hide: true } }, async (request, reply) => {
    const demo = await anbieter();
    await interaktion(request, reply, demo);
    const { person } = (request.body ?? {}) as { person?: string };
    const gefunden = await findePerson(pool, String(person ?? ''));
    if (!gefunden)
      throw httpProblem('eingabe-ungueltig', {
        errors: [{ pointer: '/person', message: 'Diese Person gibt es in der Demo nicht.' }],
      });
    const ziel = await demo.provider.interactionResult(request.raw, reply.raw, { login: { accountId: gefunden.sub } });
    return reply.redirect(ziel, 303);
  });

  await app.register(async (raum) => {
    // The provider reads the body itself.
    raum.removeAllContentTypeParsers();
    raum.addContentTypeParser('*', (_request, _koerper, fertig) => fertig(null));
    raum.all(`${OIDC_PFAD}/*`, { schema: { hide: true } }, async (request, reply) => {
      const { provider } = await anbieter();
      reply.hijack();
      const roh = request.raw as typeof request.raw & { originalUrl?: string };
      roh.originalUrl = roh.url ?? '';
      roh.url = roh.originalUrl.slice(OIDC_PFAD.length);
      reply.raw.setHeader('x-request-id', request.id);
      await provider.callback()(roh, reply.raw);
    });
  });
}

/** The sign-in that is under way; a page kept from yesterday is told so. */
async function interaktion(request: FastifyRequest, reply: FastifyReply, { provider }: DemoAnbieter): Promise<void> {
  await provider.interactionDetails(request.raw, reply.raw).catch(() => {
    throw httpProblem('nicht-gefunden', {
      detail: 'Diese Anmeldung ist abgelaufen. Bitte beginnen Sie in Kontor noch einmal.',
    });
  });
}

function seite(personen: Auswahl[]): string {
  const gruppen = Map.groupBy(personen, (person) => person.mandantName);
  const abschnitte = [...gruppen].map(
    ([mandant, leute]) => `<h2>${html(mandant)}</h2><ul>${leute.map(knopf).join('')}</ul>`,
  );
  return `<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Anmeldung – Kontor (Demo)</title>
<style>
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}
ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.5rem}
button{font:inherit;width:100%;text-align:left;padding:.5rem .75rem;border:1px solid;border-radius:4px;background:none;color:inherit;cursor:pointer}
button:hover,button:focus-visible{outline:3px solid;outline-offset:1px}small{display:block}
</style></head><body><main>
<h1>Als wer möchten Sie arbeiten?</h1>
<p>Dies ist eine Demo mit erfundenen Personen. Sie läuft nur auf diesem Rechner und fragt nach keinem Kennwort.</p>
<form method="post">${abschnitte.join('')}</form>
</main></body></html>`;
}

function knopf(person: Auswahl): string {
  const rollen = person.rollen.map((rolle) => ROLLEN_NAMEN[rolle] ?? rolle).join(', ');
  return `<li><button name="person" value="${html(person.username)}">${html(person.name)}<small>${html(rollen)}</small></button></li>`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (zeichen) => `&#${zeichen.charCodeAt(0)};`);
}
