/**
 * Reads the cloud's replies: JSON, checked with the shared schemas, unknown fields dropped. Pure. A reply that is none is
 * unreadable and asked for again; a single Vorgang in it that cannot be read is left out and told by its id, since no one
 * row may stop the feed, the details or the outbox for good.
 */
import { z } from 'zod';
import { abfrageAntwort, change, changesAntwort } from '../../../src-shared/cloud-api/changes.ts';
import { type Command, commandsAntwort, result } from '../../../src-shared/cloud-api/commands.ts';
import { nachlassEintrag, nachlassListe } from '../../../src-shared/cloud-api/geraete.ts';
import { problemSchema } from '../../../src-shared/domain/problem.ts';
import { type Vorgang, vorgang } from '../../../src-shared/domain/vorgang.ts';
import { CloudFehler } from './fehler.ts';
import type { ChangesSeite, NachlassStand } from './gateway.ts';
import { type Antwortkopf, keineAntwortDerCloud } from './klassifizieren.ts';

/** A reply with its body read to the end. */
export type Antworttext = Antwortkopf & { text: string };

const roheSeite = changesAntwort.extend({ changes: z.array(z.unknown()) });
const roherNachlass = nachlassListe.extend({ eintraege: z.array(z.unknown()) });
const roheAbfrage = abfrageAntwort.extend({ vorgaenge: z.array(z.unknown()) });
const mitId = z.union([
  z.object({ art: z.literal('vorgang'), vorgang: z.object({ id: z.string() }) }).transform((r) => r.vorgang.id),
  z.object({ art: z.enum(['geloescht', 'entzogen']), id: z.string() }).transform((r) => r.id),
]);
// The state is the cloud's word; what goes with it may be of a later form and is no reason to ask for the word again.
const ergebnis = result.extend({
  version: z.number().int().optional().catch(undefined),
  vorgang: vorgang.optional().catch(undefined),
  problem: problemSchema.optional().catch(undefined),
});
const ergebnisse = commandsAntwort.extend({ results: z.array(ergebnis) });

export const unlesbar = (status: number, ursache?: unknown): CloudFehler =>
  new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'antwort-unlesbar', status }, ursache);

/** Parsed and checked body of a 2xx reply. @throws CloudFehler */
export function liesJson<T>(antwort: Antworttext, schema: z.ZodType<T>): T {
  if (!/json/i.test(antwort.kopf('content-type') ?? '')) throw keineAntwortDerCloud(antwort);
  let wert: unknown;
  try {
    wert = JSON.parse(antwort.text);
  } catch (fehler) {
    throw unlesbar(antwort.status, fehler);
  }
  const gelesen = schema.safeParse(wert);
  if (!gelesen.success) throw unlesbar(antwort.status, gelesen.error);
  return gelesen.data;
}

/** A page of the feed, with the rows that can be read and the ids of those that cannot. @throws CloudFehler */
export function liesSeite(antwort: Antworttext): Omit<ChangesSeite, 'dauerMs'> {
  const { changes: zeilen, ...seite } = liesJson(antwort, roheSeite);
  const gelesen = zeilen.map((z) => change.safeParse(z));
  const changes = gelesen.flatMap((g) => (g.success ? [g.data] : []));
  const unlesbareIds = zeilen.flatMap((z, i) => (gelesen[i]?.success ? [] : (mitId.safeParse(z).data ?? [])));
  return { ...seite, changes, unlesbar: zeilen.length - changes.length, unlesbareIds };
}

/** The Vorgänge of an `abfrage` that can be read. @throws CloudFehler where it answers another question */
export function liesAbfrage(antwort: Antworttext, ids: readonly string[]): Vorgang[] {
  const gelesen = liesJson(antwort, roheAbfrage).vorgaenge.flatMap((v) => vorgang.safeParse(v).data ?? []);
  if (gelesen.some((v) => !ids.includes(v.id))) throw unlesbar(200);
  return gelesen;
}

/** The results of these commands, in their order. @throws CloudFehler where they are not theirs */
export function liesErgebnisse(antwort: Antworttext, commands: readonly Pick<Command, 'commandId'>[]) {
  const gelesen = liesJson(antwort, ergebnisse);
  const passt =
    commands.length === gelesen.results.length &&
    commands.every((c, i) => gelesen.results[i]?.commandId === c.commandId);
  if (!passt) throw unlesbar(200);
  return gelesen;
}

/** What is undecided of locked devices, and how much of it cannot be read. @throws CloudFehler */
export function liesNachlass(antwort: Antworttext): NachlassStand {
  const { eintraege: zeilen, erledigt } = liesJson(antwort, roherNachlass);
  const eintraege = zeilen.flatMap((z) => nachlassEintrag.safeParse(z).data ?? []);
  return { eintraege, erledigt, unlesbar: zeilen.length - eintraege.length };
}
