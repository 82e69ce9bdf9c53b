// Looks up in the directory what judging a request needs, all at once and before it begins: people with their
// Zeichnungsbefugnis as it is now, Dienste, forwarding targets. The token says who asks and in which roles; who may sign
// is only ever taken from here.
import type { Zeichnungsbefugnis, ZielOe } from '../../src-shared/domain/kontext.ts';
import type { Tx } from '../db/mandant.ts';

export type PersonEintrag = { name: string; zeichnung: Zeichnungsbefugnis[]; sachbearbeitung: boolean };

/** `name` says the Mandant too where it is another one; `oeName` never. */
export type Stelle = ZielOe & { mandantId: string; oeName: string };

export type Verzeichnis = {
  personen: Map<string, PersonEintrag>;
  /** Dienste that ask for a Mitzeichnung. */
  mitzeichnung: Set<string>;
  stellen: Map<string, Stelle>;
};

export async function schlageNach(
  tx: Tx,
  mandantId: string,
  frage: { personen: readonly string[]; dienste: readonly string[]; stellen: readonly string[] },
): Promise<Verzeichnis> {
  return {
    personen: await liesPersonen(tx, mandantId, frage.personen),
    mitzeichnung: await liesMitzeichnung(tx, mandantId, frage.dienste),
    stellen: await liesStellen(tx, mandantId, frage.stellen),
  };
}

async function liesPersonen(tx: Tx, mandantId: string, subs: readonly string[]): Promise<Verzeichnis['personen']> {
  if (subs.length === 0) return new Map();
  const { rows } = await tx.query<PersonEintrag & { sub: string }>(
    `SELECT sub, name, zeichnung, 'VERWALTUNG_USER' = ANY (rollen) AS sachbearbeitung FROM person
     WHERE mandant_id = $1 AND sub = ANY ($2) AND NOT gesperrt`,
    [mandantId, subs],
  );
  return new Map(rows.map(({ sub, ...eintrag }) => [sub, eintrag]));
}

async function liesMitzeichnung(tx: Tx, mandantId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await tx.query<{ id: string }>(
    'SELECT id FROM dienst WHERE mandant_id = $1 AND id = ANY ($2) AND mitzeichnung',
    [mandantId, ids],
  );
  return new Set(rows.map((zeile) => zeile.id));
}

async function liesStellen(tx: Tx, mandantId: string, ids: readonly string[]): Promise<Verzeichnis['stellen']> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.query<{ mandantId: string; id: string; name: string; mandantName: string }>(
    `SELECT s.mandant_id AS "mandantId", s.oe_id AS id, s.oe_name AS name, s.mandant_name AS "mandantName"
     FROM unnest($1::text[]) AS gesucht, mandantenuebergreifend_stelle(gesucht) AS s`,
    [ids],
  );
  return new Map(
    rows.map((s) => {
      const eigenerMandant = s.mandantId === mandantId;
      const name = eigenerMandant ? s.name : `${s.mandantName}, ${s.name}`;
      return [s.id, { id: s.id, name, oeName: s.name, eigenerMandant, mandantId: s.mandantId }];
    }),
  );
}
