// SQL of the tables `geraet` and `sperre`. Rows of a device are never deleted: acts point at them for as long as headers
// are kept. Decides nothing about who may do what.
import type { AnkerAussage, Ed25519Jwk } from '../../src-shared/domain/zeichnung.ts';
import type { Tx } from '../db/mandant.ts';

export type GeraetZeile = {
  /** RFC 7638 thumbprint of `jwk`. */
  id: string;
  sub: string;
  jwk: Ed25519Jwk;
  /** {deviceId, sub, jwk, von, bis}, signed by the anchor. */
  bescheinigung: AnkerAussage;
  von: string;
  bis: string;
  gesperrtAm: string | null;
};

const SPALTEN = 'id, sub, jwk, bescheinigung, von, bis, gesperrt_am AS "gesperrtAm"';

/** The device, or undefined where this Mandant knows none of that id. */
export async function liesGeraet(tx: Tx, mandantId: string, id: string): Promise<GeraetZeile | undefined> {
  const { rows } = await tx.query<GeraetZeile>(`SELECT ${SPALTEN} FROM geraet WHERE mandant_id = $1 AND id = $2`, [
    mandantId,
    id,
  ]);
  return rows[0];
}

/** As liesGeraet, and nobody else changes it (lock, acts of its chain) before this transaction ends. */
export async function liesGeraetZumAendern(tx: Tx, mandantId: string, id: string): Promise<GeraetZeile | undefined> {
  const { rows } = await tx.query<GeraetZeile>(
    `SELECT ${SPALTEN} FROM geraet WHERE mandant_id = $1 AND id = $2 FOR UPDATE`,
    [mandantId, id],
  );
  return rows[0];
}

/** Adds a device; false when its key is there already, whoever was first. */
export async function fuegeGeraetEin(
  tx: Tx,
  mandantId: string,
  g: Omit<GeraetZeile, 'gesperrtAm'> & { bezeichnung?: string | undefined },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO geraet (mandant_id, id, sub, jwk, bezeichnung, bescheinigung, von, bis)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (mandant_id, id) DO NOTHING`,
    [mandantId, g.id, g.sub, g.jwk, g.bezeichnung ?? null, g.bescheinigung, g.von, g.bis],
  );
  return rowCount === 1;
}

/** A longer validity, with the statement that says so. */
export async function verlaengereGeraet(
  tx: Tx,
  mandantId: string,
  id: string,
  bis: string,
  bescheinigung: AnkerAussage,
): Promise<void> {
  await tx.query('UPDATE geraet SET bis = $3, bescheinigung = $4 WHERE mandant_id = $1 AND id = $2', [
    mandantId,
    id,
    bis,
    bescheinigung,
  ]);
}

/** Marks the device as locked and keeps the anchor's statement about it; false when it was locked before. */
export async function schreibeSperre(
  tx: Tx,
  mandantId: string,
  geraetId: string,
  sperre: { id: string; am: string; aussage: AnkerAussage },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'UPDATE geraet SET gesperrt_am = $3 WHERE mandant_id = $1 AND id = $2 AND gesperrt_am IS NULL',
    [mandantId, geraetId, sperre.am],
  );
  if (rowCount !== 1) return false;
  await tx.query('INSERT INTO sperre (mandant_id, id, geraet_id, aussage, am) VALUES ($1, $2, $3, $4, $5)', [
    mandantId,
    sperre.id,
    geraetId,
    sperre.aussage,
    sperre.am,
  ]);
  return true;
}

/** Devices with their people's names and their lock, for the journal. */
export async function liesGeraeteFuerJournal(
  tx: Tx,
  mandantId: string,
  ids: readonly string[],
): Promise<(GeraetZeile & { name: string | null; sperre: AnkerAussage | null })[]> {
  const { rows } = await tx.query<GeraetZeile & { name: string | null; sperre: AnkerAussage | null }>(
    `SELECT g.id, g.sub, g.jwk, g.bescheinigung, g.von, g.bis, g.gesperrt_am AS "gesperrtAm", p.name,
            (SELECT s.aussage FROM sperre s WHERE s.mandant_id = g.mandant_id AND s.geraet_id = g.id ORDER BY s.am LIMIT 1)
              AS sperre
     FROM geraet g LEFT JOIN person p ON p.mandant_id = g.mandant_id AND p.sub = g.sub
     WHERE g.mandant_id = $1 AND g.id = ANY ($2) ORDER BY g.von, g.id`,
    [mandantId, ids],
  );
  return rows;
}
