/**
 * `npm run test:long -- kill`: the real engine and the real cloud, killed by SIGKILL thousands of times. Nothing that was
 * confirmed to a person may be missing or doubled in the end.
 */
import { type Teil, takt } from '../lang/teil.ts';
import { foltere } from './folter.ts';

export const KILL: Teil = {
  name: 'kill',
  titel: 'SIGKILL of engine, cloud and database: nothing confirmed is missing or doubled',
  regeln: [
    'P1',
    'P2',
    'P3',
    'B1',
    'B8',
    'O1',
    'O2',
    'O4',
    'O7',
    'O14',
    'O16',
    'O17',
    'L3',
    'C1',
    'C2',
    'X1',
    'X3',
    'E1',
    'E2',
  ],
  ziele: { clientKills: 10_000, cloudKills: 1_000 },
  async lauf(auftrag) {
    const beginn = performance.now();
    // The last round needs its rest: what is pending is waited out, and everything is compared.
    const weiter = takt({
      minuten: Math.max(0.1, auftrag.minuten - 1.5),
      ...(auftrag.anzahl && { anzahl: auftrag.anzahl }),
    });
    const { funde, ...zahlen } = await foltere({
      seed: auftrag.seed,
      weiter,
      jeRunde: 240,
      geraete: 3,
      eingelebt: false,
      eilig: false,
      ruheMs: 90_000,
      faelleJeRunde: 40,
      cloudKills: 26,
      arten: [
        'irgendwann',
        'nach-commit',
        'im-commit',
        'irgendwann',
        'nach-commit',
        'im-commit',
        'im-commit',
        'mit-postgres',
      ],
      melde: auftrag.melde,
    });
    const stunden = (performance.now() - beginn) / 3_600_000;
    const proStunde = (n: number): string => Math.round(n / stunden).toLocaleString('en-US');
    const werte = { 'clients an hour': proStunde(zahlen.clientKills), 'clouds an hour': proStunde(zahlen.cloudKills) };
    return { zahlen: { ...zahlen }, werte, funde };
  },
};
