/** Broken on purpose: what local protection and evidence promise. */
import type { Mutant } from '../mutant.ts';

export const SCHUTZ: readonly Mutant[] = [
  {
    name: 'the database is not encrypted',
    regeln: ['L1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/verbindung.ts',
        alt: 'db.pragma(`key=',
        neu: 'void (`key=',
      },
    ],
    tests: ['src-main/workspace/cache/oeffnen.test.ts'],
  },
  {
    name: 'damage after a crash is not looked for',
    regeln: ['L3'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/oeffnen.ts',
        alt: 'if (unsauber) pruefe(v);',
        neu: 'if (unsauber) v.beschaedigt();',
      },
    ],
    tests: ['src-main/workspace/cache/oeffnen.test.ts'],
  },
  {
    name: 'a newer cache is opened all the same',
    regeln: ['L5'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/migrieren.ts',
        alt: "if (n > SCHEMA) throw bestandsProblem('bestand-zu-neu');",
        neu: '',
      },
    ],
    tests: ['src-main/workspace/cache/oeffnen.test.ts'],
  },
  {
    name: 'the lease believes a clock that was set back',
    regeln: ['L7'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/schreiben.ts',
        alt: "Math.max(liesMeta<number>(kern.v, 'uhr') ?? 0, kern.uhr.jetzt());",
        neu: 'kern.uhr.jetzt();',
      },
    ],
    tests: ['src-main/workspace/cache/oeffnen.test.ts'],
  },
  {
    name: 'deleted text stays in the file',
    regeln: ['L8'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/verbindung.ts',
        alt: "db.pragma('secure_delete=ON');",
        neu: "db.pragma('secure_delete=OFF');",
      },
    ],
    tests: ['src-main/workspace/cache/verbindung.test.ts'],
  },
  {
    name: 'the key in a file against any cloud',
    regeln: ['L10'],
    stellen: [
      {
        datei: 'src-main/workspace/host/schutz.ts',
        alt: "return dienst.art === 'keiner' && !istLoopback(cloud);",
        neu: "return dienst.art === 'keiner' && cloud === '';",
      },
    ],
    tests: ['src-main/workspace/host/profil.test.ts'],
  },
  {
    name: 'a chain need not join',
    regeln: ['E1'],
    stellen: [
      {
        datei: 'src-shared/domain/zeichnung.ts',
        alt: 'if (anschluss && g.header.prev !== prev) melde(',
        neu: "if (anschluss && g.header.prev === '') melde(",
      },
    ],
    tests: ['src-shared/domain/zeichnung.test.ts'],
  },
  {
    name: 'the second copy of the work is not kept up',
    regeln: ['L12'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/oeffnen.ts',
        alt: 'macheSchreibe(kern, zweit.ziehNach, nochDa(pfad))',
        neu: 'macheSchreibe(kern, () => undefined, nochDa(pfad))',
      },
    ],
    tests: ['src-main/workspace/cache/zweitschrift.test.ts'],
  },
  {
    name: 'after a restore the client keeps its newer rows',
    regeln: ['R1'],
    stellen: [
      {
        datei: 'src-main/workspace/cache/seite.ts',
        alt: '  if (neueEpoche) vergissVersionen(kern);\n',
        neu: '',
      },
    ],
    tests: ['src-main/workspace/sync/pull.test.ts'],
  },
];
