/**
 * The authority as a letter needs it. What the cloud does not tell (postal address, seat of a Kreis) stays open and is
 * warned of; nothing is invented.
 */
export interface Behoerde {
  /** The Mandant as people know it, e.g. `Stadt Flensburg`. */
  name: string;
  /** Postal address, a line each; absent where not known. */
  anschrift?: readonly string[];
  /** The place that § 58 VwGO asks for. Default: the place in the name of a town or municipality. */
  sitz?: string;
  /** Administrative court with its seat, dative, where the Land's remedy is a Klage. */
  gericht?: string;
  /** Telephone, e-mail: lines for the information block. */
  kontakt?: readonly { titel: string; wert: string }[];
}

const MIT_ORT =
  /^(?:Landeshauptstadt|Hansestadt|Universitätsstadt|Große Kreisstadt|Kreisstadt|Stadt|Gemeinde|Markt)\s+(.+)$/;

/** The authority's seat: as given, from its address, or from the name of a municipality (a Kreis sits elsewhere). */
export function sitzVon(b: Behoerde): string | undefined {
  if (b.sitz) return b.sitz;
  const letzte = b.anschrift?.at(-1);
  // No line break between the postcode and the place.
  if (letzte && /^\d{5}\s/.test(letzte)) return b.anschrift?.join(', ').replace(/(\d{5}) (?=[^,]*$)/, '$1\u00a0');
  return MIT_ORT.exec(b.name)?.[1];
}
