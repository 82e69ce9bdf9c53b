/** Short form of the kill torture: the same conductor, few kills, each kind of moment; the cloud dies within a commit. */
import { describe, expect, it } from 'vitest';
import { foltere } from './folter.ts';

describe('kill torture', () => {
  it('[P1] [O1] [O2] [O4] [C2] nothing confirmed is missing or doubled after SIGKILLs of engine and cloud', async () => {
    const zeilen: string[] = [];
    const { funde, ...zahlen } = await foltere({
      seed: 20,
      weiter: (gemacht) => gemacht < 12,
      jeRunde: 12,
      geraete: 2,
      eingelebt: true,
      eilig: true,
      ruheMs: 25_000,
      faelleJeRunde: 16,
      cloudKills: 2,
      arten: ['im-commit', 'nach-commit'],
      melde: (zeile) => zeilen.push(zeile),
    });
    expect(funde, zeilen.join('\n')).toEqual([]);
    expect(zahlen.clientKills).toBeGreaterThanOrEqual(12);
    expect(zahlen.cloudKills).toBeGreaterThanOrEqual(1);
    expect(zahlen.bestaetigt).toBeGreaterThan(10);
    expect(zahlen.inAufruf + zahlen.nachZeile).toBeGreaterThan(2);
  }, 150_000);
});
