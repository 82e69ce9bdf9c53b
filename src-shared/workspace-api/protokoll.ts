/**
 * The three messages on that line. The receiver checks every message with these schemas before it looks inside, and
 * every `eingabe` with its row of the table; what does not fit is answered with a problem and logged without content.
 */
import { z } from 'zod';
import { problemSchema } from '../domain/problem.ts';

export const frage = z.strictObject({
  art: z.literal('frage'),
  id: z.number().int().nonnegative(),
  name: z.string().max(100),
  eingabe: z.unknown().optional(),
});

export const antwort = z.discriminatedUnion('ok', [
  z.object({ art: z.literal('antwort'), id: z.number().int(), ok: z.literal(true), wert: z.unknown() }),
  z.object({ art: z.literal('antwort'), id: z.number().int(), ok: z.literal(false), problem: problemSchema }),
]);

export const ereignis = z.object({ art: z.literal('ereignis'), name: z.string(), daten: z.unknown() });
