/**
 * The window commands of the open case: one for each order that can be given from toolbar or palette, made from the
 * order table, and "Mir zuweisen" and the next step besides. Offered exactly as the workspace offers the order.
 */
import { ORDER_TITEL, ORDERS, type Order } from '../../src-shared/domain/befehle.ts';
import type { Fenster } from '../zustand/fenster.svelte.ts';
import type { FensterBefehl, Lage } from './befehl.ts';
import { naechsterSchritt, ORDER_BEDIENUNG } from './orders.ts';

/** Whether the open case offers the order, in the workspace's words. */
export function orderLage(f: Fenster, order: Order): Lage {
  const angebot = f.fall.ansicht?.angebote.find((a) => a.order === order);
  if (!angebot) return 'fehlt';
  // What is still shown is not what was asked for: an order now would hit the wrong case.
  if (f.fall.unterwegs) return { grund: 'Der Vorgang wird gerade geladen.' };
  return angebot.erlaubt ? 'ja' : { grund: angebot.grund ?? 'Das ist jetzt nicht möglich.' };
}

function ausOrder(order: Order): FensterBefehl {
  const { weg: _weg, ...bedienung } = ORDER_BEDIENUNG[order];
  return {
    id: `vorgang.${order.toLowerCase()}`,
    titel: ORDER_TITEL[order].titel,
    gruppe: order.startsWith('BESCHEID_') ? 'Bescheid' : 'Vorgang',
    ...bedienung,
    lage: (f) => orderLage(f, order),
    tu: (f) => f.handeln.beginne(order),
  };
}

const mirZuweisen: FensterBefehl = {
  id: 'vorgang.mir_zuweisen',
  titel: 'Mir zuweisen',
  synonyme: ['übernehmen', 'ich mache das', 'Bearbeiter'],
  gruppe: 'Vorgang',
  taste: 'Alt+M',
  buchstabe: 'm',
  lage: (f) => {
    if (f.fall.ansicht?.vorgang.bearbeiter?.sub === f.lage.sitzung?.sub && f.fall.ansicht) {
      return { grund: 'Der Vorgang ist Ihnen schon zugewiesen.' };
    }
    return orderLage(f, 'BEARBEITER_ZUWEISEN');
  },
  tu: (f) => f.handeln.mirZuweisen(),
};

const naechster: FensterBefehl = {
  id: 'vorgang.naechster_schritt',
  titel: 'Nächsten Schritt tun',
  synonyme: ['weiter', 'fortfahren'],
  gruppe: 'Vorgang',
  taste: 'Strg+Enter',
  lage: (f) => {
    const order = f.fall.ansicht && naechsterSchritt(f.fall.ansicht);
    return order ? orderLage(f, order) : 'fehlt';
  },
  tu: (f) => {
    const order = f.fall.ansicht && naechsterSchritt(f.fall.ansicht);
    if (order) return f.handeln.beginne(order);
  },
};

const beleg: FensterBefehl = {
  id: 'vorgang.beleg',
  titel: 'Nachweis der Zeichnungen sichern',
  synonyme: ['Beleg', 'Journal', 'Evidenz', 'Prüfung'],
  gruppe: 'Bescheid',
  lage: (f) => (f.fall.akte.length > 0 ? 'ja' : 'fehlt'),
  tu: (f) => f.handeln.sichere('beleg'),
};

export const VORGANG_BEFEHLE: readonly FensterBefehl[] = [
  naechster,
  mirZuweisen,
  beleg,
  ...ORDERS.filter((o) => ORDER_BEDIENUNG[o].weg !== 'teil').map(ausOrder),
];
