/** `GET /rollout`: which municipality has which online services live, and how they do. No personal data. */
import { z } from 'zod';
import { datum } from './konventionen.ts';

export const rolloutAnfrage = z.strictObject({
  land: z.string().max(10).optional(),
  von: datum.optional(),
  bis: datum.optional(),
});
export const rolloutAntwort = z.object({
  gemeinden: z.array(
    z.object({
      ars: z.string(),
      name: z.string(),
      kreis: z.string(),
      dienste: z.number().int(),
      vorgaenge: z.number().int().optional(),
      medianBearbeitungTage: z.number().optional(),
      ueberfaellig: z.number().int().optional(),
      ohneMedienbruchQuote: z.number().optional(),
    }),
  ),
  dienste: z.array(
    z.object({
      leikaId: z.string(),
      name: z.string(),
      gemeinden: z.number().int(),
      vorgaenge: z.number().int().optional(),
    }),
  ),
  stand: z.string(),
});
export type RolloutAntwort = z.infer<typeof rolloutAntwort>;
