// The browser shell as a program: what `npm start` runs where there is no Electron runtime. It says on one line (or to
// its parent) when the page can be opened, and ends when its window, its parent or a signal wants it. It must never
// outlive its parent.

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { type Anwendung, starteAnwendung } from '../../app/anwendung.ts';
import { liesPolicy } from '../../app/policy.ts';
import { hoereAufEnde, stderrLog, systemZeit } from '../../app/system.ts';
import { starteBrowsershell } from './browser-shell.ts';
import { dieserRechner } from './browser-suche.ts';
import { KeinFenster } from './browserfenster.ts';

const WORKSPACE = fileURLToPath(new URL('../../workspace/prozess.ts', import.meta.url));

function lies(argv: string[]) {
  const { values } = parseArgs({
    args: argv,
    options: {
      profil: { type: 'string' },
      cloud: { type: 'string' },
      als: { type: 'string' },
      offline: { type: 'boolean' },
      seiten: { type: 'string' },
      browserprofil: { type: 'string' },
      workspace: { type: 'string', default: WORKSPACE },
      'kein-fenster': { type: 'boolean', default: false },
    },
  });
  const { profil, cloud, seiten, browserprofil } = values;
  if (!profil || !cloud || !seiten || !browserprofil)
    throw new TypeError('--profil, --cloud, --seiten und --browserprofil werden gebraucht.');
  return { ...values, profil, cloud, seiten, browserprofil };
}

/** To the parent by its channel, else as one line for whoever started this by hand. */
function sage(nachricht: Record<string, unknown>): void {
  if (process.send) process.send(nachricht);
  else process.stdout.write(`${JSON.stringify(nachricht)}\n`);
}

/** Until the workspace runs, or has said why it cannot: then the page says it too. */
function warteAufArbeitsbereich(anwendung: Anwendung): Promise<void> {
  return new Promise((entschieden) => {
    const pruefe = (): void => {
      if (['laeuft', 'gescheitert', 'beendet'].includes(anwendung.aufsicht.lage().art)) entschieden();
    };
    anwendung.aufsicht.aufLage(pruefe);
    pruefe();
  });
}

async function laufe(): Promise<void> {
  const angaben = lies(process.argv.slice(2));
  const policy = liesPolicy({
    cloud: angaben.cloud,
    wiederherstellung: process.env.KONTOR_WIEDERHERSTELLUNG || undefined,
  });
  const shell = await starteBrowsershell({
    seiten: angaben.seiten,
    browserprofil: angaben.browserprofil,
    workspace: { modul: angaben.workspace },
    rechner: dieserRechner(),
  });
  const anwendung = starteAnwendung(
    shell,
    {
      profil: angaben.profil,
      policy,
      ...(angaben.als && { als: angaben.als }),
      ...(angaben.offline && { offline: true }),
    },
    systemZeit,
    stderrLog,
  );
  hoereAufEnde(() => shell.bitteUmEnde('befehl'));
  const bereit = warteAufArbeitsbereich(anwendung).then(() => sage({ art: 'bereit', url: shell.adresse }));
  if (!angaben['kein-fenster']) {
    try {
      await shell.oeffneFenster();
      sage({ art: 'fenster' });
    } catch (fehler) {
      if (!(fehler instanceof KeinFenster)) throw fehler;
      sage({ art: 'kein-fenster', satz: fehler.message });
    }
  }
  await bereit;
  await anwendung.ende;
}

laufe().then(
  () => process.exit(0),
  (fehler: unknown) => {
    const satz = fehler instanceof ProblemError ? (fehler.problem.detail ?? fehler.problem.title) : String(fehler);
    process.stderr.write(`Kontor konnte nicht starten: ${satz}\n`);
    process.exit(1);
  },
);
