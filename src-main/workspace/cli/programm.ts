/**
 * The command line's grammar (commander): verbs, options, help in German. Wrong usage ends with code 2 and says what is
 * right; with --json also as a problem. No verb does its work here.
 */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { problem } from '../../../src-shared/domain/problem.ts';
import { KONTOR_VERSION } from '../host/fassung.ts';
import { zeigeProblem } from './ausgabe.ts';
import { exportFormat, type RoheOptionen } from './optionen.ts';
import { type Lage, mitMotor, ohneMotor, type Umwelt } from './rahmen.ts';
import { diagnose, exportiere, type JournalWahl, journal } from './verben-akten.ts';
import { konflikte, type ListenWahl, liste, status, suche, zeige } from './verben-lesen.ts';
import { passphrase, wiederherstellen } from './verben-schutz.ts';
import { befehl, liesBody, loese, sync, zeichne } from './verben-tun.ts';

const FALSCH = 2;

function zahl(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > 500)
    throw new InvalidArgumentError('Erwartet wird eine Zahl von 1 bis 500.');
  return n;
}

/** Options of the verb with those before it. */
type Wahl<T> = RoheOptionen & T;
type Starte = <T>(roh: Wahl<T>, verb: (lage: Lage) => Promise<void>) => Promise<number>;

/** Runs the command line; answers the exit code. */
export async function fuehreAus(umwelt: Umwelt, argv: readonly string[]): Promise<number> {
  let code = 0;
  const programm = wurzel(umwelt);
  const starte: Starte = (roh, verb) => mitMotor(umwelt, roh, verb);
  const verb = <T = object>(
    form: string,
    was: string,
    tu: (o: Wahl<T>, ...args: string[]) => Promise<number>,
  ): Command =>
    programm
      .command(form)
      .description(was)
      .helpOption('-h, --help', 'zeigt diese Hilfe')
      .action(async (...args: unknown[]) => {
        const befehl = args.at(-1) as Command;
        code = await tu(befehl.optsWithGlobals<Wahl<T>>(), ...(args.slice(0, -2).flat() as string[]));
      });
  lesende(verb, starte);
  handelnde(verb, starte);
  aktenkundige(verb, starte, umwelt);
  schuetzende(verb, umwelt);
  try {
    await programm.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (fehler) {
    if (!(fehler instanceof CommanderError)) throw fehler;
    if (fehler.exitCode === 0) return 0;
    const detail = fehler.message.replace(/^error: /, '');
    if (argv.includes('--json')) zeigeProblem(umwelt.t, true, problem('verwendung-falsch', { detail }));
    return FALSCH;
  }
}

type Verb = <T = object>(form: string, was: string, tu: (o: Wahl<T>, ...args: string[]) => Promise<number>) => Command;

const sammle = (wert: string, bisher: string[] = []): string[] => [...bisher, wert];

function wurzel({ t }: Umwelt): Command {
  return new Command('kontor')
    .description('Kontor im Terminal: abgleichen, lesen, bearbeiten, zeichnen, prüfen')
    .version(KONTOR_VERSION, '--version', 'zeigt die Fassung')
    .option('--json', 'ein JSON-Dokument auf stdout, sonst nichts')
    .option('--profil <ordner>', 'Ordner des Bestands (KONTOR_PROFIL)')
    .option('--cloud <url>', 'Adresse der Cloud (KONTOR_CLOUD)')
    .option('--als <person>', 'Anmeldung in der Demo mit dem Benutzernamen', sammle)
    .option('--offline', 'berührt das Netz nicht')
    .option('--passphrase-datei <datei>', 'Datei (chmod 600) mit der Passphrase (KONTOR_PASSPHRASE_DATEI)')
    .helpOption('-h, --help', 'zeigt diese Hilfe')
    .helpCommand('help [verb]', 'zeigt die Hilfe zu einem Verb')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({ writeOut: t.aus, writeErr: t.fehler })
    .showHelpAfterError('(kontor --help zeigt, wie es geht)');
}

function lesende(verb: Verb, starte: Starte): void {
  verb<ListenWahl>('liste', 'zeigt die Vorgänge', (o) => starte(o, (l) => liste(l, o)))
    .option('--status <status>', 'nur dieser Status (mehrere mit Komma)')
    .option('--oe <id>', 'nur diese Organisationseinheit')
    .option('--meine', 'nur mir zugewiesene')
    .option('--ueberfaellig', 'nur überfällige')
    .addOption(new Option('--sortierung <art>', 'Reihenfolge').choices(['eingang', 'frist']).default('eingang'))
    .option('--limit <n>', 'so viele Zeilen', zahl, 50)
    .option('--nach <marke>', 'ab dieser Marke');
  verb<{ limit: number }>('suche <text>', 'sucht in allem, was auf dem Gerät liegt', (o, text = '') =>
    starte(o, (l) => suche(l, text, o.limit)),
  ).option('--limit <n>', 'so viele Treffer', zahl, 50);
  verb('zeige <id-oder-nummer>', 'zeigt einen Vorgang', (o, id = '') => starte(o, (l) => zeige(l, id)));
  verb('konflikte', 'zeigt, was nicht durchgegangen ist', (o) => starte(o, konflikte));
  verb('status', 'zeigt Verbindung, Wartendes, Größen', (o) => starte(o, status));
}

function handelnde(verb: Verb, starte: Starte): void {
  verb<{ bisRuhig?: boolean }>('sync', 'gleicht jetzt ab', (o) =>
    starte(o, (l) => sync(l, o.bisRuhig ?? false)),
  ).option('--bis-ruhig', 'bis nichts mehr zu tun ist');
  verb<{ vorgang: string; body?: string }>('befehl <order>', 'stellt einen Befehl in den Ausgang', (o, order = '') =>
    starte(o, async (l) => befehl(l, order, o.vorgang, liesBody(o.body))),
  )
    .requiredOption('--vorgang <id>', 'Kennung oder Nummer des Vorgangs')
    .option('--body <json>', 'Inhalt des Befehls');
  verb<{ vorgang: string }>('zeichne', 'zeichnet den Bescheidentwurf', (o) =>
    starte(o, (l) => zeichne(l, o.vorgang)),
  ).requiredOption('--vorgang <id>', 'Kennung oder Nummer des Vorgangs');
  verb<{ weg: 'erneut' | 'kommentar' | 'verwerfen' }>('loese <commandId>', 'löst einen Konflikt', (o, id = '') =>
    starte(o, (l) => loese(l, id, o.weg)),
  ).addOption(new Option('--weg <weg>', 'wie').choices(['erneut', 'kommentar', 'verwerfen']).makeOptionMandatory());
}

function aktenkundige(verb: Verb, starte: Starte, umwelt: Umwelt): void {
  verb<JournalWahl>('journal', 'zeigt, prüft und belegt die gezeichneten Akte', (o) => journal(umwelt, starte, o))
    .option('--pruefe [datei]', 'prüft das Journal oder eine Belegdatei')
    .option('--beleg <vorgang>', 'schreibt eine Belegdatei (mit --nach)')
    .option('--nach <datei>', 'wohin')
    .option('--anker <fingerprint>', 'erwarteter Fingerabdruck des Ankers');
  verb<{ nach: string }>(
    'export <vorgang...>',
    'schreibt Vorgänge für E-Akte oder Archiv (--als zip, xdomea)',
    (o, ...ids) => starte(o, (l) => exportiere(l, ids, exportFormat(o.als), o.nach)),
  ).requiredOption('--nach <datei>', 'wohin');
  verb<{ nach: string }>('diagnose', 'packt Protokolle und Zahlen ohne personenbezogene Daten', (o) =>
    starte(o, (l) => diagnose(l, o.nach)),
  ).requiredOption('--nach <datei>', 'wohin');
}

function schuetzende(verb: Verb, umwelt: Umwelt): void {
  verb('passphrase', 'ändert die Passphrase dieses Profils oder legt die erste fest', (o) =>
    ohneMotor(umwelt, o, (a) => passphrase(umwelt, a)),
  );
  verb<{ schluessel: string; nach: string }>(
    'wiederherstellen',
    'birgt nicht Übertragenes mit dem privaten Schlüssel der Verwaltung (für die IT)',
    (o) => ohneMotor(umwelt, o, (a) => wiederherstellen(umwelt, a, o)),
  )
    .requiredOption('--schluessel <pem>', 'privater Wiederherstellungsschlüssel')
    .requiredOption('--nach <datei>', 'wohin');
}
