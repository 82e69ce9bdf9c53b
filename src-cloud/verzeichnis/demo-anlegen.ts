// Makes an empty database a demo: Mandanten, OEs, people, Dienste and the Land's rollout – but no Vorgänge – and marks it, so
// that demo mode accepts it and no other. Never touches a database that has real Mandanten.
import type pg from 'pg';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { inMandant, ohneMandant } from '../db/mandant.ts';
import { diensteVon } from '../demo/dienste.ts';
import { MANDANTEN } from '../demo/mandanten.ts';
import { rolloutGemeinden, rolloutKennzahlen } from '../demo/rollout.ts';
import { DemoFehler, istDemoDatenbank } from '../server/demoschutz.ts';
import { plusMs } from '../server/uhr.ts';
import {
  legeDiensteAn,
  legeGemeindenAn,
  legeKennzahlenAn,
  legeMandantAn,
  legeOesAn,
  legePersonenAn,
} from './anlegen.ts';

const JAHR_MS = 365 * 86_400_000;

/**
 * Fills an empty database; returns false (and does nothing) when it is a demo already.
 * @param jetzt the figures of the Land's municipalities cover the year before; undefined leaves them out (for tests).
 * @throws DemoFehler for a database that has real Mandanten
 */
export async function richteDemoEin(pool: pg.Pool, jetzt?: string): Promise<boolean> {
  const vorher = await istDemoDatenbank(pool);
  if (vorher === false)
    throw new DemoFehler('Diese Datenbank gehört zu einer echten Cloud. Es wurde nichts verändert.');
  if (vorher && (await istFertig(pool))) return false;
  // The mark comes first: a start that is broken off here is finished by the next one.
  await ohneMandant(pool, async (tx) => {
    await tx.query(`INSERT INTO einstellung (schluessel, wert) VALUES ('demo', 'true') ON CONFLICT DO NOTHING`);
    await legeGemeindenAn(tx, rolloutGemeinden());
    if (jetzt) {
      const [von, bis] = [tagInBerlin(plusMs(jetzt, -JAHR_MS)), tagInBerlin(jetzt)];
      await legeKennzahlenAn(tx, [...rolloutKennzahlen(von, bis)]);
    }
  });
  for (const mandant of MANDANTEN) {
    await inMandant(pool, mandant.id, async (tx) => {
      await legeMandantAn(tx, mandant);
      await legeOesAn(tx, mandant.oes);
      await legePersonenAn(tx, mandant.personen);
      await legeDiensteAn(tx, diensteVon(mandant.id));
    });
  }
  await ohneMandant(pool, (tx) =>
    tx.query(`INSERT INTO einstellung (schluessel, wert) VALUES ('demo-fertig', 'true') ON CONFLICT DO NOTHING`),
  );
  return true;
}

async function istFertig(pool: pg.Pool): Promise<boolean> {
  const ergebnis = await pool.query(`SELECT 1 FROM einstellung WHERE schluessel = 'demo-fertig'`);
  return ergebnis.rowCount === 1;
}
