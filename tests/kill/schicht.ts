/**
 * A device under torture: life after life on the same profile, each ended by SIGKILL at a moment drawn beforehand; and the
 * rest afterwards, in which everything must come out. The moments are spread over the whole life: while starting, after
 * a confirmed click, within a call, while syncing, while salvaging a damaged cache.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beschaedige } from '../cache/schaden.ts';
import { gewuerfelt } from '../lang/teil.ts';
import { Buch } from './buch.ts';
import { frage, type Hand, klicke, loese, Tot } from './hand.ts';
import { type Leben, starteLeben } from './leben.ts';

/** Figures of all devices together. */
export interface Zaehler {
  clientKills: number;
  vorBereit: number;
  inAufruf: number;
  nachZeile: number;
  bergungen: number;
  bestaetigt: number;
  geparkt: number;
  akte: number;
}

/** `anteil`: of the time that a start takes on this machine now. */
type Plan = { art: 'zeit'; anteil: number } | { art: 'zeile'; n: number } | { art: 'aufruf'; n: number; ms: number };

export interface Umfeld {
  datei: string;
  ordner: string;
  url: string;
  faelle: string[];
  eilig: boolean;
  /** Within this time all that can be sent must be sent. */
  ruheMs: number;
  zahlen: Zaehler;
  fund(text: string): void;
}

const LAENGSTENS_MS = 1_200;
const START_MS = 30_000;
/** Every so many lives the base of the cache is damaged before the next start. */
const SCHADEN_JE = 60;

export class Schicht {
  readonly name: string;
  readonly als: string;
  readonly buch = new Buch();
  private readonly u: Umfeld;
  private readonly w: () => number;
  private profil: string;
  private leben = 0;
  private startMs = 160;

  constructor(u: Umfeld, als: string, seed: number) {
    this.u = u;
    this.als = als;
    this.name = `${als.split('.')[0]}-${seed}`;
    this.w = gewuerfelt(seed);
    this.profil = mkdtempSync(join(u.ordner, 'profil-'));
  }

  /** A profile that does not exist yet: its first start, sign-in and first sync are killed too. All work must be out. */
  neuesProfil(): void {
    rmSync(this.profil, { recursive: true, force: true });
    this.profil = mkdtempSync(join(this.u.ordner, 'profil-'));
  }

  /** One life and its end. */
  async lebe(): Promise<void> {
    this.leben += 1;
    if (this.leben % SCHADEN_JE === 0) this.beschaedige();
    const plan = this.plane();
    const leben = this.starte();
    const beginn = performance.now();
    let wecker = setTimeout(() => void leben.toete(), plan.art === 'zeit' ? plan.anteil * this.startMs : START_MS);
    let rufe = 0;
    let zeilen = 0;
    const h = this.hand(leben, {
      ruft: () => {
        rufe += 1;
        if (plan.art !== 'aufruf' || rufe !== plan.n) return;
        this.u.zahlen.inAufruf += 1;
        if (plan.ms === 0) setImmediate(() => void leben.toete());
        else setTimeout(() => void leben.toete(), plan.ms);
      },
      bestaetigt: () => {
        zeilen += 1;
        if (plan.art !== 'zeile' || zeilen !== plan.n) return;
        this.u.zahlen.nachZeile += 1;
        void leben.toete();
      },
    });
    const bereit = await leben.bereit;
    if (bereit === 'tot') this.u.zahlen.vorBereit += 1;
    else if (bereit !== 'bereit') this.u.fund(`[P1] ${this.name} does not start: ${bereit.problem}`);
    else if (plan.art !== 'zeit') {
      clearTimeout(wecker);
      this.startMs = 0.8 * this.startMs + 0.2 * (performance.now() - beginn);
      wecker = setTimeout(() => void leben.toete(), LAENGSTENS_MS);
    }
    while (bereit === 'bereit' && !leben.tot()) await this.klickeEinmal(h);
    clearTimeout(wecker);
    await leben.toete();
    this.u.zahlen.clientKills += 1;
  }

  /** Without kills: until nothing waits but what is parked. Answers the living device, for the checks. */
  async ruhe(): Promise<Hand> {
    const leben = this.starte();
    const bereit = await leben.bereit;
    if (bereit !== 'bereit') this.u.fund(`[P1] ${this.name} does not start at rest: ${JSON.stringify(bereit)}`);
    const h = this.hand(leben, { ruft: () => undefined, bestaetigt: () => undefined });
    await this.beruhige(h);
    return h;
  }

  /** Discards what is parked, one by one, until the queue is empty. */
  async leere(h: Hand): Promise<void> {
    for (let runde = 0; runde < 40; runde += 1) {
      const a = await frage(h, 'konflikte', {});
      const geparkt = 'wert' in a ? a.wert.konflikte : [];
      this.u.zahlen.geparkt += geparkt.length;
      for (const { eintrag } of geparkt) await loese(h, eintrag, 'verwerfen');
      if (!(await this.beruhige(h))) return;
      const rest = await frage(h, 'outbox', {});
      if ('wert' in rest && rest.wert.eintraege.length === 0) return;
    }
    const rest = await frage(h, 'outbox', {});
    this.u.fund(`[P3] ${this.name}: queue does not drain: ${JSON.stringify(rest).slice(0, 900)}`);
  }

  /** Defects that the device wrote into its log. */
  defekte(): string[] {
    const ordner = join(this.profil, 'logs');
    if (!existsSync(ordner)) return [];
    const zeilen = readdirSync(ordner).flatMap((d) => readFileSync(join(ordner, d), 'utf8').split('\n'));
    rmSync(ordner, { recursive: true });
    return zeilen.filter((z) => /"ereignis":"[a-z-]*defekt"|"level":50/.test(z)).slice(0, 5);
  }

  private starte(): Leben {
    return starteLeben(this.u.datei, { profil: this.profil, cloud: this.u.url, als: this.als });
  }

  private hand(leben: Leben, h: Pick<Hand, 'ruft' | 'bestaetigt'>): Hand {
    const bestaetigt = (was: string): void => {
      this.u.zahlen.bestaetigt += 1;
      h.bestaetigt(was);
    };
    const { faelle, eilig, fund } = this.u;
    return {
      leben,
      als: this.als,
      buch: this.buch,
      w: this.w,
      faelle,
      eilig,
      name: this.name,
      fund,
      ruft: h.ruft,
      bestaetigt,
    };
  }

  private plane(): Plan {
    const wurf = this.w();
    if (wurf < 0.22) return { art: 'zeit', anteil: this.w() * 1.1 };
    if (wurf < 0.36) return { art: 'zeit', anteil: 1 + this.w() * 5 };
    if (wurf < 0.68) return { art: 'zeile', n: 1 + Math.floor(this.w() * 12) };
    return { art: 'aufruf', n: 1 + Math.floor(this.w() * 12), ms: Math.floor(this.w() * 4) };
  }

  private async klickeEinmal(h: Hand): Promise<void> {
    try {
      await klicke(h);
      // Between two clicks what was sent is answered, and pages are written.
      if (this.w() < 0.25) await new Promise((f) => setTimeout(f, this.w() * 25));
    } catch (fehler) {
      if (!(fehler instanceof Tot)) throw fehler;
      await h.leben.toete();
    }
  }

  private async beruhige(h: Hand): Promise<boolean> {
    const bis = performance.now() + this.u.ruheMs;
    let letzte = '';
    while (performance.now() < bis) {
      const a = await frage(h, 'sync', { bisRuhig: true });
      const o = await frage(h, 'outbox', {});
      if ('wert' in a && 'wert' in o) {
        const geparkt = new Set(o.wert.eintraege.filter((e) => !WARTEND.has(e.state)).map((e) => e.vorgangId));
        const frei = o.wert.eintraege.filter((e) => WARTEND.has(e.state) && !geparkt.has(e.vorgangId));
        if (frei.length === 0) return true;
        letzte = JSON.stringify(frei.slice(0, 3));
      } else letzte = JSON.stringify(a).slice(0, 300);
      await new Promise((f) => setTimeout(f, 300));
    }
    this.u.fund(`[P3] ${this.name}: not at rest within ${this.u.ruheMs / 1000} s: ${letzte}`);
    return false;
  }

  /** Bytes of the base flipped, as a bad disk would: the next lives salvage, and are killed at it. */
  private beschaedige(): void {
    const personen = join(this.profil, 'personen');
    const [person] = existsSync(personen) ? readdirSync(personen) : [];
    if (person === undefined) return;
    const platz = join(personen, person);
    const [db, schluessel] = [join(platz, 'bestand.db'), join(platz, 'bestandsschluessel')];
    // A salvage that is still under way keeps its own files; it is left to its end.
    if (!existsSync(db) || !existsSync(schluessel) || existsSync(`${db}.gerettet`)) return;
    for (const d of readdirSync(platz)) if (d.includes('.beschaedigt-')) rmSync(join(platz, d));
    try {
      beschaedige(db, readFileSync(schluessel).subarray(1), 'datensatz');
    } catch {
      return; // The first start was killed before there was anything to damage, or the file is damaged already.
    }
    this.u.zahlen.bergungen += 1;
  }
}

const WARTEND: ReadonlySet<string> = new Set(['wartet', 'wird_gesendet', 'angehalten']);
