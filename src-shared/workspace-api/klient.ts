/**
 * The calling end of the API over any Verbindung: numbers questions, matches answers, hands on events. Used by window
 * and CLI. When the line ends, every open question fails with `arbeitsbereich-fehlt`; nothing is repeated here,
 * since only the caller knows whether a repeat is safe.
 */
import { ProblemError, problem } from '../domain/problem.ts';
import { antwort, ereignis } from './protokoll.ts';
import type { AusgabeVon, Eingabe, Ereignisse, Name } from './tabelle.ts';
import type { Verbindung } from './verbindung.ts';

/** `rufe` asks or orders; `bei` listens to an event and answers a function that stops listening. */
export interface Klient {
  rufe<N extends Name>(name: N, eingabe: Eingabe<N>): Promise<AusgabeVon<N>>;
  bei<E extends keyof Ereignisse>(name: E, cb: (daten: Ereignisse[E]) => void): () => void;
  schliesse(): void;
}

type Offen = { gut: (wert: unknown) => void; schlecht: (fehler: Error) => void };

/** Makes a Klient on a line; one line, one Klient. */
export function verbinde(verbindung: Verbindung): Klient {
  const offen = new Map<number, Offen>();
  const hoerer = new Map<string, Set<(daten: never) => void>>();
  let naechste = 1;
  let zu = false;

  verbindung.empfange((nachricht) => {
    const a = antwort.safeParse(nachricht);
    if (a.success) {
      const frage = offen.get(a.data.id);
      offen.delete(a.data.id);
      if (a.data.ok) frage?.gut(a.data.wert);
      else frage?.schlecht(new ProblemError(a.data.problem));
      return;
    }
    const e = ereignis.safeParse(nachricht);
    if (e.success) for (const cb of hoerer.get(e.data.name) ?? []) cb(e.data.daten as never);
  });
  verbindung.beendet(() => {
    zu = true;
    for (const f of offen.values()) f.schlecht(new ProblemError(problem('arbeitsbereich-fehlt')));
    offen.clear();
  });

  return {
    rufe: (name, eingabe) =>
      new Promise((gut, schlecht) => {
        if (zu) return schlecht(new ProblemError(problem('arbeitsbereich-fehlt')));
        const id = naechste++;
        offen.set(id, { gut: gut as (wert: unknown) => void, schlecht });
        verbindung.sende({ art: 'frage', id, name, eingabe });
      }),
    bei: (name, cb) => {
      const menge = hoerer.get(name) ?? new Set();
      menge.add(cb as (daten: never) => void);
      hoerer.set(name, menge);
      return () => menge.delete(cb as (daten: never) => void);
    },
    schliesse: () => verbindung.schliesse(),
  };
}
