/**
 * A deadline in words, with the days left, and how pressing it is. The date itself comes from the cloud or the
 * person; nothing is computed into it here.
 */
import { tageZwischen } from '../../src-shared/domain/fristen.ts';
import { datum } from './zeit.ts';

export type Fristlage = 'ueberfaellig' | 'heute' | 'bald' | 'spaeter';

export interface FristInWorten {
  text: string;
  lage: Fristlage;
}

/** From that many days left on it is called near. */
const BALD_TAGE = 5;

const tage = (n: number): string => (n === 1 ? '1 Tag' : `${n} Tage`);

/** `frist` and `heute` are `YYYY-MM-DD`. */
export function fristInWorten(frist: string, heute: string): FristInWorten {
  const rest = tageZwischen(heute, frist);
  if (Number.isNaN(rest)) return { text: frist, lage: 'spaeter' };
  if (rest < 0) return { text: `${tage(-rest)} überfällig`, lage: 'ueberfaellig' };
  if (rest === 0) return { text: 'heute fällig', lage: 'heute' };
  if (rest === 1) return { text: 'morgen fällig', lage: 'bald' };
  return { text: `noch ${tage(rest)}`, lage: rest <= BALD_TAGE ? 'bald' : 'spaeter' };
}

/** With the date, for head and screen reader: `Frist 12.03.2026, noch 5 Tage`. */
export function fristMitDatum(frist: string, heute: string): string {
  return `Frist ${datum(frist)}, ${fristInWorten(frist, heute).text}`;
}
