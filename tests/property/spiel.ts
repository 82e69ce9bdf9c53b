/**
 * Plays a history: a cloud, a line, one to three clients on simulated time; each step done as a person or the world would,
 * told in the chronicle in German. In the end all faults are healed and everything is judged (pruefung.ts). It decides
 * nothing of what is right.
 */

import { ProblemError } from '../../src-shared/domain/problem.ts';
import { gewuerfelt } from '../lang/teil.ts';
import { Buch } from './buch.ts';
import { ANFANGS, BESETZUNGEN, type Mitspieler, PERSONEN, RECHTE } from './buehne.ts';
import { befehlVonFern } from './fern.ts';
import type { Gegenstelle } from './gegenstelle.ts';
import { entwirf, fuegeAn, klicke, loese, nimmZurueck } from './handgriffe.ts';
import { Leitung, type Linie } from './leitung.ts';
import { Absturz, BEGINN_MS, Platz } from './platz.ts';
import { pruefeEnde, pruefeWahrheit } from './pruefung.ts';
import type { Geschichte, Schritt } from './schritte.ts';
import type { Spielraum } from './spielraum.ts';
import { Weltzeit } from './weltzeit.ts';

/** What a history is played with. */
export interface Requisiten {
  /** The cloud; told the instants of the simulated world. */
  cloud(jetzt: () => string): Promise<Gegenstelle>;
  ordner: string;
  vorlage: string;
}

export interface Ausgang {
  brueche: string[];
  chronik: string[];
  klicks: number;
  /** Commands of the clients that the cloud has accepted in the end, and those that wait for their person. */
  angenommen: number;
  geparkt: number;
  /** Simulated time until all queues were empty after the faults were over, ms. */
  geleertNachMs: number;
}

class Spiel implements Spielraum {
  readonly zeit = new Weltzeit();
  readonly buch = new Buch();
  readonly zufall: () => number;
  readonly cloud: Gegenstelle;
  readonly plaetze: Platz[];
  private readonly leitung: Leitung;
  private ids = 0;
  private faelle = 0;

  private constructor(g: Geschichte, cloud: Gegenstelle, r: Requisiten) {
    this.zufall = gewuerfelt(g.seed);
    this.cloud = cloud;
    this.leitung = new Leitung(this.zeit, cloud, this.zufall);
    const umwelt = {
      zeit: this.zeit,
      leitung: this.leitung,
      zufall: this.zufall,
      neueId: () => this.neueId(),
      ordner: r.ordner,
      vorlage: r.vorlage,
      defekt: (wer: string, wo: string, fehler: unknown) => {
        const text = fehler instanceof ProblemError ? JSON.stringify(fehler.problem) : (fehler as Error).stack;
        this.buch.bruch(`Defekt bei ${wer} in ${wo}: ${text}`);
      },
    };
    this.plaetze = (BESETZUNGEN[g.besetzung] ?? [0]).map((nr) => {
      const versatz = Math.round((this.zufall() - 0.5) * 20_000);
      const saat = Uint8Array.from({ length: 32 }, () => Math.floor(this.zufall() * 256));
      return new Platz(umwelt, PERSONEN[nr] as Mitspieler, saat, versatz);
    });
  }

  static async beginne(g: Geschichte, r: Requisiten): Promise<Spiel> {
    let zeit: Weltzeit | undefined;
    const cloud = await r.cloud(() => new Date(BEGINN_MS + (zeit?.jetzt() ?? 0)).toISOString());
    const spiel = new Spiel(g, cloud, r);
    zeit = spiel.zeit;
    for (let i = 0; i < ANFANGS; i++) await spiel.tue({ art: 'eingang' });
    for (const p of spiel.plaetze) {
      await cloud.meldeAn(p.person.sub, p.geraet);
      p.starte();
    }
    await spiel.laufe(400);
    return spiel;
  }

  neueId(): string {
    this.ids += 1;
    return `01931f00-0000-7000-8000-${this.ids.toString(16).padStart(12, '0')}`;
  }

  /** Lets time go by; processes that ended in it leave their files. */
  async laufe(ms: number): Promise<void> {
    await this.zeit.laufe(ms, () => this.begrabe());
  }

  platz(wer: number): Platz {
    return this.plaetze[wer % this.plaetze.length] as Platz;
  }

  /** Does something at a client; a crash in the middle of it is part of the story. Answers false then. */
  am(platz: Platz, tat: () => void): boolean {
    if (!platz.lebt) return false;
    try {
      tat();
      return true;
    } catch (fehler) {
      if (fehler instanceof Absturz) return false;
      if (!(fehler instanceof ProblemError)) throw fehler;
      this.buch.sage(`  … abgewiesen: ${fehler.problem.title} ${fehler.problem.detail ?? ''}`);
      return true;
    } finally {
      this.begrabe();
    }
  }

  async spiele(schritte: readonly Schritt[]): Promise<void> {
    for (const schritt of schritte) {
      if (schritt.art === 'nichts') continue;
      await this.tue(schritt);
      await pruefeWahrheit(this);
      if (this.buch.brueche.length > 0) return;
    }
  }

  /** All faults end: processes run, lines are good, people sign in again, the cloud is up to date. */
  async heile(): Promise<void> {
    this.buch.sage('— Alles wird wieder gut —');
    this.cloud.fassung('2.0', []);
    for (const p of this.plaetze) {
      p.pech.length = 0;
      p.offline = false;
      p.stuerzeAb(Number.MAX_SAFE_INTEGER, true);
    }
    this.begrabe();
    for (const p of this.plaetze) {
      await this.setzeLinie(p, 'gut');
      if (!p.lebt) p.starte();
      else if (p.zustand.state === 'offline_gewaehlt') this.offline(p, false);
      if (p.zustand.state === 'sitzung_abgelaufen') this.melde(p);
    }
    await this.laufe(0);
  }

  private begrabe(): void {
    this.plaetze.forEach((p) => {
      if (p.begrabe()) this.buch.sage(`  … ${p.person.name}: Kontor ist abgestürzt.`);
    });
  }

  private offline(p: Platz, an: boolean): void {
    p.offline = an;
    p.zustand.nimm(an ? 'offline_gewaehlt' : 'online_gewaehlt');
    if (!an) p.abgleich.wecke();
  }

  private melde(p: Platz): void {
    p.zustand.nimm('angemeldet');
    p.abgleich.verzeichnisVeraltet();
    p.abgleich.wecke();
  }

  /** What a step does; who is not there does nothing. */
  async tue(s: Schritt): Promise<void> {
    const { buch } = this;
    switch (s.art) {
      case 'nichts':
        return;
      case 'zeit':
        buch.sage(`${s.ms} ms vergehen.`);
        return this.laufe(s.ms);
      case 'eingang':
        this.faelle += 1;
        buch.sage(`Ein Antrag geht ein (Nr. ${this.faelle}).`);
        await this.cloud.eingang(this.faelle, this.neueId());
        return;
      case 'fremd':
        return befehlVonFern(this, s);
      case 'lesestaende':
        buch.sage(`Die Cloud beendet alle Lesestände (${s.grund}).`);
        return this.cloud.beendeLesestaende(s.grund);
      case 'sichere':
        buch.sage('Die Cloud wird gesichert.');
        return this.cloud.sichere();
      case 'wiederherstellung':
        return this.stelleWiederHer();
      case 'fassung':
        buch.sage(s.alt ? 'Die Cloud ist eine ältere Fassung.' : 'Die Cloud ist auf neuem Stand.');
        return this.cloud.fassung(s.alt ? '1.0' : '1.1', s.alt ? ['AKTENZEICHEN_SETZEN', 'WIEDERVORLAGE_ANLEGEN'] : []);
      case 'versand':
        buch.sage('Die Cloud versendet, was gezeichnet ist.');
        return this.cloud.versende();
      default:
        return this.tueAmPlatz(s, this.platz(s.wer));
    }
  }

  private async tueAmPlatz(s: Extract<Schritt, { wer: number }>, p: Platz): Promise<void> {
    const { buch } = this;
    const wer = p.person.name;
    switch (s.art) {
      case 'linie':
        return this.setzeLinie(p, s.linie);
      case 'pech':
        buch.sage(`${wer}: die nächste Sendung trifft ein Missgeschick (${s.pech}).`);
        p.pech.push(s.pech);
        return;
      case 'uhr':
        buch.sage(`${wer}: die Uhr springt um ${s.ms / 1000} s.`);
        p.versatz += s.ms;
        return;
      case 'rechte':
        return this.setzeRechte(p, s.recht);
      case 'start':
        if (p.lebt) return;
        buch.sage(`${wer} startet Kontor.`);
        return p.starte();
      case 'neustart':
        buch.sage(`${wer} beendet Kontor und startet es wieder.`);
        return this.aktualisiere(p);
      case 'absturz':
        buch.sage(
          `${wer}: Kontor stürzt ab${s.nach > 0 ? ` ${s.davor ? 'vor' : 'nach'} dem ${s.nach}. Schreiben` : ''}.`,
        );
        p.stuerzeAb(s.nach, s.davor);
        return this.laufe(0);
      default:
        if (p.lebt) this.tueAlsPerson(s, p);
    }
  }

  private tueAlsPerson(s: Extract<Schritt, { wer: number }>, p: Platz): void {
    const wer = p.person.name;
    if (s.art === 'klick') klicke(this, p, s);
    if (s.art === 'undo') nimmZurueck(this, p, s.x);
    if (s.art === 'loese') loese(this, p, s);
    if (s.art === 'entwurf') entwirf(this, p, s);
    if (s.art === 'datei') fuegeAn(this, p, s);
    if (s.art === 'offline') {
      this.buch.sage(`${wer} ${s.an ? 'will offline arbeiten' : 'arbeitet wieder online'}.`);
      this.am(p, () => this.offline(p, s.an));
    }
    if (s.art === 'anmelden') {
      this.buch.sage(`${wer} meldet sich an.`);
      this.am(p, () => this.melde(p));
    }
    if (s.art === 'wecke') {
      this.buch.sage(`${wer}: das Gerät wacht auf.`);
      this.am(p, () => p.abgleich.wecke());
    }
  }

  /** The end of a refusal is an event at the device: a network joined, a Kontor that was updated, a sign-in. */
  private async setzeLinie(p: Platz, linie: Linie): Promise<void> {
    this.buch.sage(`${p.person.name}: die Leitung ist jetzt „${linie}“.`);
    const war = p.linie;
    p.linie = linie;
    if (linie !== 'gut' && linie !== 'langsam') return this.leitung.unterbrich(p.person.sub);
    if (war === '426') await this.aktualisiere(p);
    if (war === '403' || war === 'kein_netz') this.am(p, () => p.abgleich.wecke());
    if (war === '401') this.am(p, () => this.melde(p));
  }

  private async aktualisiere(p: Platz): Promise<void> {
    if (!p.lebt) return;
    await p.beende();
    this.begrabe();
    p.starte();
  }

  private async setzeRechte(p: Platz, recht: number): Promise<void> {
    const r = RECHTE[recht] ?? p.person;
    this.buch.sage(`${p.person.name} ist jetzt ${r.rollen.join(' und ')} in ${r.oe.join(', ') || 'keiner Stelle'}.`);
    await this.cloud.rechte(p.person.sub, r.rollen, r.oe);
  }

  private async stelleWiederHer(): Promise<void> {
    this.buch.sage('Die Cloud wird aus der Sicherung wiederhergestellt.');
    const vorher = await Promise.all(this.plaetze.map((p) => this.cloud.gedaechtnis(p.person.sub)));
    const kannte = vorher.map((m) => new Set(m.keys()));
    await this.cloud.stelleWiederHer();
    for (const [i, p] of this.plaetze.entries()) {
      const jetzt = await this.cloud.gedaechtnis(p.person.sub);
      for (const z of this.buch.klicks.values()) {
        if (z.wer === i && kannte[i]?.has(z.commandId) && !jetzt.has(z.commandId))
          this.buch.setze(z.commandId, 'verloren');
      }
    }
  }

  /** The id of a Vorgang that the client shows. */
  gezeigter(p: Platz, vorgang: number): string | undefined {
    const { vorgaenge } = p.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 50 });
    return vorgaenge.length === 0 ? undefined : vorgaenge[vorgang % vorgaenge.length]?.id;
  }
}

/** One history from its beginning to the judgement. */
export async function spieleGeschichte(g: Geschichte, r: Requisiten): Promise<Ausgang> {
  const spiel = await Spiel.beginne(g, r);
  const { buch, cloud, plaetze } = spiel;
  let geleertNachMs = 0;
  let geparkt = 0;
  try {
    await spiel.spiele(g.schritte);
    if (buch.brueche.length === 0) geleertNachMs = await pruefeEnde(spiel);
    for (const p of plaetze) if (p.lebt) geparkt += p.leser.konflikte().length;
  } finally {
    for (const p of plaetze) p.raeumeAb();
  }
  const dort = await Promise.all(plaetze.map((p) => cloud.gedaechtnis(p.person.sub)));
  const angenommen = [...buch.klicks.values()].filter((z) => dort[z.wer]?.get(z.commandId) === 'angenommen').length;
  const brueche = [...buch.brueche, ...cloud.brueche()];
  return { brueche, chronik: buch.chronik, klicks: buch.klicks.size, angenommen, geparkt, geleertNachMs };
}
