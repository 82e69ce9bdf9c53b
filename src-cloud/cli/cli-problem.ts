// What a failed command says: a problem `{type, title, detail}` in German, for people and for scripts. A failure nobody
// foresaw says so with its code and place, never with data.
import { type Problem, ProblemError, problem } from '../../src-shared/domain/problem.ts';
import { MigrationsFehler } from '../db/migrieren.ts';
import { ClusterFehler } from '../postgres/fehler.ts';
import { DemoFehler } from '../server/demoschutz.ts';

/** The problem of whatever a command threw. */
export function alsCliProblem(fehler: unknown): Problem {
  if (fehler instanceof ProblemError) {
    const { status: _status, ...rest } = fehler.problem;
    return rest as Problem;
  }
  if (fehler instanceof ClusterFehler || fehler instanceof MigrationsFehler || fehler instanceof DemoFehler) {
    return problem(fehler.code, { title: fehler.message });
  }
  // Sentences of argument checks (unknown Mandant, date, network) are German already.
  if (fehler instanceof RangeError) return problem('verwendung-falsch', { title: fehler.message });
  return ausCode(fehler as NodeJS.ErrnoException & { port?: number; address?: string });
}

function ausCode(fehler: NodeJS.ErrnoException & { port?: number; address?: string }): Problem {
  switch (fehler.code) {
    case 'EADDRINUSE':
      return problem('port-belegt', {
        title: `Port ${fehler.port ?? ''} ist auf diesem Rechner schon belegt, vielleicht von einer laufenden Cloud.`,
        detail:
          'Es wurde nichts verändert. Bitte beenden Sie das andere Programm oder nennen Sie mit --port einen anderen Port (0 nimmt einen freien).',
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return problem('schreiben-unmoeglich', {
        title: `Dazu fehlt das Recht: ${fehler.path ?? fehler.address ?? ''}`,
        detail:
          'Bitte nennen Sie mit --data einen Ordner, in den Sie schreiben dürfen, und mit --port einen Port über 1023.',
      });
    case 'ENOSPC':
      return problem('speicher-voll', {
        title: 'Der Datenträger ist voll. Bitte geben Sie Speicherplatz frei.',
      });
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ETIMEDOUT':
    case '28P01':
    case '28000':
    case '3D000':
      return problem('datenbank-nicht-erreichbar', {
        title: 'Die Datenbank ist unter dieser Adresse nicht erreichbar oder nimmt die Anmeldung nicht an.',
        detail: `Bitte prüfen Sie --database (${fehler.code}).`,
      });
    default:
      return problem('interner-fehler', {
        title: 'Der Befehl ist an etwas Unvorhergesehenem gescheitert.',
        detail: [
          fehler.code ?? fehler.name,
          ...(fehler.stack ?? '')
            .split('\n')
            .filter((z) => z.includes(' at '))
            .slice(0, 6),
        ].join('\n'),
      });
  }
}
