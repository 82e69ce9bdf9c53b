/** `GET /changes` (delta feed), its stream's event names, and `POST /vorgaenge/abfrage`. */
import { z } from 'zod';
import { vorgang, vorgangKopf } from '../domain/vorgang.ts';
import { uuid } from './konventionen.ts';

export const MAX_PAGE = 500;
export const changesAnfrage = z.strictObject({
  since: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(200),
  sicht: z.enum(['voll', 'kopf']).default('voll'),
  zuerst: z.literal('meine').optional(),
});
export type ChangesAnfrage = z.infer<typeof changesAnfrage>;

export const change = z.discriminatedUnion('art', [
  z.object({ art: z.literal('vorgang'), vorgang: z.union([vorgangKopf, vorgang]) }),
  z.object({ art: z.literal('geloescht'), id: z.string(), version: z.number().int() }),
  z.object({ art: z.literal('entzogen'), id: z.string(), version: z.number().int() }),
]);
export type Change = z.infer<typeof change>;

export const changesAntwort = z.object({
  changes: z.array(change),
  cursor: z.string(),
  hasMore: z.boolean(),
  phase: z.enum(['bestand', 'folge']),
  serverTime: z.string(),
});
export type ChangesAntwort = z.infer<typeof changesAntwort>;

/** Name of the stream's only event: a hint without payload. */
export const STREAM_EREIGNIS = 'changed';
export const STREAM_HERZSCHLAG_MS = 20_000;

export const abfrageAnfrage = z.strictObject({ ids: z.array(uuid).min(1).max(200) });
export const abfrageAntwort = z.object({ vorgaenge: z.array(vorgang), serverTime: z.string() });
