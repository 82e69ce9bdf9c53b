/**
 * From a draft to its PDF: gathers what the document module needs (authority, Land, day) from the cache. The fonts are
 * read once, and only when the first document is made.
 */
import { tagInBerlin } from '../../../src-shared/domain/fristen.ts';
import type { Bescheid, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import type { Behoerde } from '../dokument/behoerde.ts';
import type { Schriften } from '../dokument/schriften.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';

export interface DokumentAuftrag {
  vorgang: Vorgang;
  bescheid: Bescheid;
  platz: Arbeitsplatz;
  /** Folder of the fonts. */
  schriften: string;
  jetzt: string;
}

export interface FertigesDokument {
  bytes: Uint8Array;
  dateiname: string;
  /** German; they do not stop a signature. */
  warnungen: string[];
}

let geladen: { ordner: string; schriften: Promise<Schriften> } | undefined;

async function ladeEinmal(ordner: string): Promise<Schriften> {
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

/** Makes the document. The same draft gives the same bytes. */
export async function macheDokument(a: DokumentAuftrag): Promise<FertigesDokument> {
  const schriften = await ladeEinmal(a.schriften);
  const [{ bescheidInhalt }, { bescheidPdf }] = await Promise.all([
    import('../dokument/bescheid-inhalt.ts'),
    import('../dokument/bescheid-pdf.ts'),
  ]);
  const inhalt = bescheidInhalt({
    vorgang: a.vorgang,
    bescheid: a.bescheid,
    behoerde: behoerdeVon(a.platz, a.vorgang),
    land: a.platz.bestand.leser.ich()?.land ?? 'SH',
    tag: tagInBerlin(a.jetzt),
  });
  const { bytes, fehlendeZeichen } = await bescheidPdf(inhalt, schriften);
  const warnungen =
    fehlendeZeichen.length === 0 ? [] : [`Diese Zeichen lassen sich nicht drucken: ${fehlendeZeichen.join(' ')}`];
  return { bytes, dateiname: `${inhalt.art}_${a.vorgang.nummer.replace(/[^\w.-]+/g, '-')}.pdf`, warnungen };
}
