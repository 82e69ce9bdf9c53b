/**
 * Retention on the device: once a day closed cases beyond the policy's days leave, through the cache's one gate, and
 * attachments beyond their share of space. It asks the cache only; what carries unsent work stays.
 */
import type { SyncUmgebung } from './umgebung.ts';

const TAG_MS = 24 * 3_600_000;
const MERKE = 'aufgeraeumt';
/** Bytes of attachments kept, oldest use goes first. */
const ANHAENGE_BYTES = 2 * 1024 ** 3;

/** Removes what is due; does nothing where it was done within a day. Answers how many rows left. */
export function raeumeAuf(u: SyncUmgebung): number {
  const { leser, schreiber } = u.bestand;
  const tage = leser.ich()?.richtlinie.scopeDays;
  const zuletzt = leser.gemerkt<number>(MERKE) ?? 0;
  if (tage === undefined || u.uhr.jetzt() - zuletzt < TAG_MS) return 0;
  let entfernt = 0;
  for (;;) {
    const a = schreiber.entferneAbgeschlossene(tage);
    if (a.entfernt.length === 0) break;
    entfernt += a.entfernt.length;
    u.geaendert(a, 'entzogen');
  }
  schreiber.kuerzeAnhaenge(ANHAENGE_BYTES);
  if (entfernt > 0) schreiber.leereWal();
  schreiber.merke(MERKE, u.uhr.jetzt());
  u.log.info('aufgeraeumt', { entfernt });
  return entfernt;
}
