/**
 * `POST /commands`: batches of commands and their results. The envelope is checked first (unknown fields refuse the
 * batch); a body that does not fit its order makes that one command `abgelehnt`, never the batch's neighbours.
 */
import { z } from 'zod';
import { type Befehl, BODY, erwartet, istOrder } from '../domain/befehle.ts';
import { type Problem, problem, problemSchema } from '../domain/problem.ts';
import { vorgang } from '../domain/vorgang.ts';
import { signatur } from '../domain/zeichnung.ts';
import { instant, uuid } from './konventionen.ts';

export const command = z.strictObject({
  commandId: uuid,
  vorgangId: uuid,
  order: z.string().min(1).max(100),
  body: z.record(z.string(), z.unknown()),
  createdAt: instant,
  ersetzt: uuid.optional(),
  deviceId: z.string().min(1).max(100).optional(),
  signatur: signatur.optional(),
  zurueckgenommen: z.literal(true).optional(),
  erwartet: erwartet.optional(),
});
export type Command = z.infer<typeof command>;

export const MAX_COMMANDS = 100;
export const commandsAnfrage = z.strictObject({ commands: z.array(command).min(1).max(MAX_COMMANDS) });

export const RESULT_STATE = ['angenommen', 'konflikt', 'abgelehnt', 'angehalten'] as const;
export const result = z.object({
  commandId: z.string(),
  state: z.enum(RESULT_STATE),
  version: z.number().int().optional(),
  vorgang: vorgang.optional(),
  problem: problemSchema.optional(),
});
export type Result = z.infer<typeof result>;
export const commandsAntwort = z.object({ results: z.array(result), serverTime: z.string() });

/** JSON pointer + message of every zod issue, for a problem's `errors`. */
export function fehlerListe(fehler: z.ZodError, vor = ''): NonNullable<Problem['errors']> {
  return fehler.issues.map((i) => ({
    pointer: `${vor}/${i.path.map((p) => String(p).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
    message: i.message,
  }));
}

/** The command with its body checked against its order, or the problem (`order-unbekannt`, `eingabe-ungueltig`). */
export function alsBefehl(
  c: Pick<Command, 'commandId' | 'vorgangId' | 'order' | 'body' | 'createdAt' | 'erwartet'>,
): { befehl: Befehl } | { problem: Problem } {
  if (!istOrder(c.order)) return { problem: problem('order-unbekannt', { detail: c.order }) };
  const body = BODY[c.order].safeParse(c.body);
  if (!body.success) return { problem: problem('eingabe-ungueltig', { errors: fehlerListe(body.error, '/body') }) };
  const { commandId, vorgangId, order, createdAt, erwartet: e } = c;
  return { befehl: { commandId, vorgangId, order, body: body.data, createdAt, erwartet: e } as Befehl };
}
