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
  'abgerissen',
  'fremde-antwort',
  'antwort-unlesbar',
  'proxy-anmeldung',
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
  zertifikat: 'Das Zertifikat der Cloud lässt sich nicht prüfen.',
  abgerissen: 'Die Verbindung ist während der Übertragung abgerissen.',
  'fremde-antwort':
    'Es hat nicht die Cloud geantwortet, sondern etwas auf dem Weg dorthin (zum Beispiel eine Anmeldeseite des Netzes).',
  'antwort-unlesbar': 'Die Antwort der Cloud war nicht lesbar.',
  'proxy-anmeldung': 'Der Proxy verlangt eine Anmeldung.',
  'server-fehler': 'In der Cloud ist etwas fehlgeschlagen.',
};

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
      ? 'Dieses Gerät hat gerade keine Netzverbindung. Ihre Arbeit ist hier gespeichert und wird gesendet, sobald es wieder geht.'
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
