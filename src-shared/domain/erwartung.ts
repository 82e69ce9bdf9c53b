/**
 * Compares what the person saw (`erwartet`) with what the Vorgang is now. The client fills it from the overlay at
 * the click, the cloud judges by it. It never decides rights or transitions.
 */
import { type Befehl, ERWARTET, type Erwartet, type ErwartetFeld } from './befehle.ts';
import { type Problem, problem } from './problem.ts';
import type { Vorgang, VorgangKopf } from './vorgang.ts';

type Sichtbar = Vorgang | VorgangKopf;
type Bezug = { wiedervorlageId?: string; bescheidId?: string };

/** The present value of one field; `null` where there is none. */
function gefunden(v: Sichtbar, feld: ErwartetFeld, bezug: Bezug): string | number | null {
  const wv = () => v.wiedervorlagen.find((w) => w.id === bezug.wiedervorlageId);
  const bescheid = () => ('bescheide' in v ? v.bescheide.find((b) => b.id === bezug.bescheidId) : undefined);
  switch (feld) {
    case 'status':
      return v.status;
    case 'bearbeiter':
      return v.bearbeiter?.sub ?? null;
    case 'aktenzeichen':
      return v.aktenzeichen ?? null;
    case 'organisationseinheitId':
      return v.organisationseinheit.id;
    case 'wiedervorlageVersion':
      return wv()?.version ?? null;
    case 'bescheidVersion':
      return bescheid()?.version ?? null;
    case 'bescheidStand':
      return bescheid()?.stand ?? null;
  }
}

/** `erwartet` as the contract's table names it for this order, read off what is shown now. */
export function erwartetVon(v: Sichtbar, befehl: Pick<Befehl, 'order' | 'body'>): Erwartet {
  return Object.fromEntries(ERWARTET[befehl.order].map((feld) => [feld, gefunden(v, feld, befehl.body as Bezug)]));
}

/** The names of fields that the order asks for and that are missing. */
export function fehlendeErwartung(befehl: Befehl): ErwartetFeld[] {
  return ERWARTET[befehl.order].filter((feld) => befehl.erwartet?.[feld] === undefined);
}

/** A `konflikt` problem naming field, expected and found; undefined where all still holds. */
export function abweichung(v: Vorgang, befehl: Befehl): Problem | undefined {
  const felder = Object.entries(befehl.erwartet ?? {})
    .filter(([, wert]) => wert !== undefined)
    .map(([feld, wert]) => ({
      feld,
      erwartet: wert as unknown,
      gefunden: gefunden(v, feld as ErwartetFeld, befehl.body as Bezug) as unknown,
    }))
    .filter((f) => f.erwartet !== f.gefunden);
  if (felder.length === 0) return undefined;
  return problem('konflikt', { felder, detail: 'Seit Sie den Vorgang gesehen haben, hat ihn jemand geändert.' });
}
