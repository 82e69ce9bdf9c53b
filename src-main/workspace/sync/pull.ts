/**
 * Pulls the feed: heads first, mine before the rest, page by page, each page one transaction with its cursor. It
 * never goes on with a page that was not stored, and a 410 begins again without touching outbox or base.
 */
import { CloudFehler } from '../cloud/fehler.ts';
import { zeitpunkt } from '../uhr.ts';
import { Seitenmass } from './seitenmass.ts';
import type { SyncUmgebung } from './umgebung.ts';

export interface PullBericht {
  /** Rows new or changed. */
  geladen: number;
  entfernt: number;
  /** True where the feed had to begin again (410): rights may have changed, ask the directory too. */
  neuBegonnen: boolean;
}

/** Under this the cache remembers when the cloud was last seen to be set back (epoch ms). */
export const ZURUECKGESETZT = 'cloud-zurueckgesetzt';

/** And under this how many rows of the feed this version could not read since it began, and when the last one came (epoch ms). */
export const UNVERSTANDEN = 'feed-unverstanden';
export interface Unverstanden {
  am: number;
  anzahl: number;
}

/** A cloud that ends every cursor is waited for, not asked in circles. */
const MAX_NEUBEGINNE = 2;

export class Pull {
  private readonly u: SyncUmgebung;
  private readonly mass = new Seitenmass(100, 20, 500);
  private neubeginne = 0;

  constructor(umgebung: SyncUmgebung) {
    this.u = umgebung;
  }

  /** Until the feed says there is no more. @throws CloudFehler; what was stored until then stays */
  async ziehe(signal: AbortSignal, fortschritt: () => void = () => undefined): Promise<PullBericht> {
    const bericht: PullBericht = { geladen: 0, entfernt: 0, neuBegonnen: false };
    this.neubeginne = 0;
    for (;;) {
      const seite = await this.naechsteSeite(signal, bericht);
      if (seite === undefined) continue;
      const a = this.u.bestand.schreiber.uebernimmSeite({ ...seite, sicht: 'kopf', am: zeitpunkt(this.u.uhr) });
      bericht.geladen += a.geaendert.length;
      bericht.entfernt += a.entfernt.length + a.behalten.length;
      if (seite.unlesbar > 0) this.sageUnverstanden(seite.unlesbar);
      this.u.geaendert({ ...a, entfernt: [], behalten: [] }, 'abruf');
      this.u.geaendert({ geaendert: [], entfernt: a.entfernt, behalten: a.behalten }, 'entzogen');
      fortschritt();
      if (!seite.hasMore) break;
    }
    // Deleted means gone: what was removed must not stay readable in the log of the database.
    if (bericht.entfernt > 0) this.u.bestand.schreiber.leereWal();
    return bericht;
  }

  private sageUnverstanden(anzahl: number): void {
    const { leser, schreiber } = this.u.bestand;
    this.u.log.warne('feed-unbekannte-zeilen', { anzahl });
    const bisher = leser.gemerkt<Unverstanden>(UNVERSTANDEN)?.anzahl ?? 0;
    schreiber.merke(UNVERSTANDEN, { am: this.u.uhr.jetzt(), anzahl: bisher + anzahl } satisfies Unverstanden);
  }

  /** One page, or undefined where the feed begins again. */
  private async naechsteSeite(signal: AbortSignal, bericht: PullBericht) {
    const { cursor } = this.u.bestand.leser.lesestand();
    const limit = this.mass.limit;
    try {
      const seite = await this.u.gateway.changes({ since: cursor, limit, sicht: 'kopf', zuerst: 'meine' }, { signal });
      this.mass.gemessen(seite.changes.length, seite.dauerMs);
      return seite;
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler)) throw fehler;
      // Without a cursor there is nothing to begin again.
      const wieder = cursor !== undefined && this.neubeginne < MAX_NEUBEGINNE;
      if (fehler.fehler.art === 'neu_beginnen' && wieder) {
        this.neubeginne += 1;
        this.u.log.info('feed-neu-begonnen', { grund: fehler.fehler.grund });
        const zurueck = fehler.fehler.grund === 'neue-epoche';
        this.u.bestand.schreiber.beginneBestand(zurueck);
        this.u.bestand.schreiber.merke(UNVERSTANDEN, null);
        if (zurueck) this.u.bestand.schreiber.merke(ZURUECKGESETZT, this.u.uhr.jetzt());
        bericht.neuBegonnen = true;
        return undefined;
      }
      if (fehler.fehler.art === 'cloud_nicht_erreichbar') this.mass.gescheitert();
      throw fehler;
    }
  }
}
