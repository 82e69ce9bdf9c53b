/**
 * Suggestions for the text of a Bescheid, by Entscheidung. A part in square brackets is for the clerk to fill in; the
 * completeness check names each one that is left. `{antragVom}` and `{dienst}` are filled in; a letter begins in lower case
 * after the salutation's comma. They decide nothing.
 */
import type { Entscheidung } from '../../../../src-shared/domain/vorgang.ts';

export const TEXTVORSCHLAEGE: Record<Entscheidung, string> = {
  BEWILLIGT: `auf Ihren Antrag vom {antragVom} ergeht zu „{dienst}“ die oben genannte Entscheidung.

[Umfang und Geltungsdauer der Bewilligung]`,
  TEILWEISE: `auf Ihren Antrag vom {antragVom} ergeht zu „{dienst}“ die oben genannte Entscheidung.

Bewilligt wird:
- [Umfang der Bewilligung]

Im Übrigen wird der Antrag abgelehnt.

## Begründung

[Gründe für die teilweise Ablehnung]`,
  ABGELEHNT: `auf Ihren Antrag vom {antragVom} ergeht zu „{dienst}“ die oben genannte Entscheidung.

## Begründung

[Sachverhalt]

[Rechtliche Gründe für die Ablehnung]`,
  SONSTIGE: `vielen Dank für Ihre Nachricht vom {antragVom} zu „{dienst}“.

[Antwort]`,
};

/** The decision in words, as the letter states it. SONSTIGE says it in its text. */
export const ENTSCHEIDUNG_SATZ: Record<Entscheidung, string | undefined> = {
  BEWILLIGT: 'Ihrem Antrag wird entsprochen.',
  TEILWEISE: 'Ihrem Antrag wird teilweise entsprochen. Im Übrigen wird er abgelehnt.',
  ABGELEHNT: 'Ihr Antrag wird abgelehnt.',
  SONSTIGE: undefined,
};
