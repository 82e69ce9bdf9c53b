/**
 * What the status bar and the views' counts show: state of the line, pending, conflicts, outbox, counters. All of it is
 * what the workspace last said; the window claims nothing of its own.
 */
import type {
  KonfliktAnsicht,
  OutboxEintrag,
  Sitzung,
  StatusAnsicht,
  ZaehlerAnsicht,
} from '../../src-shared/workspace-api/ansichten.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { Uhr } from '../bridge/uhr.ts';
import type { Meldungen } from './meldungen.svelte.ts';
import { Takt } from './takt.ts';

export class LageStand {
  status = $state.raw<StatusAnsicht | null>(null);
  zaehler = $state.raw<ZaehlerAnsicht | null>(null);
  outbox = $state.raw<OutboxEintrag[]>([]);
  konflikte = $state.raw<KonfliktAnsicht[]>([]);
  /** `undefined` while nobody has said yet whether someone is signed in. */
  sitzung = $state.raw<Sitzung | null | undefined>(undefined);
  #leitung: Leitung;
  #meldungen: Meldungen;
  #takt: Takt;

  constructor(leitung: Leitung, meldungen: Meldungen, uhr: Uhr) {
    this.#leitung = leitung;
    this.#meldungen = meldungen;
    this.#takt = new Takt(() => this.#frische(), 200, uhr);
    leitung.bei('status', (s) => this.#neuerStatus(s));
    leitung.bei('sitzung', (s) => {
      this.sitzung = s;
    });
  }

  /** Asks for everything; after each (re)connection. */
  async beginne(): Promise<void> {
    try {
      // The status first: it says whether a passphrase is asked for, before anybody is asked to sign in.
      this.status = await this.#leitung.rufe('status', {});
      this.sitzung = await this.#leitung.rufe('sitzung', {});
    } catch (fehler) {
      this.#meldungen.melde(fehler);
    }
    this.stosseAn();
  }

  /** Something changed in the workspace. */
  stosseAn(): void {
    if (this.sitzung) this.#takt.stosse();
  }

  #neuerStatus(neu: StatusAnsicht): void {
    const alt = this.status;
    this.status = neu;
    if (alt && alt.konflikte < neu.konflikte) this.#meldungen.sage('Ein Konflikt ist zu prüfen.');
    if (alt && (alt.pending !== neu.pending || alt.konflikte !== neu.konflikte)) this.stosseAn();
  }

  async #frische(): Promise<void> {
    try {
      const [zaehler, outbox, konflikte] = await Promise.all([
        this.#leitung.rufe('zaehler', {}),
        this.#leitung.rufe('outbox', {}),
        this.#leitung.rufe('konflikte', {}),
      ]);
      this.zaehler = zaehler;
      this.outbox = outbox.eintraege;
      this.konflikte = konflikte.konflikte;
      this.#meldungen.gleicheAb(this.outbox);
    } catch (fehler) {
      this.#meldungen.melde(fehler);
    }
  }
}
