/**
 * A row of a list as the window gets it, from narrow columns alone: no record is unpacked for a list.
 */
import type { KopfZeile } from '../../../src-shared/workspace-api/ansichten.ts';
import { alsInstant, idText, tagText } from './kennung.ts';
import { MARKEN } from './zeile.ts';

export interface Listenzeile {
  zeile: number;
  id: Uint8Array;
  nummer: string;
  name: string;
  aktenzeichen: string | null;
  status: string;
  oe_id: string;
  oe_name: string;
  dienst_id: string;
  dienst_name: string;
  bearbeiter_sub: string | null;
  bearbeiter_name: string | null;
  antragsteller: string | null;
  sperre: number;
  bescheid_stand: string | null;
  eingang_ms: number;
  geaendert_ms: number;
  frist: number;
  wv: number;
  ueberfaellig: number;
  marke: number;
  pending: number;
}

/** To be completed by FROM `vorgang v` and `LISTEN_VERBUND`. */
export const LISTEN_SPALTEN = `v.zeile, v.id, v.nummer, v.name, v.aktenzeichen, s.schluessel AS status,
  o.schluessel AS oe_id, o.name AS oe_name, d.schluessel AS dienst_id, d.name AS dienst_name,
  p.schluessel AS bearbeiter_sub, p.name AS bearbeiter_name, v.antragsteller, v.sperre, v.bescheid_stand,
  v.eingang_ms, v.geaendert_ms, v.frist, v.wv, v.ueberfaellig, v.marke, v.pending`;

/** Terms by their primary keys; CROSS so that the planner keeps the row's own order outermost. */
export const LISTEN_VERBUND = `CROSS JOIN begriff s ON s.id = v.status CROSS JOIN begriff o ON o.id = v.oe
  CROSS JOIN begriff d ON d.id = v.dienst LEFT JOIN begriff p ON p.id = v.bearbeiter`;

export function kopfZeile(z: Listenzeile): KopfZeile {
  const frist = tagText(z.frist);
  const wv = tagText(z.wv);
  const marke = MARKEN[z.marke];
  return {
    id: idText(z.id),
    nummer: z.nummer,
    name: z.name,
    ...(z.aktenzeichen === null ? {} : { aktenzeichen: z.aktenzeichen }),
    status: z.status,
    eingangAm: alsInstant(z.eingang_ms),
    geaendertAm: alsInstant(z.geaendert_ms),
    ...(frist === undefined ? {} : { frist }),
    ueberfaellig: z.ueberfaellig === 1,
    dienst: { id: z.dienst_id, name: z.dienst_name },
    organisationseinheit: { id: z.oe_id, name: z.oe_name },
    ...(z.antragsteller === null ? {} : { antragsteller: z.antragsteller }),
    auskunftssperre: z.sperre === 1,
    ...(z.bearbeiter_sub === null
      ? {}
      : { bearbeiter: { sub: z.bearbeiter_sub, name: z.bearbeiter_name ?? z.bearbeiter_sub } }),
    ...(z.bescheid_stand === null ? {} : { bescheidStand: z.bescheid_stand }),
    ...(wv === undefined ? {} : { naechsteWiedervorlage: wv }),
    ...(marke === undefined ? {} : { marke }),
    pending: z.pending,
  };
}
