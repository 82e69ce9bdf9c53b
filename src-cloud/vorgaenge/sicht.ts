// Who sees what, as the SQL condition for reads, feed and journal: the same answers as `sieht` in src-shared/domain/sicht.ts,
// by which commands are judged. A test holds both to each other.
import { type Lage, OE_SICHT } from '../../src-shared/domain/sicht.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';

type Wer = Pick<Angemeldet, 'sub' | 'rollen' | 'oe'>;

/** Whether two positions are the same for everybody's sight. */
export function gleicheLage(a: Lage, b: Lage): boolean {
  return (
    a.status === b.status &&
    a.oeId === b.oeId &&
    a.bearbeiterSub === b.bearbeiterSub &&
    a.mitzeichnungAn.join('\n') === b.mitzeichnungAn.join('\n')
  );
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
function sichtTeile(wer: Wer, alias: string, parameter: Parameter): string[] {
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
