/**
 * The fault proof: every named fault on every route, between the real engine and the real cloud, with the status bar's claim
 * measured all the while; then replies cut at every byte. Each piece is counted only when it was really met.
 */
import type { Auftrag, Ergebnis, Teil } from '../lang/teil.ts';
import { takt } from '../lang/teil.ts';
import { baueBuehne, pruefeCloud } from './buehne.ts';
import { Ausloeser, KOMBINATIONEN, type Kombination, probiere } from './kombinationen.ts';
import { ROUTEN_ZUM_SCHNEIDEN, schneide } from './schnitte.ts';
import { Wahrheit } from './wahrheit.ts';

/** The client's time goes so much faster: half a minute of patience is three quarters of a second. */
const FAKTOR = 40;

/** Faults on routes, with the claim measured. */
export async function stoere(auftrag: Auftrag, kombinationen: readonly Kombination[]): Promise<Ergebnis> {
  const weiter = takt(auftrag);
  const b = await baueBuehne({ seed: auftrag.seed, faktor: FAKTOR, vorgaenge: 30 });
  const w = new Wahrheit(b);
  const funde: string[] = [];
  const namen = new Set<string>();
  let gemacht = 0;
  try {
    const ausloeser = new Ausloeser(b);
    await ausloeser.bereite();
    for (const k of kombinationen) {
      if (!weiter(gemacht)) break;
      funde.push(...(await probiere(b, w, ausloeser, k)));
      gemacht += 1;
      namen.add(k.stoerung.name);
      if (gemacht % 50 === 0)
        auftrag.melde(`${gemacht} of ${kombinationen.length}, ${w.proben} samples, ${funde.length} finds`);
    }
    w.halte();
    funde.push(...w.funde, ...(await pruefeCloud(b)), ...b.defekte);
  } finally {
    w.halte();
    await b.raeumeAb();
  }
  const zahlen = { kombinationen: gemacht, klicks: b.bestaetigt.size, proben: w.proben };
  return {
    zahlen,
    werte: { stoerungen: String(namen.size) },
    funde: [...new Set(funde)].map((f) => `${f}, seed ${auftrag.seed}`),
  };
}

async function lauf(auftrag: Auftrag): Promise<Ergebnis> {
  const drittel = { ...auftrag, minuten: auftrag.minuten / 2 };
  const stoerungen = await stoere(drittel, KOMBINATIONEN);
  const schnitte = await schneide({ ...auftrag, minuten: auftrag.minuten / 2 }, 1);
  return {
    zahlen: { ...stoerungen.zahlen, ...schnitte.zahlen },
    werte: { ...stoerungen.werte, ...schnitte.werte },
    funde: [...stoerungen.funde, ...schnitte.funde],
  };
}

export const teil: Teil = {
  name: 'fehler',
  titel: `Faults on the wire: each named one on each route, replies of ${ROUTEN_ZUM_SCHNEIDEN.length} routes cut at every byte, and the status bar's claim against what is`,
  regeln: ['P1', 'P3', 'P4', 'O4', 'O9', 'B8', 'S1', 'S2', 'S3', 'S4', 'S5', 'X3'],
  ziele: { kombinationen: 500, schnitte: 5_000, proben: 10_000 },
  lauf,
};
