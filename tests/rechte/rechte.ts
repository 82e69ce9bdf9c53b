/**
 * `npm run test:long -- rechte`: rights are lost, Vorgänge forwarded and deleted, retention runs, people sign out – with unsent
 * work of every kind. All of it is kept and visible, each removal is logged, and what comes back goes on by itself. Most
 * rounds run the real cache and sync against a model cloud, a share the whole engine against the real one.
 */

import { wuerfelFuer } from '../fuzz/ziel.ts';
import { type Auftrag, type Ergebnis, type Teil, takt } from '../lang/teil.ts';
import { EchteRunden } from './echt.ts';
import { JE_RUNDE, spieleRunde } from './runde.ts';
import { VERLUSTE } from './verluste.ts';

/** Rounds against the model, then one against the real cloud. */
const JE_ECHTER = 10;

async function lauf({ seed, minuten, anzahl, melde }: Auftrag): Promise<Ergebnis> {
  const zahlen: Record<string, number> = { verluste: 0, arbeiten: 0, wirkten: 0, echte: 0 };
  const zaehle = (name: string, um: number): void => {
    zahlen[name] = (zahlen[name] ?? 0) + um;
  };
  const funde: string[] = [];
  const gesehen = new Set<string>();
  const weiter = takt({ minuten, ...(anzahl !== undefined && { anzahl }) });
  const echt = await EchteRunden.beginne();
  try {
    for (let nr = 0; weiter(nr); nr++) {
      const verlust = VERLUSTE[nr % VERLUSTE.length];
      if (!verlust) break;
      const bericht = await spieleRunde(nr + (seed % 997), verlust, wuerfelFuer(seed, nr));
      zaehle('verluste', 1);
      zaehle('arbeiten', JE_RUNDE);
      zaehle('wirkten', bericht.wirkten);
      for (const a of bericht.arbeiten) gesehen.add(a.was);
      funde.push(...bericht.funde.map((f) => `[${verlust.regel}] seed ${seed} round ${nr}: ${f}`));
      if (nr % JE_ECHTER === JE_ECHTER - 1) {
        funde.push(...(await echt.spiele(Math.floor(nr / JE_ECHTER) + 1)));
        zaehle('echte', 1);
      }
      if (nr % 100 === 99) melde(`${nr + 1} losses, ${gesehen.size} kinds of work, ${funde.length} finds`);
    }
  } finally {
    await echt.beende();
  }
  return { zahlen, werte: { 'kinds of work': String(gesehen.size) }, funde };
}

export const RECHTE: Teil = {
  name: 'rechte',
  titel: 'rights lost, forwarded, deleted, signed out, retention – with unsent work of every kind, all of it kept',
  regeln: ['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'B7', 'P3'],
  ziele: { verluste: 1_000, echte: 100 },
  lauf,
};
