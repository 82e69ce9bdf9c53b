// Takes the outbox of a locked device into keeping and tells its person, and nobody else, what of it is undecided. Nothing of
// it takes effect here, ever: the person decides on another device. Handing over twice (a lost reply) keeps each command
// once, and brings back nothing that was decided.
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import type { NachlassEintrag } from '../../src-shared/cloud-api/geraete.ts';
import { uuid } from '../../src-shared/cloud-api/konventionen.ts';
import { genannteAnhaenge } from '../../src-shared/domain/befehle.ts';
import { liesAnhaenge } from '../commands/objekte.ts';
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { httpProblem } from '../server/problem.ts';
import { liesGeraetZumAendern } from './zeilen.ts';

/**
 * Keeps the commands; answers how many of the request are in keeping now.
 * @throws nicht-gefunden unless the token is this device's, nicht-berechtigt while it is not locked.
 */
export async function uebernimmNachlass(
  tx: Tx,
  person: Angemeldet,
  geraetId: string,
  commands: readonly Command[],
  eintrag: { id: string; am: string },
): Promise<number> {
  const geraet = person.geraet === geraetId ? await liesGeraetZumAendern(tx, person.mandant, geraetId) : undefined;
  if (geraet?.sub !== person.sub) throw httpProblem('nicht-gefunden');
  if (!geraet.gesperrtAm) {
    throw httpProblem('nicht-berechtigt', {
      detail: 'Dieses Gerät ist nicht gesperrt und kann seine Arbeit selbst senden.',
    });
  }
  const { rows } = await tx.query<{ id: string }>(
    `SELECT c ->> 'commandId' AS id FROM nachlass n, jsonb_array_elements(n.inhalt) AS c
     WHERE n.mandant_id = $1 AND n.geraet_id = $2
     UNION ALL SELECT unnest(erledigt)::text FROM nachlass WHERE mandant_id = $1 AND geraet_id = $2
     UNION ALL SELECT id::text FROM vorgang WHERE mandant_id = $1 AND id = ANY ($3::uuid[]) AND geloescht`,
    [person.mandant, geraetId, commands.map((c) => c.vorgangId)],
  );
  // Kept or decided already, or of a case that was deleted meanwhile.
  const da = new Set(rows.map((r) => r.id));
  // Ids in the form in which a deletion, and the person's decision, will look for them.
  const neu = commands
    .map((c) => ({ ...c, commandId: c.commandId.toLowerCase(), vorgangId: c.vorgangId.toLowerCase() }))
    .filter((c) => !da.has(c.commandId) && !da.has(c.vorgangId));
  if (neu.length > 0) {
    await tx.query(
      'INSERT INTO nachlass (mandant_id, id, geraet_id, sub, inhalt, am) VALUES ($1, $2, $3, $4, $5, $6)',
      [person.mandant, eintrag.id, geraetId, person.sub, JSON.stringify(neu), eintrag.am],
    );
  }
  return new Set(commands.map((c) => c.commandId)).size;
}

/**
 * The person's own commands that wait for a decision, in the order in which they were handed over. Left out is what was
 * accepted under its id before or replaced by another command, and an act that was taken back on the device already.
 */
export async function liesNachlass(tx: Tx, person: Pick<Angemeldet, 'mandant' | 'sub'>): Promise<NachlassEintrag[]> {
  const { mandant, sub } = person;
  const { rows } = await tx.query<Omit<NachlassEintrag, 'anhaenge'>>(
    `SELECT n.id, n.geraet_id AS "deviceId", n.am AS "uebergebenAm", e.command
     FROM nachlass n CROSS JOIN LATERAL jsonb_array_elements(n.inhalt) WITH ORDINALITY AS e (command, nr)
     WHERE n.mandant_id = $1 AND n.sub = $2 AND NOT e.command ? 'zurueckgenommen'
       AND NOT EXISTS (SELECT 1 FROM command c
                       WHERE c.mandant_id = n.mandant_id AND c.sub = n.sub AND c.command_id = (e.command ->> 'commandId')::uuid
                         AND (c.state IN ('angenommen', 'ersetzt') OR c.ersetzt_durch IS NOT NULL))
     ORDER BY n.am, n.id, e.nr`,
    [mandant, sub],
  );
  const genannt = rows.flatMap((z) => anhangIds(z.command));
  const da = await liesAnhaenge(tx, mandant, sub, genannt);
  return rows.map((z) => ({
    ...z,
    anhaenge: anhangIds(z.command).flatMap((id) => {
      const zeile = da.get(id);
      if (zeile?.vorgangId !== z.command.vorgangId) return [];
      const { vorgangId: _vorgang, ...anhang } = zeile;
      return [anhang];
    }),
  }));
}

/** commandIds of what the person has decided, on whichever device. */
export async function liesErledigte(tx: Tx, { mandant, sub }: Pick<Angemeldet, 'mandant' | 'sub'>): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    'SELECT unnest(erledigt)::text AS id FROM nachlass WHERE mandant_id = $1 AND sub = $2 ORDER BY 1',
    [mandant, sub],
  );
  return rows.map((z) => z.id);
}

/** Ends entries of the person; those that are none, or are ended, are no fault. The content goes with it. */
export async function erledigeNachlass(
  tx: Tx,
  person: Pick<Angemeldet, 'mandant' | 'sub'>,
  commandIds: readonly string[],
): Promise<void> {
  const ids = commandIds.map((id) => id.toLowerCase());
  await tx.query(
    `UPDATE nachlass n SET
       erledigt = n.erledigt || ARRAY(SELECT (c ->> 'commandId')::uuid FROM jsonb_array_elements(n.inhalt) AS c
                                      WHERE c ->> 'commandId' = ANY ($3::text[])),
       inhalt = (SELECT coalesce(jsonb_agg(e.c ORDER BY e.nr), '[]')
                 FROM jsonb_array_elements(n.inhalt) WITH ORDINALITY AS e (c, nr)
                 WHERE NOT e.c ->> 'commandId' = ANY ($3::text[]))
     WHERE n.mandant_id = $1 AND n.sub = $2
       AND EXISTS (SELECT 1 FROM jsonb_array_elements(n.inhalt) AS c WHERE c ->> 'commandId' = ANY ($3::text[]))`,
    [person.mandant, person.sub, ids],
  );
}

/** As the table `anhang` answers them; what is no id at all names none. */
function anhangIds(c: Pick<Command, 'body'>): string[] {
  return genannteAnhaenge(c.body).flatMap((id) => uuid.safeParse(id).data?.toLowerCase() ?? []);
}

/** Takes everything about a deleted Vorgang out of what was handed over. */
export async function entferneAusNachlass(tx: Tx, mandantId: string, vorgangId: string): Promise<void> {
  await tx.query(
    `UPDATE nachlass SET inhalt = (SELECT coalesce(jsonb_agg(c), '[]') FROM jsonb_array_elements(inhalt) AS c
                                   WHERE c ->> 'vorgangId' <> $2)
     WHERE mandant_id = $1 AND inhalt @> jsonb_build_array(jsonb_build_object('vorgangId', $2::text))`,
    [mandantId, vorgangId],
  );
}
