// The application itself, above both shells: starts the workspace under supervision, joins each window's line to it,
// passes on hints and keys, and ends everything in order. It knows only the port Shell; it must never look into what a
// window and the workspace say to each other.

import { type Problem, ProblemError, problem } from '../../src-shared/domain/problem.ts';
import { frage } from '../../src-shared/workspace-api/protokoll.ts';
import type { Endegrund, Leitung, Schluesselablage, Shell } from '../shell/shell.ts';
import { type Aufsicht, beaufsichtige, type Grenzen, type Lage, UEBLICHE_GRENZEN, type Umgebung } from './aufsicht.ts';
import type { Policy } from './policy.ts';
import type { AnArbeitsprozess, VomArbeitsprozess } from './steuerkanal.ts';

/** What one run of the application is about. */
export interface Auftrag {
  /** Folder of the cache and the keys. */
  readonly profil: string;
  readonly als?: string;
  readonly offline?: boolean;
  readonly policy: Policy;
}

/** Where the application says what happened: codes and process ids, never content. */
export type Betriebslog = (ereignis: string, angaben?: Record<string, string | number | null>) => void;

export interface Anwendung {
  readonly aufsicht: Aufsicht;
  /** Ends the workspace, then windows and shell; the second call waits for the first. */
  beende(): Promise<void>;
  /** Resolves when all is ended. */
  readonly ende: Promise<Endegrund>;
}

/** How long a window is answered with the reason before it is hung up on and asks again, in milliseconds. */
const ABWEISUNGSFRIST = 5_000;

/**
 * Starts the application on a shell. The window is not opened: see `Shell.oeffneFenster`.
 * It ends by itself when the shell says so (last window, menu, signal).
 */
export function starteAnwendung(
  shell: Shell,
  auftrag: Auftrag,
  zeit: Pick<Umgebung, 'nach' | 'jetzt'>,
  log: Betriebslog,
  grenzen: Grenzen = UEBLICHE_GRENZEN,
): Anwendung {
  const { policy, ...rest } = auftrag;
  const aufsicht = beaufsichtige(
    { ...zeit, starteArbeitsprozess: () => shell.starteArbeitsprozess() },
    {
      ...rest,
      cloud: policy.cloud,
      leaseStunden: policy.leaseStunden,
      schluessel: shell.schluessel.art,
      ...(policy.wiederherstellung && { wiederherstellung: policy.wiederherstellung }),
    },
    grenzen,
  );
  const leitungen = verteile(aufsicht, zeit.nach, log);
  shell.aufLeitung(leitungen);
  shell.aufWecker((grund) => aufsicht.sende({ art: 'wecker', grund }));
  aufsicht.aufNachricht((nachricht, antworte) => {
    if (nachricht.art === 'meldung') {
      if (policy.meldungen) void shell.melde({ titel: nachricht.titel, text: nachricht.text });
    } else void beantworteSchutz(shell.schluessel, nachricht).then((a) => a && antworte(a));
  });

  const { promise: ende, resolve: geendet } = Promise.withResolvers<Endegrund>();
  let laufend: Promise<void> | null = null;
  const beende = (grund: Endegrund): Promise<void> => {
    laufend ??= (async () => {
      log('anwendung-endet', { grund });
      await aufsicht.beende();
      await shell.beende();
      geendet(grund);
    })();
    return laufend;
  };
  shell.aufEnde((grund) => void beende(grund));
  return { aufsicht, ende, beende: () => beende('befehl') };
}

/** Lines wait while the workspace starts, are joined when it runs, and hear the reason when it does not. */
function verteile(aufsicht: Aufsicht, nach: Umgebung['nach'], log: Betriebslog): (leitung: Leitung) => void {
  let wartende: Leitung[] = [];
  const bediene = (lage: Lage): void => {
    if (lage.art === 'laeuft') {
      for (const leitung of wartende) lage.prozess.verbinde(leitung);
    } else if (lage.art === 'gescheitert') {
      for (const leitung of wartende) weiseAb(leitung, lage.problem, nach);
    } else if (lage.art === 'beendet') {
      for (const leitung of wartende) leitung.schliesse();
    } else return;
    wartende = [];
  };
  aufsicht.aufLage((lage) => {
    protokolliere(lage, log);
    bediene(lage);
  });
  return (leitung) => {
    wartende.push(leitung);
    const lage = aufsicht.lage();
    if (lage.art === 'gescheitert') {
      // A window that asks again, or a person who reloads, is worth one more try: the cause may be gone by now.
      bediene(lage);
      aufsicht.nochmal();
    } else bediene(lage);
  };
}

/** Instead of the workspace: answers every question with the reason why there is none. */
function weiseAb(leitung: Leitung, grund: Problem, nach: Umgebung['nach']): void {
  const verbindung = leitung.alsVerbindung();
  const legAuf = nach(ABWEISUNGSFRIST, () => verbindung.schliesse());
  verbindung.beendet(() => legAuf());
  verbindung.empfange((roh) => {
    const gefragt = frage.safeParse(roh);
    if (gefragt.success) verbindung.sende({ art: 'antwort', id: gefragt.data.id, ok: false, problem: grund });
  });
}

function protokolliere(lage: Lage, log: Betriebslog): void {
  if (lage.art === 'laeuft') log('arbeitsbereich-bereit', { pid: lage.prozess.pid ?? null });
  else if (lage.art === 'gescheitert') log('arbeitsbereich-gescheitert', { problem: lage.problem.type });
  else log(`arbeitsbereich-${lage.art}`);
}

/** Answers a wish for the operating system's key store. A failing store is an answer too, or the workspace would wait for ever. */
async function beantworteSchutz(ablage: Schluesselablage, wunsch: VomArbeitsprozess): Promise<AnArbeitsprozess | null> {
  if (wunsch.art !== 'schuetze' && wunsch.art !== 'oeffne') return null;
  const { id } = wunsch;
  if (ablage.art === 'keine') return { art: 'schutz', id, problem: problem('schutz-fehlt') };
  const bytes = Uint8Array.from(Buffer.from(wunsch.daten, 'base64'));
  try {
    const ergebnis = wunsch.art === 'schuetze' ? await ablage.schuetze(bytes) : await ablage.oeffne(bytes);
    return { art: 'schutz', id, daten: Buffer.from(ergebnis).toString('base64') };
  } catch (fehler) {
    const grund = fehler instanceof ProblemError ? fehler.problem : problem('schluessel-unbrauchbar');
    return { art: 'schutz', id, problem: grund };
  }
}
