// Makes an empty database a demo: Mandanten, OEs, people, Dienste and the Land's rollout – but no Vorgänge – and marks it, so
// that demo mode accepts it and no other. Never touches a database that has real Mandanten.
import type pg from 'pg';
import { inMandant, ohneMandant } from '../db/mandant.ts';
import gemeinden from '../demo/daten/gemeinden.json' with { type: 'json' };
import { DIENST_NAMEN, diensteVon } from '../demo/dienste.ts';
import { MANDANTEN } from '../demo/mandanten.ts';
import { istDemoDatenbank } from '../server/demoschutz.ts';
import { legeDiensteAn, legeGemeindenAn, legeMandantAn, legeOesAn, legePersonenAn } from './anlegen.ts';

/** Fills an empty database; returns false (and does nothing) when it is a demo already. @throws DemoFehler for any other */
export async function richteDemoEin(pool: pg.Pool): Promise<boolean> {
  if ((await istDemoDatenbank(pool)) === true) return false;
  // The mark comes first: a start that is broken off here is finished by the next one.
  await ohneMandant(pool, async (tx) => {
    await tx.query(`INSERT INTO einstellung (schluessel, wert) VALUES ('demo', 'true') ON CONFLICT DO NOTHING`);
    const land = 'SH';
    await legeGemeindenAn(
      tx,
      gemeinden.map(({ ars, name, kreis, dienste }) => ({
        ars,
        land,
        name,
        kreis,
        dienste: dienste.map((leikaId) => ({ leikaId, name: DIENST_NAMEN.get(leikaId) ?? leikaId })),
      })),
    );
  });
  for (const mandant of MANDANTEN) {
    await inMandant(pool, mandant.id, async (tx) => {
      await legeMandantAn(tx, mandant);
      await legeOesAn(tx, mandant.oes);
      await legePersonenAn(tx, mandant.personen);
      await legeDiensteAn(tx, diensteVon(mandant.id));
    });
  }
  return true;
}
