/**
 * What is safe and what to do when something failed: the part of an error that calms. Title and detail come with the
 * problem; this adds only what the code alone lets one say for certain.
 */
import { type Problem, type ProblemCode, ProblemError, problem, problemCode } from '../../src-shared/domain/problem.ts';

const SATZ: Partial<Record<ProblemCode, string>> = {
  'arbeitsbereich-fehlt':
    'Was schon bestätigt war, ist gespeichert. Das Fenster verbindet sich von selbst wieder; sehen Sie dann nach, ob die letzte Änderung da ist.',
  'keine-verbindung': 'Ihre Änderungen sind auf diesem Gerät gespeichert und werden von selbst übertragen.',
  'sitzung-abgelaufen': 'Ihre Änderungen sind auf diesem Gerät gespeichert. Nach der Anmeldung werden sie übertragen.',
  'nicht-angemeldet': 'Es ist nichts verloren. Melden Sie sich an und wiederholen Sie den Schritt.',
  'speicher-voll':
    'Die letzte Änderung wurde nicht gespeichert. Schaffen Sie Platz auf dem Datenträger und wiederholen Sie sie.',
  'nicht-zuruecknehmbar': 'Die Änderung gilt. Falls möglich, geben Sie den umgekehrten Schritt.',
  'details-fehlen': 'Der Kopf des Vorgangs ist da; die Einzelheiten kommen mit dem nächsten Abgleich.',
  'details-veraltet':
    'Es wurde nichts gezeichnet. Warten Sie den nächsten Abgleich ab und prüfen Sie den Vorgang noch einmal.',
  'interner-fehler': 'Es wurde nichts geändert. Wiederholen Sie den Schritt; bleibt der Fehler, sagen Sie es Ihrer IT.',
};

/** The sentence for a problem, where there is one to be said. */
export function wasIstSicher(p: Problem): string | undefined {
  const code = problemCode(p);
  return code === undefined ? undefined : SATZ[code];
}

/** Any failure as a problem that can be shown. */
export function alsProblem(fehler: unknown): Problem {
  return fehler instanceof ProblemError
    ? fehler.problem
    : problem('interner-fehler', { title: 'Im Fenster ist etwas fehlgeschlagen.' });
}
