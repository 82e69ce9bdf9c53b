/**
 * Conducts sync: four workers in the background (heads, what follows them, outbox, stream of hints) and the round by
 * hand. It decides when something runs, never what a row means. When the cause of a standstill is gone, the first answer
 * of the cloud wakes all of them: nothing needs a click.
 */
import { STREAM_HERZSCHLAG_MS } from '../../../src-shared/cloud-api/changes.ts';
import type { SyncBericht } from '../../../src-shared/workspace-api/ansichten.ts';
import { CloudFehler, type CloudFehlerArt } from '../cloud/fehler.ts';
import { nochWeg } from './anklopfen.ts';
import { Arbeiter, type Pause } from './arbeiter.ts';
import { raeumeAuf } from './aufraeumen.ts';
import { backoffMs, gestreut } from './backoff.ts';
import { Kette } from './kette.ts';
import { Nachladen } from './nachladen.ts';
import { Nachlass } from './nachlass.ts';
import { Pull, type PullBericht } from './pull.ts';
import { Push, type PushBericht } from './push.ts';
import { runde } from './runde.ts';
import type { SyncUmgebung } from './umgebung.ts';
import { darfFragen } from './verbindung.ts';
import { erneuerePerson, erneuereVerzeichnis } from './verzeichnis.ts';

/** A missed hint is healed by a poll within this time (± 20 %), shown in the status. */
export const ABRUF_MS = 60_000;
/** Without a stream polls are all there is. */
const ABRUF_OHNE_STROM_MS = 20_000;
/** An unreachable cloud is asked again at least this often: one small request. */
const ANKLOPFEN_MS = 15_000;
const WARTEN_AUF_MENSCH_MS = 60_000;
const VERZEICHNIS_MS = 15 * 60_000;
/** Hints of a busy cloud are gathered, and many clients spread. */
const HINWEIS_STREUUNG_MS = 200;

export interface AbgleichOptionen {
  /** After the first good `ich` of a session, before anything is sent: enrol the device. */
  nachAnmeldung(signal: AbortSignal): Promise<void>;
  /** Figures in the status may have changed. */
  fortschritt(): void;
}

export class Abgleich {
  private readonly u: SyncUmgebung;
  private readonly optionen: AbgleichOptionen;
  private readonly pull: Pull;
  private readonly push: Push;
  private readonly nachladen: Nachladen;
  private readonly nachlass: Nachlass;
  private readonly ketten = { person: new Kette(), pull: new Kette(), push: new Kette(), laden: new Kette() };
  private readonly kopf: Arbeiter;
  private readonly laden: Arbeiter;
  private readonly senden: Arbeiter;
  private readonly hoeren: Arbeiter;
  private readonly ende = new AbortController();
  private verzeichnisUm = Number.NEGATIVE_INFINITY;
  private listenUm = Number.NEGATIVE_INFINITY;
  /** Counts how often the directory was said to be out of date: what was asked before that is not an answer to it. */
  private verzeichnisNr = 0;
  private fehlschlaege = { kopf: 0, laden: 0, senden: 0, hoeren: 0 };
  private stromOffen = false;
  private keinHinweis: (() => void) | null = null;
  private readonly keinHorchen: () => void;

  constructor(umgebung: SyncUmgebung, optionen: AbgleichOptionen) {
    this.u = umgebung;
    this.optionen = optionen;
    this.pull = new Pull(umgebung);
    this.push = new Push(umgebung);
    this.nachladen = new Nachladen(umgebung);
    this.nachlass = new Nachlass(umgebung);
    const arbeiter = (name: string, tu: (signal: AbortSignal) => Promise<Pause>): Arbeiter =>
      new Arbeiter(umgebung.uhr, tu, (fehler) => umgebung.log.fehler('sync-defekt', fehler, { name }));
    this.kopf = arbeiter('kopf', (s) => this.kopfLauf(s));
    this.laden = arbeiter('laden', (s) => this.ladeLauf(s));
    this.senden = arbeiter('senden', (s) => this.sendeLauf(s));
    this.hoeren = arbeiter('hoeren', (s) => this.hoerLauf(s));
    this.keinHorchen = umgebung.zustand.bei((lage, vorher) => {
      if (lage.state === 'online' && vorher !== 'online') this.wiederDa();
    });
  }

  /** Begins to work in the background. */
  starte(): void {
    for (const a of this.alle()) a.starte();
  }

  /** Ends everything and waits for it; afterwards this object is of no more use. */
  async halte(): Promise<void> {
    this.keinHorchen();
    this.keinHinweis?.();
    this.ende.abort();
    await Promise.all(this.alle().map((a) => a.halte()));
  }

  /** Network changed, machine woke up, screen unlocked, person signed in: whatever waits, tries now. */
  wecke(): void {
    this.push.vergissBackoff();
    this.fehlschlaege = { kopf: 0, laden: 0, senden: 0, hoeren: 0 };
    // The stream's line may be dead without anybody having said so: it is opened anew.
    void this.hoeren.halte().then(() => {
      if (!this.ende.signal.aborted) this.hoeren.starte();
    });
    for (const a of [this.kopf, this.laden, this.senden]) a.wecke();
  }

  /** Something new is in the outbox. */
  klick(): void {
    this.senden.wecke();
  }

  /** Asks who this session is, and enrols the device. @throws CloudFehler */
  async werBinIch(): Promise<void> {
    this.verzeichnisVeraltet();
    await this.person(this.ende.signal);
  }

  /** The directory is asked anew with the next round (other person, other rights). */
  verzeichnisVeraltet(): void {
    this.verzeichnisNr += 1;
    this.verzeichnisUm = Number.NEGATIVE_INFINITY;
    this.listenUm = Number.NEGATIVE_INFINITY;
    this.nachlass.veraltet();
  }

  /** Seconds within which the next poll comes; undefined where none is planned. */
  naechsterAbrufS(): number | undefined {
    const um = this.kopf.naechsterLauf;
    return um === null ? undefined : Math.max(0, Math.ceil((um - this.u.uhr.monoton()) / 1000));
  }

  /** By hand: whatever the backoff says, not against `Retry-After`. */
  async jetzt(bisRuhig: boolean): Promise<SyncBericht & { fehler?: CloudFehlerArt }> {
    this.push.vergissBackoff();
    this.verzeichnisVeraltet();
    const schritte = {
      verzeichnis: async (s: AbortSignal) => {
        await this.person(s);
        await this.listen(s);
      },
      schiebe: (s: AbortSignal) => this.schiebe(s),
      ziehe: (s: AbortSignal) => this.ziehe(s),
      lade: async (s: AbortSignal) => {
        await this.lade(s);
        await this.nachlass.hole(s);
      },
    };
    const bericht = await runde(this.u, schritte, bisRuhig, this.ende.signal);
    this.optionen.fortschritt();
    return bericht;
  }

  private alle(): Arbeiter[] {
    return [this.kopf, this.laden, this.senden, this.hoeren];
  }

  private wiederDa(): void {
    this.push.vergissBackoff();
    for (const a of this.alle()) if (!a.arbeitet) a.wecke();
  }

  private person(signal: AbortSignal): Promise<void> {
    return this.ketten.person.nacheinander(async () => {
      if (this.u.uhr.monoton() - this.verzeichnisUm < VERZEICHNIS_MS) return;
      const nr = this.verzeichnisNr;
      await erneuerePerson(this.u, signal);
      await this.optionen.nachAnmeldung(signal);
      // Another version of the cloud may take what waited for it.
      this.senden.wecke();
      if (nr === this.verzeichnisNr) this.verzeichnisUm = this.u.uhr.monoton();
      this.optionen.fortschritt();
    });
  }

  private async listen(signal: AbortSignal): Promise<void> {
    if (this.u.uhr.monoton() - this.listenUm < VERZEICHNIS_MS) return;
    const nr = this.verzeichnisNr;
    await erneuereVerzeichnis(this.u, signal);
    if (nr === this.verzeichnisNr) this.listenUm = this.u.uhr.monoton();
    this.optionen.fortschritt();
  }

  private ziehe(signal: AbortSignal): Promise<PullBericht> {
    return this.ketten.pull.nacheinander(async () => {
      const bericht = await this.pull.ziehe(signal, this.optionen.fortschritt);
      if (!bericht.neuBegonnen) return bericht;
      // Rights may be others: what is offered from now on must not rest on the old ones until the next poll.
      this.verzeichnisVeraltet();
      await this.person(signal);
      return bericht;
    });
  }

  private schiebe(signal: AbortSignal): Promise<PushBericht> {
    return this.ketten.push.nacheinander(async () => this.nachlass.melde(await this.push.schiebe(signal), signal));
  }

  private lade(signal: AbortSignal): Promise<void> {
    return this.ketten.laden.nacheinander(() => this.nachladen.lade(signal, this.optionen.fortschritt));
  }

  /** How long to wait where one may not ask now; undefined where one may. */
  private nichtJetzt(): Pause | undefined {
    if (!darfFragen(this.u.zustand.state)) return null;
    const rest = this.u.drossel.restMs();
    return rest > 0 ? rest : undefined;
  }

  private nachFehler(fehler: unknown, versuche: number): number {
    if (!(fehler instanceof CloudFehler)) throw fehler;
    switch (fehler.fehler.art) {
      case 'gedrosselt':
        return Math.max(fehler.fehler.warteMs, 1);
      case 'kein_netz':
      case 'cloud_nicht_erreichbar':
        return backoffMs(versuche, this.u.uhr, ANKLOPFEN_MS);
      case 'sitzung_abgelaufen':
      case 'kein_zugang':
        return gestreut(WARTEN_AUF_MENSCH_MS, this.u.uhr);
      default:
        return backoffMs(versuche, this.u.uhr);
    }
  }

  private async kopfLauf(signal: AbortSignal): Promise<Pause> {
    const warten = this.nichtJetzt();
    if (warten !== undefined) return warten;
    try {
      await this.person(signal);
      await this.ziehe(signal);
      await this.listen(signal);
      await this.nachlass.hole(signal);
      this.fehlschlaege.kopf = 0;
      this.laden.wecke();
      return gestreut(this.stromOffen ? ABRUF_MS : ABRUF_OHNE_STROM_MS, this.u.uhr);
    } catch (fehler) {
      this.fehlschlaege.kopf += 1;
      return this.nachFehler(fehler, this.fehlschlaege.kopf);
    } finally {
      this.optionen.fortschritt();
    }
  }

  private async ladeLauf(signal: AbortSignal): Promise<Pause> {
    const warten = this.u.zustand.state === 'online' ? this.nichtJetzt() : null;
    if (warten !== undefined) return warten;
    try {
      await this.lade(signal);
      raeumeAuf(this.u);
      this.fehlschlaege.laden = 0;
      return this.nachladen.naechsteInMs();
    } catch (fehler) {
      this.fehlschlaege.laden += 1;
      return this.nachFehler(fehler, this.fehlschlaege.laden);
    }
  }

  private async sendeLauf(signal: AbortSignal): Promise<Pause> {
    const warten = this.nichtJetzt();
    if (warten !== undefined) return warten;
    const weg = await nochWeg(this.u, signal);
    this.fehlschlaege.senden = weg ? this.fehlschlaege.senden + 1 : 0;
    if (weg) return this.nachFehler(weg, this.fehlschlaege.senden);
    const bericht = await this.schiebe(signal);
    this.optionen.fortschritt();
    // What the cloud has changed by it (a Versand, a colleague's work seen in a conflict) is not long in coming.
    if (bericht.bestaetigt + bericht.konflikte > 0) this.kopf.wecke();
    return bericht.naechsteInMs;
  }

  private async hoerLauf(signal: AbortSignal): Promise<Pause> {
    const warten = this.u.zustand.state === 'online' ? this.nichtJetzt() : null;
    if (warten !== undefined) return warten;
    const start = this.u.uhr.monoton();
    try {
      await this.u.gateway.strom({ offen: () => this.stromSteht(), hinweis: () => this.hinweis() }, { signal });
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler)) throw fehler;
      this.u.log.info('strom-endete', { grund: fehler.fehler.art });
    } finally {
      // Only a real request may say what the end of the stream means.
      if (this.stromOffen && !signal.aborted) this.kopf.wecke();
      this.stromOffen = false;
    }
    const hielt = this.u.uhr.monoton() - start > STREAM_HERZSCHLAG_MS;
    this.fehlschlaege.hoeren = hielt ? 1 : this.fehlschlaege.hoeren + 1;
    return backoffMs(this.fehlschlaege.hoeren, this.u.uhr);
  }

  private stromSteht(): void {
    this.stromOffen = true;
    // What changed before the line stood.
    this.kopf.wecke();
  }

  private hinweis(): void {
    if (this.keinHinweis !== null) return;
    this.keinHinweis = this.u.uhr.nach(this.u.uhr.zufall() * HINWEIS_STREUUNG_MS, () => {
      this.keinHinweis = null;
      this.kopf.wecke();
    });
  }
}
