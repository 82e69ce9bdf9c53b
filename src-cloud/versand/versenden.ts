// The Versand worker: sends what is due, at each wake-up and every five seconds. Several instances may run it: a Vorgang that
// somebody else holds is skipped and comes again. Sending and the mark that it was sent are one transaction.
import { inMandant, ohneMandant, type Tx } from '../db/mandant.ts';
import type { Dienste } from '../server/dienste.ts';
import { type Arbeiter, starteTakt } from '../server/takt.ts';
import { schreibe, sperre } from '../vorgaenge/schreiben.ts';
import { ALLE } from '../wecken/wecker.ts';
import { type Faellig, sendungFuer } from './sendung.ts';
import { demoZustellung, type Zustellung } from './zustellung.ts';

const ALLE_MS = 5000;
const STAPEL = 100;

export const versand: Arbeiter = (dienste) => {
  if (!dienste.konfiguration.demo) {
    // There is no adapter to a real Postfach yet. Nothing may be called sent that was not: it waits in the queue.
    dienste.protokoll.warn('no delivery to applicants is set up: Bescheide and Nachrichten wait');
    return async () => {};
  }
  const takt = starteTakt(dienste, 'versand', ALLE_MS, () => versendeFaelliges(dienste, demoZustellung));
  const beende = dienste.wecker.abonniere(ALLE, takt.wecke);
  dienste.ende.addEventListener('abort', beende, { once: true });
  return takt.warte;
};

/** Sends all that is due now. One that fails is put off (1 s, 2 s, 4 s … 1 h) and holds up no other. */
export async function versendeFaelliges(dienste: Dienste, zustellung: Zustellung): Promise<void> {
  const uebergangen = new Set<string>();
  for (;;) {
    const faellige = await leseFaellige(dienste);
    const offen = faellige.filter((f) => !uebergangen.has(f.bezugId));
    if (offen.length === 0 || dienste.ende.aborted) return;
    for (const faellig of offen) {
      // Whatever becomes of it, once in this run.
      uebergangen.add(faellig.bezugId);
      await versendeEines(dienste, zustellung, faellig);
    }
    if (faellige.length < STAPEL) return;
  }
}

async function leseFaellige({ pool, uhr }: Dienste): Promise<Faellig[]> {
  const ergebnis = await ohneMandant(pool, (tx) =>
    tx.query<Faellig>(
      `SELECT mandant_id AS "mandantId", vorgang_id AS "vorgangId", art, bezug_id AS "bezugId"
       FROM mandantenuebergreifend_versand_faellig($1, $2)`,
      [uhr.jetzt(), STAPEL],
    ),
  );
  return ergebnis.rows;
}

async function versendeEines(dienste: Dienste, zustellung: Zustellung, faellig: Faellig): Promise<void> {
  const { pool, wecker, protokoll } = dienste;
  try {
    const versendet = await inMandant(pool, faellig.mandantId, (tx) => versendeInTx(tx, dienste, zustellung, faellig));
    if (versendet) wecker.melde(faellig.mandantId);
  } catch (fehler) {
    protokoll.error(
      { vorgang: faellig.vorgangId, art: faellig.art, code: (fehler as { code?: string }).code },
      'sending failed',
    );
    await inMandant(pool, faellig.mandantId, (tx) =>
      tx.query(
        `UPDATE postausgang SET versuche = versuche + 1,
           faellig_am = $5::timestamptz + least(interval '1 hour', interval '1 second' * power(2, least(versuche, 12)))
         WHERE mandant_id = $1 AND vorgang_id = $2 AND art = $3 AND bezug_id = $4 AND versendet_am IS NULL`,
        [...schluessel(faellig), dienste.uhr.jetzt()],
      ),
    );
  }
}

async function versendeInTx(tx: Tx, dienste: Dienste, zustellung: Zustellung, faellig: Faellig): Promise<boolean> {
  const { mandantId, vorgangId } = faellig;
  const am = dienste.uhr.jetzt();
  // The Vorgang first, as commands lock it first too; the queue's row then belongs to whoever holds the Vorgang.
  const frei = await tx.query('SELECT 1 FROM vorgang WHERE mandant_id = $1 AND id = $2 FOR NO KEY UPDATE SKIP LOCKED', [
    mandantId,
    vorgangId,
  ]);
  const offen = await tx.query(
    `SELECT 1 FROM postausgang WHERE mandant_id = $1 AND vorgang_id = $2 AND art = $3 AND bezug_id = $4
       AND versendet_am IS NULL AND faellig_am <= $5`,
    [...schluessel(faellig), am],
  );
  if (frei.rowCount === 0 || offen.rowCount === 0) return false;
  const stand = (await sperre(tx, mandantId, [vorgangId])).get(vorgangId);
  const ergebnis = stand && sendungFuer(stand.vorgang, faellig, am, dienste.zufall.neueId());
  if (!ergebnis) {
    await tx.query(
      'DELETE FROM postausgang WHERE mandant_id = $1 AND vorgang_id = $2 AND art = $3 AND bezug_id = $4',
      schluessel(faellig),
    );
    return false;
  }
  await zustellung.stelleZu(tx, ergebnis.sendung);
  await tx.query(
    'UPDATE postausgang SET versendet_am = $5 WHERE mandant_id = $1 AND vorgang_id = $2 AND art = $3 AND bezug_id = $4',
    [...schluessel(faellig), am],
  );
  await schreibe(tx, [{ mandantId, id: vorgangId, vorher: stand, nachher: ergebnis.nachher }], am);
  return true;
}

function schluessel({ mandantId, vorgangId, art, bezugId }: Faellig): string[] {
  return [mandantId, vorgangId, art, bezugId];
}
