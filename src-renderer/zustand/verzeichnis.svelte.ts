/**
 * People, online services and units as the workspace knows them: for filters and choices. Asked once a line; a failure
 * leaves the lists as they were, the fields then say that nothing can be chosen.
 */
import type { Dienst, Kollege, Organisationseinheit } from '../../src-shared/cloud-api/root.ts';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import type { Meldungen } from './meldungen.svelte.ts';

export class Verzeichnis {
  personen = $state.raw<Kollege[]>([]);
  dienste = $state.raw<Dienst[]>([]);
  #leitung: Leitung;
  #meldungen: Meldungen;

  constructor(leitung: Leitung, meldungen: Meldungen) {
    this.#leitung = leitung;
    this.#meldungen = meldungen;
  }

  async lade(): Promise<void> {
    try {
      const [personen, dienste] = await Promise.all([
        this.#leitung.rufe('personen', {}),
        this.#leitung.rufe('dienste', {}),
      ]);
      this.personen = personen.personen.toSorted((a, b) => a.name.localeCompare(b.name, 'de'));
      this.dienste = dienste.dienste.toSorted((a, b) => a.name.localeCompare(b.name, 'de'));
    } catch (fehler) {
      this.#meldungen.melde(fehler);
    }
  }

  /** Units one can forward to, by what was typed. */
  async sucheOe(text: string): Promise<Organisationseinheit[]> {
    const a = await this.#leitung.rufe('organisationseinheiten', text.trim() ? { suche: text.trim() } : {});
    return a.organisationseinheiten;
  }
}
