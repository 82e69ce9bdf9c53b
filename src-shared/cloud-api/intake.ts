/**
 * `POST /antrag`: the request as form engines really send it. The schema is as tolerant as they are sloppy: it says
 * only what cannot be done without; cleaning up is the intake's work. Senders' unknown fields are let through.
 */
import { z } from 'zod';

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const textOderNichts = text.nullish().catch(undefined);

export const antragControl = z.looseObject({
  transactionId: text.pipe(z.string().min(1).max(200)),
  zustaendigeStelle: textOderNichts,
  leikaIds: z.array(z.unknown()).nullish().catch(undefined),
  formId: textOderNichts,
  name: textOderNichts,
  serviceKonto: z.looseObject({}).nullish().catch(undefined),
  organisationsEinheitenId: textOderNichts,
});

export const antragFormData = z.looseObject({
  control: antragControl,
  formData: z.array(z.unknown()).nullish(),
});
export type AntragFormData = z.infer<typeof antragFormData>;

export const antragAntwort = z.object({
  transactionId: z.string(),
  vorgang: z.object({
    vorgangId: z.string(),
    vorgangNummer: z.string(),
    status: z.string(),
    statusSince: z.string(),
  }),
});
export type AntragAntwort = z.infer<typeof antragAntwort>;
