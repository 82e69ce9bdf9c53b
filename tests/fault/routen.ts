/**
 * Every route of the cloud that the client uses, by name, and what kind of reply each one has. A route that is missing here
 * would be one that no fault is tried on: an unknown one is an error.
 */

export const ROUTEN = [
  'root',
  'ich',
  'dienste',
  'personen',
  'organisationseinheiten',
  'changes',
  'strom',
  'vorgang',
  'abfrage',
  'commands',
  'anhang-put',
  'anhang-head',
  'anhang-get',
  'geraete',
  'nachlass',
  'nachlass-offen',
  'nachlass-erledigt',
  'journal',
  'rollout',
  'oidc-angaben',
  'oidc-token',
] as const;
export type Route = (typeof ROUTEN)[number];

const MUSTER: readonly (readonly [RegExp, Route])[] = [
  [/^GET \/api\/v1\/?$/, 'root'],
  [/^GET \/api\/v1\/(ich|dienste|personen|rollout)$/, 'ich'],
  [/^GET \/api\/v1\/organisationseinheiten$/, 'organisationseinheiten'],
  [/^GET \/api\/v1\/changes$/, 'changes'],
  [/^GET \/api\/v1\/changes\/stream$/, 'strom'],
  [/^GET \/api\/v1\/vorgaenge\/[^/]+$/, 'vorgang'],
  [/^POST \/api\/v1\/vorgaenge\/abfrage$/, 'abfrage'],
  [/^POST \/api\/v1\/commands$/, 'commands'],
  [/^PUT \/api\/v1\/anhaenge\//, 'anhang-put'],
  [/^HEAD \/api\/v1\/anhaenge\//, 'anhang-head'],
  [/^GET \/api\/v1\/anhaenge\//, 'anhang-get'],
  [/^POST \/api\/v1\/geraete$/, 'geraete'],
  [/^POST \/api\/v1\/geraete\/[^/]+\/nachlass$/, 'nachlass'],
  [/^GET \/api\/v1\/nachlass$/, 'nachlass-offen'],
  [/^POST \/api\/v1\/nachlass\/erledigt$/, 'nachlass-erledigt'],
  [/^GET \/api\/v1\/journal\//, 'journal'],
  [/^GET \/oidc\/\.well-known\//, 'oidc-angaben'],
  [/^POST \/oidc\/token$/, 'oidc-token'],
];

/** The route of a request. @throws for one that is not listed */
export function routeVon(methode: string, adresse: string): Route {
  const pfad = adresse.replace(/^https?:\/\/[^/]+/, '').split('?', 1)[0] ?? '';
  const gefunden = MUSTER.find(([muster]) => muster.test(`${methode} ${pfad}`));
  if (gefunden === undefined) throw new Error(`Unknown route: ${methode} ${pfad}`);
  return gefunden[1] === 'ich' ? (pfad.slice('/api/v1/'.length) as Route) : gefunden[1];
}

/** Replies that are JSON; the others are told from a foreign one by a mark in their head. */
export const istJson = (r: Route): boolean => !['strom', 'anhang-put', 'anhang-head', 'anhang-get'].includes(r);
/** Replies with a body. */
export const hatRumpf = (r: Route): boolean => r !== 'anhang-put' && r !== 'anhang-head';
/** Calls of which a fault says nothing about the connection (a long line that ends, the handing over of a locked device). */
export const sagtNichts = (r: Route): boolean => r === 'strom' || r === 'nachlass';
