/**
 * The fonts of every document Kontor makes, from `assets/fonts` (Noto Sans, pinned), and which characters they have.
 * A character without a glyph is never dropped silently: it is replaced by a visible sign and named, so that people are warned.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fontkit from 'fontkit';

export interface Schriften {
  /** Opened once and shared by all documents: their tables are read lazily and take most of a document's time. */
  normal: fontkit.Font;
  fett: fontkit.Font;
  /** Whether the fonts have a glyph for this code point. */
  kennt(codepoint: number): boolean;
}

/** Loads the fonts from a folder (in a checkout: `assets/fonts`). Throws where a file is missing: the installation is broken. */
export async function ladeSchriften(ordner: string): Promise<Schriften> {
  const [normal, fett] = await Promise.all([
    oeffne(join(ordner, 'NotoSans-Regular.ttf')),
    oeffne(join(ordner, 'NotoSans-Bold.ttf')),
  ]);
  return { normal, fett, kennt: (cp) => normal.hasGlyphForCodePoint(cp) && fett.hasGlyphForCodePoint(cp) };
}

/** A text as it can be set: NFC, no control characters, characters without a glyph as U+FFFD; `fehlend` names them. */
export interface SetzbarerText {
  text: string;
  fehlend: string[];
}

/** Makes a text settable. Line breaks stay, tabs become spaces; variation selectors and joiners go with their emoji. */
export function setzbar(text: string, schriften: Pick<Schriften, 'kennt'>): SetzbarerText {
  const fehlend = new Set<string>();
  const zeichen = [...text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\t', '    ')].map((z) => {
    const cp = z.codePointAt(0) as number;
    if (z === '\n') return z;
    if (UNSICHTBAR.test(z)) return '';
    if (schriften.kennt(cp)) return z;
    fehlend.add(z);
    return ERSATZ;
  });
  return { text: zeichen.join('').replaceAll(OHNE_LUECKE, `$&${UMBRUCH}`), fehlend: [...fehlend] };
}

const ERSATZ = '\ufffd';
/** A zero-width space in what has no gap for 200 signs (no address or digest is so long): breaking an endless word takes pdfkit time in its square. */
const UMBRUCH = '\u200b';
const OHNE_LUECKE = /\S{200}(?=\S)/gu;
/** Controls, joiners and directional marks, variation selectors, byte order mark, skin tones: nothing a reader sees alone. */
const UNSICHTBAR = /\p{Cc}|\p{Cf}|\p{Variation_Selector}|\p{Emoji_Modifier}|[\u2028\u2029]/u;

async function oeffne(pfad: string): Promise<fontkit.Font> {
  const schrift = fontkit.create(await readFile(pfad));
  if (!('hasGlyphForCodePoint' in schrift)) throw new TypeError(`${pfad} is a collection, not one font`);
  return schrift;
}
