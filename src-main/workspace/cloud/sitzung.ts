/**
 * One person's session: the access token in memory only, the refresh token in the place that was handed in (the
 * encrypted cache). Refreshes are never run twice at once. A session that the issuer has ended stays ended without
 * asking again, until somebody signs in.
 */
import type { Uhr } from '../uhr.ts';
import { CloudFehler } from './fehler.ts';
import type { Zugangstoken } from './gateway.ts';
import { angaben, type OidcKlient, type Token } from './oidc.ts';

/** What survives a restart. `als`: signed in by the demo's user name, and may be so again. */
export interface GemerkteSitzung {
  refresh: string;
  als?: string;
}

export interface Sitzungsablage {
  lies(): GemerkteSitzung | undefined;
  schreibe(sitzung: GemerkteSitzung | null): void;
}

/** An access token is not used in its last seconds. */
const RESERVE_MS = 30_000;

export class Sitzung implements Zugangstoken {
  private readonly oidc: OidcKlient;
  private readonly uhr: Pick<Uhr, 'monoton'>;
  private readonly ablage: Sitzungsablage;
  private access: { wert: string; bisMs: number } | undefined;
  private laufend: Promise<string> | undefined;
  private beendet = false;

  constructor(oidc: OidcKlient, uhr: Pick<Uhr, 'monoton'>, ablage: Sitzungsablage) {
    this.oidc = oidc;
    this.uhr = uhr;
    this.ablage = ablage;
  }

  /** Whether there is something to go on with. */
  get vorhanden(): boolean {
    return this.access !== undefined || (!this.beendet && this.ablage.lies() !== undefined);
  }

  /** The device that the access token names; undefined where it names none. */
  geraet(): string | undefined {
    const wert = this.access === undefined ? undefined : angaben(this.access.wert)?.geraet;
    return typeof wert === 'string' ? wert : undefined;
  }

  /** Takes over a fresh sign-in. */
  beginne(token: Token, als?: string): void {
    this.beendet = false;
    this.nimm(token);
    const refresh = token.refresh;
    if (refresh !== undefined) this.ablage.schreibe({ refresh, ...(als === undefined ? {} : { als }) });
  }

  /** This run may sign in by user name where the refresh token is no longer good. */
  erlaubeAls(als: string): void {
    const gemerkt = this.ablage.lies();
    if (gemerkt?.als !== als) this.ablage.schreibe({ refresh: gemerkt?.refresh ?? '', als });
  }

  /** Forgets both tokens. */
  verwirf(): void {
    this.access = undefined;
    this.beendet = true;
    this.ablage.schreibe(null);
  }

  async token(): Promise<string> {
    if (this.access && this.access.bisMs > this.uhr.monoton()) return this.access.wert;
    return this.neu();
  }

  async erneuere(abgelehnt: string): Promise<string> {
    if (this.access && this.access.wert !== abgelehnt) return this.token();
    return this.neu();
  }

  /** A new access token whatever the old one is worth (its claims have changed). */
  neu(): Promise<string> {
    this.laufend ??= this.hole().finally(() => {
      this.laufend = undefined;
    });
    return this.laufend;
  }

  private async hole(): Promise<string> {
    const gemerkt = this.ablage.lies();
    if (this.beendet || gemerkt === undefined) throw new CloudFehler({ art: 'sitzung_abgelaufen' });
    try {
      // Signed out before, and let in again by user name: there is nothing to refresh.
      if (gemerkt.refresh === '' && gemerkt.als !== undefined) return await this.nochmalAls(gemerkt.als);
      return this.uebernimm(await this.oidc.erneuere(gemerkt.refresh), gemerkt.als);
    } catch (fehler) {
      if (!(fehler instanceof CloudFehler) || fehler.fehler.art !== 'sitzung_abgelaufen') throw fehler;
      this.access = undefined;
      if (gemerkt.als !== undefined) return this.nochmalAls(gemerkt.als);
      this.beendet = true;
      throw fehler;
    }
  }

  /** Who was signed in by user name is so again: the demo asks for no password. */
  private async nochmalAls(als: string): Promise<string> {
    try {
      return this.uebernimm(await this.oidc.demo(als), als);
    } catch (fehler) {
      if (fehler instanceof CloudFehler && fehler.fehler.art === 'sitzung_abgelaufen') this.beendet = true;
      throw fehler;
    }
  }

  private uebernimm(token: Token, als: string | undefined): string {
    this.nimm(token);
    const alt = this.ablage.lies();
    if (token.refresh !== undefined && token.refresh !== alt?.refresh) {
      this.ablage.schreibe({ refresh: token.refresh, ...(als === undefined ? {} : { als }) });
    }
    return token.access;
  }

  private nimm(token: Token): void {
    const dauerMs = Math.max(token.gueltigS * 1000 - RESERVE_MS, token.gueltigS * 500);
    this.access = { wert: token.access, bisMs: this.uhr.monoton() + dauerMs };
  }
}
