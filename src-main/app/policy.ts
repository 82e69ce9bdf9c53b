// What the authority's IT decides and the person at the desk cannot change: which cloud, whether Kontor updates itself,
// how long the cache stays readable without the cloud. It is read from outside (arguments today, group policy in the
// packaged product) and checked here; a wrong entry is refused by name and never replaced by a guess.

import { z } from 'zod';
import { ProblemError } from '../../src-shared/domain/problem.ts';

const schema = z.strictObject({
  /** Base address of the cloud. Plain http only on this machine: that is the demo. */
  cloud: z.url({ protocol: /^https?$/ }).refine(istSicher, 'https ist Pflicht, außer auf diesem Rechner'),
  /** `aus` where software distribution brings new versions (MSI). */
  aktualisierung: z.enum(['aus', 'an']).default('aus'),
  /** Hours; the default outlasts Easter (sync.md, "Local protection"). */
  leaseStunden: z.number().int().min(1).max(8760).default(120),
  /** File (on this machine) with the authority's public recovery key; none where it is left out. */
  wiederherstellung: z.string().min(1).optional(),
  /** Whether the desktop may show notifications. */
  meldungen: z.boolean().default(true),
});

/** The policy in force. */
export type Policy = Readonly<z.infer<typeof schema>>;

/**
 * Reads a policy.
 * @throws {ProblemError} `eingabe-ungueltig`, naming each entry that does not fit
 */
export function liesPolicy(quelle: unknown): Policy {
  const gelesen = schema.safeParse(quelle);
  if (gelesen.success) return gelesen.data;
  const errors = gelesen.error.issues.map((i) => ({ pointer: `/${i.path.join('/')}`, message: i.message }));
  throw new ProblemError('eingabe-ungueltig', {
    detail: `Die Vorgabe ist nicht lesbar: ${errors.map((e) => `${e.pointer} (${e.message})`).join(', ')}.`,
    errors,
  });
}

function istSicher(adresse: string): boolean {
  const url = URL.parse(adresse);
  if (url === null) return false;
  return url.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
