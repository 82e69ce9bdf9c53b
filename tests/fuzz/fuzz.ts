/**
 * `npm run test:long -- fuzz`: random and mutated inputs to every parser that strangers, other versions or boxes on the way
 * can reach, in this process. `--anzahl` is the number of inputs of each fast parser; slow ones (signatures, archives,
 * streams) get their share of it. The long inputs that make bad patterns slow are tried in every run.
 */
import { type Auftrag, type Ergebnis, type Teil, takt } from '../lang/teil.ts';
import { ABLEHNUNGEN, ANTWORTEN, EREIGNISSE } from './parser/antworten.ts';
import { BEFEHLE } from './parser/befehle.ts';
import { BELEG, JOURNALE } from './parser/beleg.ts';
import { CURSOR } from './parser/cursor.ts';
import { INTAKE } from './parser/intake.ts';
import { KOPFZEILEN } from './parser/kopfzeilen.ts';
import { multipartZiel } from './parser/multipart.ts';
import { WORKSPACE_API } from './parser/workspace-api.ts';
import { wachse } from './wachstum.ts';
import { laufe, type Ziel } from './ziel.ts';

/** Inputs of a fast parser between two looks at the clock. */
const STUECK = 4_000;

const ziele = (): Ziel[] => [
  INTAKE,
  BEFEHLE,
  CURSOR,
  WORKSPACE_API,
  ANTWORTEN,
  ABLEHNUNGEN,
  EREIGNISSE,
  KOPFZEILEN,
  JOURNALE,
  BELEG,
  multipartZiel(),
];

async function lauf({ seed, minuten, anzahl, melde }: Auftrag): Promise<Ergebnis> {
  const zahlen: Record<string, number> = {};
  const zeit: Record<string, number> = {};
  const funde = wachse(zahlen);
  const alle = ziele();
  const weiter = takt({ minuten, ...(anzahl !== undefined && { anzahl }) });
  try {
    for (let von = 0; weiter(von); von += STUECK) {
      const bis = Math.min(von + STUECK, anzahl ?? Number.POSITIVE_INFINITY);
      for (const ziel of alle) {
        const [a, b] = [Math.ceil(von * ziel.anteil), Math.ceil(bis * ziel.anteil)];
        const beginn = performance.now();
        const ergebnis = await laufe(ziel, seed, a, b);
        funde.push(...ergebnis.funde);
        zahlen[ziel.name] = (zahlen[ziel.name] ?? 0) + ergebnis.eingaben;
        zeit[ziel.name] = (zeit[ziel.name] ?? 0) + performance.now() - beginn;
      }
      if ((von / STUECK) % 25 === 0) melde(`${bis} inputs a parser, ${funde.length} finds`);
    }
  } finally {
    for (const ziel of alle) await ziel.beende?.();
  }
  const werte = Object.fromEntries(
    Object.entries(zeit).map(([name, ms]) => [`${name}/s`, String(Math.round(((zahlen[name] ?? 0) * 1000) / ms))]),
  );
  return { zahlen, werte, funde };
}

export const FUZZ: Teil = {
  name: 'fuzz',
  titel: 'random and mutated inputs to every parser: no crash, no hang, nothing lost',
  regeln: ['C9', 'F4', 'P3', 'O6', 'O9', 'S5', 'X1', 'E1'],
  ziele: {
    intake: 1e6,
    befehle: 1e6,
    cursor: 1e6,
    workspaceApi: 1e6,
    antworten: 1e6,
    ablehnungen: 1e6,
    ereignisse: 1e6,
    kopfzeilen: 1e6,
    journal: 50_000,
    beleg: 10_000,
    multipart: 20_000,
  },
  lauf,
};
