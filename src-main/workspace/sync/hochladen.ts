/**
 * Uploads the person's files before the commands that name them, in pieces that resume where the cloud says it stands.
 * A file the cloud refuses for good parks the commands that name it; bytes are never thrown away here.
 */
import { type Problem, problem, problemCode } from '../../../src-shared/domain/problem.ts';
import type { OffenerUpload } from '../cache/bestand-typen.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import type { SyncUmgebung } from './umgebung.ts';

const STUECK = 256 * 1024;

/** Uploads one file to its end. @throws CloudFehler */
export async function ladeHoch(u: SyncUmgebung, upload: OffenerUpload, signal: AbortSignal): Promise<void> {
  const { anhang, vorgangId } = upload;
  const stand = await u.gateway.anhangStand(anhang.id, { signal });
  if (stand.art === 'fertig') return u.bestand.schreiber.uploadFertig(anhang.id);
  let ab = stand.art === 'angefangen' ? Math.min(stand.offset, anhang.groesse) : 0;
  do {
    // The person's word to work offline holds between two pieces, too; the next one goes on from here.
    if (u.zustand.state === 'offline_gewaehlt') return;
    const bis = Math.min(ab + STUECK, anhang.groesse);
    const bytes = u.bestand.leser.uploadBytes(anhang.id, ab, bis);
    await u.gateway.anhangHoch(anhang.id, { vorgangId, ...anhang, ab, bytes }, { signal });
    ab = bis;
    u.bestand.schreiber.uploadFortschritt(anhang.id, ab);
  } while (ab < anhang.groesse);
  u.bestand.schreiber.uploadFertig(anhang.id);
}

/** The cloud's final word on a file; undefined where it is worth another try. */
export function endgueltig(fehler: unknown): Problem | undefined {
  if (!(fehler instanceof CloudFehler)) return undefined;
  const f = fehler.fehler;
  // Bytes that were changed on the way are sent again; what the cloud has of them, it has thrown away.
  const nochmal = 'problem' in f && ['pruefsumme-falsch', 'bereich-ungueltig'].includes(problemCode(f.problem) ?? '');
  if (nochmal) return undefined;
  if (f.art === 'eingabe_abgelehnt' && f.vomDienst) return f.problem;
  if (f.art === 'verweigert' && problemCode(f.problem) === 'anhang-abweichend') return f.problem;
  if (f.art === 'dort_unbekannt') return problem('nicht-sichtbar');
  return undefined;
}
