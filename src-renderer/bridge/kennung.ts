/**
 * Ids of objects that the window makes (Kommentar, Wiedervorlage, Nachricht, Bescheid): UUIDv7 as the contract wants.
 * Given at the moment the person begins, so that a repeat of the same click carries the same id.
 */
import { uuidv7 } from 'uuidv7';

export const neueKennung = (): string => uuidv7();
