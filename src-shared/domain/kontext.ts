/**
 * What `apply` must know besides the Vorgang and the Befehl: who acts, when, and the lookups that differ between
 * cloud (directory, database) and client (cache). Lookups are functions so that the domain does no I/O; the
 * caller loads beforehand. An unknown id answers undefined, never an invented record.
 */
import type { Anhang, Rolle } from './vorgang.ts';

/** One entry of a person's Zeichnungsbefugnis; `dienstId: null` means every Dienst. `bis` is the last valid day. */
export interface Zeichnungsbefugnis {
  dienstId: string | null;
  vertretungFuer?: string | undefined;
  bis?: string | undefined;
}

export interface Person {
  sub: string;
  name: string;
  rollen: readonly Rolle[];
  oe: readonly string[];
  zeichnung: readonly Zeichnungsbefugnis[];
}

/** Target of a forwarding; `eigenerMandant` false: the case ends here as WEITERGELEITET. */
export interface ZielOe {
  id: string;
  name: string;
  eigenerMandant: boolean;
}

export interface Kontext {
  person: Person;
  /** Instant that counts: the cloud's at acceptance, the device's in the overlay. */
  am: string;
  /** The device's instant, kept in the Historie where the cloud judges. */
  geraetAm?: string | undefined;
  mitzeichnungNoetig(dienstId: string): boolean;
  personName(sub: string): string | undefined;
  /** True where that person may co-sign; undefined where the directory is not known here. */
  darfMitzeichnen(sub: string, dienstId: string): boolean | undefined;
  oe(id: string): ZielOe | undefined;
  anhang(id: string): Anhang | undefined;
}

/** Whether the person may sign for this Dienst on this day (`YYYY-MM-DD`). */
export function darfZeichnen(person: Pick<Person, 'zeichnung'>, dienstId: string, tag: string): boolean {
  return person.zeichnung.some(
    (z) => (z.dienstId === null || z.dienstId === dienstId) && (z.bis === undefined || z.bis >= tag),
  );
}
