/**
 * The pages of a keyset list and how a fresh answer is laid into them without moving what is on the screen: known rows
 * are renewed in place, new ones are only counted, vanished ones are named. Pure; the state class decides what to do.
 * It never sorts: the order is the workspace's.
 */

export interface Zeile {
  id: string;
}

export interface Seite<Z extends Zeile> {
  /** Cursor after which this page begins; none for the first. */
  nach: string | undefined;
  zeilen: Z[];
}

export interface Aufgefrischt<Z extends Zeile> {
  zeilen: Z[];
  /** Ids that stand in the answer and nowhere in the list. */
  neue: string[];
  /** Ids of the page that the answer passed over. */
  entfallen: string[];
}

/**
 * Renews one page by the answer for the same cursor.
 * @param bekannt ids of all loaded rows, on whichever page
 * @param ende whether the answer reaches the end of the list
 */
export function frischeAuf<Z extends Zeile>(
  seite: Seite<Z>,
  frisch: readonly Z[],
  bekannt: ReadonlySet<string>,
  ende: boolean,
): Aufgefrischt<Z> {
  const jetzt = new Map(frisch.map((z) => [z.id, z]));
  // Rows behind the last one that both have in common may just have slid past the answer's end.
  const letzte = seite.zeilen.findLastIndex((z) => jetzt.has(z.id));
  const zeilen = seite.zeilen.map((z) => jetzt.get(z.id) ?? z);
  const entfallen = seite.zeilen.filter((z, i) => !jetzt.has(z.id) && (ende || i < letzte)).map((z) => z.id);
  const neue = frisch.filter((z) => !bekannt.has(z.id)).map((z) => z.id);
  return { zeilen, neue, entfallen };
}

/** The id `schritt` rows further, held at both ends; the first (or last) where nothing is chosen yet. */
export function gehe(zeilen: readonly Zeile[], id: string | null, schritt: number): string | undefined {
  const i = id === null ? -1 : zeilen.findIndex((z) => z.id === id);
  if (i < 0) return (schritt < 0 ? zeilen.at(-1) : zeilen[0])?.id;
  return zeilen[Math.max(0, Math.min(zeilen.length - 1, i + schritt))]?.id;
}
