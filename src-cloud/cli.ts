#!/usr/bin/env node
// The command `cloud`: start, seed, token and administration of the central cloud (docs: cli). Says done (0), refused or
// failed (1, with a problem), or wrongly used (2). With --json exactly one JSON document goes to stdout. Holds no logic:
// each verb is a file in cli/, loaded when it is asked for.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';

function zahl(von: number, bis: number): (text: string) => number {
  return (text) => {
    const n = Number(text);
    if (/^\d+$/.test(text) && n >= von && n <= bis) return n;
    throw new InvalidArgumentError(`Erwartet wird eine ganze Zahl von ${von} bis ${bis}.`);
  };
}

function datum(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))) return text;
  throw new InvalidArgumentError('Erwartet wird ein Datum wie 2026-03-31.');
}

const daten = () =>
  new Option('--data <DIR>', 'Ordner für Datenbank und Anhänge').env('KONTOR_CLOUD_DATEN').default('.kontor/cloud');
const datenbank = () =>
  new Option('--database <URL>', 'vorhandener PostgreSQL-Server statt des eigenen').env('DATABASE_URL');

/** A new verb, with the option every verb has. */
type Verb = (name: string, beschreibung: string) => Command;

function programm(): Command {
  const cloud = new Command('cloud').description('Die zentrale Cloud von Kontor').exitOverride();
  const verbUnter =
    (eltern: Command): Verb =>
    (name, beschreibung) =>
      eltern.command(name).description(beschreibung).option('--json', 'ein JSON-Dokument auf stdout').exitOverride();
  betrieb(verbUnter(cloud));
  verwaltung(verbUnter(cloud));
  geraete(verbUnter(cloud.command('geraet').description('Geräte').exitOverride()));
  return cloud;
}

function betrieb(verb: Verb): void {
  verb('start', 'startet die Cloud; gibt {"url", "issuer", "database"} aus, sobald sie bereit ist')
    .option('--port <n>', 'Port; 0 nimmt einen freien', zahl(0, 65_535), 8700)
    .addOption(daten())
    .addOption(datenbank())
    .option('--demo', 'Demobetrieb: erfundene Personen, nur auf diesem Rechner')
    .action(async (...a: Parameters<typeof import('./cli/start.ts').startBefehl>) =>
      (await import('./cli/start.ts')).startBefehl(...a),
    );

  verb('seed', 'legt erfundene Vorgänge an, auch neben einer laufenden Cloud')
    .requiredOption('--mandant <ID>', 'flensburg, preetz oder herzogtum-lauenburg')
    .requiredOption('--vorgaenge <n>', 'wie viele', zahl(0, 1_000_000))
    .option('--seed <k>', 'gleicher Seed, gleiche Daten', zahl(0, 2 ** 31), 1)
    .option('--von <DATUM>', 'frühester Eingang (sonst 180 Tage vor --bis)', datum)
    .option('--bis <DATUM>', 'spätester Eingang (sonst heute)', datum)
    .addOption(daten())
    .addOption(datenbank())
    .action(async (...a: Parameters<typeof import('./cli/seed.ts').seedBefehl>) =>
      (await import('./cli/seed.ts')).seedBefehl(...a),
    );

  verb('token', 'gibt ein Zugriffstoken einer Demoperson aus (kann nicht zeichnen)')
    .argument('<person>', 'Benutzername, etwa sabine.sander')
    .requiredOption('--url <URL>', 'Adresse der Cloud')
    .action(async (...a: Parameters<typeof import('./cli/token.ts').tokenBefehl>) =>
      (await import('./cli/token.ts')).tokenBefehl(...a),
    );
}

function verwaltung(verb: Verb): void {
  verb('migrate', 'bringt die Datenbank auf den Stand dieser Version')
    .option('--neue-epoche', 'nach einer Wiederherstellung: alle Arbeitsplätze lesen den Bestand neu')
    .addOption(daten())
    .addOption(datenbank())
    .action(async (...a: Parameters<typeof import('./cli/verwaltung.ts').migrateBefehl>) =>
      (await import('./cli/verwaltung.ts')).migrateBefehl(...a),
    );

  verb('person', 'legt eine Person an oder ändert sie')
    .argument('<sub>', 'Kennung des Anmeldedienstes')
    .requiredOption('--mandant <ID>', 'Mandant')
    .requiredOption('--username <NAME>', 'Benutzername')
    .requiredOption('--name <NAME>', 'Vor- und Nachname')
    .requiredOption('--rolle <ROLLE...>', 'VERWALTUNG_USER, _POSTSTELLE, _LOESCHEN, _LEITUNG')
    .option('--oe <ID...>', 'Organisationseinheiten', [])
    .option('--zeichnung <DIENST...>', 'zeichnungsbefugt für diese Dienste; „alle“ für jeden', [])
    .addOption(daten())
    .addOption(datenbank())
    .action(async (...a: Parameters<typeof import('./cli/verwaltung.ts').personBefehl>) =>
      (await import('./cli/verwaltung.ts')).personBefehl(...a),
    );

  verb('dienst', 'ändert einen Online-Dienst')
    .argument('<id>', 'Kennung des Dienstes')
    .requiredOption('--mandant <ID>', 'Mandant')
    .option('--frist-tage <n>', 'Bearbeitungsfrist', zahl(0, 3650))
    .option('--versand-nach-min <n>', 'Minuten zwischen Zeichnung und Versand', zahl(0, 100_000))
    .addOption(new Option('--mitzeichnung <ja|nein>', 'Mitzeichnung verlangt').choices(['ja', 'nein']))
    .addOption(daten())
    .addOption(datenbank())
    .action(async (...a: Parameters<typeof import('./cli/verwaltung.ts').dienstBefehl>) =>
      (await import('./cli/verwaltung.ts')).dienstBefehl(...a),
    );
}

function geraete(verb: Verb): void {
  verb('sperren', 'sperrt ein Gerät; seine nicht gesendete Arbeit kann noch übergeben werden')
    .argument('<id>', 'Kennung des Geräts')
    .requiredOption('--mandant <ID>', 'Mandant')
    .requiredOption('--grund <TEXT>', 'kurzer Grund ohne personenbezogene Daten')
    .addOption(daten())
    .addOption(datenbank())
    .action(async (...a: Parameters<typeof import('./cli/verwaltung.ts').geraetSperren>) =>
      (await import('./cli/verwaltung.ts')).geraetSperren(...a),
    );
}

async function main(): Promise<void> {
  const cloud = programm();
  try {
    await cloud.parseAsync();
  } catch (fehler) {
    if (fehler instanceof CommanderError) {
      // Help and version are no mistake; commander has written what there is to say.
      process.exitCode = fehler.exitCode === 0 ? 0 : 2;
      return;
    }
    const { alsCliProblem } = await import('./cli/cli-problem.ts');
    const problem = alsCliProblem(fehler);
    if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(problem)}\n`);
    else process.stderr.write(`${problem.title}${problem.detail ? `\n${problem.detail}` : ''}\n`);
    process.exitCode = 1;
  }
}

await main();
