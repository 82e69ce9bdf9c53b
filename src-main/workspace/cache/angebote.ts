/**
 * Which orders may be given on a Vorgang now, and in German why not: by the domain's own rules on what is shown. It only
 * asks them; the click is judged again when it comes.
 */
import { orderHindernis } from '../../../src-shared/domain/apply.ts';
import { ORDER_TITEL, ORDERS, type Order, SIGNIERT } from '../../../src-shared/domain/befehle.ts';
import { bescheidHindernis } from '../../../src-shared/domain/bescheid.ts';
import type { Kontext } from '../../../src-shared/domain/kontext.ts';
import { type Problem, problem } from '../../../src-shared/domain/problem.ts';
import { UEBERGAENGE } from '../../../src-shared/domain/uebergaenge.ts';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { OrderAngebot, VorgangAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';

type Details = VorgangAnsicht['details'];
type BescheidOrder = Parameters<typeof bescheidHindernis>[2];

function bescheidFrage(v: Vorgang, order: Order, kontext: Kontext, details: Details): Problem | undefined {
  if (details === 'fehlen') return problem('details-fehlen');
  if (details === 'veraltet' && SIGNIERT.has(order)) return problem('details-veraltet');
  const wechsel = UEBERGAENGE[order].bescheid;
  if (!wechsel || order === 'BESCHEID_ENTWERFEN') return undefined;
  const letzter = v.bescheide.at(-1);
  if (!letzter) return problem('objekt-unbekannt', { detail: 'Es gibt noch keinen Bescheid.' });
  return bescheidHindernis(v, letzter, order as BescheidOrder, wechsel, kontext);
}

function wiedervorlageFrage(v: Vorgang, order: Order): Problem | undefined {
  const erledigt = order === 'WIEDERVORLAGE_WIEDEREROEFFNEN';
  if (v.wiedervorlagen.some((w) => w.erledigt === erledigt || order === 'WIEDERVORLAGE_AENDERN')) return undefined;
  return problem('objekt-unbekannt', { detail: 'Es gibt keine passende Wiedervorlage.' });
}

function hindernis(v: Vorgang, order: Order, kontext: Kontext, details: Details): Problem | undefined {
  const allgemein = orderHindernis(v, order, kontext);
  if (allgemein) return allgemein;
  if (UEBERGAENGE[order].bescheid) return bescheidFrage(v, order, kontext, details);
  const wv = order === 'WIEDERVORLAGE_AENDERN' || /^WIEDERVORLAGE_(ERLEDIGEN|WIEDEREROEFFNEN)$/.test(order);
  return wv ? wiedervorlageFrage(v, order) : undefined;
}

/** One row per order. `ende`: one's own sight ends with what is pending, nothing more is offered. */
export function angebote(v: Vorgang, kontext: Kontext | undefined, details: Details, ende: boolean): OrderAngebot[] {
  return ORDERS.map((order) => {
    const h = kontext
      ? ende
        ? problem('nicht-sichtbar')
        : hindernis(v, order, kontext, details)
      : problem('nicht-angemeldet');
    const { titel } = ORDER_TITEL[order];
    if (h === undefined) return { order, titel, erlaubt: true };
    return { order, titel, erlaubt: false, grund: h.detail === undefined ? h.title : `${h.title} ${h.detail}` };
  });
}
