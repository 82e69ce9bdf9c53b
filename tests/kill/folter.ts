/**
 * Conducts the kill torture: several devices, one cloud, a colleague; rounds of kills, and after each round the rest in
 * which every book is held against the cloud's record. Deterministic in its plans by the seed, not in its timing.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gewuerfelt } from '../lang/teil.ts';
import { frage, type Hand } from './hand.ts';
import { aus } from './koerper.ts';
import { Kollege } from './kollege.ts';
import { buendle } from './leben.ts';
import { liesAkte, pruefeAkte, pruefeArbeit, pruefeBuch, pruefeCloud, pruefeGleich } from './pruefung.ts';
import { Schicht, type Umfeld, type Zaehler } from './schicht.ts';
import { starteWolke, type Todesart, type Wolke } from './wolke.ts';

export interface Wunsch {
  seed: number;
  /** Whether another client kill may begin. */
  weiter(gemacht: number): boolean;
  /** Client kills between two checks. */
  jeRunde: number;
  geraete: number;
  /** Whether the devices have synced before the first kill; otherwise their first start is killed too. */
  eingelebt: boolean;
  /** Without orders that wait ten seconds before they are sent. */
  eilig: boolean;
  ruheMs: number;
  faelleJeRunde: number;
  /** Cloud kills a round, in these ways. */
  cloudKills: number;
  arten: readonly Todesart[];
  melde(zeile: string): void;
}

export interface Bericht extends Zaehler {
  cloudKills: number;
  imCommit: number;
  nachCommit: number;
  postgresKills: number;
  runden: number;
  kollege: number;
  funde: string[];
}

const PERSONEN = ['sabine.sander', 'vera.vogt', 'sabine.sander'];
/** The supervisor of the database brings it back twenty times; more than that is another story. */
const POSTGRES_HOECHSTENS = 15;

/** Runs it. Everything it starts is stopped, everything it writes removed. */
export async function foltere(wunsch: Wunsch): Promise<Bericht> {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-kill-'));
  chmodSync(ordner, 0o755);
  const bericht: Bericht = { ...NULL, funde: [] };
  const buendel = await buendle();
  const wolke = await starteWolke(join(ordner, 'cloud'));
  try {
    const fund = (text: string): void => {
      bericht.funde.push(`${text} (seed ${wunsch.seed}, kill ${bericht.clientKills})`);
      wunsch.melde(`FUND ${text}`);
    };
    const wahl = { eilig: wunsch.eilig, ruheMs: wunsch.ruheMs };
    const u: Umfeld = {
      datei: buendel.datei,
      ordner,
      url: wolke.url,
      faelle: [],
      zahlen: bericht,
      fund,
      ...wahl,
    };
    await new Folter(wunsch, wolke, u, bericht).lauf();
  } finally {
    await wolke.beende();
    buendel.raeume();
    rmSync(ordner, { recursive: true, force: true });
  }
  return bericht;
}

const NULL: Omit<Bericht, 'funde'> = {
  clientKills: 0,
  cloudKills: 0,
  imCommit: 0,
  nachCommit: 0,
  postgresKills: 0,
  vorBereit: 0,
  inAufruf: 0,
  nachZeile: 0,
  bergungen: 0,
  bestaetigt: 0,
  geparkt: 0,
  akte: 0,
  kollege: 0,
  runden: 0,
};

class Folter {
  private readonly wunsch: Wunsch;
  private readonly wolke: Wolke;
  private readonly u: Umfeld;
  private readonly bericht: Bericht;
  private readonly w: () => number;
  private readonly kollege: Kollege;
  private readonly schichten: Schicht[];
  private rundeLaeuft = false;

  constructor(wunsch: Wunsch, wolke: Wolke, u: Umfeld, bericht: Bericht) {
    this.wunsch = wunsch;
    this.wolke = wolke;
    this.u = u;
    this.bericht = bericht;
    this.w = gewuerfelt(wunsch.seed);
    this.kollege = new Kollege(wolke.url, gewuerfelt(wunsch.seed + 1));
    this.schichten = PERSONEN.slice(0, wunsch.geraete).map((als, i) => new Schicht(u, als, wunsch.seed + 10 + i));
  }

  async lauf(): Promise<void> {
    while (this.wunsch.weiter(this.bericht.clientKills)) {
      this.u.faelle = await this.wolke.legeAn(
        this.wunsch.faelleJeRunde,
        this.wunsch.seed * 1_000 + this.bericht.runden,
      );
      const runde = this.bericht.runden;
      if (runde > 0 && runde % 3 === 0) this.schichten[(runde / 3) % this.schichten.length]?.neuesProfil();
      if (runde === 0 && this.wunsch.eingelebt) for (const s of this.schichten) await (await s.ruhe()).leben.beende();
      await this.toete();
      await this.pruefe();
      this.bericht.runden += 1;
      const { clientKills, cloudKills, bestaetigt, funde } = this.bericht;
      this.wunsch.melde(
        `${clientKills} clients, ${cloudKills} clouds killed, ${bestaetigt} confirmed, ${funde.length} finds`,
      );
    }
  }

  private async toete(): Promise<void> {
    const bis = this.bericht.clientKills + this.wunsch.jeRunde;
    this.rundeLaeuft = true;
    const nebenher = Promise.all([this.stoereCloud(bis), this.arbeiteMit()]);
    const beginn = this.bericht.clientKills;
    await Promise.all(
      this.schichten.map(async (s) => {
        while (this.bericht.clientKills < bis && this.wunsch.weiter(this.bericht.clientKills)) await s.lebe();
      }),
    );
    this.rundeLaeuft = false;
    await nebenher;
    if (this.bericht.clientKills === beginn) this.u.fund('nothing was killed');
  }

  /** Cloud kills spread over the round; what is left at its end is done before the rest. */
  private async stoereCloud(bis: number): Promise<void> {
    const beginn = this.bericht.clientKills;
    for (let n = 0; n < this.wunsch.cloudKills; n += 1) {
      const faellig = beginn + ((n + this.w()) / this.wunsch.cloudKills) * (bis - beginn);
      while (this.rundeLaeuft && this.bericht.clientKills < faellig) await schlafe(20);
      if (!this.rundeLaeuft) return;
      const gewuenscht = aus(this.wunsch.arten, this.w);
      const voll = gewuenscht === 'mit-postgres' && this.bericht.postgresKills >= POSTGRES_HOECHSTENS;
      const art = await this.wolke.toete(voll ? 'irgendwann' : gewuenscht, this.w() * 150);
      this.bericht.cloudKills += 1;
      if (art === 'im-commit') this.bericht.imCommit += 1;
      if (art === 'nach-commit') this.bericht.nachCommit += 1;
      if (art === 'mit-postgres') this.bericht.postgresKills += 1;
    }
  }

  private async arbeiteMit(): Promise<void> {
    while (this.rundeLaeuft) {
      await this.kollege.tu(this.u.faelle);
      await schlafe(60 + this.w() * 150);
    }
    for (let i = 0; i < 20 && !(await this.kollege.tu(this.u.faelle)); i += 1) await schlafe(100);
  }

  /** Rest, books against record, then everything parked is decided and the queues must be empty. */
  private async pruefe(): Promise<void> {
    const haende = await Promise.all(this.schichten.map((s) => s.ruhe()));
    const { db } = this.wolke;
    const buecher = this.schichten.map((s) => s.buch);
    const vorher = await liesAkte(db, this.u.faelle);
    for (const h of haende) await this.sammle(h, async () => pruefeBuch(h.buch, vorher, await outbox(h)));
    for (const h of haende) await this.sammle(h, () => pruefeArbeit(h, vorher, db, this.kollege));
    await Promise.all(this.schichten.map((s, i) => s.leere(haende[i] as Hand)));
    const akte = await liesAkte(db, this.u.faelle, this.kollege.versucht);
    for (const f of pruefeCloud(akte, buecher, this.kollege)) this.u.fund(f);
    for (const [i, h] of haende.entries()) {
      await frage(h, 'sync', { bisRuhig: true });
      await this.sammle(h, async () => pruefeBuch(h.buch, akte, await outbox(h)));
      await this.sammle(h, () => pruefeGleich(h, this.kollege));
      const { funde, akte: gezeichnet } = await pruefeAkte(h, db);
      await this.sammle(h, async () => funde);
      this.bericht.akte += gezeichnet;
      await h.leben.beende();
      await this.sammle(h, async () => (this.schichten[i] as Schicht).defekte());
      h.buch.neuesBlatt();
    }
    this.bericht.kollege += this.kollege.angenommen.size;
    this.kollege.neuesBlatt();
  }

  private async sammle(h: Hand, pruefe: () => Promise<string[]>): Promise<void> {
    for (const f of await pruefe()) this.u.fund(`${h.name}: ${f}`);
  }
}

const schlafe = (ms: number): Promise<void> => new Promise((f) => setTimeout(f, ms));

async function outbox(h: Hand) {
  const a = await frage(h, 'outbox', {});
  if ('problem' in a) throw new Error(`outbox: ${a.problem}`);
  return a.wert.eintraege;
}
