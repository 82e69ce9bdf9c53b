/**
 * What the person's locked device handed over: fetched with the directory, parked in the outbox for the person to decide, and
 * the cloud told when that is done, again until it has heard it. Nothing of it is sent from here; a cloud that has none, or
 * does not know of it, is no fault.
 */
import { CloudFehler } from '../cloud/fehler.ts';
import { backoffMs } from './backoff.ts';
import type { PushBericht } from './push.ts';
import type { SyncUmgebung } from './umgebung.ts';
import { wennErlaubt } from './verzeichnis.ts';

/** As often as the directory. */
const ABSTAND_MS = 15 * 60_000;
/** Ids in one request. */
const HOECHSTENS = 1_000;

export class Nachlass {
  private readonly u: SyncUmgebung;
  private geholtUm = Number.NEGATIVE_INFINITY;
  /** Counts how often it was said to be out of date: what was asked before that is not an answer to it. */
  private nr = 0;
  private fehlschlaege = 0;

  constructor(umgebung: SyncUmgebung) {
    this.u = umgebung;
  }

  /** Is fetched anew with the next round. */
  veraltet(): void {
    this.nr += 1;
    this.geholtUm = Number.NEGATIVE_INFINITY;
  }

  /** Parks what is new, where it is time; to be called when the heads are here. @throws CloudFehler */
  async hole(signal: AbortSignal): Promise<void> {
    const { uhr, gateway, bestand, log } = this.u;
    if (uhr.monoton() - this.geholtUm < ABSTAND_MS) return;
    const { nr } = this;
    await wennErlaubt(async () => {
      const liste = await gateway.nachlassOffen({ signal });
      const { eintraege, unlesbar } = liste;
      const nichtsNeues = eintraege.length + unlesbar === 0 && bestand.leser.gemerkt('nachlass') == null;
      if (nichtsNeues) return;
      const bericht = bestand.schreiber.uebernimmNachlass(liste);
      this.u.geaendert(bericht, 'abruf');
      log.info('nachlass-uebernommen', { anzahl: bericht.uebernommen, offen: eintraege.length, unlesbar });
    });
    if (nr === this.nr) this.geholtUm = uhr.monoton();
  }

  /**
   * Tells the cloud what was decided here. Answers the report of the sending that it follows, with the fault and the time of
   * the next try where it could not be told. @throws only defects
   */
  async melde(bericht: PushBericht, signal: AbortSignal): Promise<PushBericht> {
    const { bestand, gateway, zustand, uhr } = this.u;
    if (bericht.fehler !== undefined || zustand.state === 'offline_gewaehlt') return bericht;
    try {
      for (;;) {
        const ids = bestand.leser.nachlassZuMelden().slice(0, HOECHSTENS);
        if (ids.length === 0) break;
        await gateway.nachlassErledigt(ids, { signal });
        bestand.schreiber.nachlassGemeldet(ids);
      }
      this.fehlschlaege = 0;
      return bericht;
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler)) throw fehler;
      this.fehlschlaege += 1;
      const { naechsteInMs } = bericht;
      const pause = fehler.fehler.art === 'gedrosselt' ? fehler.fehler.warteMs : backoffMs(this.fehlschlaege, uhr);
      return { ...bericht, fehler: fehler.fehler, naechsteInMs: Math.min(naechsteInMs ?? pause, pause) };
    }
  }
}
