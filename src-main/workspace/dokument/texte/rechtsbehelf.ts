/**
 * The Rechtsbehelfsbelehrung of each Land as dated data: a change of law is a further row, never a changed one.
 * The texts hold what § 58 Abs. 1 VwGO asks for (remedy, authority or court, its seat, the time limit) and no hint on the
 * form: a hint that is incomplete makes the whole instruction wrong and the year of § 58 Abs. 2 VwGO run.
 * Sources: §§ 58, 68, 70, 74 VwGO; Art. 12 AGVwGO of Bavaria (formerly Art. 15: the Widerspruch is abolished but for named
 * fields, in which the clerk writes an instruction of her own); model texts of the federation, GMBl 2013 S. 1150.
 */
export interface Rechtsbehelf {
  land: string;
  /** First day (`YYYY-MM-DD`) on which a Bescheid bears this text. */
  ab: string;
  art: 'widerspruch' | 'klage';
  fristMonate: number;
  /** `{behoerde}` and `{sitz}`, or `{gericht}` (dative, with its seat), are filled in. */
  text: string;
}

export const RECHTSBEHELFE: readonly Rechtsbehelf[] = [
  {
    land: 'SH',
    ab: '0001-01-01',
    art: 'widerspruch',
    fristMonate: 1,
    text: 'Gegen diesen Bescheid kann innerhalb eines Monats nach Bekanntgabe Widerspruch erhoben werden. Der Widerspruch ist bei {behoerde}, {sitz}, zu erheben.',
  },
  {
    land: 'BY',
    ab: '2007-07-01',
    art: 'klage',
    fristMonate: 1,
    text: 'Gegen diesen Bescheid kann innerhalb eines Monats nach seiner Bekanntgabe Klage beim {gericht} erhoben werden.',
  },
];

/** The row that holds for a Bescheid of this Land and day; undefined for a Land without one. */
export function rechtsbehelfFuer(land: string, tag: string): Rechtsbehelf | undefined {
  return RECHTSBEHELFE.filter((r) => r.land === land && r.ab <= tag).sort((a, b) => (a.ab < b.ab ? 1 : -1))[0];
}

/** Authority and, where one sues, court. What is not known stays as a placeholder that the completeness check finds. */
export interface RechtsbehelfAngaben {
  behoerde: string;
  sitz?: string | undefined;
  gericht?: string | undefined;
}

/** The instruction with names filled in. */
export function rechtsbehelfText(r: Rechtsbehelf, angaben: RechtsbehelfAngaben): string {
  return r.text
    .replace('{behoerde}', () => mitArtikel(angaben.behoerde))
    .replace('{sitz}', () => angaben.sitz ?? '[Sitz der Behörde]')
    .replace('{gericht}', () => angaben.gericht ?? '[Verwaltungsgericht mit Sitz]');
}

/** „bei der Stadt Preetz", „beim Kreis …" reads „bei dem": the article in the dative, by the kind of authority. */
function mitArtikel(name: string): string {
  if (
    /^(Landeshauptstadt|Hansestadt|Universitätsstadt|Stadt|Gemeinde|Samtgemeinde|Verwaltungsgemeinschaft)\b/.test(name)
  ) {
    return `der ${name}`;
  }
  return /^(Kreis|Landkreis|Amt|Markt|Bezirk|Landratsamt|Zweckverband)\b/.test(name) ? `dem ${name}` : name;
}
