/**
 * Plausible cases for the window's tests: the demo's own generator, played through the real intake and the domain's
 * apply, so that forms, people, histories and deadlines are those the product shows. Deterministic by seed.
 */
import { diensteVon } from '../../src-cloud/demo/dienste.ts';
import { erzeugeVorgaenge } from '../../src-cloud/demo/generator.ts';
import { mandantVon } from '../../src-cloud/demo/mandanten.ts';
import { spieleNach } from '../../src-cloud/demo/nachspielen.ts';
import type { Dienst, Kollege, Organisationseinheit } from '../../src-shared/cloud-api/root.ts';
import type { Person } from '../../src-shared/domain/kontext.ts';
import type { Vorgang } from '../../src-shared/domain/vorgang.ts';
import type { KopfZeile, Sitzung } from '../../src-shared/workspace-api/ansichten.ts';

const flensburg = mandantVon('flensburg');

export const SANDER = flensburg.personen[0] as (typeof flensburg.personen)[number];

/** `anzahl` cases up to `bis` (`YYYY-MM-DD` or an instant), newest first. */
export function vorgaenge(anzahl: number, bis: string): Vorgang[] {
  const fertig: Vorgang[] = [];
  for (const demo of erzeugeVorgaenge({ mandant: 'flensburg', anzahl, seed: 7, bis })) {
    const { vorgang } = spieleNach(demo, 'flensburg');
    fertig.push({ ...vorgang, nummer: `FL-2026-${String(fertig.length + 1).padStart(6, '0')}` });
  }
  return fertig.sort((a, b) => b.eingangAm.localeCompare(a.eingangAm));
}

export const sitzung: Sitzung = {
  sub: SANDER.sub,
  name: SANDER.name,
  rollen: [...SANDER.rollen],
  oe: SANDER.oe.map((id) => ({ id, name: flensburg.oes.find((o) => o.id === id)?.name ?? id })),
  mandant: flensburg.id,
  land: flensburg.land,
  zeichnungsbefugt: true,
  deviceId: 'geraet-1',
};

export const ich: Person = SANDER;

export const personen: Kollege[] = flensburg.personen
  .filter((p) => p.rollen.includes('VERWALTUNG_USER'))
  .map((p) => ({
    sub: p.sub,
    name: p.name,
    oe: [...p.oe],
    rollen: [...p.rollen],
    darfMitzeichnen: p.zeichnung.length > 0,
  }));

export const stellen: Organisationseinheit[] = flensburg.oes.map((o) => ({
  id: o.id,
  name: o.name,
  mandant: flensburg.id,
  mandantName: flensburg.name,
  eigenerMandant: true,
}));

export const dienste: Dienst[] = diensteVon('flensburg').map((d) => ({
  id: d.id,
  name: d.name,
  ...(d.leikaId ? { leikaId: d.leikaId } : {}),
  art: d.art,
  fristTage: d.fristTage,
  mitzeichnung: d.mitzeichnung,
  aufbewahrungTage: d.aufbewahrungTage,
  versandNachMin: d.versandNachMin,
  vorlagen: d.vorlagen,
  liveSeit: d.liveSeit,
  organisationseinheitId: d.oe,
  anzahl: { gesamt: 0, neu: 0, offen: 0 },
}));

/** A list's row of a case; `heute` decides what is overdue. */
export function kopf(v: Vorgang, heute: string, marke: KopfZeile['marke'], pending: number): KopfZeile {
  const a = v.antragsteller;
  const name = [a?.vorname, a?.nachname].filter(Boolean).join(' ');
  const offen = ['NEU', 'ANGENOMMEN', 'IN_BEARBEITUNG'].includes(v.status);
  const wv = v.wiedervorlagen.filter((w) => !w.erledigt).map((w) => w.frist);
  return {
    id: v.id,
    nummer: v.nummer,
    name: v.name,
    ...(v.aktenzeichen ? { aktenzeichen: v.aktenzeichen } : {}),
    status: v.status,
    eingangAm: v.eingangAm,
    geaendertAm: v.geaendertAm,
    ...(v.frist ? { frist: v.frist } : {}),
    ueberfaellig: offen && v.frist !== undefined && v.frist < heute,
    dienst: { id: v.dienst.id, name: v.dienst.name },
    organisationseinheit: v.organisationseinheit,
    ...(a?.firma || name ? { antragsteller: a?.firma ?? name } : {}),
    auskunftssperre: a?.auskunftssperre === true,
    ...(v.bearbeiter ? { bearbeiter: v.bearbeiter } : {}),
    ...(v.bescheide.at(-1) ? { bescheidStand: v.bescheide.at(-1)?.stand ?? '' } : {}),
    ...(wv.length > 0 ? { naechsteWiedervorlage: wv.sort()[0] ?? '' } : {}),
    ...(marke ? { marke } : {}),
    pending,
  };
}
