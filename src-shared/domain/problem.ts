/**
 * The closed vocabulary of errors: one stable code each, with the German title people read.
 * Cloud and client throw and carry the same `Problem` (RFC 9457); nobody invents a code elsewhere.
 * A code is never renamed or reused: older clients and stored outbox entries hold it.
 */
import { z } from 'zod';

/** Every code and its title. The urn is `urn:kontor:problem:<code>`. */
export const PROBLEME = {
  // Access
  'sitzung-abgelaufen': 'Ihre Anmeldung ist abgelaufen. Bitte melden Sie sich wieder an.',
  'kein-zugang': 'Dieses Netz ist für die Cloud nicht freigegeben.',
  'nicht-berechtigt': 'Dazu sind Sie nicht berechtigt.',
  'geraet-gesperrt': 'Dieses Gerät ist gesperrt.',
  'client-zu-alt': 'Diese Fassung von Kontor ist zu alt für die Cloud.',
  // Requests
  'eingabe-ungueltig': 'Die Eingabe ist nicht gültig.',
  'json-ungueltig': 'Die Anfrage ist kein lesbares JSON.',
  'zu-gross': 'Die Anfrage ist zu groß.',
  'zu-tief': 'Die Anfrage ist zu tief verschachtelt.',
  'medientyp-unbekannt': 'Dieser Medientyp wird hier nicht angenommen.',
  'nicht-gefunden': 'Das gibt es hier nicht.',
  'methode-unzulaessig': 'Diese Methode ist hier nicht erlaubt.',
  'zu-viele-anfragen': 'Zu viele Anfragen in kurzer Zeit.',
  'nicht-verfuegbar': 'Der Dienst ist gerade nicht verfügbar.',
  'interner-fehler': 'In der Cloud ist etwas fehlgeschlagen.',
  // Feed
  'cursor-abgelaufen': 'Der Lesestand ist abgelaufen.',
  'rechte-geaendert': 'Ihre Zuständigkeit hat sich geändert.',
  'neue-epoche': 'Der Datenbestand der Cloud wurde neu aufgesetzt.',
  'cursor-ungueltig': 'Der Lesestand ist nicht lesbar.',
  // Commands
  konflikt: 'Der Vorgang hat sich inzwischen geändert.',
  'erwartet-fehlt': 'Zum Befehl fehlt, was auf dem Bildschirm stand.',
  'nicht-sichtbar': 'Der Vorgang ist nicht (mehr) in Ihrer Zuständigkeit.',
  'uebergang-unzulaessig': 'In diesem Status ist das nicht möglich.',
  'rolle-fehlt': 'Ihre Rolle erlaubt das nicht.',
  'zeichnung-fehlt': 'Sie haben für diesen Bescheid keine Zeichnungsbefugnis.',
  'mitzeichnung-fehlt': 'Der Dienst verlangt vor der Schlusszeichnung eine Mitzeichnung.',
  'vier-augen': 'Das muss eine andere Person tun (Vier-Augen-Prinzip).',
  'ziel-unbekannt': 'Das Ziel ist nicht bekannt.',
  'objekt-unbekannt': 'Das Objekt gibt es in diesem Vorgang nicht.',
  'bescheid-stand': 'In diesem Stand des Bescheids ist das nicht möglich.',
  'dokument-abweichend': 'Das Dokument ist nicht das mitgezeichnete.',
  'id-vergeben': 'Diese Kennung ist schon mit anderem Inhalt vergeben.',
  'befehl-wiederverwendet': 'Dieselbe Befehlskennung kam mit anderem Inhalt.',
  'ersetzt-schon-wirksam': 'Der ersetzte Befehl ist schon wirksam geworden.',
  ersetzt: 'Der Befehl wurde durch einen anderen ersetzt.',
  'anhang-fehlt': 'Ein Anhang ist noch nicht angekommen.',
  'frueherer-befehl': 'Ein früherer Befehl desselben Vorgangs ist nicht durchgegangen.',
  'signatur-ungueltig': 'Die Signatur ist nicht gültig.',
  'signatur-fehlt': 'Zur Zeichnung fehlt die Signatur.',
  'kette-gegabelt': 'Das Gerät hat zwei Inhalte unter einer Nummer signiert.',
  'order-unbekannt': 'Diese Fassung kennt den Befehl nicht.',
  // Attachments
  'anhang-abweichend': 'Unter dieser Kennung liegt ein anderer Anhang.',
  'pruefsumme-falsch': 'Die Prüfsumme stimmt nicht.',
  'bereich-ungueltig': 'Der angefragte Bereich ist nicht gültig.',
  // Workspace
  'unbekannter-aufruf': 'Diesen Aufruf kennt der Arbeitsbereich nicht.',
  'nicht-angemeldet': 'Bitte melden Sie sich an.',
  'keine-verbindung': 'Die Cloud ist gerade nicht erreichbar.',
  'antwort-unlesbar': 'Die Antwort kam nicht von der Cloud.',
  'details-fehlen': 'Die Einzelheiten des Vorgangs sind noch nicht geladen.',
  'details-veraltet': 'Der Vorgang wurde geändert und muss vor dem Zeichnen neu geladen werden.',
  'nicht-zuruecknehmbar': 'Das lässt sich nicht mehr zurücknehmen.',
  'cloud-zu-alt': 'Die Cloud kennt diesen Befehl noch nicht.',
  nachlass: 'Von Ihrem gesperrten Gerät übernommen, noch nicht gesendet. Bitte entscheiden Sie.',
  'schutz-fehlt': 'Auf diesem Gerät gibt es keinen Schlüsselspeicher.',
  'passphrase-noetig': 'Bitte geben Sie Ihre Passphrase ein.',
  'passphrase-falsch': 'Die Passphrase ist nicht richtig.',
  'passphrase-ungeeignet': 'Diese Passphrase ist nicht geeignet.',
  'schluessel-unbrauchbar': 'Der Schlüssel zum lokalen Bestand ist nicht lesbar.',
  'wiederherstellung-fehlt': 'Für diesen Bestand ist kein Schlüssel hinterlegt.',
  'wiederherstellung-falsch': 'Der private Schlüssel passt nicht zum hinterlegten.',
  'geraeteschluessel-fehlt': 'Auf diesem Gerät gibt es keinen Signaturschlüssel.',
  'geraeteschluessel-unbrauchbar': 'Der Signaturschlüssel dieses Geräts ist nicht lesbar.',
  'beleg-unlesbar': 'Die Belegdatei ist nicht lesbar.',
  'bestand-beschaedigt': 'Der lokale Bestand ist beschädigt.',
  'bestand-zu-neu': 'Der lokale Bestand stammt aus einer neueren Fassung von Kontor.',
  'profil-belegt': 'Mit diesem Profil arbeitet schon ein anderes Kontor.',
  'speicher-voll': 'Der Datenträger ist voll.',
  'schreiben-unmoeglich': 'In dieses Verzeichnis lässt sich nicht schreiben.',
  'arbeitsbereich-fehlt': 'Der Arbeitsbereich antwortet nicht.',
  'verwendung-falsch': 'Der Aufruf ist so nicht richtig.',
  'pruefung-gescheitert': 'Die Prüfung ist nicht bestanden.',
  'lease-abgelaufen': 'Die Frist für das Arbeiten ohne Cloud ist abgelaufen.',
  // The cloud's command line
  'port-belegt': 'Der Port ist auf diesem Rechner schon belegt.',
  'datenbank-nicht-erreichbar': 'Die Datenbank ist nicht erreichbar.',
  'datenbank-ohne-utf8': 'Die Datenbank speichert Text nicht als UTF8.',
  'datenbank-aus-der-zukunft': 'Die Datenbank stammt aus einer neueren Fassung von Kontor.',
  'migration-veraendert': 'Ein ausgeführter Schritt der Datenbank wurde nachträglich verändert.',
  'demo-verweigert': 'Der Demobetrieb ist hier nicht erlaubt.',
  'postgres-fehlt': 'Die mitgelieferte Datenbank fehlt auf diesem Rechner.',
  'postgres-kein-platz': 'Für die Datenbank ist kein Platz mehr.',
  'postgres-in-benutzung': 'Die Datenbank wird von einem anderen Prozess benutzt.',
  'postgres-version': 'Die Datenbank wurde von einer anderen PostgreSQL-Version angelegt.',
  'postgres-rechte': 'Der Datenbank fehlt ein Recht auf diesem Rechner.',
  'postgres-startet-nicht': 'Die Datenbank ließ sich nicht starten.',
} as const;

/** A stable error code. */
export type ProblemCode = keyof typeof PROBLEME;

const URN = 'urn:kontor:problem:';

/** RFC 9457 problem document as it goes over wire and bridge. Unknown extra members are kept. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
  felder: z.array(z.object({ feld: z.string(), erwartet: z.unknown(), gefunden: z.unknown() })).optional(),
});
export type Problem = z.infer<typeof problemSchema>;

/** Makes the problem document of a code; `extra` adds `detail`, `errors`, `felder`, `status`. */
export function problem(code: ProblemCode, extra: Partial<Problem> = {}): Problem {
  return { type: URN + code, title: PROBLEME[code], ...extra };
}

/** The code within a problem's `type`; undefined where another version's (or a foreign) problem is unknown here. */
export function problemCode(p: { type: string }): ProblemCode | undefined {
  const code = p.type.startsWith(URN) ? p.type.slice(URN.length) : '';
  return Object.hasOwn(PROBLEME, code) ? (code as ProblemCode) : undefined;
}

/** The one error class that crosses rooms: it carries a Problem and nothing personal in its message. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(code: ProblemCode | Problem, extra: Partial<Problem> = {}, cause?: unknown) {
    const p = typeof code === 'string' ? problem(code, extra) : code;
    super(p.type, cause === undefined ? undefined : { cause });
    this.name = 'ProblemError';
    this.problem = p;
  }
}
