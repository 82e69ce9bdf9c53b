// Looks demo people up for sign-in, before any Mandant is known. Only sign-in uses this; whatever comes after it works
// inside one Mandant.
import type pg from 'pg';

export type DemoPerson = {
  mandantId: string;
  sub: string;
  username: string;
  name: string;
  rollen: string[];
  oe: string[];
};

/** A person by user name or subject. */
export async function findePerson(pool: pg.Pool, kennung: string): Promise<DemoPerson | undefined> {
  if (kennung.includes('\0')) return undefined;
  const ergebnis = await pool.query<DemoPerson>(
    `SELECT mandant_id AS "mandantId", sub, username, name, rollen, oe_ids AS oe FROM mandantenuebergreifend_person($1)`,
    [kennung],
  );
  return ergebnis.rows[0];
}

export type Auswahl = { mandantName: string; username: string; name: string; rollen: string[] };

/** Everybody who can sign in, by Mandant, the first Mandant first. */
export async function allePersonen(pool: pg.Pool): Promise<Auswahl[]> {
  const ergebnis = await pool.query<Auswahl>(
    `SELECT mandant_name AS "mandantName", username, name, rollen FROM mandantenuebergreifend_personen()`,
  );
  return ergebnis.rows;
}
