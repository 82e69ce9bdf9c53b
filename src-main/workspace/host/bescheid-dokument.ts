/**
 * From a Bescheid to the document one signs: gathers what the document module needs (authority, Land, template, bytes)
 * from the cache. The fonts are read once, and only when the first document is made.
 */
import type { Anhang, Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { Behoerde } from '../dokument/behoerde.ts';
import type { Schriften } from '../dokument/schriften.ts';
import { ladeAnhang } from '../sync/nachladen.ts';
import { zeitpunkt } from '../uhr.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import type { MotorDienste } from './dienste.ts';

export interface FertigesDokument {
  anhang: Anhang;
  bytes: Uint8Array;
  /** German; they do not stop a signature. */
  warnungen: string[];
  /** Made now, so that the cache has yet to keep it. */
  neu: boolean;
}

let geladen: { ordner: string; schriften: Promise<Schriften> } | undefined;

/** The fonts of documents. @throws the disk's error where they are not there */
export async function schriftenAus(ordner: string): Promise<Schriften> {
  if (geladen?.ordner !== ordner) {
    const { ladeSchriften } = await import('../dokument/schriften.ts');
    geladen = { ordner, schriften: ladeSchriften(ordner) };
  }
  return geladen.schriften;
}

/** The authority, as far as the directory tells. */
export function behoerdeVon(platz: Arbeitsplatz, v: Vorgang): Behoerde {
  const oe = platz.bestand.leser.organisationseinheiten().find((o) => o.id === v.organisationseinheit.id);
  return { name: oe?.mandantName ?? v.organisationseinheit.name };
}

/**
 * The document: made from the draft (the same draft gives the same bytes), or as it was co-signed. Nobody signs what was
 * not here to be read: a co-signed one is fetched first. @throws ProblemError, CloudFehler
 */
export async function dokumentFuer(
  dienste: MotorDienste,
  platz: Arbeitsplatz,
  vorgang: Vorgang,
  bescheid: Bescheid,
): Promise<FertigesDokument> {
  const { bereiteZeichnung, alsAnhang, gebundenesDokument } = await import('../dokument/zeichnung-vorbereiten.ts');
  const { leser } = platz.bestand;
  const gebunden = gebundenesDokument(bescheid);
  if (gebunden && leser.anhang(gebunden.id) === undefined && platz.zustand.state !== 'offline_gewaehlt') {
    await ladeAnhang(platz.sync, vorgang.id, gebunden);
  }
  const vorlagen = leser.dienste().find((d) => d.id === vorgang.dienst.id)?.vorlagen;
  const pflichtfelder = vorlagen?.find((x) => x.id === bescheid.vorlageId)?.pflichtfelder;
  const { dokument, warnungen } = await bereiteZeichnung({
    vorgang,
    bescheid,
    behoerde: behoerdeVon(platz, vorgang),
    land: leser.ich()?.land ?? 'SH',
    jetzt: zeitpunkt(dienste.uhr),
    schriften: await schriftenAus(dienste.schriften),
    anhang: (id) => leser.anhang(id)?.bytes,
    ...(pflichtfelder === undefined ? {} : { pflichtfelder }),
  });
  const anhang = alsAnhang(dokument, dienste.uhr.id());
  return { anhang, bytes: dokument.bytes, warnungen, neu: dokument.vorhanden === undefined };
}
