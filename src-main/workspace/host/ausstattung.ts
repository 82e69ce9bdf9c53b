/**
 * The real equipment of an engine in a plain Node process: the machine's clock, disk and randomness, the log in the profile,
 * the system's browser. The fetch is the caller's choice.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Hole } from '../cloud/senden.ts';
import { systemUhr } from '../system.ts';
import { dateiAblage } from '../zeichnung/schluesseldatei.ts';
import type { MotorDienste, Schutzdienst } from './dienste.ts';
import { KONTOR_VERSION } from './fassung.ts';
import { Profil } from './profil.ts';
import { protokolldatei } from './protokolldatei.ts';
import { liesOeffentlichen } from './wiederherstellung.ts';

export interface Ausstattung {
  profil: string;
  cloud: string;
  issuer?: string | undefined;
  leaseStunden?: number;
  schutz: Schutzdienst;
  /** File with the authority's public recovery key. */
  wiederherstellung?: string | undefined;
  hole: Hole;
}

const LEASE_STUNDEN = 120;

/** Puts it together; makes the profile's folders. @throws ProblemError where the profile cannot be written to */
export function statteAus(a: Ausstattung): MotorDienste {
  const cloud = a.cloud.replace(/\/+$/, '');
  if (URL.parse(cloud) === null) {
    throw new ProblemError('verwendung-falsch', { detail: `„${a.cloud}“ ist keine Adresse einer Cloud.` });
  }
  const profil = new Profil(a.profil, cloud, dateiAblage);
  profil.bereite();
  return {
    profil: a.profil,
    cloud,
    issuer: a.issuer ?? `${cloud}/oidc`,
    version: KONTOR_VERSION,
    uhr: systemUhr,
    zufall: (bytes) => randomBytes(bytes),
    hole: a.hole,
    ablage: dateiAblage,
    log: protokolldatei(profil.logdatei, () => systemUhr.jetzt()),
    schutz: a.schutz,
    wiederherstellung: a.wiederherstellung === undefined ? undefined : liesOeffentlichen(a.wiederherstellung),
    oeffneUrl,
    schriften: schriftenordner(),
    leaseStunden: a.leaseStunden ?? LEASE_STUNDEN,
  };
}

const OEFFNER: Partial<Record<NodeJS.Platform, [string, ...string[]]>> = {
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  darwin: ['open'],
};

/** Opens an http(s) address in the system's browser. */
async function oeffneUrl(url: string): Promise<void> {
  if (!/^https?:\/\//.test(url)) throw new ProblemError('verwendung-falsch');
  const [befehl, ...args] = OEFFNER[process.platform] ?? ['xdg-open'];
  const kind = spawn(befehl, [...args, url], { stdio: 'ignore', detached: true });
  await new Promise<void>((gut, schlecht) => {
    kind.once('spawn', gut);
    kind.once('error', (fehler) =>
      schlecht(
        new ProblemError(
          'nicht-angemeldet',
          { detail: `Es ließ sich kein Browser öffnen. Bitte öffnen Sie selbst: ${url}` },
          fehler,
        ),
      ),
    );
  });
  kind.unref();
}

/** `assets/fonts` of the checkout or installation, seen from wherever this file was bundled to. */
function schriftenordner(): string {
  let ordner = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const hier = join(ordner, 'assets', 'fonts');
    if (existsSync(hier)) return hier;
    const darueber = dirname(ordner);
    // Said when the first document is made: reading and sync need no fonts.
    if (darueber === ordner) return hier;
    ordner = darueber;
  }
}
