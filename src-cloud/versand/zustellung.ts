// Port to the applicants' Postfächer (OSI, BayernID) and its demo adapter, which keeps the messages in the database. An
// adapter is called within the transaction that marks the sending, and may be called again for the same `id` when that
// transaction fails: it must deliver once per id.
import type { Anhang, Antragsteller } from '../../src-shared/domain/vorgang.ts';
import type { Tx } from '../db/mandant.ts';

export type Sendung = {
  /** Of the Bescheid or Nachricht: the idempotency key. */
  id: string;
  mandantId: string;
  vorgangId: string;
  art: 'BESCHEID' | 'NACHRICHT';
  /** Undefined: the applicant has no Postfach, so the sending goes to the central print. */
  postfach: Antragsteller['postfach'];
  betreff: string;
  text: string;
  anhaenge: Anhang[];
  am: string;
};

export type Zustellung = { stelleZu(tx: Tx, sendung: Sendung): Promise<void> };

/** Where the demo keeps what would be printed. */
export const DRUCK = 'zentraler-druck';

/** The demo's Postfach. */
export const demoZustellung: Zustellung = {
  async stelleZu(tx, s) {
    await tx.query(
      `INSERT INTO postfach_nachricht (mandant_id, id, kennung, vorgang_id, art, betreff, text, anhaenge, am)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (mandant_id, id) DO UPDATE SET betreff = excluded.betreff, text = excluded.text,
         anhaenge = excluded.anhaenge, am = excluded.am`,
      [
        s.mandantId,
        s.id,
        s.postfach?.kennung ?? DRUCK,
        s.vorgangId,
        s.art,
        s.betreff,
        s.text,
        JSON.stringify(s.anhaenge),
        s.am,
      ],
    );
  },
};
