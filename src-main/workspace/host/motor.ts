/**
 * The engine of a profile: whose workspace is open, signing in and out, events for windows. It holds at most one person's
 * workspace at a time; another sign-in closes the one before, whose unsent work stays in its own folder.
 */
import { type Problem, ProblemError, problem } from '../../../src-shared/domain/problem.ts';
import type { Sitzung, StatusAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import { CloudFehler, problemVon } from '../cloud/fehler.ts';
import { OidcKlient, type Token } from '../cloud/oidc.ts';
import { Arbeiter, type Pause } from '../sync/arbeiter.ts';
import { backoffMs } from '../sync/backoff.ts';
import { Kette } from '../sync/kette.ts';
import { Arbeitsplatz } from './arbeitsplatz.ts';
import type { Laufart, MotorDienste } from './dienste.ts';
import { Melder } from './melder.ts';
import { Profil } from './profil.ts';
import { stelleBeiseite } from './quarantaene.ts';
import { passphraseNoetig, verlangeDemo } from './schutz.ts';
import { Schutzlage } from './schutzlage.ts';
import { Sperrung } from './sperrung.ts';
import { lease, sitzungVon, statusOhnePlatz, statusVon, verlangeLease } from './status.ts';

const ANMELDEN_MS = 5_000;
const NEU_OEFFNEN_MS = 10 * 60_000;

export class Motor {
  readonly dienste: MotorDienste;
  readonly lauf: Laufart;
  readonly melder: Melder;
  private readonly profil: Profil;
  private readonly schutz: Schutzlage;
  private readonly oidc: OidcKlient;
  private readonly kette = new Kette();
  private readonly ende = new AbortController();
  private readonly anmelder: Arbeiter;
  private readonly seit: number;
  private offen: Arbeitsplatz | null = null;
  private sperrung: Sperrung | null = null;
  private grund: Problem = problem('nicht-angemeldet');
  private versuche = 0;
  private neuGeoeffnetUm = Number.NEGATIVE_INFINITY;

  constructor(dienste: MotorDienste, lauf: Laufart) {
    this.dienste = dienste;
    this.lauf = lauf;
    this.profil = new Profil(dienste.profil, dienste.cloud, dienste.ablage);
    this.schutz = new Schutzlage(dienste, this.profil);
    const { issuer, hole, oeffneUrl, uhr } = dienste;
    this.oidc = new OidcKlient({ issuer, hole, uhr, oeffne: oeffneUrl });
    this.seit = dienste.uhr.jetzt();
    this.melder = new Melder(dienste.uhr, () => this.status());
    this.anmelder = new Arbeiter(
      dienste.uhr,
      () => this.versucheAnmeldung(),
      (f) => dienste.log.fehler('anmeldung-defekt', f),
    );
  }

  /**
   * Opens the workspace of whom this run is for, or of who was signed in last. With nobody to open it stays closed and
   * says why. @throws ProblemError of protection or cache
   */
  async starte(): Promise<void> {
    await this.schutz.pruefe();
    if (this.schutz.passphrase === undefined) await this.beginne();
    else this.grund = passphraseNoetig(this.schutz.passphrase).problem;
  }

  /** What a person must do about the passphrase before anything opens; undefined where nothing. */
  get passphrase(): StatusAnsicht['passphrase'] {
    return this.schutz.passphrase;
  }

  /**
   * Gives the passphrase, or chooses the first; then as at the start. One attempt at a time.
   * @throws ProblemError `passphrase-falsch`, `passphrase-ungeeignet`, and what opening says
   */
  async entsperre(passphrase: string): Promise<StatusAnsicht> {
    const geschehen = await this.kette.nacheinander(() => this.schutz.entsperre(passphrase));
    if (!geschehen) return this.status();
    this.grund = problem('nicht-angemeldet');
    try {
      await this.beginne();
    } catch (fehler) {
      if (fehler instanceof ProblemError) this.grund = fehler.problem;
      throw fehler;
    } finally {
      this.melder.statusVielleicht();
    }
    return this.status();
  }

  private async beginne(): Promise<void> {
    const { als } = this.lauf;
    const ordner = als === undefined ? await this.profil.letzterOrdner() : await this.profil.ordnerVonName(als);
    if (ordner !== undefined) await this.kette.nacheinander(() => this.oeffne(ordner));
    else if (als !== undefined) await this.ersteAnmeldung(als);
  }

  /** The open workspace. @throws ProblemError why there is none; `lease-abgelaufen` */
  platz(ohneLease = false): Arbeitsplatz {
    if (this.offen === null) throw new ProblemError(this.grund);
    if (!ohneLease) verlangeLease(this.dienste, this.offen);
    return this.offen;
  }

  sitzung(): Sitzung | null {
    return this.offen === null ? null : sitzungVon(this.offen);
  }

  status(): StatusAnsicht {
    if (this.offen === null) return statusOhnePlatz(this.dienste, this.lauf, this.seit, this.grund, this.schutz);
    return statusVon(this.dienste, this.offen);
  }

  /** One small request, so that the state is one that was seen. Waits `ms` at most. */
  async frageCloud(ms: number): Promise<void> {
    const platz = this.platz(true);
    const abbruch = new AbortController();
    const keinAbbruch = this.dienste.uhr.nach(ms, () => {
      platz.zustand.fehler({ art: 'cloud_nicht_erreichbar', grund: 'zeit-ueberschritten' });
      abbruch.abort();
    });
    try {
      await platz.gateway.ich({ signal: abbruch.signal });
    } finally {
      keinAbbruch();
    }
  }

  /** The user name this run was started for, while its workspace is open or tried for. */
  istFuer(als: string): boolean {
    return this.lauf.als === als;
  }

  /** Demo sign-in by user name, or the browser's. @throws ProblemError */
  async anmelden(person?: string): Promise<Sitzung> {
    this.schutz.verlange();
    try {
      const token = person === undefined ? await this.oidc.imBrowser(this.ende.signal) : await this.oidc.demo(person);
      await this.kette.nacheinander(() => this.uebernimm(token, person));
      await this.offen?.abgleich.werBinIch();
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler)) throw fehler;
      this.offen?.zustand.fehler(fehler.fehler);
      throw new ProblemError(problemVon(fehler.fehler), {}, fehler);
    }
    const sitzung = this.sitzung();
    if (sitzung === null) throw new ProblemError(this.grund);
    this.melder.sitzung(sitzung);
    return sitzung;
  }

  /** Forgets the tokens and closes the workspace; what was not sent stays in it. */
  async abmelden(): Promise<{ pending: number }> {
    return this.kette.nacheinander(async () => {
      const pending = this.offen?.bestand.leser.outboxZahlen().pending ?? 0;
      this.offen?.sitzung.verwirf();
      await this.schliessePlatz();
      await this.profil.vergissLetzte();
      this.grund = problem('nicht-angemeldet');
      this.melder.sitzung(null);
      return { pending };
    });
  }

  offlineWaehlen(an: boolean): StatusAnsicht {
    this.platz(true).waehleOffline(an);
    this.melder.statusVielleicht();
    return this.status();
  }

  /** Something outside has changed (network, sleep, lock screen). */
  wecke(): void {
    this.versuche = 0;
    if (this.offen === null) this.anmelder.wecke();
    else if (this.lauf.dauerhaft) this.offen.abgleich.wecke();
  }

  async beende(): Promise<void> {
    this.ende.abort();
    await this.anmelder.halte();
    await this.kette.nacheinander(() => this.schliessePlatz());
    this.melder.halte();
  }

  /** The first sign-in by user name; a cloud that is away is tried again where somebody waits for it. */
  private async ersteAnmeldung(als: string): Promise<void> {
    if (this.lauf.offline) {
      this.grund = problem('nicht-angemeldet', {
        detail: 'Diese Person hat sich auf diesem Gerät noch nie angemeldet; dazu wird die Cloud gebraucht.',
      });
      return;
    }
    try {
      await this.anmelden(als);
    } catch (fehler) {
      if (!(fehler instanceof ProblemError)) throw fehler;
      this.grund = fehler.problem;
      if (!this.lauf.dauerhaft || !fehler.problem.type.endsWith(':keine-verbindung')) throw fehler;
      this.anmelder.starte();
    }
  }

  private async versucheAnmeldung(): Promise<Pause> {
    if (this.offen !== null || this.lauf.als === undefined) return null;
    if (this.versuche > 0) {
      try {
        await this.anmelden(this.lauf.als);
        return null;
      } catch (fehler) {
        if (!(fehler instanceof ProblemError)) throw fehler;
        this.grund = fehler.problem;
      }
    }
    this.versuche += 1;
    return backoffMs(this.versuche, this.dienste.uhr, ANMELDEN_MS);
  }

  private async uebernimm(token: Token, als: string | undefined): Promise<void> {
    if (token.sub === undefined) {
      throw new CloudFehler({ art: 'cloud_nicht_erreichbar', grund: 'antwort-unlesbar' });
    }
    verlangeDemo(this.schutz.schutz(), await this.oidc.istDemo());
    const ordner = this.profil.personenOrdner(token.sub);
    if (this.offen?.ordner !== ordner) await this.oeffne(ordner, token, als);
    else {
      this.offen.sitzung.beginne(token, als);
      this.offen.zustand.nimm('angemeldet');
      this.offen.abgleich.verzeichnisVeraltet();
      if (this.lauf.dauerhaft) this.offen.abgleich.wecke();
    }
    await this.profil.merkePerson(ordner, als);
  }

  private async oeffne(ordner: string, token?: Token, als?: string): Promise<void> {
    await this.schliessePlatz();
    const platz = await Arbeitsplatz.oeffne(this.dienste, ordner, this.schutz.schutz(), this.oidc, this.lauf, {
      geaendert: (a, grund) => this.melder.geaendert(a, grund),
      status: () => this.melder.statusVielleicht(),
      beschaedigt: () => this.oeffneNeu(ordner),
    });
    this.offen = platz;
    if (token) platz.sitzung.beginne(token, als);
    else if (this.lauf.als !== undefined) platz.sitzung.erlaubeAls(this.lauf.als);
    this.sperrung = new Sperrung(this.dienste, platz, () => this.gesperrt(platz));
    this.dienste.log.info('arbeitsplatz-offen', {
      schema: platz.bestand.schema,
      leaseBis: lease(this.dienste, platz).bis,
    });
    if (this.lauf.dauerhaft) platz.starte();
    this.melder.sitzung(sitzungVon(platz));
  }

  /** After damage met at work: what the person did is salvaged at once, not with the next start. Not in circles. */
  private oeffneNeu(ordner: string): void {
    const jetzt = this.dienste.uhr.monoton();
    if (jetzt - this.neuGeoeffnetUm < NEU_OEFFNEN_MS) return;
    this.neuGeoeffnetUm = jetzt;
    void this.kette
      .nacheinander(async () => {
        if (this.offen?.ordner === ordner) await this.oeffne(ordner);
      })
      .catch((fehler) => {
        if (fehler instanceof ProblemError) this.grund = fehler.problem;
        this.dienste.log.fehler('neu-oeffnen-gescheitert', fehler);
        this.melder.sitzung(null);
      });
  }

  /** The device was locked and its keys are destroyed. */
  private async gesperrt(platz: Arbeitsplatz): Promise<void> {
    await this.kette.nacheinander(async () => {
      if (this.offen !== platz) return;
      await this.schliessePlatz();
      this.dienste.log.warne('quarantaene', { dateien: stelleBeiseite(platz.ordner, this.dienste.uhr) });
      await this.profil.vergissLetzte();
      this.grund = problem('geraet-gesperrt');
      this.melder.sitzung(null);
    });
  }

  private async schliessePlatz(): Promise<void> {
    this.sperrung?.halte();
    this.sperrung = null;
    const platz = this.offen;
    this.offen = null;
    await platz?.schliesse();
  }
}
