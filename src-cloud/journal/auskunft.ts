// What the journal says of one case: its signed acts, the devices with their certificates and whole chains of headers, and
// the anchor. Contents of other cases' acts never come along, only their headers.
import type { JournalAkt, JournalAntwort, JournalGeraet } from '../../src-shared/cloud-api/geraete.ts';
import type { Tx } from '../db/mandant.ts';
import { ankerVon } from '../geraete/anker.ts';
import { liesGeraeteFuerJournal } from '../geraete/zeilen.ts';
import { type AktZeile, liesAkteDesVorgangs, liesKetten } from './akte.ts';

/** The journal of a case. The caller has made sure that the person may see the case. */
export async function liesJournal(tx: Tx, mandantId: string, vorgangId: string): Promise<JournalAntwort> {
  const akte = await liesAkteDesVorgangs(tx, mandantId, vorgangId);
  const ids = [...new Set(akte.map((a) => a.geraetId))];
  const geraete = await liesGeraeteFuerJournal(tx, mandantId, ids);
  const ketten = await liesKetten(tx, mandantId, ids);
  const { jwk, fingerprint } = await ankerVon(tx);
  return {
    vorgangId,
    akte: akte.map(alsJournalAkt),
    geraete: geraete.map(
      (g): JournalGeraet => ({
        deviceId: g.id,
        jwk: g.jwk,
        sub: g.sub,
        name: g.name ?? g.sub,
        bescheinigung: g.bescheinigung,
        ...(g.sperre ? { sperre: g.sperre } : {}),
        kette: ketten.filter((k) => k.geraetId === g.id).map(({ header, wert }) => ({ header, wert })),
      }),
    ),
    anker: { jwk, fingerprint },
  };
}

function alsJournalAkt(a: AktZeile): JournalAkt {
  return {
    header: a.header,
    wert: a.wert,
    ...(a.inhalt ? { inhalt: a.inhalt } : {}),
    state: a.state,
    ...(a.problem ? { problem: a.problem } : {}),
    eingetroffenAm: a.angekommenAm,
    ketteOffen: a.ketteOffen,
    ...(a.uhrAbweichungS === null ? {} : { uhrAbweichungS: a.uhrAbweichungS }),
    ...(a.annahme ? { annahme: a.annahme } : {}),
  };
}
