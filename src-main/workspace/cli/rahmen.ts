/**
 * What surrounds every verb: opens or joins the engine, runs the verb, closes it, and turns what went wrong into a problem
 * and an exit code (0 done, 1 refused or failed). It never leaves an engine open.
 */
import { type Problem, ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import { statteAus } from '../host/ausstattung.ts';
import { oeffneZugriff, type Zugriff } from '../host/beitritt.ts';
import type { MotorDienste } from '../host/dienste.ts';
import { Gescheitert, type Terminal, zeigeProblem } from './ausgabe.ts';
import { holePassphrase } from './geheim.ts';
import { type Allgemein, liesOptionen, type RoheOptionen } from './optionen.ts';

/** What a verb is given. */
export interface Lage {
  o: Allgemein;
  t: Terminal;
  kontor: Zugriff;
  dienste: MotorDienste;
}

/** A command line's surroundings; tests put their own in. */
export interface Umwelt {
  t: Terminal;
  umgebung: Readonly<Record<string, string | undefined>>;
  hole: typeof fetch;
}

/** Runs a verb with an engine; answers the exit code. */
export async function mitMotor(
  umwelt: Umwelt,
  roh: RoheOptionen,
  verb: (lage: Lage) => Promise<void>,
): Promise<number> {
  return ohneMotor(umwelt, roh, async (o) => {
    const { profil, cloud, wiederherstellung } = o;
    const dienste = statteAus({ profil, cloud, wiederherstellung, schutz: { art: 'keiner' }, hole: umwelt.hole });
    const kontor = await oeffneZugriff(dienste, { als: o.als, offline: o.offline, dauerhaft: false });
    try {
      // A joined engine was opened by its window, or says itself what it waits for.
      const fehlt = kontor.eigener?.passphrase;
      if (fehlt !== undefined) {
        await kontor.rufe('entsperren', {
          passphrase: await holePassphrase(umwelt.t, o.passphraseDatei, fehlt === 'neu'),
        });
      }
      await verb({ o, t: umwelt.t, kontor, dienste });
    } finally {
      await kontor.beende();
    }
  });
}

/** Runs what needs no engine; answers the exit code. */
export async function ohneMotor(
  umwelt: Umwelt,
  roh: RoheOptionen,
  tu: (o: Allgemein) => Promise<void>,
): Promise<number> {
  const json = roh.json ?? false;
  try {
    await tu(liesOptionen(roh, umwelt.umgebung));
    return 0;
  } catch (fehler) {
    const { p, mehr } = grundVon(fehler);
    zeigeProblem(umwelt.t, json, p, mehr);
    return p.type.endsWith(':verwendung-falsch') ? 2 : 1;
  }
}

function grundVon(fehler: unknown): { p: Problem; mehr: Record<string, unknown> } {
  if (fehler instanceof Gescheitert) return { p: fehler.problem, mehr: fehler.mehr };
  if (fehler instanceof ProblemError) return { p: fehler.problem, mehr: {} };
  const { code, syscall } = fehler as NodeJS.ErrnoException;
  if (syscall !== undefined && code !== undefined) {
    return { p: problem('schreiben-unmoeglich', { detail: `${code} (${syscall})` }), mehr: {} };
  }
  const wo = fehler instanceof Error ? (fehler.stack ?? fehler.name) : String(fehler);
  return { p: problem('interner-fehler', { title: 'In Kontor ist etwas fehlgeschlagen.', detail: wo }), mehr: {} };
}
