// Lets requests of one person come one after the other within an instance, before they take a connection. The database
// would make them wait for each other anyhow (gedaechtnis.ts); waiting there, one busy person could hold all connections of
// the instance. Never a lock to rely on: other instances know nothing of it.
import { setTimeout as warte } from 'node:timers/promises';
import { httpProblem } from '../server/problem.ts';

/** Runs `fn` when all earlier ones of the same name have ended. Rejects with 503 when that takes longer than `hoechstensMs`. */
export type Reihe = <T>(name: string, fn: () => Promise<T>) => Promise<T>;

export function neueReihe(hoechstensMs: number): Reihe {
  const enden = new Map<string, Promise<void>>();
  return async (name, fn) => {
    const vorher = enden.get(name) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const ende = vorher.then(() => promise);
    enden.set(name, ende);
    try {
      if (!(await kommtDran(vorher, hoechstensMs))) throw httpProblem('nicht-verfuegbar');
      return await fn();
    } finally {
      resolve();
      if (enden.get(name) === ende) enden.delete(name);
    }
  };
}

async function kommtDran(vorher: Promise<void>, hoechstensMs: number): Promise<boolean> {
  const genug = new AbortController();
  const zuLang = warte(hoechstensMs, false, { signal: genug.signal }).catch(() => false);
  const dran = await Promise.race([vorher.then(() => true), zuLang]);
  genug.abort();
  return dran;
}
