/**
 * Who sees a Vorgang: the table "Roles and sight" of the contract, as one predicate for cloud and client. The cloud's
 * queries say the same in SQL and are held to it by a test. Whoever must not see a Vorgang is told nothing of it.
 */
import type { Person } from './kontext.ts';
import type { Rolle, Vorgang } from './vorgang.ts';

/** What of a Vorgang decides who sees it. */
export interface Lage {
  status: string;
  oeId: string;
  bearbeiterSub: string | null;
  /** Subjects it was given to for Mitzeichnung, sorted, each once. */
  mitzeichnungAn: readonly string[];
}

const SACHBEARBEITUNG: readonly Rolle[] = ['VERWALTUNG_USER'];
/** Roles that see what lies with their own OEs. */
export const OE_SICHT: readonly Rolle[] = ['VERWALTUNG_USER', 'VERWALTUNG_LEITUNG'];

/** The Vorgang's position: what a change is compared by. */
export function lageVon(vorgang: Vorgang): Lage {
  return {
    status: vorgang.status,
    oeId: vorgang.organisationseinheit.id,
    bearbeiterSub: vorgang.bearbeiter?.sub ?? null,
    mitzeichnungAn: [
      ...new Set(vorgang.bescheide.flatMap((b) => (b.zurMitzeichnung === undefined ? [] : [b.zurMitzeichnung.an.sub]))),
    ].sort(),
  };
}

/** Whether the person sees a Vorgang in this position. That it is one of the person's Mandant is for the caller to know. */
export function sieht(wer: Pick<Person, 'sub' | 'rollen' | 'oe'>, lage: Lage): boolean {
  const hat = (rollen: readonly Rolle[]) => rollen.some((rolle) => wer.rollen.includes(rolle));
  if (hat(OE_SICHT) && wer.oe.includes(lage.oeId)) return true;
  if (hat(SACHBEARBEITUNG) && (lage.bearbeiterSub === wer.sub || lage.mitzeichnungAn.includes(wer.sub))) return true;
  if (wer.rollen.includes('VERWALTUNG_POSTSTELLE') && lage.status === 'NEU') return true;
  return wer.rollen.includes('VERWALTUNG_LOESCHEN') && lage.status === 'ZU_LOESCHEN';
}
