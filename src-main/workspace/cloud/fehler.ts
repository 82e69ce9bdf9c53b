/**
 * The closed vocabulary of what can go wrong between client and cloud. Sync decides by `art` alone; what only looked
 * like an answer (a proxy's page, half a body) must never appear here as the cloud's own word, since only that ends a
 * retry.
 */
import { type Problem, type ProblemCode, problem, problemCode } from '../../../src-shared/domain/problem.ts';

/** Why the cloud could not be reached; people read `URSACHE` of it. */
export const NICHT_ERREICHBAR = [
  'abgelehnt',
  'zeit-ueberschritten',
  'zertifikat',
  'zertifikat-name',
  'zertifikat-datum',
  'zertifikat-abgelaufen',
  'zertifikat-zukunft',
  'verschluesselung',
  'abgerissen',
  'anmeldeseite',
  'fremde-antwort',
  'antwort-unlesbar',
  'proxy-anmeldung',
  'proxy-verweigert',
  'uhr',
  'server-fehler',
] as const;
export type NichtErreichbar = (typeof NICHT_ERREICHBAR)[number];

/** Reasons of a 410: start again without a cursor, keep base and outbox. */
export const NEU_BEGINNEN = ['cursor-abgelaufen', 'rechte-geaendert', 'neue-epoche', 'cursor-ungueltig'] as const;
export type NeuBeginnen = (typeof NEU_BEGINNEN)[number];

export type CloudFehlerArt =
  /** No way out of this machine: no route, no name resolved. */
  | { art: 'kein_netz'; code: string }
  | { art: 'cloud_nicht_erreichbar'; grund: NichtErreichbar; code?: string; status?: number }
  /** 403 kein-zugang: the address is not allow-listed. */
  | { art: 'kein_zugang' }
  /** 401, or there is no session to ask with. */
  | { art: 'sitzung_abgelaufen' }
  | { art: 'geraet_gesperrt' }
  | { art: 'neu_beginnen'; grund: NeuBeginnen }
  /** 426: this Kontor is too old; the outbox is kept. */
  | { art: 'client_zu_alt' }
  /** 429, or 503 with Retry-After: not before `warteMs` from now. */
  | { art: 'gedrosselt'; status: number; warteMs: number }
  /** 400, 413, 422. `vomDienst` false: a box on the way refused (only 413), which is not the cloud's word. */
  | { art: 'eingabe_abgelehnt'; status: number; vomDienst: boolean; problem: Problem }
  /** 404, 405, 501 by the cloud itself. */
  | { art: 'dort_unbekannt'; status: number; problem: Problem }
  /** Any other refusal by the cloud (403 nicht-berechtigt, 409 …). */
  | { art: 'verweigert'; status: number; problem: Problem }
  /** We ended it ourselves. */
  | { art: 'abgebrochen' };

/** The only error the gateway throws. */
export class CloudFehler extends Error {
  readonly fehler: CloudFehlerArt;
  constructor(fehler: CloudFehlerArt, cause?: unknown) {
    super(`cloud: ${fehler.art}`, cause === undefined ? undefined : { cause });
    this.name = 'CloudFehler';
    this.fehler = fehler;
  }
}

/** What people read about a cloud that cannot be reached. */
export const URSACHE: Record<NichtErreichbar, string> = {
  abgelehnt: 'Die Cloud nimmt keine Verbindung an.',
  'zeit-ueberschritten': 'Die Cloud hat nicht rechtzeitig geantwortet.',
  zertifikat: 'Das Zertifikat der Cloud lässt sich nicht prüfen: Sein Aussteller ist diesem Gerät nicht bekannt.',
  'zertifikat-name': 'Das Zertifikat gilt nicht für die Adresse der Cloud; es antwortet ein anderer Server.',
  'zertifikat-datum':
    'Das Zertifikat der Cloud ist abgelaufen oder noch nicht gültig, oder die Uhr dieses Geräts geht falsch.',
  'zertifikat-abgelaufen': 'Das Zertifikat der Cloud ist abgelaufen, oder die Uhr dieses Geräts geht vor.',
  'zertifikat-zukunft':
    'Das Zertifikat der Cloud ist noch nicht gültig; wahrscheinlich geht die Uhr dieses Geräts nach.',
  verschluesselung: 'Mit der Cloud kam keine verschlüsselte Verbindung zustande.',
  abgerissen: 'Die Verbindung ist während der Übertragung abgerissen.',
  anmeldeseite: 'Statt der Cloud hat eine Webseite geantwortet, meist die Anmeldeseite des Netzes.',
  'fremde-antwort': 'Es hat nicht die Cloud geantwortet, sondern etwas auf dem Weg dorthin.',
  'antwort-unlesbar': 'Die Antwort der Cloud war nicht lesbar.',
  'proxy-anmeldung': 'Der Proxy verlangt eine Anmeldung.',
  'proxy-verweigert': 'Der Proxy auf dem Weg zur Cloud antwortet nicht oder lässt die Verbindung nicht zu.',
  uhr: 'Die Uhr dieses Geräts und die der Anmeldung gehen verschieden.',
  'server-fehler': 'In der Cloud ist etwas fehlgeschlagen.',
};

/** What one can do about it oneself, where that is more than to go on working. */
export const ABHILFE: Partial<Record<NichtErreichbar, string>> = {
  zertifikat: 'Bitte sagen Sie Ihrer IT Bescheid. Sie können weiterarbeiten.',
  'zertifikat-name': 'Bitte sagen Sie Ihrer IT Bescheid. Sie können weiterarbeiten.',
  'zertifikat-datum': 'Bitte prüfen Sie Datum und Uhrzeit dieses Geräts. Sie können weiterarbeiten.',
  'zertifikat-abgelaufen': 'Bitte prüfen Sie Datum und Uhrzeit dieses Geräts. Sie können weiterarbeiten.',
  'zertifikat-zukunft': 'Bitte prüfen Sie Datum und Uhrzeit dieses Geräts. Sie können weiterarbeiten.',
  uhr: 'Bitte prüfen Sie Datum und Uhrzeit dieses Geräts. Sie können weiterarbeiten.',
  anmeldeseite: 'Bitte öffnen Sie einen Browser und melden Sie sich im Netz an. Sie können weiterarbeiten.',
  'proxy-anmeldung': 'Bitte sagen Sie Ihrer IT Bescheid. Sie können weiterarbeiten.',
};

/** Names that could not be resolved, by Node's and Chromium's names. */
const DNS = /^(ENOTFOUND|EAI_AGAIN|EAI_FAIL|ERR_NAME_(NOT_RESOLVED|RESOLUTION_FAILED))$/;
/** A network there is, but no way through it. */
const KEIN_WEG = /^(ENETUNREACH|EHOSTUNREACH|ERR_ADDRESS_UNREACHABLE)$/;

/** Why there is no network, as people read it; `code` is the network stack's. */
export function ursacheKeinNetz(code: string): string {
  if (DNS.test(code)) return 'Die Adresse der Cloud lässt sich in diesem Netz nicht finden (Namensauflösung, DNS).';
  if (KEIN_WEG.test(code)) return 'Aus diesem Netz führt kein Weg zur Cloud.';
  return 'Dieses Gerät hat gerade keine Netzverbindung.';
}

const CODE_ZU_ART: Record<
  Exclude<CloudFehlerArt['art'], 'eingabe_abgelehnt' | 'dort_unbekannt' | 'verweigert'>,
  ProblemCode
> = {
  kein_netz: 'keine-verbindung',
  cloud_nicht_erreichbar: 'keine-verbindung',
  kein_zugang: 'kein-zugang',
  sitzung_abgelaufen: 'sitzung-abgelaufen',
  geraet_gesperrt: 'geraet-gesperrt',
  neu_beginnen: 'cursor-abgelaufen',
  client_zu_alt: 'client-zu-alt',
  gedrosselt: 'zu-viele-anfragen',
  abgebrochen: 'keine-verbindung',
};

/** The problem a person gets to read when a call of theirs failed for this reason. */
export function problemVon(fehler: CloudFehlerArt): Problem {
  if ('problem' in fehler) return fehler.problem;
  const detail =
    fehler.art === 'kein_netz'
      ? `${ursacheKeinNetz(fehler.code)} Ihre Arbeit ist hier gespeichert und wird gesendet, sobald es wieder geht.`
      : fehler.art === 'cloud_nicht_erreichbar'
        ? `${URSACHE[fehler.grund]} Ihre Arbeit ist hier gespeichert; Kontor versucht es von selbst wieder.`
        : undefined;
  return problem(CODE_ZU_ART[fehler.art], detail === undefined ? {} : { detail });
}

/** Whether a problem is the feed's reason to start again. */
export function neuBeginnenGrund(p: { type: string }): NeuBeginnen | undefined {
  const code = problemCode(p);
  return NEU_BEGINNEN.find((g) => g === code);
}
