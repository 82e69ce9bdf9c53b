/**
 * Sends the outbox: uploads first, FIFO per Vorgang across Vorgänge, at most 100 commands a request. Only the cloud's own
 * word ends a retry; everything else goes back to waiting. No entry is dropped, and a batch that is refused is sent
 * one by one, so that no entry holds up the others. It never loops without progress.
 */
import { type Command, MAX_COMMANDS, type Result } from '../../../src-shared/cloud-api/commands.ts';
import { genannteAnhaenge } from '../../../src-shared/domain/befehle.ts';
import { type Problem, problem, problemCode } from '../../../src-shared/domain/problem.ts';
import type { OffenerUpload } from '../cache/bestand-typen.ts';
import { CloudFehler, type CloudFehlerArt } from '../cloud/fehler.ts';
import { zeitpunkt } from '../uhr.ts';
import { backoffMs } from './backoff.ts';
import { endgueltig, ladeHoch } from './hochladen.ts';
import type { SyncUmgebung } from './umgebung.ts';

export interface PushBericht {
  bestaetigt: number;
  konflikte: number;
  abgelehnt: number;
  /** Milliseconds until something becomes due; null where nothing waits by time. */
  naechsteInMs: number | null;
  /** The fault that stopped it; the entries wait and are sent again. */
  fehler?: CloudFehlerArt;
}

type Zahlen = Pick<PushBericht, 'bestaetigt' | 'konflikte' | 'abgelehnt'>;

/** Faults that concern every request alike: nothing more is sent in this run. */
const TRIFFT_ALLE: ReadonlySet<CloudFehlerArt['art']> = new Set([
  'kein_netz',
  'cloud_nicht_erreichbar',
  'kein_zugang',
  'sitzung_abgelaufen',
  'geraet_gesperrt',
  'client_zu_alt',
  'gedrosselt',
  'abgebrochen',
]);
/** Waiting for something other than time: the attempt does not count. */
const ZAEHLT_NICHT: ReadonlySet<CloudFehlerArt['art']> = new Set([
  'kein_zugang',
  'sitzung_abgelaufen',
  'geraet_gesperrt',
  'client_zu_alt',
  'abgebrochen',
]);
/** So many 5xx in a row to single commands: it is the cloud, not the command. */
const MAX_SERVERFEHLER = 3;

export class Push {
  private readonly u: SyncUmgebung;
  /** Failed tries in a row, for the pause of the whole; per entry the cache counts. */
  private fehlschlaege = 0;
  /** A run broke off, so that entries may still stand as sent although no request is under way. */
  private unklar = false;
  private readonly uploadAb = new Map<string, { versuche: number; abMs: number }>();

  constructor(umgebung: SyncUmgebung) {
    this.u = umgebung;
  }

  /** After a reconnect: nothing waits for its backoff any more. */
  vergissBackoff(): void {
    this.fehlschlaege = 0;
    this.uploadAb.clear();
    this.u.bestand.schreiber.versucheSofort();
  }

  /** Sends until nothing more is due. @throws only defects; faults of the cloud are in the report */
  async schiebe(signal: AbortSignal): Promise<PushBericht> {
    const zahlen: Zahlen = { bestaetigt: 0, konflikte: 0, abgelehnt: 0 };
    if (this.unklar) this.u.bestand.schreiber.beimStart();
    this.unklar = false;
    while (!signal.aborted) {
      // The person's word holds from the next request on, also for what was clicked while one was under way.
      if (this.aus) return { ...zahlen, naechsteInMs: null };
      const sendung = this.u.bestand.schreiber.naechsteSendung({ jetztMs: this.u.uhr.jetzt(), max: MAX_COMMANDS });
      this.vergissErledigte(sendung.uploads);
      const uploads = sendung.uploads.filter(
        (x) => (this.uploadAb.get(x.anhang.id)?.abMs ?? 0) <= this.u.uhr.monoton(),
      );
      if (uploads.length === 0 && sendung.commands.length === 0) {
        return { ...zahlen, naechsteInMs: this.naechste(sendung.naechsteAbMs) };
      }
      // After uploads it is asked anew what may go: meanwhile a command may have been taken back, or given.
      const fehler = await (uploads.length > 0
        ? this.lade(uploads, signal)
        : this.sende(sendung.commands, zahlen, signal));
      if (fehler === 'nichts-bewegt') return { ...zahlen, naechsteInMs: this.pause() };
      if (fehler !== undefined) return { ...zahlen, naechsteInMs: this.pause(fehler), fehler };
      this.fehlschlaege = 0;
    }
    return { ...zahlen, naechsteInMs: null, fehler: { art: 'abgebrochen' } };
  }

  /** The person works offline by choice: no further request leaves. */
  private get aus(): boolean {
    return this.u.zustand.state === 'offline_gewaehlt';
  }

  private pause(fehler?: CloudFehlerArt): number {
    this.fehlschlaege += 1;
    if (fehler?.art === 'gedrosselt') return Math.max(fehler.warteMs, 1);
    return backoffMs(this.fehlschlaege, this.u.uhr);
  }

  private naechste(abMs: number | undefined): number | null {
    const kandidaten = [...this.uploadAb.values()].map((x) => x.abMs - this.u.uhr.monoton());
    if (abMs !== undefined) kandidaten.push(abMs - this.u.uhr.jetzt());
    return kandidaten.length === 0 ? null : Math.max(0, Math.min(...kandidaten));
  }

  /** A file that nobody waits for any more (refused, taken out, there already) must not keep waking the sender. */
  private vergissErledigte(offene: readonly OffenerUpload[]): void {
    const ids = new Set(offene.map((x) => x.anhang.id));
    for (const id of this.uploadAb.keys()) if (!ids.has(id)) this.uploadAb.delete(id);
  }

  /** Uploads what is due. Answers a fault that concerns all. */
  private async lade(
    uploads: Parameters<typeof ladeHoch>[1][],
    signal: AbortSignal,
  ): Promise<CloudFehlerArt | undefined> {
    for (const upload of uploads) {
      if (this.aus) return undefined;
      const { id } = upload.anhang;
      try {
        await ladeHoch(this.u, upload, signal);
        this.uploadAb.delete(id);
      } catch (fehler) {
        if (!(fehler instanceof CloudFehler)) throw fehler;
        const wort = endgueltig(fehler);
        if (wort) this.u.geaendert(this.u.bestand.schreiber.uploadVerweigert(id, wort), 'antwort');
        else if (TRIFFT_ALLE.has(fehler.fehler.art)) return fehler.fehler;
        const versuche = (this.uploadAb.get(id)?.versuche ?? 0) + 1;
        this.uploadAb.set(id, { versuche, abMs: this.u.uhr.monoton() + backoffMs(versuche, this.u.uhr) });
      }
    }
    return undefined;
  }

  /** Sends a batch; after a refusal of the whole one by one. Answers the fault that stopped it. */
  private async sende(
    commands: readonly Command[],
    zahlen: Zahlen,
    signal: AbortSignal,
  ): Promise<CloudFehlerArt | 'nichts-bewegt' | undefined> {
    if (commands.length === 0 || this.aus) return undefined;
    const vorher = { ...zahlen };
    const fehler = await this.frage(commands, zahlen, signal);
    const einzeln =
      fehler !== undefined && (!TRIFFT_ALLE.has(fehler.art) || istServerfehler(fehler)) && commands.length > 1;
    const rest = einzeln ? await this.einzeln(commands, zahlen, signal) : this.nachEinem(commands, fehler, zahlen);
    if (rest !== undefined) return rest;
    const bewegt =
      zahlen.bestaetigt + zahlen.konflikte + zahlen.abgelehnt > vorher.bestaetigt + vorher.konflikte + vorher.abgelehnt;
    return bewegt ? undefined : 'nichts-bewegt';
  }

  /** One by one, keeping the order within a Vorgang: after one that did not pass, its Vorgang's others wait. */
  private async einzeln(
    commands: readonly Command[],
    zahlen: Zahlen,
    signal: AbortSignal,
  ): Promise<CloudFehlerArt | undefined> {
    const gehalten = new Set<string>();
    let serverfehler = 0;
    for (const [i, c] of commands.entries()) {
      if (this.aus) {
        this.zurueck(commands.slice(i), undefined);
        return undefined;
      }
      if (gehalten.has(c.vorgangId)) {
        this.zurueck([c], undefined);
        continue;
      }
      const fehler = await this.frage([c], zahlen, signal);
      if (fehler === undefined) {
        serverfehler = 0;
        continue;
      }
      gehalten.add(c.vorgangId);
      const alle = this.nachEinem([c], fehler, zahlen);
      if (alle === undefined) continue;
      serverfehler += istServerfehler(alle) ? 1 : 0;
      if (!istServerfehler(alle) || serverfehler >= MAX_SERVERFEHLER) {
        this.zurueck(commands.slice(i + 1), undefined);
        return alle;
      }
    }
    return undefined;
  }

  /** The request itself. Entries are taken as sent before it leaves, and stay so until it is known what became of them. */
  private async frage(
    commands: readonly Command[],
    zahlen: Zahlen,
    signal: AbortSignal,
  ): Promise<CloudFehlerArt | undefined> {
    this.u.bestand.schreiber.alsWirdGesendet(commands.map((c) => c.commandId));
    try {
      const { results } = await this.u.gateway.commands(commands, { signal });
      this.uebernimm(commands, results, zahlen);
      return undefined;
    } catch (fehler) {
      if (fehler instanceof CloudFehler) return fehler.fehler;
      // The disk may be what failed: then this fails too, and the next run begins with it.
      this.unklar = true;
      this.zurueck(commands, undefined);
      throw fehler;
    }
  }

  private uebernimm(commands: readonly Command[], results: readonly Result[], zahlen: Zahlen): void {
    const { schreiber } = this.u.bestand;
    const zuAlt = results.flatMap((r) =>
      r.state === 'abgelehnt' && r.problem && problemCode(r.problem) === 'order-unbekannt'
        ? [{ commandId: r.commandId, problem: r.problem }]
        : [],
    );
    const uebrig = results.filter((r) => !zuAlt.some((z) => z.commandId === r.commandId));
    const bericht = schreiber.uebernimmErgebnisse(uebrig, zeitpunkt(this.u.uhr));
    this.u.geaendert(bericht, 'antwort');
    for (const z of zuAlt) this.parkeZuAlt(z.commandId, z.problem);
    for (const r of results) {
      if (r.problem && problemCode(r.problem) === 'anhang-fehlt') this.ladeNochmal(commands, r.commandId);
      this.u.log.info('befehl-beantwortet', { commandId: r.commandId, state: r.state, problem: r.problem?.type });
    }
    zahlen.bestaetigt += bericht.bestaetigt;
    zahlen.konflikte += bericht.konflikte;
    zahlen.abgelehnt += bericht.abgelehnt + zuAlt.length;
  }

  private ladeNochmal(commands: readonly Command[], commandId: string): void {
    const c = commands.find((x) => x.commandId === commandId);
    for (const id of genannteAnhaenge(c?.body ?? {})) this.u.bestand.schreiber.uploadFortschritt(id, 0);
  }

  private parkeZuAlt(commandId: string, p: Problem): void {
    this.u.geaendert(this.u.bestand.schreiber.parke({ commandId, state: 'cloud-zu-alt', problem: p }), 'antwort');
  }

  /** What a fault means for the commands of one request; answers it where it concerns all. */
  private nachEinem(
    commands: readonly Command[],
    fehler: CloudFehlerArt | undefined,
    zahlen: Zahlen,
  ): CloudFehlerArt | undefined {
    if (fehler === undefined) return undefined;
    if (fehler.art === 'dort_unbekannt') {
      for (const c of commands) this.parkeZuAlt(c.commandId, problem('cloud-zu-alt', { detail: c.order }));
      zahlen.abgelehnt += commands.length;
      return undefined;
    }
    if ((fehler.art === 'eingabe_abgelehnt' && fehler.vomDienst) || fehler.art === 'verweigert') {
      for (const { commandId } of commands) {
        this.u.geaendert(
          this.u.bestand.schreiber.parke({ commandId, state: 'abgelehnt', problem: fehler.problem }),
          'antwort',
        );
      }
      zahlen.abgelehnt += commands.length;
      return undefined;
    }
    this.zurueck(commands, fehler);
    return TRIFFT_ALLE.has(fehler.art) ? fehler : undefined;
  }

  /** Back to waiting, each with its own backoff; without a fault they are due at once. */
  private zurueck(commands: readonly Command[], fehler: CloudFehlerArt | undefined): void {
    if (commands.length === 0) return;
    const versuche = new Map(this.u.bestand.leser.outbox().map((e) => [e.commandId, e.versuche]));
    const zaehlt = fehler !== undefined && !ZAEHLT_NICHT.has(fehler.art);
    for (const { commandId } of commands) {
      const bisher = (versuche.get(commandId) ?? 0) + 1;
      const warten = !zaehlt ? 0 : fehler?.art === 'gedrosselt' ? fehler.warteMs : backoffMs(bisher, this.u.uhr);
      this.u.bestand.schreiber.wiederWartend([commandId], this.u.uhr.jetzt() + warten, zaehlt);
    }
  }
}

function istServerfehler(fehler: CloudFehlerArt): boolean {
  return fehler.art === 'cloud_nicht_erreichbar' && fehler.grund === 'server-fehler';
}
