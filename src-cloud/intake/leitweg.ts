// Decides where an Antrag goes: its `zustaendigeStelle` names the OE, LeiKa key or form the Dienst. What nobody knows goes to
// the Poststelle of the Auffang-Mandant, and to a Dienst of its own there: nothing is ever lost.
import type pg from 'pg';
import type { AntragFormData } from '../../src-shared/cloud-api/intake.ts';
import { inMandant, ohneMandant, type Tx } from '../db/mandant.ts';
import { httpProblem } from '../server/problem.ts';
import type { Ziel } from './antrag-zu-vorgang.ts';
import { saubererText } from './form-daten.ts';

type Stelle = { mandant_id: string; oe_id: string };

/** The Dienst of Anträge whose service nobody knows. */
export const SONSTIGES = { id: 'sonstiges', name: 'Sonstiger Eingang' };

/** Finds the target. @throws nicht-verfuegbar when the cloud has no Auffang-Mandant and the Stelle is unknown */
export async function findeZiel(pool: pg.Pool, control: AntragFormData['control']): Promise<Ziel> {
  const stelle = await ohneMandant(pool, (tx) => findeStelle(tx, control));
  return inMandant(pool, stelle.mandant_id, (tx) => zielIn(tx, stelle, control));
}

async function findeStelle(tx: Tx, control: AntragFormData['control']): Promise<Stelle> {
  for (const kennung of [control.zustaendigeStelle, control.organisationsEinheitenId]) {
    const gesucht = kennung && saubererText(kennung).trim();
    if (!gesucht) continue;
    const gefunden = await tx.query<Stelle>('SELECT mandant_id, oe_id FROM mandantenuebergreifend_stelle($1)', [
      gesucht,
    ]);
    if (gefunden.rows[0]) return gefunden.rows[0];
  }
  const auffang = await tx.query<Stelle>('SELECT mandant_id, oe_id FROM mandantenuebergreifend_auffang()');
  if (auffang.rows[0]) return auffang.rows[0];
  throw httpProblem('nicht-verfuegbar', {
    detail:
      'Die zuständige Stelle ist unbekannt, und es ist kein Auffang eingerichtet. Bitte senden Sie den Antrag später erneut.',
  });
}

async function zielIn(tx: Tx, stelle: Stelle, control: AntragFormData['control']): Promise<Ziel> {
  const ort = await tx.query<{ land: string; oe_name: string }>(
    `SELECT m.land, o.name AS oe_name FROM mandant m JOIN organisationseinheit o ON o.mandant_id = m.id
     WHERE m.id = $1 AND o.id = $2`,
    [stelle.mandant_id, stelle.oe_id],
  );
  const { land = '', oe_name = '' } = ort.rows[0] ?? {};
  const leikaIds = (control.leikaIds ?? []).filter((id) => typeof id === 'string').map((id) => saubererText(id).trim());
  const formId = saubererText(control.formId ?? '').trim();
  const dienst = await findeDienst(tx, leikaIds, formId, stelle.oe_id);
  return {
    mandantId: stelle.mandant_id,
    land,
    oe: { id: stelle.oe_id, name: oe_name },
    dienst: dienst ?? (await sonstiges(tx, stelle)),
  };
}

/** By LeiKa key before form id; among several the one whose OE is the Stelle. */
async function findeDienst(
  tx: Tx,
  leikaIds: string[],
  formId: string,
  oeId: string,
): Promise<Ziel['dienst'] | undefined> {
  const ergebnis = await tx.query<{
    id: string;
    name: string;
    leika_id: string | null;
    frist_tage: number | null;
    frist_monate: number | null;
  }>(
    `SELECT id, name, leika_id, frist_tage, frist_monate FROM dienst
     WHERE mandant_id = aktueller_mandant()
       AND (leika_id = ANY ($1::text[]) OR EXISTS (SELECT 1 FROM unnest(form_ids) AS f WHERE lower(f) = lower($2)))
     ORDER BY COALESCE(leika_id = ANY ($1::text[]), false) DESC, oe_id = $3 DESC, id LIMIT 1`,
    [leikaIds.filter((id) => id !== ''), formId, oeId],
  );
  const zeile = ergebnis.rows[0];
  return (
    zeile && {
      id: zeile.id,
      name: zeile.name,
      leikaId: zeile.leika_id ?? undefined,
      fristTage: zeile.frist_tage ?? undefined,
      fristMonate: zeile.frist_monate ?? undefined,
    }
  );
}

async function sonstiges(tx: Tx, stelle: Stelle): Promise<Ziel['dienst']> {
  await tx.query(
    `INSERT INTO dienst (mandant_id, id, name, oe_id, art, aufbewahrung_tage, vorlagen)
     VALUES ($1, $2, $3, $4, 'ANTRAG', 3650, '[{"id":"standard","name":"Standard"}]') ON CONFLICT DO NOTHING`,
    [stelle.mandant_id, SONSTIGES.id, SONSTIGES.name, stelle.oe_id],
  );
  return SONSTIGES;
}
