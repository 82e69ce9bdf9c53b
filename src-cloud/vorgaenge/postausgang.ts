// Queues what the cloud has to deliver, in the transaction that accepts it: newly signed Bescheide (after the Dienst's
// waiting time) and new messages. A signature taken back leaves the queue. The Versand worker does the rest (versand/).
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { Tx } from '../db/mandant.ts';
import { plusMs } from '../server/uhr.ts';

/** Compares a Vorgang before and after and queues the difference; called by schreiben.ts only. */
export async function reiheEin(
  tx: Tx,
  mandantId: string,
  vorher: Vorgang | undefined,
  nachher: Vorgang,
  jetzt: string,
): Promise<void> {
  const standVorher = new Map(vorher?.bescheide.map((b) => [b.id, b.stand]));
  for (const { id, stand } of nachher.bescheide) {
    const alt = standVorher.get(id);
    if (stand === 'GEZEICHNET' && alt !== 'GEZEICHNET') {
      const faelligAm = plusMs(jetzt, await versandNachMs(tx, mandantId, nachher.dienst.id));
      await stelleEin(tx, [mandantId, nachher.id, 'BESCHEID', id, faelligAm]);
    } else if (alt === 'GEZEICHNET' && stand !== 'GEZEICHNET' && stand !== 'VERSENDET') {
      await tx.query(
        `DELETE FROM postausgang WHERE mandant_id = $1 AND vorgang_id = $2 AND art = 'BESCHEID' AND bezug_id = $3
           AND versendet_am IS NULL`,
        [mandantId, nachher.id, id],
      );
    }
  }
  const bekannt = new Set(vorher?.nachrichten.map((n) => n.id));
  for (const { id, richtung, stand } of nachher.nachrichten) {
    if (richtung !== 'AUS' || stand !== 'ANGENOMMEN' || bekannt.has(id)) continue;
    await stelleEin(tx, [mandantId, nachher.id, 'NACHRICHT', id, jetzt]);
  }
}

async function versandNachMs(tx: Tx, mandantId: string, dienstId: string): Promise<number> {
  const ergebnis = await tx.query<{ minuten: number }>(
    'SELECT versand_nach_min AS minuten FROM dienst WHERE mandant_id = $1 AND id = $2',
    [mandantId, dienstId],
  );
  return (ergebnis.rows[0]?.minuten ?? 0) * 60_000;
}

async function stelleEin(tx: Tx, werte: [string, string, string, string, string]): Promise<void> {
  await tx.query(
    `INSERT INTO postausgang (mandant_id, vorgang_id, art, bezug_id, faellig_am) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (mandant_id, vorgang_id, art, bezug_id)
     DO UPDATE SET faellig_am = excluded.faellig_am, versendet_am = NULL, versuche = 0`,
    werte,
  );
}
