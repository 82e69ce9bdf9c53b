/** Broken on purpose: what the feed, the commands and the uploads of the cloud promise. */
import type { Mutant } from '../mutant.ts';

export const ZENTRALE: readonly Mutant[] = [
  {
    name: 'the feed gives numbers outside the lock',
    regeln: ['F1'],
    stellen: [
      {
        datei: 'src-cloud/db/migrations/0004_meine_mitzeichnungen.sql',
        alt: 'GRANT EXECUTE ON FUNCTION meine_mitzeichnungen(text) TO kontor_app;',
        neu: 'GRANT EXECUTE ON FUNCTION meine_mitzeichnungen(text) TO kontor_app;\nCREATE SEQUENCE feed_folge INCREMENT 1000;\nGRANT USAGE, SELECT ON SEQUENCE feed_folge TO kontor_app;',
      },
      {
        datei: 'src-cloud/vorgaenge/schreiben.ts',
        alt: '`UPDATE feed_zaehler z SET stand = z.stand + $2, nummern = z.nummern + $3 FROM mandant m\n     WHERE z.mandant_id = $1 AND m.id = z.mandant_id RETURNING z.stand, z.nummern, m.kuerzel`',
        neu: "`SELECT nextval('feed_folge') + $2 AS stand, nextval('feed_folge') + $3 AS nummern, m.kuerzel FROM mandant m\n     WHERE m.id = $1`",
      },
      {
        datei: 'src-cloud/changes/folge.ts',
        alt: "'SELECT epoche, stand FROM feed_zaehler WHERE mandant_id = $1'",
        neu: "'SELECT epoche, (SELECT last_value + 999 FROM feed_folge) AS stand FROM feed_zaehler WHERE mandant_id = $1'",
      },
    ],
    tests: ['src-cloud/changes/gleichzeitig.test.ts'],
  },
  {
    name: 'what was forwarded is not taken away',
    regeln: ['F3'],
    stellen: [
      {
        datei: 'src-cloud/vorgaenge/schreiben.ts',
        alt: '!gleicheLage(vorher.lage, lageVon(vorgang))',
        neu: 'vorher.vorgang.id !== vorgang.id',
      },
    ],
    tests: ['src-cloud/changes/changes.test.ts'],
  },
  {
    name: 'a cursor outlives changed rights',
    regeln: ['F4'],
    stellen: [{ datei: 'src-cloud/changes/cursor.ts', alt: ' || klar.r !== rechteHash(leser)) {', neu: ') {' }],
    tests: ['src-cloud/changes/changes.test.ts', 'src-cloud/changes/cursor.test.ts'],
  },
  {
    name: 'a wake-up is not sent on',
    regeln: ['F7'],
    stellen: [
      {
        datei: 'src-cloud/commands/stapel.ts',
        alt: '  for (const mandantId of new Set(geaendert)) dienste.wecker.melde(mandantId);\n',
        neu: '',
      },
    ],
    tests: ['src-cloud/commands/zwei-instanzen.test.ts'],
  },
  {
    name: 'a repeated command is carried out again',
    regeln: ['C1'],
    stellen: [
      { datei: 'src-cloud/commands/urteil.ts', alt: '  if (bekannt) return wiederholt(bekannt, e);\n', neu: '' },
    ],
    tests: ['src-cloud/commands/commands.test.ts'],
  },
  {
    name: 'two requests of a person judge at once',
    regeln: ['C1'],
    stellen: [
      {
        datei: 'src-cloud/commands/gedaechtnis.ts',
        alt: ',\n            pg_advisory_xact_lock(hashtextextended($1, 0))`,',
        neu: ', $1::text`,',
      },
    ],
    tests: ['src-cloud/commands/gleichzeitig.test.ts'],
  },
  {
    name: 'later commands are not held',
    regeln: ['C4'],
    stellen: [
      {
        datei: 'src-cloud/commands/urteil.ts',
        alt: "if (lauf.gehalten.has(e.vorgangId) && !UNGEHALTEN.has(e.befehl.order)) return angehalten(problem('frueherer-befehl'));",
        neu: '',
      },
    ],
    tests: ['src-cloud/commands/commands.test.ts'],
  },
  {
    name: 'a replaced command may still be sent',
    regeln: ['C5'],
    stellen: [
      {
        datei: 'src-cloud/commands/gedaechtnis.ts',
        alt: '  if (ersetzt.size > 0) {',
        neu: '  if (ersetzt.size < 0) {',
      },
    ],
    tests: ['src-cloud/commands/commands.test.ts'],
  },
  {
    name: 'foreign cases look different from unknown ones',
    regeln: ['C6'],
    stellen: [
      {
        datei: 'src-cloud/commands/lauf.ts',
        alt: 'return vorgang && sieht(lauf.wer, lageVon(vorgang)) ? vorgang : undefined;',
        neu: 'return vorgang;',
      },
    ],
    tests: ['src-cloud/commands/commands.test.ts'],
  },
  {
    name: 'the same id with another payload is taken for a repeat',
    regeln: ['C8'],
    stellen: [
      {
        datei: 'src-cloud/commands/urteil.ts',
        alt: "  if (!gleichePayload(bekannt, e)) return abgelehnt(problem('befehl-wiederverwendet'), false);\n",
        neu: '',
      },
    ],
    tests: ['src-cloud/commands/commands.test.ts'],
  },
  {
    name: 'the cloud believes what an upload says of its digest',
    regeln: ['X3'],
    stellen: [
      {
        datei: 'src-cloud/anhaenge/blobs.ts',
        alt: "if (hash.digest('hex') !== sha256) {",
        neu: "if (hash.digest('hex') === '') {",
      },
    ],
    tests: ['src-cloud/anhaenge/anhaenge.test.ts'],
  },
];
