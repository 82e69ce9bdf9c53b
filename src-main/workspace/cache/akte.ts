/**
 * The signed acts of this device: the next place in the chain, the act as it was signed, what the cloud said of it.
 * An act is written once, in the transaction of its click, and never changed or removed but for its answer.
 */
import { createHash } from 'node:crypto';
import { type Problem, ProblemError } from '../../../src-shared/domain/problem.ts';
import { ERSTER_PREV, kanonisch, type Signatur } from '../../../src-shared/domain/zeichnung.ts';
import type { Akt } from './bestand-typen.ts';
import { idBytes, idText } from './kennung.ts';
import { liesJson } from './packen.ts';
import type { Verbindung } from './verbindung.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Where the device's next act goes. */
export function naechsterAkt(v: Verbindung, deviceId: string): { seq: number; prev: string } {
  const letzter = v.eins<{ seq: number; kopf: string }>(
    'SELECT seq, kopf_sha256 AS kopf FROM akt WHERE device_id = ? ORDER BY seq DESC LIMIT 1',
    deviceId,
  );
  return letzter ? { seq: letzter.seq + 1, prev: letzter.kopf } : { seq: 1, prev: ERSTER_PREV };
}

/** Throws `kette-gegabelt` where the act does not take the chain's next place. */
export function schreibeAkt(v: Verbindung, vorgangId: string, signatur: Signatur, am: string): void {
  const { header, inhalt } = signatur;
  const platz = naechsterAkt(v, header.deviceId);
  if (header.seq !== platz.seq || header.prev !== platz.prev) throw new ProblemError('kette-gegabelt');
  v.tu(
    `INSERT INTO akt (device_id, seq, command_id, vorgang_id, kopf_sha256, signatur, state, gezeichnet_am)
     VALUES (?, ?, ?, ?, ?, ?, 'vorgemerkt', ?)`,
    header.deviceId,
    header.seq,
    inhalt.commandId,
    idBytes(vorgangId),
    sha256(kanonisch(header)),
    JSON.stringify(signatur),
    am,
  );
}

/** What became of the act; nothing where the command carried none. */
export function setzeAktState(
  v: Verbindung,
  commandId: string,
  state: Akt['state'],
  antwort?: { am: string; problem?: Problem | undefined },
): void {
  v.tu(
    `UPDATE akt SET state = ?, beantwortet_am = coalesce(?, beantwortet_am), problem = ? WHERE command_id = ?`,
    state,
    antwort?.am ?? null,
    antwort?.problem === undefined ? null : JSON.stringify(antwort.problem),
    commandId,
  );
}

interface Aktzeile {
  device_id: string;
  seq: number;
  command_id: string;
  vorgang_id: Uint8Array;
  signatur: string;
  state: Akt['state'];
  problem: string | null;
  gezeichnet_am: string;
  beantwortet_am: string | null;
}

/** In the chain's order; all, or those of one Vorgang. */
export function akte(v: Verbindung, vorgangId?: string): Akt[] {
  const spalten =
    'SELECT device_id, seq, command_id, vorgang_id, signatur, state, problem, gezeichnet_am, beantwortet_am FROM akt';
  const zeilen =
    vorgangId === undefined
      ? v.alle<Aktzeile>(`${spalten} ORDER BY device_id, seq`)
      : v.alle<Aktzeile>(`${spalten} WHERE vorgang_id = ? ORDER BY device_id, seq`, idBytes(vorgangId));
  return zeilen.map((z) => ({
    deviceId: z.device_id,
    seq: z.seq,
    commandId: z.command_id,
    vorgangId: idText(z.vorgang_id),
    signatur: liesJson<Signatur>(z.signatur),
    state: z.state,
    ...(z.problem === null ? {} : { problem: liesJson<Problem>(z.problem) }),
    gezeichnetAm: z.gezeichnet_am,
    ...(z.beantwortet_am === null ? {} : { beantwortetAm: z.beantwortet_am }),
  }));
}
