/**
 * The question that goes before the outbox while the cloud is known to be away: nothing of a person's work leaves this
 * device until something answers, so that all that is clicked meanwhile can still be taken back. It never judges what an
 * answer means for a command.
 */
import { CloudFehler, type CloudFehlerArt } from '../cloud/fehler.ts';
import type { SyncUmgebung } from './umgebung.ts';

/** Faults with which nothing was said by the cloud. */
const STUMM: ReadonlySet<CloudFehlerArt['art']> = new Set([
  'kein_netz',
  'cloud_nicht_erreichbar',
  'gedrosselt',
  'abgebrochen',
]);

/** The fault where the cloud is still away; undefined where it answers, is not known to be away, or nothing is to be sent. */
export async function nochWeg(u: SyncUmgebung, signal: AbortSignal): Promise<CloudFehler | undefined> {
  const { state } = u.zustand;
  if (state !== 'kein_netz' && state !== 'cloud_nicht_erreichbar') return undefined;
  const { commands, uploads } = u.bestand.schreiber.naechsteSendung({ jetztMs: u.uhr.jetzt(), max: 1 });
  if (commands.length + uploads.length === 0) return undefined;
  try {
    await u.gateway.root({ signal });
    return undefined;
  } catch (fehler) {
    if (!(fehler instanceof CloudFehler)) throw fehler;
    // Whatever else it says, it has answered; sending then shows what is wrong.
    return STUMM.has(fehler.fehler.art) ? fehler : undefined;
  }
}
