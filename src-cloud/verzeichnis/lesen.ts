// Reads the directory. Commands judge by the same functions as /ich shows, so that what a person is told is what holds.
// Each function works in the transaction's Mandant.
import type { Dienst, IchAntwort, Kollege, Organisationseinheit } from '../../src-shared/cloud-api/root.ts';
import type { Zeichnungsbefugnis } from '../../src-shared/domain/kontext.ts';
import type { Tx } from '../db/mandant.ts';
import type { Angemeldet } from '../identitaet/anmeldung.ts';
import { httpProblem } from '../server/problem.ts';

/** A person as the directory has it (not as the token says). */
export type Verzeichnisperson = {
  sub: string;
  name: string;
  rollen: string[];
  oe: string[];
  zeichnung: Zeichnungsbefugnis[];
};

/** One person of the Mandant; undefined when unknown or barred. */
export async function lesePerson(tx: Tx, sub: string): Promise<Verzeichnisperson | undefined> {
  const ergebnis = await tx.query<Verzeichnisperson>(
    `SELECT sub, name, rollen, oe_ids AS oe, zeichnung FROM person
     WHERE mandant_id = aktueller_mandant() AND sub = $1 AND NOT gesperrt`,
    [sub],
  );
  return ergebnis.rows[0];
}

/** `/ich`: who is asking, by token; what one may sign and what the device may keep, by directory. */
export async function leseIch(tx: Tx, person: Angemeldet, heute: string): Promise<IchAntwort> {
  const mandant = await tx.query<{ land: string; richtlinie: IchAntwort['richtlinie'] }>(
    'SELECT land, richtlinie FROM mandant WHERE id = aktueller_mandant()',
  );
  const zeile = mandant.rows[0];
  if (!zeile) throw httpProblem('nicht-berechtigt', { detail: 'Ihre Behörde ist in dieser Cloud nicht eingerichtet.' });
  const eintrag = await lesePerson(tx, person.sub);
  return {
    sub: person.sub,
    name: person.name,
    rollen: [...person.rollen],
    oe: [...person.oe],
    mandant: person.mandant,
    land: zeile.land,
    zeichnung: (eintrag?.zeichnung ?? []).filter((z) => z.bis === undefined || z.bis >= heute),
    richtlinie: zeile.richtlinie,
  };
}

/** All Dienste with how many Vorgänge they have: altogether, new, open. */
export async function leseDienste(tx: Tx): Promise<Dienst[]> {
  const ergebnis = await tx.query<
    Omit<Dienst, 'anzahl' | 'leikaId'> & { leikaId: string | null; gesamt: number; neu: number; offen: number }
  >(
    `SELECT d.id, d.name, d.leika_id AS "leikaId", d.art, COALESCE(d.frist_tage, 0) AS "fristTage", d.mitzeichnung,
       d.aufbewahrung_tage AS "aufbewahrungTage", d.versand_nach_min AS "versandNachMin", d.vorlagen,
       COALESCE(d.live_seit, DATE '1970-01-01') AS "liveSeit", d.oe_id AS "organisationseinheitId",
       COALESCE(a.gesamt, 0) AS gesamt, COALESCE(a.neu, 0) AS neu, COALESCE(a.offen, 0) AS offen
     FROM dienst d LEFT JOIN (
       SELECT v.dienst_id, sum(n)::int8 AS gesamt, (sum(n) FILTER (WHERE v.status = 'NEU'))::int8 AS neu,
         (sum(n) FILTER (WHERE v.status IN ('NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG')))::int8 AS offen
       FROM (SELECT dienst_id, status, count(*) AS n FROM vorgang
             WHERE mandant_id = aktueller_mandant() AND NOT geloescht GROUP BY dienst_id, status) v
       GROUP BY v.dienst_id) a ON a.dienst_id = d.id
     WHERE d.mandant_id = aktueller_mandant() ORDER BY d.name COLLATE "de-x-icu", d.id`,
  );
  return ergebnis.rows.map(({ gesamt, neu, offen, leikaId, ...dienst }) => ({
    ...dienst,
    ...(leikaId === null ? {} : { leikaId }),
    anzahl: { gesamt, neu, offen },
  }));
}

/** Colleagues one can assign to, by name. `darfMitzeichnen`: has any Zeichnungsbefugnis today. */
export async function lesePersonen(tx: Tx, heute: string): Promise<Kollege[]> {
  const ergebnis = await tx.query<Verzeichnisperson>(
    `SELECT sub, name, rollen, oe_ids AS oe, zeichnung FROM person
     WHERE mandant_id = aktueller_mandant() AND NOT gesperrt ORDER BY name COLLATE "de-x-icu", sub`,
  );
  return ergebnis.rows.map(({ zeichnung, ...person }) => ({
    ...person,
    darfMitzeichnen:
      person.rollen.includes('VERWALTUNG_USER') && zeichnung.some((z) => z.bis === undefined || z.bis >= heute),
  }));
}

/** Targets of forwarding in all Mandanten, at most 50; one's own Mandant first. */
export async function sucheStellen(tx: Tx, mandantId: string, suche: string): Promise<Organisationseinheit[]> {
  const ergebnis = await tx.query<{ mandant_id: string; oe_id: string; oe_name: string; mandant_name: string }>(
    'SELECT mandant_id, oe_id, oe_name, mandant_name FROM mandantenuebergreifend_stellen($1, $2)',
    [suche, mandantId],
  );
  return ergebnis.rows.map((zeile) => ({
    id: zeile.oe_id,
    name: zeile.oe_name,
    mandant: zeile.mandant_id,
    mandantName: zeile.mandant_name,
    eigenerMandant: zeile.mandant_id === mandantId,
  }));
}
