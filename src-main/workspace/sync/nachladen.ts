/**
 * What follows the heads: details in pull order, then attachments of one's own cases up to the policy's size, then the
 * search index. Attachments resume at the byte where they stopped and are checked by SHA-256 (the cache does that)
 * before anybody sees them. One that cannot be had holds up no other.
 */

import { ProblemError } from '../../../src-shared/domain/problem.ts';
import type { Anhang } from '../../../src-shared/domain/vorgang.ts';
import { CloudFehler } from '../cloud/fehler.ts';
import { schlafe } from '../uhr.ts';
import { Seitenmass } from './seitenmass.ts';
import type { SyncUmgebung } from './umgebung.ts';

/** Bytes gathered before they are written. */
const STUECK = 256 * 1024;
const ANHANG_STAPEL = 50;
const INDEX_STAPEL = 200;
/** An attachment that could not be had is left alone for this long. */
const ANHANG_PAUSE_MS = 15 * 60_000;
/** Details that the cloud did not answer are asked for again after this time, then ever less often. */
const VERMISST_MS = 20_000;

export class Nachladen {
  private readonly u: SyncUmgebung;
  private readonly mass = new Seitenmass(25, 5, 200);
  private readonly ruht = new Map<string, number>();
  /** When what the cloud did not answer is asked for again; the first time right away, for what was so before the start. */
  private vermisst = { malInFolge: 0, abMs: 0 };

  constructor(umgebung: SyncUmgebung) {
    this.u = umgebung;
  }

  /** Until nothing is missing. @throws CloudFehler; what was stored until then stays */
  async lade(signal: AbortSignal, fortschritt: () => void = () => undefined): Promise<void> {
    const nochmal = this.vermisst.abMs <= this.u.uhr.monoton();
    if (nochmal) this.u.bestand.schreiber.frageVermissteNochmal();
    const fehlten = await this.details(signal, fortschritt);
    if (nochmal || fehlten) this.vermisse(fehlten);
    await this.eigeneAnhaenge(signal);
    await this.index(signal);
  }

  /** Until what the cloud did not answer is asked for again; null where there is nothing. */
  naechsteInMs(): number | null {
    const { abMs } = this.vermisst;
    return Number.isFinite(abMs) ? Math.max(0, abMs - this.u.uhr.monoton()) : null;
  }

  /** What is out of sight leaves by the feed; what was so for a moment only must not stay without details. */
  private vermisse(fehlten: boolean): void {
    const malInFolge = fehlten ? this.vermisst.malInFolge + 1 : 0;
    const pause = Math.min(VERMISST_MS * 2 ** (malInFolge - 1), ANHANG_PAUSE_MS);
    this.vermisst = { malInFolge, abMs: fehlten ? this.u.uhr.monoton() + pause : Number.POSITIVE_INFINITY };
  }

  /** How many attachments are still to come, those left alone not counted. */
  offeneAnhaenge(): number {
    return this.naechsteAnhaenge().length;
  }

  /** Answers whether the cloud left some out. */
  private async details(signal: AbortSignal, fortschritt: () => void): Promise<boolean> {
    let fehlten = false;
    for (;;) {
      const ids = this.u.bestand.leser.veralteteDetails(this.mass.limit);
      if (ids.length === 0 || signal.aborted) return fehlten;
      const start = this.u.uhr.monoton();
      const gefragt = this.u.bestand.leser.versionen(ids);
      try {
        const vorgaenge = await this.u.gateway.abfrage(ids, { signal });
        this.mass.gemessen(ids.length, this.u.uhr.monoton() - start);
        // A head that came meanwhile is newer than the answer and asked for at once; only what is older than the question is none.
        const beantwortet = new Set(
          vorgaenge.filter((v) => v.version >= (gefragt.get(v.id)?.kopf ?? 0)).map((v) => v.id),
        );
        const offen = ids.filter((id) => !beantwortet.has(id));
        this.u.geaendert(this.u.bestand.schreiber.uebernimmDetails(vorgaenge, offen), 'abruf');
        fehlten ||= offen.length > 0;
      } catch (fehler) {
        this.mass.gescheitert();
        throw fehler;
      }
      fortschritt();
      // A window's question must not wait behind a thousand pages.
      await schlafe(this.u.uhr, 0, signal);
    }
  }

  private naechsteAnhaenge() {
    const maxBytes = this.u.bestand.leser.ich()?.richtlinie.attachmentBytes ?? 0;
    if (maxBytes === 0) return [];
    const jetzt = this.u.uhr.monoton();
    return this.u.bestand.leser
      .fehlendeAnhaenge({ maxBytes, limit: ANHANG_STAPEL + this.ruht.size })
      .filter((a) => (this.ruht.get(a.anhang.id) ?? Number.NEGATIVE_INFINITY) <= jetzt);
  }

  private async eigeneAnhaenge(signal: AbortSignal): Promise<void> {
    for (;;) {
      const stapel = this.naechsteAnhaenge();
      if (stapel.length === 0 || signal.aborted) return;
      for (const { vorgangId, anhang } of stapel) {
        try {
          await ladeAnhang(this.u, vorgangId, anhang, signal);
          this.ruht.delete(anhang.id);
        } catch (fehler) {
          if (!bleibtLiegen(fehler)) throw fehler;
          this.ruht.set(anhang.id, this.u.uhr.monoton() + ANHANG_PAUSE_MS);
          this.u.log.warne('anhang-nicht-geladen', { anhangId: anhang.id, vorgangId });
        }
      }
    }
  }

  private async index(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.u.bestand.schreiber.indexiereSuche(INDEX_STAPEL) > 0) {
      await schlafe(this.u.uhr, 0, signal);
    }
  }
}

/** True for faults of this one attachment: gone, refused, or other bytes than announced. */
function bleibtLiegen(fehler: unknown): boolean {
  if (fehler instanceof CloudFehler)
    return ['dort_unbekannt', 'verweigert', 'eingabe_abgelehnt'].includes(fehler.fehler.art);
  return fehler instanceof ProblemError && fehler.problem.type.endsWith(':pruefsumme-falsch');
}

/**
 * Fetches what is still missing of an attachment. @throws CloudFehler; ProblemError `pruefsumme-falsch` where the
 * bytes are not those announced
 */
export async function ladeAnhang(
  u: SyncUmgebung,
  vorgangId: string,
  anhang: Anhang,
  signal?: AbortSignal,
): Promise<void> {
  let offset = u.bestand.leser.anhangFortschritt(anhang.id);
  let teile: Uint8Array[] = [];
  let gesammelt = 0;
  const schreibe = (): void => {
    if (gesammelt === 0) return;
    u.bestand.schreiber.schreibeAnhang(vorgangId, anhang, offset, Buffer.concat(teile));
    offset += gesammelt;
    teile = [];
    gesammelt = 0;
  };
  try {
    await u.gateway.anhangRunter(
      anhang.id,
      offset,
      (bytes) => {
        teile.push(bytes);
        gesammelt += bytes.length;
        if (gesammelt >= STUECK) schreibe();
      },
      { signal },
    );
  } finally {
    // Also after a break: what came is good for resuming.
    schreibe();
  }
  if (anhang.groesse === 0) u.bestand.schreiber.schreibeAnhang(vorgangId, anhang, 0, new Uint8Array());
}
