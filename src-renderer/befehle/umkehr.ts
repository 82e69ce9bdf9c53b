/**
 * The order that brings back what was before, where there is one: used when an act is already on its way and can no
 * longer be taken out of the outbox. Nothing with a reason of its own is made up here; then undo is not offered.
 */
import type { Order } from '../../src-shared/domain/befehle.ts';
import type { VorgangAnsicht } from '../../src-shared/workspace-api/ansichten.ts';

export interface Umkehr {
  order: Order;
  body: Record<string, unknown>;
}

const EINFACH: Partial<Record<Order, Order>> = {
  VORGANG_ANNEHMEN: 'VORGANG_ZURUECKSTELLEN',
  VORGANG_BEARBEITEN: 'VORGANG_ZURUECKSTELLEN',
  VORGANG_VERWERFEN: 'VORGANG_ZURUECKHOLEN',
  VORGANG_ZURUECKHOLEN: undefined,
  VORGANG_ZUM_LOESCHEN_MARKIEREN: 'LOESCHANFORDERUNG_ZURUECKNEHMEN',
};

/** `vorher` is what the screen showed when the order was given. */
export function umkehr(order: Order, body: Record<string, unknown>, vorher: VorgangAnsicht): Umkehr | undefined {
  const einfach = EINFACH[order];
  if (einfach) return { order: einfach, body: {} };
  switch (order) {
    case 'VORGANG_ZURUECKSTELLEN':
      return { order: vorher.vorgang.status === 'ANGENOMMEN' ? 'VORGANG_ANNEHMEN' : 'VORGANG_BEARBEITEN', body: {} };
    case 'BEARBEITER_ZUWEISEN':
      return { order, body: { bearbeiter: vorher.vorgang.bearbeiter?.sub ?? null } };
    case 'AKTENZEICHEN_SETZEN':
      return vorher.vorgang.aktenzeichen ? { order, body: { aktenzeichen: vorher.vorgang.aktenzeichen } } : undefined;
    case 'WIEDERVORLAGE_ERLEDIGEN':
      return { order: 'WIEDERVORLAGE_WIEDEREROEFFNEN', body: { wiedervorlageId: body.wiedervorlageId } };
    case 'WIEDERVORLAGE_WIEDEREROEFFNEN':
      return { order: 'WIEDERVORLAGE_ERLEDIGEN', body: { wiedervorlageId: body.wiedervorlageId } };
    case 'BESCHEID_ENTWERFEN':
      return { order: 'BESCHEID_VERWERFEN', body: { bescheidId: body.bescheidId } };
    case 'BESCHEID_ZEICHNEN':
      return { order: 'BESCHEID_ZEICHNUNG_ZURUECKZIEHEN', body: { bescheidId: body.bescheidId } };
    default:
      return undefined;
  }
}
