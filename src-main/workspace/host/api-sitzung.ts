/**
 * Who is signed in, the connection, and sync by hand. The status of a single call asks the cloud once, for three seconds
 * at most; a running engine knows its state from its own requests and asks nothing more.
 */
import { ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { StatusAnsicht, SyncBericht } from '../../../src-shared/workspace-api/ansichten.ts';
import type { WorkspaceApi } from '../../../src-shared/workspace-api/tabelle.ts';
import { demoPersonen } from '../cloud/demo.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import { type Anruf, alsProblem, darfNetz } from './anruf.ts';

export type Sitzungsbezogen = Pick<
  WorkspaceApi,
  'sitzung' | 'status' | 'demoPersonen' | 'sync' | 'entsperren' | 'anmelden' | 'abmelden' | 'offlineWaehlen'
>;

const FRAGE_MS = 3_000;

function verlangeNetz(anruf: Anruf): void {
  if (!anruf.offline) return;
  throw new ProblemError(problem('keine-verbindung', { detail: 'Dieser Aufruf arbeitet auf Wunsch ohne Netz.' }));
}

export function sitzungsbezogen(anruf: Anruf): Sitzungsbezogen {
  const { motor } = anruf;
  return {
    sitzung: async () => motor.sitzung(),
    status: () => status(anruf),
    demoPersonen: async () => {
      const { cloud, hole } = motor.dienste;
      return { personen: anruf.offline ? [] : await demoPersonen(cloud, hole) };
    },
    sync: ({ bisRuhig }) => sync(anruf, bisRuhig),
    entsperren: ({ passphrase }) => motor.entsperre(passphrase),
    anmelden: async ({ person }) => {
      verlangeNetz(anruf);
      return motor.anmelden(person);
    },
    abmelden: () => motor.abmelden(),
    offlineWaehlen: async ({ an }) => motor.offlineWaehlen(an),
  };
}

async function status(anruf: Anruf): Promise<StatusAnsicht> {
  const { motor } = anruf;
  if (motor.lauf.dauerhaft || anruf.offline) return motor.status();
  try {
    const platz = motor.platz(true);
    if (darfNetz(anruf, platz)) await motor.frageCloud(FRAGE_MS);
  } catch (fehler) {
    // Whatever stands in the way is in the status itself.
    if (!(fehler instanceof ProblemError) && !(fehler instanceof CloudFehler)) throw fehler;
  }
  return motor.status();
}

async function sync(anruf: Anruf, bisRuhig: boolean): Promise<SyncBericht> {
  const platz = anruf.motor.platz(true);
  verlangeNetz(anruf);
  if (!darfNetz(anruf, platz)) {
    const { ursache, rat } = platz.zustand.lage();
    throw new ProblemError(problem('keine-verbindung', { detail: `${ursache ?? ''} ${rat ?? ''}`.trim() }));
  }
  const { fehler, ...bericht } = await alsProblem(() => platz.abgleich.jetzt(bisRuhig));
  if (fehler?.art === 'gedrosselt') {
    const detail = `Die Cloud bittet um Geduld; in ${Math.ceil(fehler.warteMs / 1000)} s geht es weiter.`;
    throw new ProblemError(problem('zu-viele-anfragen', { detail }));
  }
  return bericht;
}
