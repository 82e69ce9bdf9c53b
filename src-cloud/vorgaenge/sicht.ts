// Who sees what: the one place that answers, once as a predicate and once as an SQL condition, for reads, feed and commands
// alike (table "Roles and sight" of the contract). A test holds both to the same answers. Whoever must not see a Vorgang is
// told nothing of it, not even that it exists.
import type { Rolle, Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';

/** What of a Vorgang decides who sees it: also how it stood before a change (table vorgang_vorher). */
export type Lage = {
  status: string;
  oeId: string;
  bearbeiterSub: string | null;
  /** Subjects it was given to for Mitzeichnung. */
  mitzeichnungAn: readonly string[];
};

type Wer = Pick<Angemeldet, 'sub' | 'rollen' | 'oe'>;

const SACHBEARBEITUNG: readonly Rolle[] = ['VERWALTUNG_USER'];
const OE_SICHT: readonly Rolle[] = ['VERWALTUNG_USER', 'VERWALTUNG_LEITUNG'];

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

/** Whether two positions are the same for everybody's sight. */
export function gleicheLage(a: Lage, b: Lage): boolean {
  return (
    a.status === b.status &&
    a.oeId === b.oeId &&
    a.bearbeiterSub === b.bearbeiterSub &&
    a.mitzeichnungAn.join('\n') === b.mitzeichnungAn.join('\n')
  );
}

/** Whether the person sees a Vorgang in this position. The Mandant has been checked before. */
export function sieht(wer: Wer, lage: Lage): boolean {
  const hat = (rollen: readonly Rolle[]) => rollen.some((rolle) => wer.rollen.includes(rolle));
  if (hat(OE_SICHT) && wer.oe.includes(lage.oeId)) return true;
  if (hat(SACHBEARBEITUNG) && (lage.bearbeiterSub === wer.sub || lage.mitzeichnungAn.includes(wer.sub))) return true;
  if (wer.rollen.includes('VERWALTUNG_POSTSTELLE') && lage.status === 'NEU') return true;
  return wer.rollen.includes('VERWALTUNG_LOESCHEN') && lage.status === 'ZU_LOESCHEN';
}

/** A query's parameters while it is being put together. */
export type Parameter = unknown[];

/**
 * The same as `sieht` as an SQL condition on a table (or alias) with the columns status, oe_id, bearbeiter_sub,
 * mitzeichnung_an: `vorgang` and `vorgang_vorher`. Appends its values to `parameter`; one that sees nothing gets `FALSE`.
 */
export function sichtBedingung(wer: Wer, alias: string, parameter: Parameter): string {
  return `(${sichtTeile(wer, alias, parameter).join(' OR ') || 'FALSE'})`;
}

/**
 * The condition's parts, each answered by one index (vorgang_oe, vorgang_bearbeiter, vorgang_mitzeichnung, vorgang_status):
 * for a UNION where OR would scan.
 */
export function sichtTeile(wer: Wer, alias: string, parameter: Parameter): string[] {
  const teile: string[] = [];
  const wert = (w: unknown, typ: string) => `$${parameter.push(w)}::${typ}`;
  if (wer.oe.length > 0 && OE_SICHT.some((rolle) => wer.rollen.includes(rolle))) {
    teile.push(`${alias}.oe_id = ANY (${wert([...wer.oe], 'text[]')})`);
  }
  if (wer.rollen.includes('VERWALTUNG_USER')) {
    teile.push(`${alias}.bearbeiter_sub = ${wert(wer.sub, 'text')}`);
    // `<> '{}'` lets the partial index answer.
    teile.push(`(${alias}.mitzeichnung_an @> ${wert([wer.sub], 'text[]')} AND ${alias}.mitzeichnung_an <> '{}')`);
  }
  if (wer.rollen.includes('VERWALTUNG_POSTSTELLE')) teile.push(`${alias}.status = 'NEU'`);
  if (wer.rollen.includes('VERWALTUNG_LOESCHEN')) teile.push(`${alias}.status = 'ZU_LOESCHEN'`);
  return teile;
}
