/** Devices, the journal of signed acts, and what a locked device may still hand over. */
import { z } from 'zod';
import { problemSchema } from '../domain/problem.ts';
import { anhang } from '../domain/vorgang.ts';
import { aktHeader, aktInhalt, ankerAussage, ed25519Jwk } from '../domain/zeichnung.ts';
import { command } from './commands.ts';
import { instant, uuid } from './konventionen.ts';

export const geraetAnfrage = z.strictObject({
  jwk: z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }),
  bezeichnung: z.string().max(200).optional(),
});
export const geraetAntwort = z.object({ deviceId: z.string(), bescheinigung: ankerAussage });

export const nachlassAnfrage = z.strictObject({ commands: z.array(command).min(1).max(10_000) });
export const nachlassAntwort = z.object({ uebernommen: z.number().int() });

/** A command of a locked device that waits for its person's decision. Read tolerantly, like every reply. */
export const nachlassEintrag = z.object({
  /** Of the hand-over; several commands may have come with one. */
  id: uuid,
  deviceId: z.string(),
  uebergebenAm: instant,
  command: z.object(command.shape),
  /** Those that the command names and whose bytes reached the cloud. One that is missing here is lost with the device. */
  anhaenge: z.array(anhang),
});
export type NachlassEintrag = z.infer<typeof nachlassEintrag>;
/**
 * `GET /nachlass`: of one's own locked devices, what is undecided, and the commandIds of what was decided on whichever device,
 * so that another one that shows it too lets go of it.
 */
export const nachlassListe = z.object({ eintraege: z.array(nachlassEintrag), erledigt: z.array(uuid) });
/** `POST /nachlass/erledigt`: decided on another device; again, or of an unknown one, without effect. */
export const nachlassErledigtAnfrage = z.strictObject({ commandIds: z.array(uuid).min(1).max(1_000) });
export const nachlassErledigtAntwort = z.object({ erledigt: z.number().int() });

/** One signed act as the journal lists it; `inhalt` and `vorgangId` only where the case may be seen. */
export const journalAkt = z.object({
  header: aktHeader,
  wert: z.string(),
  inhalt: aktInhalt.optional(),
  state: z.string(),
  problem: problemSchema.optional(),
  eingetroffenAm: z.string(),
  ketteOffen: z.boolean(),
  uhrAbweichungS: z.number().optional(),
  /** Signed by the anchor: `{headerSha256, state, angenommenAm}`. */
  annahme: ankerAussage.optional(),
});
export type JournalAkt = z.infer<typeof journalAkt>;

export const journalGeraet = z.object({
  deviceId: z.string(),
  jwk: ed25519Jwk,
  sub: z.string(),
  name: z.string(),
  bescheinigung: ankerAussage,
  sperre: ankerAussage.optional(),
  /** All headers of the device, so that its chain can be verified; foreign cases' acts without content. */
  kette: z.array(z.object({ header: aktHeader, wert: z.string() })),
});
export type JournalGeraet = z.infer<typeof journalGeraet>;

export const journalAntwort = z.object({
  vorgangId: z.string(),
  akte: z.array(journalAkt),
  geraete: z.array(journalGeraet),
  anker: z.object({ jwk: ed25519Jwk, fingerprint: z.string() }),
});
export type JournalAntwort = z.infer<typeof journalAntwort>;
