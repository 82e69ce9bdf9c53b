/**
 * One client of a history: the real cache, sync and connection state of the product on simulated time, with a cache file
 * that outlives it. A crash is the end of the process between any two writes (or in the middle of anything that waits):
 * the files are taken as they lie there, and whatever the dead engine still wanted to do never happens.
 */
import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Bestand, BestandLeser, BestandSchreiber } from '../../src-main/workspace/cache/bestand.ts';
import { oeffneBestand } from '../../src-main/workspace/cache/oeffnen.ts';
import { Abgleich } from '../../src-main/workspace/sync/abgleich.ts';
import { ueberlagere } from '../../src-main/workspace/sync/overlay.ts';
import { beobachtet, Drossel, type SyncUmgebung } from '../../src-main/workspace/sync/umgebung.ts';
import { Verbindungszustand } from '../../src-main/workspace/sync/verbindung.ts';
import type { Uhr } from '../../src-main/workspace/uhr.ts';
import { type Geraeteschluessel, schluesselAusSaat } from '../../src-main/workspace/zeichnung/geraeteschluessel.ts';
import { ichVon, type Mitspieler } from './buehne.ts';
import type { Leitung, Linie, Missgeschick } from './leitung.ts';
import type { Weltzeit } from './weltzeit.ts';

/** The beginning of simulated time: 2 November 2026, 8:00 UTC. */
export const BEGINN_MS = Date.parse('2026-11-02T08:00:00.000Z');
const SCHLUESSEL = new Uint8Array(32).fill(7);

/** Thrown into the engine at the write at which its process ends. */
export class Absturz extends Error {}

/** What the clients of a history share. */
export interface Umwelt {
  zeit: Weltzeit;
  leitung: Leitung;
  zufall: () => number;
  neueId: () => string;
  /** Folder of this history's cache files. */
  ordner: string;
  /** A migrated, empty cache file to begin with. */
  vorlage: string;
  /** A defect of the engine: an error nobody expected. */
  defekt(wer: string, wo: string, fehler: unknown): void;
}

interface Engine {
  bestand: Bestand;
  zustand: Verbindungszustand;
  drossel: Drossel;
  abgleich: Abgleich;
  lebt: boolean;
}

/** A file as `oeffneBestand` makes it, cleanly closed. */
export function macheVorlage(ordner: string): string {
  const pfad = join(ordner, 'vorlage.db');
  const uhr = { jetzt: () => BEGINN_MS };
  oeffneBestand({ pfad, schluessel: SCHLUESSEL, uhr, neueId: () => '', overlay: ueberlagere }).schliesse();
  return pfad;
}

export class Platz {
  readonly person: Mitspieler;
  readonly geraet: Geraeteschluessel;
  linie: Linie = 'gut';
  readonly pech: Missgeschick[] = [];
  /** How far the device's clock is off, ms. */
  versatz: number;
  offline = false;
  private readonly u: Umwelt;
  private engine: Engine | undefined;
  private nr = 0;
  private pfad = '';
  private absturzNach: { schreiben: number; davor: boolean } | undefined;

  constructor(umwelt: Umwelt, person: Mitspieler, saat: Uint8Array, versatz: number) {
    this.u = umwelt;
    this.person = person;
    this.versatz = versatz;
    this.geraet = schluesselAusSaat(saat);
  }

  get lebt(): boolean {
    return this.engine?.lebt === true;
  }

  get leser(): BestandLeser {
    return this.laufend().bestand.leser;
  }

  get schreiber(): BestandSchreiber {
    return this.laufend().bestand.schreiber;
  }

  get zustand(): Verbindungszustand {
    return this.laufend().zustand;
  }

  get abgleich(): Abgleich {
    return this.laufend().abgleich;
  }

  /** Milliseconds for which the cloud has asked to be left alone. */
  get wartezeit(): number {
    return this.engine?.drossel.restMs() ?? 0;
  }

  jetztMs(): number {
    return BEGINN_MS + this.u.zeit.jetzt() + this.versatz;
  }

  /** Starts the engine on the file that is there, or on a fresh one. */
  starte(): void {
    if (this.engine !== undefined) return;
    if (this.pfad === '') this.uebernimmDatei(this.u.vorlage);
    const engine: Partial<Engine> & { lebt: boolean } = { lebt: true };
    const uhr = this.uhr(engine);
    const bestand = this.bewacht(
      engine,
      oeffneBestand({ pfad: this.pfad, schluessel: SCHLUESSEL, uhr, neueId: uhr.id, overlay: ueberlagere }),
    );
    const zustand = new Verbindungszustand(uhr, this.offline ? 'offline_gewaehlt' : undefined);
    const drossel = new Drossel(uhr);
    const ende = {
      sub: this.person.sub,
      lebt: () => engine.lebt,
      linie: () => this.linie,
      missgeschick: () => this.pech.shift(),
    };
    const gateway = beobachtet(this.u.leitung.gateway(ende), zustand, drossel);
    const log = {
      info: () => undefined,
      warne: () => undefined,
      fehler: (wo: string, fehler: unknown) => {
        if (engine.lebt) this.u.defekt(this.person.name, wo, fehler);
      },
    };
    const sync: SyncUmgebung = { uhr, gateway, bestand, log, zustand, drossel, geaendert: () => undefined };
    const abgleich = new Abgleich(sync, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
    this.engine = Object.assign(engine, { bestand, zustand, drossel, abgleich }) as Engine;
    if (bestand.leser.ich() === undefined) bestand.schreiber.merkeIch(ichVon(this.person));
    abgleich.starte();
  }

  /** Ends it as a person does. */
  async beende(): Promise<void> {
    const engine = this.engine;
    if (engine === undefined) return;
    const halt = engine.abgleich.halte();
    await this.u.zeit.laufe(0);
    await halt;
    // It may have crashed on the way out.
    if (!engine.lebt) return;
    engine.lebt = false;
    this.engine = undefined;
    engine.bestand.schliesse();
  }

  /** The process ends at the n-th write from now (0: at once), before or after it. */
  stuerzeAb(nach: number, davor: boolean): void {
    if (nach > 0) this.absturzNach = { schreiben: nach, davor };
    else if (this.engine) this.engine.lebt = false;
  }

  /** After anything that ran: a process that has ended leaves its files. Answers whether it did. */
  begrabe(): boolean {
    const engine = this.engine;
    if (engine === undefined || engine.lebt) return false;
    this.absturzNach = undefined;
    this.engine = undefined;
    const alt = this.pfad;
    this.uebernimmDatei(alt);
    engine.bestand.schliesse();
    for (const name of this.dateien(alt)) rmSync(name, { force: true });
    return true;
  }

  /** Puts down what is open, at the end of a history. */
  raeumeAb(): void {
    const engine = this.engine;
    this.engine = undefined;
    if (engine === undefined) return;
    engine.lebt = false;
    engine.bestand.schliesse();
  }

  private laufend(): Engine {
    if (this.engine?.lebt !== true) throw new Absturz();
    return this.engine;
  }

  /** A copy of the files as they lie there now: what a killed process leaves. */
  private uebernimmDatei(von: string): void {
    this.nr += 1;
    this.pfad = join(this.u.ordner, `${this.person.username}-${this.nr}.db`);
    for (const name of this.dateien(von)) {
      if (!name.endsWith('-shm')) copyFileSync(name, this.pfad + name.slice(von.length));
    }
  }

  /** The database and all that lies beside it under its name. */
  private dateien(pfad: string): string[] {
    const ordner = dirname(pfad);
    const name = basename(pfad);
    return readdirSync(ordner).flatMap((d) => (d.startsWith(name) ? [join(ordner, d)] : []));
  }

  private uhr(engine: { lebt: boolean }): Uhr {
    const { zeit, zufall, neueId } = this.u;
    const geburt = zeit.jetzt();
    return {
      jetzt: () => this.jetztMs(),
      monoton: () => zeit.jetzt() - geburt,
      nach: (ms, cb) =>
        zeit.plane(ms, () => {
          if (engine.lebt) this.sicher(cb);
        }),
      zufall,
      id: neueId,
    };
  }

  private sicher(tat: () => void): void {
    try {
      tat();
    } catch (fehler) {
      if (!(fehler instanceof Absturz)) this.u.defekt(this.person.name, 'wecker', fehler);
    }
  }

  /** The cache with the place at which the process may end; nothing of a dead one gets through. */
  private bewacht(engine: { lebt: boolean }, bestand: Bestand): Bestand {
    const wache = <T extends object>(ziel: T, schreibt: boolean): T =>
      new Proxy(ziel, {
        get: (z, name) => {
          const tat = Reflect.get(z, name) as (...a: unknown[]) => unknown;
          return (...args: unknown[]) => {
            if (!engine.lebt) throw new Absturz();
            const jetzt = schreibt ? this.zaehleSchreiben() : undefined;
            if (jetzt?.davor) return this.ende(engine);
            const antwort = tat.apply(z, args);
            return jetzt ? this.ende(engine) : antwort;
          };
        },
      });
    const { schema } = bestand;
    return {
      schreiber: wache(bestand.schreiber, true),
      leser: wache(bestand.leser, false),
      schema,
      schliesse: () => bestand.schliesse(),
    };
  }

  private zaehleSchreiben(): { davor: boolean } | undefined {
    if (this.absturzNach === undefined) return undefined;
    this.absturzNach.schreiben -= 1;
    return this.absturzNach.schreiben <= 0 ? this.absturzNach : undefined;
  }

  private ende(engine: { lebt: boolean }): never {
    engine.lebt = false;
    throw new Absturz();
  }
}
