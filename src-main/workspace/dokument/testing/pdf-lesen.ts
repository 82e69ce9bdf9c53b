/**
 * Reads a PDF as a person and a screen reader would: text by page, metadata, tagged structure. For tests; by pdf.js, which has nothing
 * in common with what wrote the file.
 */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

export interface GelesenesPdf {
  seiten: string[];
  titel: string;
  sprache: string | null;
  markiert: boolean;
  erstelltAm: string;
  /** Role and text of the tagged elements, in reading order. */
  struktur: string[];
}

interface Knoten {
  role?: string;
  type?: string;
  id?: string;
  children?: Knoten[];
}

export async function liesPdf(bytes: Uint8Array): Promise<GelesenesPdf> {
  const laden = getDocument({ data: new Uint8Array(bytes), useSystemFonts: false, verbosity: 0 });
  const pdf = await laden.promise;
  const seiten: string[] = [];
  const struktur: string[] = [];
  for (let n = 1; n <= pdf.numPages; n++) {
    const seite = await pdf.getPage(n);
    const inhalt = await seite.getTextContent();
    seiten.push(inhalt.items.map((i) => ('str' in i ? i.str + (i.hasEOL ? '\n' : '') : '')).join(''));
    const rollen: string[] = [];
    sammle((await seite.getStructTree()) as Knoten | null, rollen);
    struktur.push(...rollen);
  }
  const meta = await pdf.getMetadata();
  const info = meta.info as Record<string, unknown>;
  // Its types say an object; it is a Map.
  const markiert =
    ((await pdf.getMarkInfo()) as unknown as ReadonlyMap<string, boolean> | null)?.get('Marked') === true;
  await laden.destroy();
  return {
    seiten,
    titel: String(info.Title),
    sprache: (info.Language as string | null | undefined) ?? null,
    markiert,
    erstelltAm: String(info.CreationDate),
    struktur,
  };
}

function sammle(knoten: Knoten | null, rollen: string[]): void {
  if (knoten?.role && knoten.role !== 'Root') rollen.push(knoten.role);
  for (const kind of knoten?.children ?? []) sammle(kind, rollen);
}
