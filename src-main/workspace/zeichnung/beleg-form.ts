/**
 * The form of an evidence file: the names of its fixed files and the schema of `beleg.json`. Written by `beleg.ts`, read by
 * `beleg-pruefen.ts`; a later form is a new `v`, and old files stay readable.
 */
import { z } from 'zod';
import { journalAntwort } from '../../../src-shared/cloud-api/geraete.ts';

export const BELEG_DATEI = 'beleg.json';
export const LIESMICH_DATEI = 'LIESMICH.txt';
export const SUMMEN_DATEI = 'SHA256SUMS';

/** `beleg.json`. What names the case and the people is for reading; only the journal is signed. */
export const belegSchema = z.object({
  format: z.literal('kontor-beleg'),
  v: z.literal(1),
  erstelltAm: z.string(),
  vorgang: z.object({ id: z.string(), nummer: z.string(), aktenzeichen: z.string().optional(), name: z.string() }),
  journal: journalAntwort,
  dokumente: z.array(z.object({ datei: z.string(), sha256: z.string(), groesse: z.number().int() })),
});
export type Beleg = z.infer<typeof belegSchema>;
