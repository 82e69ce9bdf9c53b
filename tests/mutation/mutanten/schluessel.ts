/** Mutants of passphrase and recovery key: each breaks one promise of the keys on a device. */
import type { Mutant } from '../mutant.ts';

const PASSPHRASE = 'src-main/workspace/host/passphrase.ts';

export const SCHLUESSEL: readonly Mutant[] = [
  {
    name: 'a passphrase of one letter will do',
    regeln: ['L15'],
    stellen: [{ datei: PASSPHRASE, alt: 'if (laenge >= MINDESTLAENGE) return;', neu: 'if (laenge >= 1) return;' }],
    tests: ['src-main/workspace/host/passphrase.test.ts'],
  },
  {
    name: 'a passphrase that costs next to nothing to guess',
    regeln: ['L15'],
    stellen: [{ datei: PASSPHRASE, alt: 'const LOG_N = 17;', neu: 'const LOG_N = 10;' }],
    tests: ['src-main/workspace/host/passphrase.test.ts'],
  },
  {
    name: 'whoever gives a wrong passphrase has chosen a new one',
    regeln: ['L16', 'L18'],
    stellen: [
      {
        datei: 'src-main/workspace/host/schutzlage.ts',
        alt: "const oeffne = this.noetig === 'neu' ? richtePassphraseEin : oeffnePassphrase;",
        neu: 'const oeffne = richtePassphraseEin;',
      },
      {
        datei: PASSPHRASE,
        alt: '  if (await hatPassphrase(ort)) {',
        neu: "  if (ort.profil === '') {",
      },
    ],
    tests: ['src-main/workspace/host/passphrase.test.ts', 'src-main/workspace/passphrase-prozess.test.ts'],
  },
  {
    name: 'a changed passphrase opens another key',
    regeln: ['L17'],
    stellen: [
      {
        datei: PASSPHRASE,
        alt: 'const schluessel = await entpacke(ort, alt);\n  verlangeGeeignet',
        neu: 'await entpacke(ort, alt);\n  const schluessel = zufall(SCHLUESSEL_BYTES);\n  verlangeGeeignet',
      },
    ],
    tests: ['src-main/workspace/host/passphrase.test.ts'],
  },
  {
    name: 'a new passphrase over keys whose own is missing',
    regeln: ['L18'],
    stellen: [
      {
        datei: 'src-main/workspace/host/schutz.ts',
        alt: 'if (art === PASSPHRASE) throw passphraseDateiFehlt();',
        neu: 'if (art === -PASSPHRASE) throw passphraseDateiFehlt();',
      },
    ],
    tests: ['src-main/workspace/host/passphrase.test.ts'],
  },
  {
    name: 'the recovery copy stays that of an older key',
    regeln: ['L19'],
    stellen: [
      {
        datei: 'src-main/workspace/host/wiederherstellung.ts',
        alt: 'if (da?.schluessel === fuer.fingerabdruck && da.kennung === kennung) return;',
        neu: "if (da?.schluessel === fuer.fingerabdruck && kennung !== '') return;",
      },
    ],
    tests: ['src-main/workspace/host/bergung.test.ts'],
  },
  {
    name: 'the lock of the device takes the recovery copy too',
    regeln: ['L19'],
    stellen: [
      {
        datei: 'src-main/workspace/host/schutz.ts',
        alt: '  await ablage.vernichte(join(ordner, BESTAND_DATEI));\n',
        neu: "  await ablage.vernichte(join(ordner, BESTAND_DATEI));\n  await ablage.vernichte(join(ordner, 'bestandsschluessel.wiederherstellung'));\n",
      },
    ],
    tests: ['src-main/workspace/host/bergung.test.ts'],
  },
  {
    name: 'recovery does not look into the second copy',
    regeln: ['L20'],
    stellen: [
      {
        datei: 'src-main/workspace/host/bergung.ts',
        alt: '      [zweitschriftVon(pfad), zweitschriftVon(ziel)],\n',
        neu: '',
      },
    ],
    tests: ['src-main/workspace/host/bergung.test.ts'],
  },
  {
    name: 'recovery hands over what the cloud had told',
    regeln: ['L20'],
    stellen: [
      {
        datei: 'src-main/workspace/host/bergung-inhalt.ts',
        alt: 'function eintrag({ gesehen: _gesehen, gewollt: _gewollt, jetzt: _jetzt, befehl: _befehl, ...rest }: Zeile)',
        neu: 'function eintrag({ befehl: _befehl, ...rest }: Zeile)',
      },
    ],
    tests: ['src-main/workspace/host/bergung.test.ts'],
  },
];
