/** What somebody else does to a Vorgang in the cloud meanwhile, by the domain's own `apply`. */
import { apply } from '../../src-shared/domain/apply.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import { AM } from './handgriffe.ts';
import { id, SABINE } from './muster.ts';

/** The NEU Vorgang after Jan Petersen has discarded it. */
export function fremdVerworfen(v: Vorgang): Vorgang {
  const befehl = {
    commandId: id(1, 7),
    vorgangId: v.id,
    order: 'VORGANG_VERWERFEN' as const,
    body: { begruendung: 'doppelt' },
    createdAt: AM,
    erwartet: { status: v.status },
  };
  const u = apply(v, befehl, {
    person: { sub: 'jan', name: 'Jan Petersen', rollen: SABINE.rollen, oe: SABINE.oe, zeichnung: [] },
    am: AM,
    mitzeichnungNoetig: () => false,
    personName: () => undefined,
    darfMitzeichnen: () => undefined,
    oe: () => undefined,
    anhang: () => undefined,
  });
  if (u.state !== 'angenommen' || u.vorgang === null) throw new Error('Das Muster passt nicht zum Status.');
  return u.vorgang;
}
