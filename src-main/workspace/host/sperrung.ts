/**
 * What happens when the cloud says that this device is locked: the outbox is handed over, then the keys are destroyed; in
 * any case after ten minutes. What could not be handed over stays encrypted and is lost without a recovery key: the one
 * exception to "nothing is lost", and it is logged as such.
 */
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import { backoffMs } from '../sync/backoff.ts';
import { schlafe } from '../uhr.ts';
import { vernichteGeraeteschluessel } from '../zeichnung/geraeteschluessel.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import type { MotorDienste } from './dienste.ts';
import { vernichteBestandsschluessel } from './schutz.ts';

const FRIST_MS = 10 * 60_000;
/** Commands in one request of the hand-over. */
const HOECHSTENS = 1000;

export class Sperrung {
  private readonly dienste: MotorDienste;
  private readonly platz: Arbeitsplatz;
  private readonly danach: () => Promise<void>;
  private readonly abbruch = new AbortController();
  private readonly keinHorchen: () => void;
  private begonnen = false;

  constructor(dienste: MotorDienste, platz: Arbeitsplatz, danach: () => Promise<void>) {
    this.dienste = dienste;
    this.platz = platz;
    this.danach = danach;
    this.keinHorchen = platz.zustand.bei((lage) => {
      if (lage.state === 'geraet_gesperrt') void this.beginne();
    });
  }

  halte(): void {
    this.keinHorchen();
    this.abbruch.abort();
  }

  private async beginne(): Promise<void> {
    if (this.begonnen) return;
    this.begonnen = true;
    const { log, ablage } = this.dienste;
    try {
      const uebergeben = await this.uebergib();
      if (this.abbruch.signal.aborted) return;
      log.warne('geraet-gesperrt', { uebergeben });
      await vernichteGeraeteschluessel({ profil: this.platz.ordner, ablage });
      await vernichteBestandsschluessel(this.platz.ordner, ablage);
      await this.danach();
    } catch (fehler) {
      log.fehler('sperrung-defekt', fehler);
    }
  }

  /** Tries until the cloud has it or the time is over. */
  private async uebergib(): Promise<boolean> {
    const { uhr, log } = this.dienste;
    const bis = uhr.monoton() + FRIST_MS;
    // All of it, also what is on its way just now: it was in that request that the cloud said so.
    const offen = this.platz.bestand.leser.nachlass();
    const deviceId = await this.geraet();
    if (deviceId === undefined) return false;
    for (let versuch = 1; uhr.monoton() < bis && !this.abbruch.signal.aborted; versuch++) {
      try {
        while (offen.length > 0) {
          const teil = offen.slice(0, HOECHSTENS);
          await this.platz.gateway.nachlass(deviceId, teil, { signal: this.abbruch.signal });
          offen.splice(0, teil.length);
        }
        return true;
      } catch (fehler) {
        if (!(fehler instanceof CloudFehler)) throw fehler;
        log.warne('nachlass-gescheitert', { grund: fehler.fehler.art, versuch });
        await schlafe(uhr, backoffMs(versuch, uhr, 60_000), this.abbruch.signal);
      }
    }
    return false;
  }

  /** Which device this is: as the token says it, for its key may be what is broken. Undefined where neither does. */
  private async geraet(): Promise<string | undefined> {
    const gesagt = this.platz.sitzung.geraet();
    if (gesagt !== undefined) return gesagt;
    try {
      return (await this.platz.geraet()).deviceId;
    } catch (fehler) {
      if (!(fehler instanceof ProblemError)) throw fehler;
      // Nothing can be handed over then, and the keys have to go all the same.
      this.dienste.log.warne('nachlass-ohne-geraet', { code: fehler.problem.type });
      return undefined;
    }
  }
}
