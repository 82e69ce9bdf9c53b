// The workspace's entry within Electron: the same engine as everywhere, on Chromium's network stack, so that the system's
// proxy, PAC files, certificate store and sign-on count. It must never hold anything of its own: what the workspace does
// stands in src-main/workspace.

import { net } from 'electron';
import { statteAus } from '../../workspace/host/ausstattung.ts';
import { elternteilVon } from '../../workspace/host/elternteil.ts';
import { bedieneElternteil } from '../../workspace/host/prozesslauf.ts';

const eltern = elternteilVon(process);
if (eltern === undefined) throw new Error('Nur als utilityProcess von Kontor.');

/** Electron's fetch takes no URL object. */
const hole: typeof fetch = (ziel, init) => net.fetch(ziel instanceof URL ? ziel.href : ziel, init);

bedieneElternteil({
  eltern,
  dienste: (konfiguration, schutz) => statteAus({ ...konfiguration, schutz, hole }),
  endeProzess: (code) => process.exit(code),
});
