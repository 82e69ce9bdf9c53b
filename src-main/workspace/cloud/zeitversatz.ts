/**
 * How far this device's clock is from the cloud's, by the `Date` of the cloud's own replies. Two replies in a row must agree,
 * so that one old reply from a cache on the way makes no false alarm. It only says; nothing is ever corrected, held back
 * or refused because of it.
 */
import type { Uhr } from '../uhr.ts';
import type { Antwortkopf } from './klassifizieren.ts';

/** Below that nobody needs to know. */
const DULDUNG_MS = 5 * 60_000;
const EINIG_MS = 60_000;

export class Zeitversatz {
  private readonly uhr: Pick<Uhr, 'jetzt'>;
  private readonly hoerer = new Set<() => void>();
  private letzter: { dort: number; versatz: number } | undefined;
  private gesagt = 0;

  constructor(uhr: Pick<Uhr, 'jetzt'>) {
    this.uhr = uhr;
  }

  /** Device minus cloud, ms; 0 while it is little or not known. */
  get ms(): number {
    return this.gesagt;
  }

  /** Called when what `ms` says has become another. */
  bei(cb: () => void): void {
    this.hoerer.add(cb);
  }

  /** Takes in a reply's head. Only what carries the cloud's marks counts: a box on the way has any date. */
  beobachte(antwort: Antwortkopf): void {
    const dort = Date.parse(antwort.kopf('date') ?? '');
    if (Number.isNaN(dort) || antwort.kopf('x-request-id') === undefined || antwort.kopf('age') !== undefined) return;
    // The same instant again says nothing new: it may be the same reply again.
    if (dort === this.letzter?.dort) return;
    const versatz = this.uhr.jetzt() - dort;
    const einig = this.letzter !== undefined && Math.abs(versatz - this.letzter.versatz) <= EINIG_MS;
    this.letzter = { dort, versatz };
    if (!einig) return;
    const neu = Math.abs(versatz) > DULDUNG_MS ? versatz : 0;
    if (Math.abs(neu - this.gesagt) <= EINIG_MS) return;
    this.gesagt = neu;
    for (const cb of this.hoerer) cb();
  }
}

const EINHEITEN: readonly [number, string, string][] = [
  [86_400_000, 'Tag', 'Tage'],
  [3_600_000, 'Stunde', 'Stunden'],
  [60_000, 'Minute', 'Minuten'],
];

/** "Die Uhr dieses Geräts geht 1 Tag vor." */
export function uhrInWorten(ms: number): string {
  const betrag = Math.abs(ms) + EINIG_MS / 2;
  const [groesse, einzahl, mehrzahl] = EINHEITEN.find(([g]) => betrag >= g) ?? [60_000, 'Minute', 'Minuten'];
  const n = Math.max(1, Math.floor(betrag / groesse));
  return `Die Uhr dieses Geräts geht ${n} ${n === 1 ? einzahl : mehrzahl} ${ms > 0 ? 'vor' : 'nach'}.`;
}
