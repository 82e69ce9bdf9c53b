/**
 * Splits a hit's surroundings into marked and plain pieces, so that hits can be shown by elements and never by HTML.
 * Marks are « and » as the workspace sets them; what is left open is marked to the end.
 */

export interface Stueck {
  text: string;
  treffer: boolean;
}

/** `Hafen«straße» 3` → plain, hit, plain. */
export function stuecke(text: string): Stueck[] {
  const ergebnis: Stueck[] = [];
  let treffer = false;
  for (const teil of text.split(/([«»])/)) {
    if (teil === '«') treffer = true;
    else if (teil === '»') treffer = false;
    else if (teil !== '') ergebnis.push({ text: teil, treffer });
  }
  return ergebnis;
}
