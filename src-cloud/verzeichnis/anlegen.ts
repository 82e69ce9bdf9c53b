// Writes the directory: Mandant, OEs, people, Dienste, and the public figures of municipalities. For administration and the
// demo; requests never get here. Everything is "make it so": what is there already is brought to what is asked for.
import type { Zeichnungsbefugnis } from '../../src-shared/domain/kontext.ts';
import type { Rolle } from '../../src-shared/domain/vorgang.ts';
import type { Tx } from '../db/mandant.ts';

export type MandantAnlage = {
  id: string;
  name: string;
  /** Begins each Vorgangsnummer. */
  kuerzel: string;
  land: string;
  ars: string;
  istAuffang: boolean;
};
export type OeAnlage = { id: string; name: string; istPoststelle: boolean };
export type PersonAnlage = {
  sub: string;
  username: string;
  name: string;
  rollen: readonly Rolle[];
  oe: readonly string[];
  zeichnung: readonly Zeichnungsbefugnis[];
};
export type DienstAnlage = {
  id: string;
  name: string;
  leikaId?: string | undefined;
  formIds: readonly string[];
  oe: string;
  art: 'ANTRAG' | 'ANFRAGE';
  fristTage: number;
  mitzeichnung: boolean;
  aufbewahrungTage: number;
  versandNachMin: number;
  vorlagen: readonly { id: string; name: string; pflichtfelder?: string[] }[];
  /** `YYYY-MM-DD` */
  liveSeit: string;
};
export type GemeindeAnlage = {
  ars: string;
  land: string;
  name: string;
  kreis: string;
  /** `leikaId`: the LeiKa key, or the Dienst's id where it has none. `liveSeit`: `YYYY-MM-DD`. */
  dienste: readonly { leikaId: string; name: string; liveSeit: string }[];
};
/** One service of one municipality in one month (its first day). */
export type KennzahlAnlage = {
  ars: string;
  leikaId: string;
  monat: string;
  vorgaenge: number;
  medianBearbeitungTage: number;
  ueberfaellig: number;
  ohneMedienbruch: number;
};

/** The Mandant and its counter. The transaction must be in this Mandant. */
export async function legeMandantAn(tx: Tx, m: MandantAnlage): Promise<void> {
  await tx.query(
    `INSERT INTO mandant (id, name, kuerzel, land, ars, ist_auffang) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, kuerzel = excluded.kuerzel, land = excluded.land,
       ars = excluded.ars, ist_auffang = excluded.ist_auffang`,
    [m.id, m.name, m.kuerzel, m.land, m.ars, m.istAuffang],
  );
  await tx.query('INSERT INTO feed_zaehler (mandant_id) VALUES ($1) ON CONFLICT DO NOTHING', [m.id]);
}

/** Organisationseinheiten of the transaction's Mandant. */
export async function legeOesAn(tx: Tx, oes: readonly OeAnlage[]): Promise<void> {
  await tx.query(
    `INSERT INTO organisationseinheit (mandant_id, id, name, ist_poststelle)
     SELECT aktueller_mandant(), o.id, o.name, o."istPoststelle"
     FROM jsonb_to_recordset($1::jsonb) AS o (id text, name text, "istPoststelle" boolean)
     ON CONFLICT (mandant_id, id) DO UPDATE SET name = excluded.name, ist_poststelle = excluded.ist_poststelle`,
    [JSON.stringify(oes)],
  );
}

/** People of the transaction's Mandant, by `sub`. */
export async function legePersonenAn(tx: Tx, personen: readonly PersonAnlage[]): Promise<void> {
  await tx.query(
    `INSERT INTO person (mandant_id, sub, username, name, rollen, oe_ids, zeichnung)
     SELECT aktueller_mandant(), p.sub, p.username, p.name, p.rollen, p.oe, p.zeichnung
     FROM jsonb_to_recordset($1::jsonb)
       AS p (sub text, username text, name text, rollen text[], oe text[], zeichnung jsonb)
     ON CONFLICT (mandant_id, sub) DO UPDATE SET username = excluded.username, name = excluded.name,
       rollen = excluded.rollen, oe_ids = excluded.oe_ids, zeichnung = excluded.zeichnung, gesperrt = false`,
    [JSON.stringify(personen)],
  );
}

/** Dienste of the transaction's Mandant, by id. */
export async function legeDiensteAn(tx: Tx, dienste: readonly DienstAnlage[]): Promise<void> {
  await tx.query(
    `INSERT INTO dienst (mandant_id, id, name, leika_id, form_ids, oe_id, art, frist_tage, mitzeichnung,
       aufbewahrung_tage, versand_nach_min, vorlagen, live_seit)
     SELECT aktueller_mandant(), d.id, d.name, d."leikaId", d."formIds", d.oe, d.art, d."fristTage", d.mitzeichnung,
       d."aufbewahrungTage", d."versandNachMin", d.vorlagen, d."liveSeit"
     FROM jsonb_to_recordset($1::jsonb)
       AS d (id text, name text, "leikaId" text, "formIds" text[], oe text, art text, "fristTage" integer,
             mitzeichnung boolean, "aufbewahrungTage" integer, "versandNachMin" integer, vorlagen jsonb, "liveSeit" date)
     ON CONFLICT (mandant_id, id) DO UPDATE SET name = excluded.name, leika_id = excluded.leika_id,
       form_ids = excluded.form_ids, oe_id = excluded.oe_id, art = excluded.art, frist_tage = excluded.frist_tage,
       mitzeichnung = excluded.mitzeichnung, aufbewahrung_tage = excluded.aufbewahrung_tage,
       versand_nach_min = excluded.versand_nach_min, vorlagen = excluded.vorlagen, live_seit = excluded.live_seit`,
    [JSON.stringify(dienste)],
  );
}

/** Municipalities and which services they have live (public; belongs to no Mandant). */
export async function legeGemeindenAn(tx: Tx, gemeinden: readonly GemeindeAnlage[]): Promise<void> {
  const zeilen = JSON.stringify(gemeinden);
  await tx.query(
    `INSERT INTO gemeinde (ars, land, name, kreis)
     SELECT g.ars, g.land, g.name, g.kreis FROM jsonb_to_recordset($1::jsonb) AS g (ars text, land text, name text, kreis text)
     ON CONFLICT (ars) DO UPDATE SET land = excluded.land, name = excluded.name, kreis = excluded.kreis`,
    [zeilen],
  );
  await tx.query(
    `INSERT INTO gemeinde_dienst (ars, leika_id, name, live_seit)
     SELECT g.ars, d."leikaId", d.name, d."liveSeit"
     FROM jsonb_to_recordset($1::jsonb) AS g (ars text, dienste jsonb),
       jsonb_to_recordset(g.dienste) AS d ("leikaId" text, name text, "liveSeit" date)
     ON CONFLICT (ars, leika_id) DO UPDATE SET name = excluded.name, live_seit = excluded.live_seit`,
    [zeilen],
  );
}

/** Figures of municipalities that are no Mandant here. */
export async function legeKennzahlenAn(tx: Tx, kennzahlen: readonly KennzahlAnlage[]): Promise<void> {
  await tx.query(
    `INSERT INTO gemeinde_kennzahl (ars, leika_id, monat, vorgaenge, median_bearbeitung_tage, ueberfaellig, ohne_medienbruch)
     SELECT k.ars, k."leikaId", k.monat, k.vorgaenge, k."medianBearbeitungTage", k.ueberfaellig, k."ohneMedienbruch"
     FROM jsonb_to_recordset($1::jsonb) AS k (ars text, "leikaId" text, monat date, vorgaenge integer,
       "medianBearbeitungTage" real, ueberfaellig integer, "ohneMedienbruch" integer)
     ON CONFLICT (ars, leika_id, monat) DO NOTHING`,
    [JSON.stringify(kennzahlen)],
  );
}
