/**
 * The line between one client and the cloud, in simulated time: latency, partitions in one or both directions, refusals on
 * the way, and single mishaps of a request (lost reply, twice, too late). It never changes what the cloud says; a reply that
 * comes after the client gave up is nobody's any more.
 */

import { CloudFehler, type CloudFehlerArt } from '../../src-main/workspace/cloud/fehler.ts';
import type { CloudGateway, StromHoerer } from '../../src-main/workspace/cloud/gateway.ts';
import { type Problem, problem } from '../../src-shared/domain/problem.ts';
import type { Gegenstelle, Route } from './gegenstelle.ts';
import type { Weltzeit } from './weltzeit.ts';

/** How the line is, until it is set otherwise. `nur-hin`: requests arrive, replies do not. */
export const LINIE = [
  'gut',
  'langsam',
  'kein_netz',
  'weg',
  'nur-hin',
  'html',
  '401',
  '403',
  '426',
  '429',
  '500',
  '503',
] as const;
export type Linie = (typeof LINIE)[number];

/** What befalls the next request of commands (or of attachments), once each. */
export const MISSGESCHICK = [
  'verloren',
  'doppelt',
  'spaet',
  'traege',
  '400',
  '413',
  '404',
  '500',
  '503',
  '429',
  '401',
  'html',
] as const;
export type Missgeschick = (typeof MISSGESCHICK)[number];

const AUFGEBEN_MS = 4_000;
const SPAET_MS = 9_000;
const STILLE_MS = 50_000;
const ROUTEN: readonly Route[] = [
  'root',
  'ich',
  'dienste',
  'personen',
  'organisationseinheiten',
  'changes',
  'abfrage',
  'commands',
  'anhangStand',
  'anhangHoch',
  'anhangRunter',
  'geraetAnmelden',
];
/** Where single mishaps strike: the others only read. */
const SCHREIBT: ReadonlySet<Route> = new Set(['commands', 'anhangHoch']);

const abgelehnt = (status: number, p: Problem): CloudFehlerArt => ({
  art: 'eingabe_abgelehnt',
  status,
  vomDienst: true,
  problem: p,
});

/** A cloud that takes a command does not call its repeat ill-formed: these befall first sendings only. */
const WIDERSPRUCH: ReadonlySet<string> = new Set(['400', '413', '404']);

/** The fault that a client sees for each refusal on the way. */
const VERWEIGERT: Partial<Record<Linie | Missgeschick, CloudFehlerArt>> = {
  kein_netz: { art: 'kein_netz', code: 'ENETUNREACH' },
  html: { art: 'cloud_nicht_erreichbar', grund: 'fremde-antwort', status: 200 },
  '401': { art: 'sitzung_abgelaufen' },
  '403': { art: 'kein_zugang' },
  '426': { art: 'client_zu_alt' },
  '429': { art: 'gedrosselt', status: 429, warteMs: 7_000 },
  '503': { art: 'gedrosselt', status: 503, warteMs: 5_000 },
  '500': { art: 'cloud_nicht_erreichbar', grund: 'server-fehler', status: 500 },
  '400': abgelehnt(400, problem('eingabe-ungueltig')),
  '413': abgelehnt(413, problem('zu-gross')),
  '404': { art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') },
};

export interface Leitungsende {
  sub: string;
  /** False once the engine that asked is gone. */
  lebt(): boolean;
  linie(): Linie;
  /** Takes the next mishap out of the queue. */
  missgeschick(): Missgeschick | undefined;
}

interface Strom {
  ende: Leitungsende;
  hoerer: StromHoerer;
  schluss(art: CloudFehlerArt): void;
}

type Antwort = { wert: unknown } | { fehler: unknown };

export class Leitung {
  private readonly zeit: Weltzeit;
  private readonly cloud: Gegenstelle;
  private readonly zufall: () => number;
  private readonly gesendet = new Set<string>();
  private readonly stroeme = new Set<Strom>();

  constructor(zeit: Weltzeit, cloud: Gegenstelle, zufall: () => number) {
    this.zeit = zeit;
    this.cloud = cloud;
    this.zufall = zufall;
    cloud.bei(() => this.winke());
  }

  /** The gateway of one client's engine. */
  gateway(ende: Leitungsende): CloudGateway {
    const rufe = Object.fromEntries(
      ROUTEN.map((route) => {
        const stueck = route === 'anhangRunter';
        return [
          route,
          (...args: unknown[]) => {
            const ruf = args[argsVon(route)] as { signal?: AbortSignal } | undefined;
            const frage = this.frage(ende, route, args.slice(0, argsVon(route)), ruf?.signal);
            return stueck ? frage.then((bytes) => (args[2] as (b: unknown) => void)(bytes)) : frage;
          },
        ];
      }),
    );
    const nie = async (): Promise<never> => {
      throw new CloudFehler({ art: 'verweigert', status: 403, problem: problem('nicht-berechtigt') });
    };
    const strom: CloudGateway['strom'] = (hoerer, ruf) => this.strom(ende, hoerer, ruf?.signal);
    // No device is locked in these histories: there is nothing to hand over and nothing to decide.
    const nachlass = {
      nachlass: nie,
      nachlassOffen: async () => ({ eintraege: [], erledigt: [], unlesbar: 0 }),
      nachlassErledigt: nie,
    } satisfies Partial<CloudGateway>;
    return { ...rufe, ...nachlass, strom, vorgang: nie, journal: nie, rollout: nie } as unknown as CloudGateway;
  }

  /** Whether a command of this request has gone out before: its outcome may be known there already. */
  private nochmal(route: Route, args: readonly unknown[]): boolean {
    if (route !== 'commands') return false;
    const ids = (args[0] as readonly { commandId: string }[]).map((c) => c.commandId);
    const war = ids.some((id) => this.gesendet.has(id));
    for (const id of ids) this.gesendet.add(id);
    return war;
  }

  private laufzeit(linie: Linie): number {
    return linie === 'langsam' ? 300 + this.zufall() * 2_500 : 5 + this.zufall() * 40;
  }

  private frage(ende: Leitungsende, route: Route, args: readonly unknown[], signal?: AbortSignal): Promise<unknown> {
    const linie = ende.linie();
    const gezogen = linie === 'gut' && SCHREIBT.has(route) ? ende.missgeschick() : undefined;
    const pech = this.nochmal(route, args) && WIDERSPRUCH.has(gezogen ?? '') ? undefined : gezogen;
    return new Promise((gut, schlecht) => {
      let offen = true;
      const einmal = (tat: () => void) => (): void => {
        if (!offen || !ende.lebt()) return;
        offen = false;
        tat();
      };
      const fehlschlag = (art: CloudFehlerArt) => einmal(() => schlecht(new CloudFehler(art)));
      if (signal?.aborted) return fehlschlag({ art: 'abgebrochen' })();
      signal?.addEventListener('abort', fehlschlag({ art: 'abgebrochen' }), { once: true });
      const nein = VERWEIGERT[pech ?? linie];
      if (nein) return void this.zeit.plane(this.laufzeit(linie), fehlschlag(nein));
      const stumm = fehlschlag({ art: 'cloud_nicht_erreichbar', grund: 'zeit-ueberschritten' });
      if (linie === 'weg') return void this.zeit.plane(AUFGEBEN_MS, stumm);
      const zustellung = async (): Promise<Antwort> => this.bediene(ende.sub, route, args);
      if (pech === 'spaet') {
        this.zeit.plane(AUFGEBEN_MS, stumm);
        return void this.zeit.plane(SPAET_MS + this.zufall() * 20_000, zustellung);
      }
      if (pech === 'doppelt') this.zeit.plane(this.laufzeit('langsam') * 4, zustellung);
      this.zeit.plane(this.laufzeit(linie) + (pech === 'traege' ? 3_000 : 0), async () => {
        const antwort = await zustellung();
        // The way back is another one: it may have broken meanwhile.
        if (pech === 'verloren' || ['nur-hin', 'weg', 'kein_netz'].includes(ende.linie())) {
          this.zeit.plane(AUFGEBEN_MS, stumm);
        } else {
          this.zeit.plane(
            this.laufzeit(linie),
            einmal(() => ('wert' in antwort ? gut(antwort.wert) : schlecht(antwort.fehler))),
          );
        }
      });
    });
  }

  private async bediene(sub: string, route: Route, args: readonly unknown[]): Promise<Antwort> {
    try {
      return { wert: await this.cloud.rufe(sub, route, args) };
    } catch (fehler) {
      return { fehler };
    }
  }

  private strom(ende: Leitungsende, hoerer: StromHoerer, signal?: AbortSignal): Promise<void> {
    return new Promise((_gut, schlecht) => {
      const linie = ende.linie();
      const nein = VERWEIGERT[linie] ?? { art: 'cloud_nicht_erreichbar', grund: 'zeit-ueberschritten' };
      const kommt = linie === 'gut' || linie === 'langsam';
      const schluss = (art: CloudFehlerArt): void => {
        this.stroeme.delete(eintrag);
        if (ende.lebt()) schlecht(new CloudFehler(art));
      };
      const eintrag = { ende, hoerer, schluss };
      if (signal?.aborted) return schluss({ art: 'abgebrochen' });
      signal?.addEventListener('abort', () => schluss({ art: 'abgebrochen' }), { once: true });
      this.zeit.plane(this.laufzeit(linie), () => {
        if (!ende.lebt() || signal?.aborted) return;
        if (!kommt) return schluss(nein);
        this.stroeme.add(eintrag);
        hoerer.offen();
      });
    });
  }

  /** The line is broken: what hangs on the stream learns it by the heartbeat's silence, unless it is good again by then. */
  unterbrich(sub: string): void {
    for (const s of this.stroeme) {
      if (s.ende.sub !== sub) continue;
      this.zeit.plane(STILLE_MS, () => {
        if (!['gut', 'langsam'].includes(s.ende.linie()))
          s.schluss({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' });
      });
    }
  }

  /** A hint to everybody whose line lets it through; the others learn by polling. */
  private winke(): void {
    for (const { ende, hoerer } of this.stroeme) {
      this.zeit.plane(20, () => {
        if (ende.lebt() && ['gut', 'langsam'].includes(ende.linie())) hoerer.hinweis();
      });
    }
  }
}

/** Where `Ruf` stands among a method's arguments. */
function argsVon(route: Route): number {
  switch (route) {
    case 'root':
    case 'ich':
    case 'dienste':
    case 'personen':
      return 0;
    case 'anhangHoch':
    case 'geraetAnmelden':
      return 2;
    case 'anhangRunter':
      return 3;
    default:
      return 1;
  }
}
