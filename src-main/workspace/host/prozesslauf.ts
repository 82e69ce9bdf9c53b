/**
 * The workspace as a process of its own, between its parent and the engine: start, ready or the reason why not, lines,
 * keys wrapped by the parent's key store, wake-ups, end. It never outlives its parent, and says itself why it cannot
 * start.
 */
import { z } from 'zod';
import { type Problem, ProblemError, problem, problemSchema } from '../../../src-shared/domain/problem.ts';
import type { Verbindung } from '../../../src-shared/workspace-api/verbindung.ts';
import { schlafe } from '../uhr.ts';
import { type EigenerMotor, oeffneMotor } from './beitritt.ts';
import type { Laufart, MotorDienste, Schutzdienst } from './dienste.ts';
import type { Elternteil } from './elternteil.ts';
import { Kanaele } from './kanaele.ts';
import { bedieneLeitung } from './leitungen.ts';

export const konfiguration = z.object({
  profil: z.string().min(1),
  cloud: z.string().min(1),
  issuer: z.string().optional(),
  als: z.string().optional(),
  offline: z.boolean().default(false),
  schluessel: z.enum(['keine', 'betriebssystem']).default('keine'),
  leaseStunden: z.number().positive().default(120),
  wiederherstellung: z.string().min(1).optional(),
});
export type Konfiguration = z.infer<typeof konfiguration>;

const nachricht = z.discriminatedUnion('art', [
  z.object({ art: z.literal('start'), konfiguration }),
  z.object({ art: z.literal('verbindung'), kanal: z.number().int().optional() }),
  z.object({ art: z.literal('nachricht'), kanal: z.number().int(), daten: z.unknown() }),
  z.object({ art: z.literal('ende'), kanal: z.number().int() }),
  z.object({ art: z.literal('wecker'), grund: z.string() }),
  z.object({
    art: z.literal('schutz'),
    id: z.number(),
    daten: z.string().optional(),
    problem: problemSchema.optional(),
  }),
  z.object({ art: z.literal('beenden') }),
]);

export interface ProzessUmgebung {
  eltern: Elternteil;
  /** Everything the engine needs, for this configuration. */
  dienste(k: Konfiguration, schutz: Schutzdienst): MotorDienste;
  /** Ends the process; called once, when all is closed. */
  endeProzess(code: number): void;
}

const SPERRE_MS = 10_000;
const ZWISCHEN_MS = 200;

/** Serves the parent until one of both ends. */
export function bedieneElternteil(umgebung: ProzessUmgebung): { beende(): Promise<void> } {
  const lauf = new Prozesslauf(umgebung);
  umgebung.eltern.empfange((roh, haefen) => lauf.nimm(roh, haefen));
  umgebung.eltern.weg(() => void lauf.beende());
  return lauf;
}

class Prozesslauf {
  private readonly umgebung: ProzessUmgebung;
  private readonly kanaele: Kanaele;
  private readonly schutzfragen = new Map<number, { gut: (b: Uint8Array) => void; schlecht: (f: Error) => void }>();
  private motor: EigenerMotor | undefined;
  private startend: Promise<void> | undefined;
  private endend: Promise<void> | undefined;
  private naechsteFrage = 1;
  private wartend: Verbindung[] = [];

  constructor(umgebung: ProzessUmgebung) {
    this.umgebung = umgebung;
    this.kanaele = new Kanaele((n) => umgebung.eltern.sende(n));
  }

  nimm(roh: unknown, haefen: Verbindung[]): void {
    const gelesen = nachricht.safeParse(roh);
    if (!gelesen.success) {
      if ((roh as { art?: unknown } | null)?.art === 'start') this.sageFehler(problem('eingabe-ungueltig'));
      return;
    }
    const n = gelesen.data;
    switch (n.art) {
      case 'start':
        this.startend ??= this.starte(n.konfiguration);
        break;
      case 'verbindung':
        for (const hafen of n.kanal === undefined ? haefen : [this.kanaele.oeffne(n.kanal)]) this.bediene(hafen);
        break;
      case 'nachricht':
        this.kanaele.nachricht(n.kanal, n.daten);
        break;
      case 'ende':
        this.kanaele.ende(n.kanal);
        break;
      case 'wecker':
        this.motor?.motor.wecke();
        break;
      case 'schutz':
        this.schutzAntwort(n.id, n.daten, n.problem);
        break;
      case 'beenden':
        void this.beende();
    }
  }

  beende(): Promise<void> {
    this.endend ??= (async () => {
      for (const f of this.schutzfragen.values()) f.schlecht(new ProblemError('arbeitsbereich-fehlt'));
      await this.startend;
      await this.motor?.beende();
      this.umgebung.endeProzess(0);
    })();
    return this.endend;
  }

  private async starte(k: Konfiguration): Promise<void> {
    try {
      const dienste = this.umgebung.dienste(k, this.schutzdienst(k));
      const lauf: Laufart = { als: k.als, offline: k.offline, dauerhaft: true };
      this.motor = await this.oeffne(dienste, lauf);
      dienste.log.info('bereit', { version: dienste.version });
      this.umgebung.eltern.sende({ art: 'bereit' });
      for (const v of this.wartend.splice(0)) this.bediene(v);
    } catch (fehler) {
      this.sageFehler(fehler instanceof ProblemError ? fehler.problem : unerwartet(fehler));
    }
  }

  /** A command line that is just ending may still hold the lock. */
  private async oeffne(dienste: MotorDienste, lauf: Laufart): Promise<EigenerMotor> {
    const bis = dienste.uhr.monoton() + SPERRE_MS;
    for (;;) {
      const motor = await oeffneMotor(dienste, lauf);
      if (motor) return motor;
      if (dienste.uhr.monoton() >= bis || this.endend) throw new ProblemError('profil-belegt');
      await schlafe(dienste.uhr, ZWISCHEN_MS);
    }
  }

  private bediene(verbindung: Verbindung): void {
    if (this.motor === undefined) this.wartend.push(verbindung);
    else bedieneLeitung(this.motor.motor, verbindung, { offline: false, ereignisse: true });
  }

  private sageFehler(p: Problem): void {
    this.umgebung.eltern.sende({ art: 'fehler', problem: p });
  }

  private schutzdienst(k: Konfiguration): Schutzdienst {
    if (k.schluessel === 'keine') return { art: 'keiner' };
    return {
      art: 'os',
      verschliesse: (klar) => this.schutzfrage('schuetze', klar),
      oeffne: (geschuetzt) => this.schutzfrage('oeffne', geschuetzt),
    };
  }

  private schutzfrage(art: 'schuetze' | 'oeffne', bytes: Uint8Array): Promise<Uint8Array> {
    return new Promise((gut, schlecht) => {
      const id = this.naechsteFrage++;
      this.schutzfragen.set(id, { gut, schlecht });
      this.umgebung.eltern.sende({ art, id, daten: Buffer.from(bytes).toString('base64') });
    });
  }

  private schutzAntwort(id: number, daten: string | undefined, p: Problem | undefined): void {
    const frage = this.schutzfragen.get(id);
    this.schutzfragen.delete(id);
    if (daten !== undefined) frage?.gut(Uint8Array.from(Buffer.from(daten, 'base64')));
    else frage?.schlecht(new ProblemError(p ?? problem('schluessel-unbrauchbar')));
  }
}

/** A defect of ours at the start: name and place, so that support can tell; never the message, which may quote content. */
function unerwartet(fehler: unknown): Problem {
  const { name, code, stack } = fehler as { name?: string; code?: string; stack?: string };
  const ort = (stack ?? '').split('\n').find((z) => z.trimStart().startsWith('at '));
  const detail = `${code ?? name ?? 'Fehler'} ${ort?.trim() ?? ''}`.trim();
  return problem('interner-fehler', { title: 'Kontor konnte nicht starten.', detail });
}
