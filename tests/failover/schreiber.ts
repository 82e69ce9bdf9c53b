/**
 * People who write while the database changes hands: each command under one id, sent to one instance after the other until the
 * cloud's word is there. What was acknowledged is noted, and every answer the contract does not foresee is a find.
 */
import { setTimeout as warte } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import type { Command, Result } from '../../src-shared/cloud-api/commands.ts';
import { CloudAntwort, type Zugang } from '../demo-zugang.ts';

export type Bestaetigt = { vorgangId: string; commandId: string; version: number };
export type Protokoll = {
  bestaetigt: Bestaetigt[];
  wiederholt: number;
  funde: string[];
  /** Longest time without any acknowledgement, ms. */
  pause: number;
  zuletzt: number;
};

const HOECHSTENS_MS = 60_000;

export const neuesProtokoll = (): Protokoll => ({
  bestaetigt: [],
  wiederholt: 0,
  funde: [],
  pause: 0,
  zuletzt: performance.now(),
});

export function kommentar(vorgangId: string, text: string): Command {
  const body = { kommentarId: uuidv7(), text };
  return { commandId: uuidv7(), vorgangId, order: 'KOMMENTAR_ANLEGEN', body, createdAt: '2026-03-02T09:00:00.000Z' };
}

/** Writes on one Vorgang until told to stop; ends with its last command acknowledged. */
export async function schreibe(
  zugaenge: readonly Zugang[],
  vorgangId: string,
  p: Protokoll,
  ende: AbortSignal,
): Promise<void> {
  for (let n = 0; !ende.aborted; n += 1) {
    const command = kommentar(vorgangId, `${n}`);
    const r = await bisBestaetigt(zugaenge, command, n, p);
    if (r === undefined) return;
    if (r.state !== 'angenommen') p.funde.push(`[C1] ${command.commandId}: ${JSON.stringify(r)}`);
    p.bestaetigt.push({ vorgangId, commandId: command.commandId, version: r.version ?? 0 });
    const jetzt = performance.now();
    p.pause = Math.max(p.pause, jetzt - p.zuletzt);
    p.zuletzt = jetzt;
    await warte(5);
  }
}

/** Sends under the same id until there is an answer; undefined when there was none within a minute. */
export async function bisBestaetigt(
  zugaenge: readonly Zugang[],
  command: Command,
  beginn: number,
  p: Protokoll,
): Promise<Result | undefined> {
  const bis = performance.now() + HOECHSTENS_MS;
  for (let versuch = beginn; performance.now() < bis; versuch += 1) {
    try {
      const [r] = await (zugaenge[versuch % zugaenge.length] as Zugang).sende([command]);
      return r;
    } catch (fehler) {
      if (!(fehler instanceof CloudAntwort && fehler.status === 503)) p.funde.push(`[C9] instead of 503: ${fehler}`);
      p.wiederholt += 1;
      await warte(30);
    }
  }
  p.funde.push(`[C2] ${command.commandId}: no answer within a minute`);
  return undefined;
}
