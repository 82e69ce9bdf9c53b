/**
 * Says in German why a Vorgang that somebody asks for is not in the cache: it left the person's sight, was deleted, or its
 * time here is over. Rests on the log of removals, which holds causes and no content; never guesses.
 */
import { type Problem, problem } from '../../../src-shared/domain/problem.ts';
import type { Ursache } from './bestand-typen.ts';
import { idBytes } from './kennung.ts';
import type { Kern } from './kern.ts';

/** How far back the log of removals is looked through for the reason; a person asks right after it happened. */
const RUECKBLICK = 1_000;

const ENTFERNT: Partial<Record<Ursache, Parameters<typeof problem>>> = {
  geloescht: ['nicht-gefunden', { title: 'Der Vorgang wurde gelöscht.' }],
  frist: [
    'nicht-gefunden',
    {
      title: 'Der Vorgang liegt nicht mehr auf diesem Gerät.',
      detail: 'Er ist abgeschlossen, und so lange wird er hier nicht aufgehoben. In der Cloud gibt es ihn weiterhin.',
    },
  ],
};
const AUSSER_SICHT: Parameters<typeof problem> = [
  'nicht-sichtbar',
  {
    title: 'Der Vorgang ist nicht mehr in Ihrer Zuständigkeit.',
    detail: 'Er hat Ihre Liste verlassen. Von Ihnen wartet daran nichts mehr auf Übertragung.',
  },
];

/** Why a Vorgang is not here, as far as the log of removals knows. */
export function warumFehlt(kern: Kern, id: string): Problem {
  const r = kern.v.eins<{ ursache: Ursache }>(
    `SELECT ursache FROM (SELECT nr, vorgang_id, ursache FROM entfernung ORDER BY nr DESC LIMIT ?)
     WHERE vorgang_id = ? ORDER BY nr DESC LIMIT 1`,
    RUECKBLICK,
    idBytes(id),
  );
  if (r && ['entzogen', 'abgleich', 'zustaendigkeit'].includes(r.ursache)) return problem(...AUSSER_SICHT);
  const bekannt = r && ENTFERNT[r.ursache];
  return bekannt
    ? problem(...bekannt)
    : problem('nicht-gefunden', { detail: 'Diesen Vorgang gibt es auf diesem Gerät nicht.' });
}
