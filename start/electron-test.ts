// `npm run test:electron`: the end-to-end tests once more, in Electron's real runtime, where it is on this machine. Where it
// is not, it says plainly that nothing was tested, and must never look like a success of something that did not run.

import { spawnSync } from 'node:child_process';
import { BUNDLES, baue } from './bundles.ts';
import { sucheElectron } from './electron-suche.ts';
import { imProjekt } from './kind.ts';

/** For callers that want to tell "did not run" from "passed" and "failed". */
const NICHT_GELAUFEN = 3;

const wurzel = imProjekt('.');
const programm = sucheElectron(wurzel, process.env);
if (programm === null) {
  process.stderr.write(
    'NICHT GELAUFEN: Die Laufzeit von Electron ist auf diesem Rechner nicht da, es wurde nichts geprüft.\nZu holen mit „node node_modules/electron/install.js“ (lädt von github.com).\n',
  );
  process.exitCode = NICHT_GELAUFEN;
} else {
  for (const bundle of BUNDLES) await baue(wurzel, bundle);
  const lauf = spawnSync(
    process.execPath,
    [imProjekt('node_modules/@playwright/test/cli.js'), 'test', '--project=electron'],
    {
      stdio: 'inherit',
      env: { ...process.env, KONTOR_ELECTRON: programm },
    },
  );
  process.exitCode = lauf.status ?? 1;
}
