// Plays a demo case's history: applies its commands with the same `apply` that judges real ones, so that a seeded Vorgang is
// one that people could have made. A command that is refused ends the seeding: then demo and domain disagree.

import { apply } from '../../src-shared/domain/apply.ts';
import type { Befehl } from '../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../src-shared/domain/erwartung.ts';
import { darfZeichnen, type Kontext } from '../../src-shared/domain/kontext.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { diensteVon } from '../demo/dienste.ts';
import { type DemoMandant, type MandantId, mandantVon } from '../demo/mandanten.ts';
import type { DemoSchritt } from '../demo/verlauf.ts';

/** The Vorgang after its history; messages to the applicant count as delivered then. @throws Error naming the refused order */
export function nachVerlauf(vorgang: Vorgang, verlauf: readonly DemoSchritt[], mandantId: MandantId): Vorgang {
  const mandant = mandantVon(mandantId);
  const ende = verlauf.reduce((stand, schritt) => nachSchritt(stand, schritt, mandant), vorgang);
  const zugestellt = ende.nachrichten.map((n) => (n.richtung === 'AUS' ? { ...n, stand: 'VERSENDET' } : n));
  return { ...ende, nachrichten: zugestellt };
}

function nachSchritt(stand: Vorgang, schritt: DemoSchritt, mandant: DemoMandant): Vorgang {
  const { order, body, commandId, am } = schritt;
  const befehl = {
    commandId,
    vorgangId: stand.id,
    order,
    body,
    createdAt: am,
    erwartet: erwartetVon(stand, schritt),
  } as Befehl;
  const urteil = apply(stand, befehl, kontext(schritt, mandant));
  if (urteil.state !== 'angenommen' || !urteil.vorgang) {
    const grund = urteil.state === 'angenommen' ? 'gelöscht' : urteil.problem.type;
    throw new Error(`Demo history: ${order} was refused (${grund})`);
  }
  return urteil.vorgang;
}

function kontext(schritt: DemoSchritt, mandant: DemoMandant): Kontext {
  const person = mandant.personen.find(({ sub }) => sub === schritt.von);
  if (!person) throw new Error('Demo history: unknown person');
  return {
    person,
    am: schritt.am,
    mitzeichnungNoetig: (id) => diensteVon(mandant.id).some((dienst) => dienst.id === id && dienst.mitzeichnung),
    personName: (sub) => mandant.personen.find((p) => p.sub === sub)?.name,
    darfMitzeichnen: (sub, dienstId) => {
      const kollege = mandant.personen.find((p) => p.sub === sub);
      return kollege && darfZeichnen(kollege, dienstId, schritt.am.slice(0, 10));
    },
    oe: (id) => {
      const oe = mandant.oes.find((o) => o.id === id);
      return oe && { id, name: oe.name, eigenerMandant: true };
    },
    anhang: () => undefined,
  };
}
