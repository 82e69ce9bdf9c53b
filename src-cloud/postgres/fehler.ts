// What can go wrong with the embedded PostgreSQL, as sentences for people. Never passes PostgreSQL's own English message on
// as the explanation; it stands in the log, whose place the sentence names.

export type ClusterFehlerCode =
  | 'postgres-fehlt'
  | 'postgres-kein-platz'
  | 'postgres-in-benutzung'
  | 'postgres-version'
  | 'postgres-rechte'
  | 'postgres-startet-nicht';

/** The embedded database cannot be started, joined or stopped; `message` is the German sentence for people. */
export class ClusterFehler extends Error {
  readonly code: ClusterFehlerCode;
  constructor(code: ClusterFehlerCode, satz: string, cause?: unknown) {
    super(satz, { cause });
    this.code = code;
  }
}

/** What a start that failed leads to: again on another port, wait for old backends, or give up with a sentence. */
export type Startergebnis = 'laeuft' | 'port-belegt' | 'noch-in-benutzung' | ClusterFehler;

/** Reads the reason of a failed start from what PostgreSQL logged since. */
export function deute(protokoll: string, protokollDatei: string): Exclude<Startergebnis, 'laeuft'> {
  if (/could not bind|could not create any TCP\/IP sockets/.test(protokoll)) return 'port-belegt';
  if (/pre-existing shared memory block|lock file "postmaster\.pid" already exists/.test(protokoll))
    return 'noch-in-benutzung';
  if (/No space left on device|Disk quota exceeded/.test(protokoll)) return keinPlatz();
  if (/database files are incompatible with server/.test(protokoll)) {
    return new ClusterFehler(
      'postgres-version',
      'Die Datenbank wurde von einer anderen PostgreSQL-Version angelegt. Es wurde nichts verändert. Bitte nennen Sie einen anderen Ordner (--data) oder starten Sie die passende Version.',
    );
  }
  if (/wrong ownership|invalid permissions|Permission denied/.test(protokoll)) {
    return new ClusterFehler(
      'postgres-rechte',
      `Die Datenbank darf ihren Ordner nicht lesen oder schreiben. Es wurde nichts verändert. Bitte prüfen Sie Besitzer und Rechte; Einzelheiten stehen in ${protokollDatei}.`,
    );
  }
  return new ClusterFehler(
    'postgres-startet-nicht',
    `Die Datenbank ließ sich nicht starten. Ihre Daten sind unverändert. Einzelheiten stehen in ${protokollDatei}.`,
  );
}

/** The sentence for a full disk. */
export function keinPlatz(cause?: unknown): ClusterFehler {
  return new ClusterFehler(
    'postgres-kein-platz',
    'Auf dem Datenträger ist kein Platz mehr für die Datenbank. Vorhandene Daten sind unverändert. Bitte geben Sie Speicherplatz frei (etwa 200 MB) und starten Sie erneut.',
    cause,
  );
}
