/**
 * The connection's state, derived from real requests only: a complete state × event table, typed so that a missing
 * cell does not compile. It never claims a state that was not seen: until the first answer it says that it has not
 * asked yet. `navigator.onLine` and the like are only reasons to ask again.
 */
import { VERBINDUNG, type VerbindungState } from '../../../src-shared/workspace-api/ansichten.ts';
import { ABHILFE, type CloudFehlerArt, URSACHE, ursacheKeinNetz } from '../cloud/fehler.ts';
import { uhrInWorten } from '../cloud/zeitversatz.ts';
import { type Uhr, zeitpunkt } from '../uhr.ts';

/** What can happen to a connection. `erfolg`: the cloud itself answered a request of this session. */
export const VERBINDUNG_EREIGNIS = [
  'erfolg',
  'kein_netz',
  'cloud_nicht_erreichbar',
  'kein_zugang',
  'sitzung_abgelaufen',
  'geraet_gesperrt',
  'offline_gewaehlt',
  'online_gewaehlt',
  'angemeldet',
] as const;
export type VerbindungEreignis = (typeof VERBINDUNG_EREIGNIS)[number];

/** Faults and successes while the person works online. */
const OFFEN = {
  erfolg: 'online',
  kein_netz: 'kein_netz',
  cloud_nicht_erreichbar: 'cloud_nicht_erreichbar',
  kein_zugang: 'kein_zugang',
  sitzung_abgelaufen: 'sitzung_abgelaufen',
  geraet_gesperrt: 'geraet_gesperrt',
  offline_gewaehlt: 'offline_gewaehlt',
} as const;

/** state → event → next state. */
export const TABELLE: Record<VerbindungState, Record<VerbindungEreignis, VerbindungState>> = {
  online: { ...OFFEN, online_gewaehlt: 'online', angemeldet: 'online' },
  kein_netz: { ...OFFEN, online_gewaehlt: 'kein_netz', angemeldet: 'online' },
  cloud_nicht_erreichbar: { ...OFFEN, online_gewaehlt: 'cloud_nicht_erreichbar', angemeldet: 'online' },
  kein_zugang: { ...OFFEN, online_gewaehlt: 'kein_zugang', angemeldet: 'online' },
  // A fault of the line does not hide that a sign-in is needed; only a sign-in, an answer or another refusal does.
  sitzung_abgelaufen: {
    ...OFFEN,
    kein_netz: 'sitzung_abgelaufen',
    cloud_nicht_erreichbar: 'sitzung_abgelaufen',
    online_gewaehlt: 'sitzung_abgelaufen',
    angemeldet: 'online',
  },
  // The person's word holds against every late answer; only the person takes it back. A lock is more than a choice.
  offline_gewaehlt: {
    erfolg: 'offline_gewaehlt',
    kein_netz: 'offline_gewaehlt',
    cloud_nicht_erreichbar: 'offline_gewaehlt',
    kein_zugang: 'offline_gewaehlt',
    sitzung_abgelaufen: 'offline_gewaehlt',
    geraet_gesperrt: 'geraet_gesperrt',
    offline_gewaehlt: 'offline_gewaehlt',
    online_gewaehlt: 'cloud_nicht_erreichbar',
    angemeldet: 'offline_gewaehlt',
  },
  // A locked device stays locked: nothing it may still do (hand over its outbox) makes it online again.
  geraet_gesperrt: {
    erfolg: 'geraet_gesperrt',
    kein_netz: 'geraet_gesperrt',
    cloud_nicht_erreichbar: 'geraet_gesperrt',
    kein_zugang: 'geraet_gesperrt',
    sitzung_abgelaufen: 'geraet_gesperrt',
    geraet_gesperrt: 'geraet_gesperrt',
    offline_gewaehlt: 'geraet_gesperrt',
    online_gewaehlt: 'geraet_gesperrt',
    angemeldet: 'geraet_gesperrt',
  },
};

/** What people read: the state, since when, why, and what they can do. */
export interface VerbindungLage {
  state: VerbindungState;
  /** RFC 3339. */
  seit: string;
  ursache?: string;
  rat?: string;
}

const RAT: Record<VerbindungState, string | undefined> = {
  online: undefined,
  kein_netz: 'Sie können weiterarbeiten; gesendet wird, sobald das Gerät wieder ein Netz hat.',
  cloud_nicht_erreichbar: 'Sie können weiterarbeiten; Kontor versucht es von selbst wieder.',
  kein_zugang: 'Bitte verbinden Sie sich mit dem Netz Ihrer Verwaltung (zum Beispiel über VPN).',
  sitzung_abgelaufen: 'Bitte melden Sie sich wieder an. Ihre Arbeit bleibt hier gespeichert.',
  offline_gewaehlt: 'Schalten Sie „Offline arbeiten“ aus, damit Kontor wieder abgleicht.',
  geraet_gesperrt: 'Bitte wenden Sie sich an Ihre IT. Nicht gesendete Arbeit wird der Cloud übergeben.',
};

const STANDARD_URSACHE: Record<VerbindungState, string | undefined> = {
  online: undefined,
  kein_netz: 'Dieses Gerät hat gerade keine Netzverbindung.',
  cloud_nicht_erreichbar: 'Die Cloud ist nicht erreichbar.',
  kein_zugang: 'Dieses Netz ist für die Cloud nicht freigegeben.',
  sitzung_abgelaufen: 'Die Anmeldung ist abgelaufen.',
  offline_gewaehlt: 'Sie arbeiten auf eigenen Wunsch offline.',
  geraet_gesperrt: 'Dieses Gerät ist in der Cloud gesperrt.',
};

const NOCH_NICHT_GEFRAGT = 'Kontor hat die Cloud seit dem Start noch nicht gefragt.';

/** The event a fault is; undefined where it says nothing about the connection. Refusals by the cloud are its answer. */
export function ereignisVon(fehler: CloudFehlerArt): VerbindungEreignis | undefined {
  switch (fehler.art) {
    case 'kein_netz':
    case 'cloud_nicht_erreichbar':
    case 'kein_zugang':
    case 'sitzung_abgelaufen':
    case 'geraet_gesperrt':
      return fehler.art;
    case 'gedrosselt':
      return fehler.status === 503 ? 'cloud_nicht_erreichbar' : 'erfolg';
    case 'eingabe_abgelehnt':
      return fehler.vomDienst ? 'erfolg' : undefined;
    case 'neu_beginnen':
    case 'client_zu_alt':
    case 'dort_unbekannt':
    case 'verweigert':
      return 'erfolg';
    case 'abgebrochen':
      return undefined;
  }
}

/** What people read about one fault, where it is more than the state says anyway. */
interface Wort {
  ursache?: string | undefined;
  rat?: string | undefined;
}

function wortZu(fehler: CloudFehlerArt): Wort {
  if (fehler.art === 'cloud_nicht_erreichbar') return { ursache: URSACHE[fehler.grund], rat: ABHILFE[fehler.grund] };
  if (fehler.art === 'kein_netz') return { ursache: ursacheKeinNetz(fehler.code) };
  if (fehler.art === 'gedrosselt') return { ursache: 'Die Cloud ist ausgelastet und bittet um Geduld.' };
  return {};
}

const UHR_STELLEN = 'Bitte stellen Sie Datum und Uhrzeit richtig; Ihre Arbeit ist davon nicht betroffen.';

/** Holds the state and tells of changes. */
export class Verbindungszustand {
  private readonly uhr: Pick<Uhr, 'jetzt'>;
  private readonly hoerer = new Set<(lage: VerbindungLage, vorher: VerbindungState) => void>();
  private jetzige: VerbindungLage;
  private zuAlt = false;
  private uhrVersatzMs = 0;

  constructor(uhr: Pick<Uhr, 'jetzt'>, anfang: VerbindungState = 'cloud_nicht_erreichbar') {
    this.uhr = uhr;
    const ursache = anfang === 'cloud_nicht_erreichbar' ? NOCH_NICHT_GEFRAGT : STANDARD_URSACHE[anfang];
    this.jetzige = this.lageVon(anfang, ursache);
  }

  lage(): VerbindungLage {
    if (this.zuAlt) {
      return {
        ...this.jetzige,
        ursache: 'Diese Fassung von Kontor ist zu alt für die Cloud.',
        rat: 'Bitte lassen Sie Kontor aktualisieren. Ihre Arbeit bleibt hier gespeichert und wird danach gesendet.',
      };
    }
    if (this.uhrVersatzMs === 0) return this.jetzige;
    const uhr = uhrInWorten(this.uhrVersatzMs);
    const { ursache, rat } = this.jetzige;
    return {
      ...this.jetzige,
      ursache: ursache === undefined ? uhr : `${ursache} ${uhr}`,
      rat: `${uhr} ${UHR_STELLEN}${rat === undefined ? '' : ` ${rat}`}`,
    };
  }

  /** How far this device's clock is from the cloud's, ms; 0 where it is right. It changes no state, it is only said. */
  uhrGeht(ms: number): void {
    if (this.uhrVersatzMs === ms) return;
    this.uhrVersatzMs = ms;
    this.sage(this.jetzige.state);
  }

  get state(): VerbindungState {
    return this.jetzige.state;
  }

  /** Called with the new and the former state whenever either state or cause changes. */
  bei(cb: (lage: VerbindungLage, vorher: VerbindungState) => void): () => void {
    this.hoerer.add(cb);
    return () => this.hoerer.delete(cb);
  }

  erfolg(): void {
    this.zuAlt = false;
    this.nimm('erfolg');
  }

  fehler(fehler: CloudFehlerArt): void {
    if (fehler.art === 'client_zu_alt') this.zuAlt = true;
    const ereignis = ereignisVon(fehler);
    if (ereignis !== undefined) this.nimm(ereignis, wortZu(fehler));
  }

  nimm(ereignis: VerbindungEreignis, wort: Wort = {}): void {
    const vorher = this.jetzige;
    const state = TABELLE[vorher.state][ereignis];
    // What does not move the state does not say why it is so either, unless it is the state's own event.
    if (state === vorher.state && ereignis !== state) return;
    const ursache = ereignis === 'online_gewaehlt' ? NOCH_NICHT_GEFRAGT : (wort.ursache ?? STANDARD_URSACHE[state]);
    const neu = this.lageVon(state, ursache, wort.rat);
    if (neu.state === vorher.state && neu.ursache === vorher.ursache) return;
    this.jetzige = neu.state === vorher.state ? { ...neu, seit: vorher.seit } : neu;
    this.sage(vorher.state);
  }

  private sage(vorher: VerbindungState): void {
    for (const cb of this.hoerer) cb(this.lage(), vorher);
  }

  private lageVon(state: VerbindungState, ursache: string | undefined, eigenerRat?: string): VerbindungLage {
    const rat = eigenerRat ?? RAT[state];
    return {
      state,
      seit: zeitpunkt(this.uhr),
      ...(ursache === undefined || state === 'online' ? {} : { ursache }),
      ...(rat === undefined ? {} : { rat }),
    };
  }
}

/** Whether requests make sense in this state without a person's doing. */
export function darfFragen(state: VerbindungState): boolean {
  return VERBINDUNG.includes(state) && state !== 'offline_gewaehlt' && state !== 'geraet_gesperrt';
}
