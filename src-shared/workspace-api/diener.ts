/**
 * The serving end of the API: checks message, name and input against the table, then calls the one implementation.
 * A caller is never trusted: whatever does not fit is a typed problem, and no error leaves without a code.
 */
import { z } from 'zod';
import { type Problem, ProblemError, problem } from '../domain/problem.ts';
import { frage } from './protokoll.ts';
import { type Name, TABELLE, type WorkspaceApi } from './tabelle.ts';
import type { Verbindung } from './verbindung.ts';

/** Told of every failed call without its content: name and code, and the error where it was none of ours. */
export type Melder = (name: string, problem: Problem, fehler?: unknown) => void;

/** Enough to answer a question, whatever else is missing in it: whoever asked must not wait for ever. */
const kopf = z.object({ art: z.literal('frage'), id: z.number().int().nonnegative() });

async function beantworte(name: string, eingabe: unknown, api: WorkspaceApi): Promise<unknown> {
  if (!Object.hasOwn(TABELLE, name)) throw new ProblemError('unbekannter-aufruf');
  const geprueft = TABELLE[name as Name].eingabe.safeParse(eingabe ?? {});
  if (!geprueft.success) {
    const errors = geprueft.error.issues.map((i) => ({ pointer: `/${i.path.join('/')}`, message: i.message }));
    throw new ProblemError('eingabe-ungueltig', { errors });
  }
  return (api[name as Name] as (e: unknown) => Promise<unknown>)(geprueft.data);
}

/** Serves one line until it ends. Messages that are no question and carry no id are reported and dropped. */
export function bediene(verbindung: Verbindung, api: WorkspaceApi, melde: Melder): void {
  verbindung.empfange(async (nachricht) => {
    const k = kopf.safeParse(nachricht);
    if (!k.success) return melde('', problem('eingabe-ungueltig'));
    const { id } = k.data;
    const f = frage.safeParse(nachricht);
    const name = f.success ? f.data.name : '';
    try {
      if (!f.success) throw new ProblemError('eingabe-ungueltig');
      const wert = await beantworte(name, f.data.eingabe, api);
      verbindung.sende({ art: 'antwort', id, ok: true, wert: wert ?? null });
    } catch (fehler) {
      const p = fehler instanceof ProblemError ? fehler.problem : problem('interner-fehler');
      melde(name, p, fehler instanceof ProblemError ? undefined : fehler);
      verbindung.sende({ art: 'antwort', id, ok: false, problem: p });
    }
  });
}
