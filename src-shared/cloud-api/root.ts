/** `GET /api/v1`, `/ich`, and the directory: what a client asks first. */
import { z } from 'zod';
import { ROLLEN } from '../domain/vorgang.ts';

export const rootAntwort = z.object({
  _links: z.record(z.string(), z.object({ href: z.string() })),
  apiVersion: z.string(),
  minClientVersion: z.string(),
  serverTime: z.string(),
});
export type RootAntwort = z.infer<typeof rootAntwort>;

export const zeichnungsbefugnis = z.object({
  dienstId: z.string().nullable(),
  vertretungFuer: z.string().optional(),
  bis: z.string().optional(),
});

/** What the authority allows on a device. */
export const richtlinie = z.object({
  leaseHours: z.number().positive(),
  scopeDays: z.number().int().nonnegative(),
  attachmentBytes: z.number().int().nonnegative(),
});

export const ichAntwort = z.object({
  sub: z.string(),
  name: z.string(),
  rollen: z.array(z.enum(ROLLEN).catch('VERWALTUNG_LEITUNG')),
  oe: z.array(z.string()),
  mandant: z.string(),
  land: z.string(),
  zeichnung: z.array(zeichnungsbefugnis),
  richtlinie,
});
export type IchAntwort = z.infer<typeof ichAntwort>;

export const vorlage = z.object({ id: z.string(), name: z.string(), pflichtfelder: z.array(z.string()).optional() });
export const dienst = z.object({
  id: z.string(),
  name: z.string(),
  leikaId: z.string().optional(),
  art: z.string(),
  fristTage: z.number().int(),
  mitzeichnung: z.boolean(),
  aufbewahrungTage: z.number().int(),
  versandNachMin: z.number(),
  vorlagen: z.array(vorlage),
  liveSeit: z.string(),
  organisationseinheitId: z.string().optional(),
  anzahl: z.object({ gesamt: z.number().int(), neu: z.number().int(), offen: z.number().int() }),
});
export type Dienst = z.infer<typeof dienst>;
export const diensteAntwort = z.object({ dienste: z.array(dienst) });

export const kollege = z.object({
  sub: z.string(),
  name: z.string(),
  oe: z.array(z.string()),
  rollen: z.array(z.string()),
  darfMitzeichnen: z.boolean(),
});
export type Kollege = z.infer<typeof kollege>;
export const personenAntwort = z.object({ personen: z.array(kollege) });

export const organisationseinheit = z.object({
  id: z.string(),
  name: z.string(),
  mandant: z.string(),
  mandantName: z.string(),
  eigenerMandant: z.boolean(),
});
export type Organisationseinheit = z.infer<typeof organisationseinheit>;
export const oeAnfrage = z.strictObject({ suche: z.string().max(200).optional() });
export const oeAntwort = z.object({ organisationseinheiten: z.array(organisationseinheit) });
