/**
 * Lets a demo case live its history: gives the commands to the domain's `apply`, one after another, as the cloud would have
 * accepted them then. So a seeded case is what the real path would have made of it, Historie and versions included. Makes
 * no Vorgang of its own (that is the intake's work) and writes nothing.
 */
import { apply } from '../../src-shared/domain/apply.ts';
import type { Befehl } from '../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../src-shared/domain/erwartung.ts';
import { darfZeichnen, type Kontext } from '../../src-shared/domain/kontext.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { diensteVon } from './dienste.ts';
import { type DemoPerson, type MandantId, mandantVon } from './mandanten.ts';
import type { DemoSchritt } from './verlauf.ts';

/** A command that took effect: who gave it, when it was accepted, and the Vorgang's version after it. */
export interface EingespielterBefehl {
  sub: string;
  befehl: Befehl;
  am: string;
  version: number;
}

export interface Eingespielt {
  vorgang: Vorgang;
  befehle: EingespielterBefehl[];
}

/** What `apply` looks up, answered by the demo's own directory. */
function kontextVon(mandantId: MandantId, person: DemoPerson, am: string): Kontext {
  const mandant = mandantVon(mandantId);
  const wer = (sub: string) => mandant.personen.find((p) => p.sub === sub);
  return {
    person,
    am,
    mitzeichnungNoetig: (dienstId) => diensteVon(mandantId).some((d) => d.id === dienstId && d.mitzeichnung),
    personName: (sub) => wer(sub)?.name,
    darfMitzeichnen: (sub, dienstId) => darfZeichnen(wer(sub) ?? { zeichnung: [] }, dienstId, am.slice(0, 10)),
    oe: (id) => {
      const oe = mandant.oes.find((o) => o.id === id);
      return oe && { id: oe.id, name: oe.name, eigenerMandant: true };
    },
    anhang: () => undefined,
  };
}

/**
 * The Vorgang after its history, and the commands to remember. `neu` is what the intake made of the request. Throws Error
 * when the domain refuses a step: then the demo data and the rules disagree, and one of them is wrong.
 */
export function spieleEin(neu: Vorgang, verlauf: readonly DemoSchritt[], mandantId: MandantId): Eingespielt {
  let vorgang = neu;
  const befehle: EingespielterBefehl[] = [];
  for (const schritt of verlauf) {
    const person = mandantVon(mandantId).personen.find((p) => p.sub === schritt.von);
    if (!person) throw new Error(`Demo: unknown person ${schritt.von}`);
    const { order, body, commandId, am } = schritt;
    const erwartet = erwartetVon(vorgang, schritt);
    const befehl = { commandId, vorgangId: neu.id, order, body, createdAt: am, erwartet } as Befehl;
    const urteil = apply(vorgang, befehl, kontextVon(mandantId, person, am));
    if (urteil.state !== 'angenommen' || urteil.vorgang === null) {
      const grund = 'problem' in urteil ? urteil.problem.type : 'gone';
      throw new Error(`Demo: ${order} refused for ${neu.id}: ${grund}`);
    }
    vorgang = urteil.vorgang;
    befehle.push({ sub: person.sub, befehl, am, version: vorgang.version });
  }
  return { vorgang, befehle };
}
