/**
 * Keyset marks: where a page ended, opaque to whoever holds it. Read tolerantly: a mark that is none (of another version,
 * typed by hand) is a typed error, never a wrong page.
 */
import { ProblemError } from '../../../src-shared/domain/problem.ts';

/** `art` tells marks of different orders apart, `werte` are the keys of the last row. */
export function marke(art: string, werte: readonly number[]): string {
  return Buffer.from([art, ...werte].join(' ')).toString('base64url');
}

/** The keys of a mark of this kind; throws `eingabe-ungueltig`. */
export function liesMarke(text: string, art: string, anzahl: number): number[] {
  const [a, ...rest] = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  const werte = rest.map(Number);
  if (a !== art || werte.length !== anzahl || werte.some((w) => !Number.isSafeInteger(w))) {
    throw new ProblemError('eingabe-ungueltig', { detail: 'Die Marke passt nicht zu dieser Liste.' });
  }
  return werte;
}
