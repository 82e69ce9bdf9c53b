/**
 * One person's open workspace: cache, session, gateway, sync, device key, put together and taken apart again. It opens
 * one folder and no other; when it is closed nothing of it runs any more and the file is folded up cleanly.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Bestand } from '../cache/bestand.ts';
import type { Aenderungen, BestandEreignis } from '../cache/bestand-typen.ts';
import { oeffneMitRettung, type Rettungsbericht } from '../cache/rettung.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import type { CloudGateway } from '../cloud/gateway.ts';
import { HttpGateway } from '../cloud/http.ts';
import type { OidcKlient } from '../cloud/oidc.ts';
import { type GemerkteSitzung, Sitzung } from '../cloud/sitzung.ts';
import { Zeitversatz } from '../cloud/zeitversatz.ts';
import { Abgleich } from '../sync/abgleich.ts';
import { ueberlagere } from '../sync/overlay.ts';
import { beobachtet, Drossel, type Grund, type SyncUmgebung } from '../sync/umgebung.ts';
import { Verbindungszustand } from '../sync/verbindung.ts';
import { type Geraeteschluessel, geraeteschluesselFuer } from '../zeichnung/geraeteschluessel.ts';
import type { Laufart, MotorDienste } from './dienste.ts';
import { bestandsschluessel, type Schluesselschutz, schuetzeNach } from './schutz.ts';
import { hinterlege } from './wiederherstellung.ts';

const SITZUNG = 'sitzung';
const GERAET = 'geraet';
const OFFLINE = 'offline-gewaehlt';
const DATENBANK = 'bestand.db';
const UHR_MS = 60_000;
/** Removed content leaves the database's log within five seconds. */
const LEEREN_MS = 2_000;
/** A file of this size is written anew in a third of a second; one beyond it when the work ends, up to about three seconds. */
const RESTE_SOFORT_BYTES = 8 * 1024 ** 2;
const RESTE_AM_ENDE_BYTES = 80 * 1024 ** 2;

export interface PlatzHoerer {
  geaendert(aenderungen: Aenderungen, grund: Grund): void;
  /** Anything in the status may be another. */
  status(): void;
  /** A damaged page was met: the workspace should be opened anew, which salvages. */
  beschaedigt(): void;
}

export class Arbeitsplatz {
  readonly ordner: string;
  readonly bestand: Bestand;
  readonly sitzung: Sitzung;
  readonly gateway: CloudGateway;
  readonly zustand: Verbindungszustand;
  readonly abgleich: Abgleich;
  readonly sync: SyncUmgebung;
  readonly schutz: Schluesselschutz;
  /** What was salvaged when this workspace was opened, where its file was damaged: told for as long as it is open. */
  readonly rettung: Rettungsbericht | undefined;
  private readonly dienste: MotorDienste;
  private readonly hoerer: PlatzHoerer;
  private schluessel: Promise<Geraeteschluessel> | undefined;
  private laeuft = false;
  private uhrGemerktUm = Number.NEGATIVE_INFINITY;
  private keinLeeren: (() => void) | undefined;
  private resteDa = false;

  /** @throws ProblemError of protection or cache; the file stays as it was */
  static async oeffne(
    dienste: MotorDienste,
    ordner: string,
    schutz: Schluesselschutz,
    oidc: OidcKlient,
    lauf: Laufart,
    hoerer: PlatzHoerer,
  ): Promise<Arbeitsplatz> {
    const pfad = join(ordner, DATENBANK);
    const schluessel = await bestandsschluessel(ordner, schutz, dienste.ablage, dienste.zufall, existsSync(pfad));
    await schuetzeNach(ordner, schutz, dienste.ablage);
    if (dienste.wiederherstellung) await hinterlege(ordner, schluessel, dienste.wiederherstellung, dienste.ablage);
    const { uhr } = dienste;
    let platz: Arbeitsplatz | undefined;
    const { bestand, rettung } = oeffneMitRettung({
      pfad,
      schluessel,
      uhr,
      neueId: () => uhr.id(),
      overlay: ueberlagere,
      melde: (was) => (platz ? platz.hoereBestand(was) : dienste.log.warne('bestand', { was })),
    });
    if (rettung) dienste.log.warne('bestand-gerettet', { ...rettung.gerettet, unlesbar: rettung.unlesbar.join(',') });
    platz = new Arbeitsplatz(dienste, ordner, schutz, { bestand, rettung }, oidc, lauf, hoerer);
    return platz;
  }

  private constructor(
    dienste: MotorDienste,
    ordner: string,
    schutz: Schluesselschutz,
    { bestand, rettung }: ReturnType<typeof oeffneMitRettung>,
    oidc: OidcKlient,
    lauf: Laufart,
    hoerer: PlatzHoerer,
  ) {
    this.dienste = dienste;
    this.hoerer = hoerer;
    this.ordner = ordner;
    this.schutz = schutz;
    this.bestand = bestand;
    this.rettung = rettung;
    const { uhr, cloud, version, hole, log } = dienste;
    this.sitzung = new Sitzung(oidc, uhr, {
      lies: () => bestand.leser.gemerkt<GemerkteSitzung>(SITZUNG) ?? undefined,
      schreibe: (s) => bestand.schreiber.merke(SITZUNG, s),
    });
    const offline = lauf.offline || bestand.leser.gemerkt<boolean>(OFFLINE) === true;
    this.zustand = new Verbindungszustand(uhr, offline ? 'offline_gewaehlt' : undefined);
    const zeit = new Zeitversatz(uhr);
    zeit.bei(() => this.zustand.uhrGeht(zeit.ms));
    const drossel = new Drossel(uhr);
    this.gateway = beobachtet(
      new HttpGateway({ cloud, version, hole, uhr, zugang: this.sitzung, zeit }),
      this.zustand,
      drossel,
    );
    const geaendert = (a: Aenderungen, grund: Grund): void => hoerer.geaendert(a, grund);
    this.sync = { uhr, gateway: this.gateway, bestand, log, zustand: this.zustand, drossel, geaendert };
    this.abgleich = new Abgleich(this.sync, {
      nachAnmeldung: (signal) => this.meldeGeraetAn(signal),
      fortschritt: () => {
        this.merkeUhr();
        hoerer.status();
      },
    });
    this.zustand.bei((lage) => {
      log.info('verbindung', { state: lage.state });
      hoerer.status();
    });
    this.merkeUhr();
  }

  /** Works in the background from now on. */
  starte(): void {
    this.laeuft = true;
    this.abgleich.starte();
  }

  /** A click is stored; it goes out when somebody works in the background. */
  klick(): void {
    if (this.laeuft) this.abgleich.klick();
  }

  /** This device's key; made at the first use. @throws ProblemError `geraeteschluessel-unbrauchbar` */
  geraet(): Promise<Geraeteschluessel> {
    this.schluessel ??= this.oeffneGeraet().catch((fehler) => {
      this.schluessel = undefined;
      throw fehler;
    });
    return this.schluessel;
  }

  /** The person's choice to work offline; it holds until they take it back, also after a restart. */
  waehleOffline(an: boolean): void {
    this.bestand.schreiber.merke(OFFLINE, an);
    this.zustand.nimm(an ? 'offline_gewaehlt' : 'online_gewaehlt');
    if (!an && this.laeuft) this.abgleich.wecke();
  }

  async schliesse(): Promise<void> {
    this.laeuft = false;
    await this.abgleich.halte();
    this.keinLeeren?.();
    this.raeumeReste(RESTE_AM_ENDE_BYTES);
    this.bestand.schliesse();
  }

  private hoereBestand(was: BestandEreignis): void {
    this.resteDa ||= was === 'entfernt';
    if (was === 'geloescht' || was === 'entfernt') this.leereBald();
    else this.dienste.log.warne('bestand', { was });
    if (was === 'beschaedigt') this.hoerer.beschaedigt();
  }

  /** Where something was removed and the file is small enough for the time there is, it is written anew. */
  private raeumeReste(hoechstens: number): boolean {
    if (!this.resteDa || this.bestand.leser.groessen().datenbankBytes > hoechstens) return true;
    this.resteDa = !this.bestand.schreiber.raeumeReste();
    return !this.resteDa;
  }

  /** Deleted means gone, from the log of the database too; several removals are gathered. */
  private leereBald(): void {
    this.keinLeeren ??= this.dienste.uhr.nach(LEEREN_MS, () => {
      this.keinLeeren = undefined;
      if (!(this.raeumeReste(RESTE_SOFORT_BYTES) && this.bestand.schreiber.leereWal())) this.leereBald();
    });
  }

  /** The lease is judged by the highest clock ever seen; once a minute is enough. */
  private merkeUhr(): void {
    const jetzt = this.dienste.uhr.monoton();
    if (jetzt - this.uhrGemerktUm < UHR_MS) return;
    this.uhrGemerktUm = jetzt;
    this.bestand.schreiber.merkeUhr();
  }

  private async oeffneGeraet(): Promise<Geraeteschluessel> {
    const { ablage, zufall } = this.dienste;
    const { schluessel, neu } = await geraeteschluesselFuer(
      { profil: this.ordner, schutz: this.schutz, ablage },
      zufall,
    );
    if (neu) this.dienste.log.info('geraeteschluessel-angelegt', { deviceId: schluessel.deviceId });
    return schluessel;
  }

  /**
   * Makes this sign-in one of this device, so that signed acts are taken. Nothing to do where the token says so and the
   * cloud's statement is here too: after a crash between its answer and the note of it only the token would know.
   */
  private async meldeGeraetAn(signal: AbortSignal): Promise<void> {
    const { log } = this.dienste;
    try {
      const geraet = await this.geraet();
      const bekannt = this.bestand.leser.gemerkt<{ deviceId: string }>(GERAET)?.deviceId === geraet.deviceId;
      if (bekannt && this.sitzung.geraet() === geraet.deviceId) return;
      const antwort = await this.gateway.geraetAnmelden(geraet.jwk, `Kontor auf ${process.platform}`, { signal });
      this.bestand.schreiber.merke(GERAET, antwort);
      await this.sitzung.neu();
      log.info('geraet-angemeldet', { deviceId: antwort.deviceId });
    } catch (fehler) {
      // Without a device one cannot sign; everything else goes on.
      const hinnehmbar =
        fehler instanceof ProblemError || (fehler instanceof CloudFehler && 'problem' in fehler.fehler);
      if (!hinnehmbar) throw fehler;
      const code = fehler instanceof ProblemError ? fehler.problem.type : fehler.message;
      log.warne('geraet-nicht-angemeldet', { code });
    }
  }
}
