/**
 * The decision in words, as the letter states it above the clerk's own text. It must say the decision and nothing else:
 * reasons and extent are the text's.
 */
import type { Entscheidung } from '../../../../src-shared/domain/vorgang.ts';

/** SONSTIGE says it in its text. */
export const ENTSCHEIDUNG_SATZ: Record<Entscheidung, string | undefined> = {
  BEWILLIGT: 'Ihrem Antrag wird entsprochen.',
  TEILWEISE: 'Ihrem Antrag wird teilweise entsprochen. Im Übrigen wird er abgelehnt.',
  ABGELEHNT: 'Ihr Antrag wird abgelehnt.',
  SONSTIGE: undefined,
};
