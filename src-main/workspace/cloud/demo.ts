/**
 * What only a demo cloud tells: the people one may sign in as. Any other cloud has no such list, and then there is none;
 * it is never made up here.
 */
import { z } from 'zod';
import type { Hole } from './senden.ts';

const antwort = z.object({
  personen: z.array(z.object({ username: z.string(), name: z.string(), rolle: z.string().default('') })),
});
export type DemoPerson = z.infer<typeof antwort>['personen'][number];

/** The demo's people; empty for a cloud that is none, and while it is away. */
export async function demoPersonen(cloud: string, hole: Hole): Promise<DemoPerson[]> {
  try {
    const r = await hole(`${cloud.replace(/\/+$/, '')}/demo/personen`, { redirect: 'error' });
    const gelesen = r.ok ? antwort.safeParse(await r.json()) : undefined;
    return gelesen?.success ? gelesen.data.personen : [];
  } catch {
    return [];
  }
}
