// Records a signed act with what became of it, attested by the anchor, and closes the device's chain where it can. An act
// out of the person's sight is kept without its case. A fork locks the device at once.
import type { Problem } from '../../src-shared/domain/problem.ts';
import type { Tx } from '../db/mandant.ts';
import { ankerVon } from '../geraete/anker.ts';
import { sperreGeraet } from '../geraete/sperren.ts';
import type { Uhr, Zufall } from '../server/uhr.ts';
import { type AktState, schliesseKette, schreibeAkt } from './akte.ts';
import type { Akt } from './pruefung.ts';

export type Ausgang = {
  state: AktState;
  problem?: Problem | undefined;
  /** The case, where it is within the person's sight. */
  vorgangId: string | null;
  /** The case is deleted: content and salt are not kept again. */
  ohneInhalt: boolean;
};

/**
 * Writes the act. Sent again after it was held, it gets its final state; any other repeat changes nothing.
 * `annahme` is what the anchor signs: {headerSha256, state, angenommenAm}; an act still held has none yet.
 */
export async function nimmAktAuf(
  tx: Tx,
  mandantId: string,
  akt: Akt,
  ausgang: Ausgang,
  werkzeug: { uhr: Uhr; zufall: Zufall },
  am: string,
): Promise<void> {
  const { header, inhalt, wert } = akt.signatur;
  const { state } = ausgang;
  const annahme =
    state === 'angehalten'
      ? null
      : (await ankerVon(tx)).bezeuge({ headerSha256: akt.headerSha256, state, angenommenAm: am });
  await schreibeAkt(tx, mandantId, {
    geraetId: header.deviceId,
    seq: header.seq,
    headerSha256: akt.headerSha256,
    header,
    wert,
    inhalt: ausgang.ohneInhalt ? null : inhalt,
    commandId: ausgang.ohneInhalt ? null : inhalt.commandId,
    vorgangId: ausgang.vorgangId,
    sub: inhalt.sub,
    state,
    problem: ausgang.ohneInhalt ? null : (ausgang.problem ?? null),
    annahme,
    ketteOffen: akt.ketteOffen,
    uhrAbweichungS: akt.uhrAbweichungS,
    angekommenAm: am,
  });
  if (akt.gegabelt)
    await sperreGeraet(tx, mandantId, header.deviceId, 'Die Kette der Zeichnungen ist gegabelt.', werkzeug);
  else if (!akt.ketteOffen) await schliesseKette(tx, mandantId, header.deviceId, header.seq);
}
