/**
 * One full round by hand: who am I, send, pull, load what is missing; with `bisRuhig` again until nothing is left to do,
 * the seconds of taking back included. A single broken line is tried again a few times; a cloud that is away ends it.
 */
import type { SyncBericht } from '../../../src-shared/workspace-api/ansichten.ts';
import { CloudFehler, type CloudFehlerArt } from '../cloud/fehler.ts';
import { schlafe } from '../uhr.ts';
import type { SyncUmgebung } from './umgebung.ts';

/** The steps of a round; each takes its turn with the background's. */
export interface Schritte {
  verzeichnis(signal: AbortSignal): Promise<void>;
  schiebe(signal: AbortSignal): Promise<{ bestaetigt: number; naechsteInMs: number | null; fehler?: CloudFehlerArt }>;
  ziehe(signal: AbortSignal): Promise<{ geladen: number; entfernt: number }>;
  lade(signal: AbortSignal): Promise<void>;
}

const VERSUCHE = 4;
const ZWISCHEN_MS = 400;

type Zahlen = { pulled: number; removed: number; pushed: number };

/** Runs a round. Never throws for a cloud that is away: the report's `state` says it, and `fehler` which fault it was. */
export async function runde(
  u: SyncUmgebung,
  schritte: Schritte,
  bisRuhig: boolean,
  signal: AbortSignal,
): Promise<SyncBericht & { fehler?: CloudFehlerArt }> {
  const start = u.uhr.monoton();
  const zahlen: Zahlen = { pulled: 0, removed: 0, pushed: 0 };
  let fehler: CloudFehlerArt | undefined;
  let fehlschlaege = 0;
  for (;;) {
    const rest = u.drossel.restMs();
    if (rest > 0 && !bisRuhig) {
      fehler = { art: 'gedrosselt', status: 429, warteMs: rest };
      break;
    }
    await schlafe(u.uhr, rest, signal);
    try {
      const weiter = await einmal(u, schritte, zahlen, signal);
      fehler = undefined;
      fehlschlaege = 0;
      if (!bisRuhig || weiter === null || signal.aborted) break;
      await schlafe(u.uhr, weiter, signal);
    } catch (f) {
      if (!(f instanceof CloudFehler)) throw f;
      fehler = f.fehler;
      fehlschlaege += 1;
      if (!(bisRuhig && lohntNochmal(fehler)) || fehlschlaege >= VERSUCHE || signal.aborted) break;
      await schlafe(u.uhr, ZWISCHEN_MS * 2 ** fehlschlaege * (0.5 + u.uhr.zufall()), signal);
    }
  }
  return { ...bericht(u, zahlen, u.uhr.monoton() - start), ...(fehler === undefined ? {} : { fehler }) };
}

/** One pass; answers in how many milliseconds there is more to do, null when all is quiet. @throws CloudFehler */
async function einmal(u: SyncUmgebung, s: Schritte, zahlen: Zahlen, signal: AbortSignal): Promise<number | null> {
  await s.verzeichnis(signal);
  const p = await s.schiebe(signal);
  zahlen.pushed += p.bestaetigt;
  if (p.fehler) throw new CloudFehler(p.fehler);
  const z = await s.ziehe(signal);
  zahlen.pulled += z.geladen;
  zahlen.removed += z.entfernt;
  await s.lade(signal);
  const sendung = u.bestand.schreiber.naechsteSendung({ jetztMs: u.uhr.jetzt(), max: 1 });
  if (sendung.commands.length > 0 || sendung.uploads.length > 0) return p.naechsteInMs ?? 0;
  return sendung.naechsteAbMs === undefined ? null : Math.max(0, sendung.naechsteAbMs - u.uhr.jetzt());
}

function lohntNochmal(f: CloudFehlerArt): boolean {
  return f.art === 'gedrosselt' || (f.art === 'cloud_nicht_erreichbar' && f.grund !== 'abgelehnt');
}

function bericht(u: SyncUmgebung, zahlen: Zahlen, dauerMs: number): SyncBericht {
  const { leser } = u.bestand;
  const { pending, konflikte } = leser.outboxZahlen();
  const { am } = leser.lesestand();
  const cursorAlter = am === undefined ? null : Math.max(0, Math.round((u.uhr.jetzt() - Date.parse(am)) / 1000));
  return { state: u.zustand.state, ...zahlen, pending, konflikte, cursorAlter, dauerMs: Math.round(dauerMs) };
}
