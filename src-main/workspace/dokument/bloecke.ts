/**
 * The text of a Bescheid as blocks: paragraphs, headings (`#` or `##` before a line), lists (`-`, `•` or `1.` before each
 * line). Plain text is always valid; nothing is lost that is not understood. Blocks become tagged structure in the PDF.
 */
export type Block =
  | { art: 'absatz'; text: string }
  | { art: 'ueberschrift'; text: string }
  | { art: 'liste'; nummeriert: boolean; punkte: { marke: string; text: string }[] };

const UEBERSCHRIFT = /^#{1,3}\s+(.+)$/;
const PUNKT = /^\s*(?:([-•–*])|(\d{1,3}[.)]))\s+(.+)$/;

/** Splits a text into blocks: an empty line ends a paragraph, a single line break stays within it. */
export function alsBloecke(text: string): Block[] {
  const bloecke: Block[] = [];
  let absatz: string[] = [];
  const schliesse = (): void => {
    if (absatz.length > 0) bloecke.push({ art: 'absatz', text: absatz.join('\n') });
    absatz = [];
  };
  for (const roh of text.replaceAll('\r\n', '\n').split('\n')) {
    const zeile = roh.trimEnd();
    const ueberschrift = UEBERSCHRIFT.exec(zeile)?.[1];
    const punkt = PUNKT.exec(zeile);
    if (zeile.trim() === '') schliesse();
    else if (ueberschrift !== undefined) {
      schliesse();
      bloecke.push({ art: 'ueberschrift', text: ueberschrift.trim() });
    } else if (punkt && (absatz.length === 0 || punkt[1])) {
      schliesse();
      fuegeAn(bloecke, punkt);
    } else absatz.push(zeile.trim());
  }
  schliesse();
  return bloecke;
}

function fuegeAn(bloecke: Block[], [, strich, nummer, text = '']: RegExpExecArray): void {
  const nummeriert = nummer !== undefined;
  const punkt = { marke: nummer ?? '•', text: text.trim() };
  const letzter = bloecke.at(-1);
  // A blank line between two points keeps them one list; a list of the other kind begins anew.
  if (letzter?.art === 'liste' && letzter.nummeriert === nummeriert) letzter.punkte.push(punkt);
  else bloecke.push({ art: 'liste', nummeriert: strich === undefined, punkte: [punkt] });
}
