/** The short forms of the fault proofs: a selection of faults, of cuts, and a few cases on the thin line; fixed seeds. */
import { describe, expect, it } from 'vitest';
import { morgen } from './duenne-leitung.ts';
import { stoere } from './fehler.ts';
import { AUSWAHL, KOMBINATIONEN } from './kombinationen.ts';
import { ROUTEN } from './routen.ts';
import { ROUTEN_ZUM_SCHNEIDEN, schneide } from './schnitte.ts';
import { STOERUNGEN } from './stoerungen.ts';

const auftrag = { seed: 4, minuten: 2, melde: () => undefined };

describe('faults between client and cloud', () => {
  it('there are as many as promised, each with a name of its own', () => {
    expect(new Set(STOERUNGEN.map((s) => s.name)).size).toBe(STOERUNGEN.length);
    expect(STOERUNGEN.length).toBeGreaterThanOrEqual(25);
    expect(KOMBINATIONEN.length).toBe(STOERUNGEN.length * (ROUTEN.length + 1));
    expect(KOMBINATIONEN.length).toBeGreaterThanOrEqual(500);
  });

  it('[P1] [P3] [P4] [S1] [S2] [S3] [S4] [S5] nothing lost or doubled, the right cause, no false claim, drained by itself', async () => {
    const { zahlen, funde } = await stoere(auftrag, AUSWAHL);
    expect(funde).toEqual([]);
    expect(zahlen.kombinationen).toBe(AUSWAHL.length);
    expect(zahlen.klicks).toBeGreaterThanOrEqual(AUSWAHL.length);
    expect(zahlen.proben).toBeGreaterThan(AUSWAHL.length * 10);
  }, 60_000);

  it('[B8] [O4] [O9] [X3] a reply cut at any byte is never taken for the whole', async () => {
    const { zahlen, werte, funde } = await schneide(auftrag, 151);
    expect(funde).toEqual([]);
    for (const route of ROUTEN_ZUM_SCHNEIDEN) expect(Number(werte?.[`bytes ${route}`])).toBeGreaterThanOrEqual(3);
    expect(zahlen.schnitte).toBeGreaterThanOrEqual(3 * ROUTEN_ZUM_SCHNEIDEN.length);
  }, 60_000);

  it('[Z2] [Z3] [Z4] [O14] a morning on a thin line goes through', async () => {
    const { zahlen, werte, funde } = await morgen({ ...auftrag, seed: 43 }, 60, 4);
    expect(funde).toEqual([]);
    expect(zahlen.faelle).toBe(4);
    expect(zahlen.befehle).toBeGreaterThanOrEqual(24);
    expect(zahlen.gestorben).toBeGreaterThan(0);
    expect(werte?.seitengroessen?.split(' ').length).toBeGreaterThan(1);
  }, 60_000);
});
