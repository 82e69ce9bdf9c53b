// Takes the outbox of a locked device into keeping. Nothing of it takes effect here, ever: the person decides on another
// device. Handing over twice (a lost reply) keeps each command once.
import type { Command } from '../../src-shared/cloud-api/commands.ts';
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
     WHERE n.mandant_id = $1 AND n.geraet_id = $2`,
    [person.mandant, geraetId],
  );
  const da = new Set(rows.map((r) => r.id));
  // Ids in the form in which a deletion will look for them.
  const neu = commands.filter((c) => !da.has(c.commandId)).map((c) => ({ ...c, vorgangId: c.vorgangId.toLowerCase() }));
  if (neu.length > 0) {
    await tx.query(
      'INSERT INTO nachlass (mandant_id, id, geraet_id, sub, inhalt, am) VALUES ($1, $2, $3, $4, $5, $6)',
      [person.mandant, eintrag.id, geraetId, person.sub, JSON.stringify(neu), eintrag.am],
    );
  }
  return new Set(commands.map((c) => c.commandId)).size;
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
