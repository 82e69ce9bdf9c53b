/**
 * A cloud as the contract says it, in memory, for one person: sight by rights, the feed with its two phases and 410,
 * commands judged by the domain and remembered by their id, uploads by byte. What happens to rights and Vorgänge is done to
 * it from outside, as administration and colleagues do.
 */
import { createHash } from 'node:crypto';
import type { ChangesSeite, CloudGateway } from '../../src-main/workspace/cloud/gateway.ts';
import { ICH, kaputt, type Werkbank } from '../../src-main/workspace/testing/werkbank.ts';
import { alsBefehl, type Command, type Result } from '../../src-shared/cloud-api/commands.ts';
import type { IchAntwort } from '../../src-shared/cloud-api/root.ts';
import { apply } from '../../src-shared/domain/apply.ts';
import { genannteAnhaenge, UNGEHALTEN } from '../../src-shared/domain/befehle.ts';
import type { Kontext } from '../../src-shared/domain/kontext.ts';
import { problem } from '../../src-shared/domain/problem.ts';
import { lageVon, sieht } from '../../src-shared/domain/sicht.ts';
import { type Anhang, kopfVon, type Vorgang } from '../../src-shared/domain/vorgang.ts';

export const VERA = { sub: 'flensburg:vera.vogt', name: 'Vera Vogt' };
export const RECHTSAMT = { id: '197003', name: 'Rechtsamt' };
export const FREMDE_STELLE = { id: '576210', name: 'Ordnung Preetz' };
/** Every role that gives an order, so that all orders can be clicked by one person. */
export const ALLE_RECHTE: IchAntwort = {
  ...ICH,
  rollen: ['VERWALTUNG_USER', 'VERWALTUNG_POSTSTELLE', 'VERWALTUNG_LOESCHEN'],
  richtlinie: { ...ICH.richtlinie, scopeDays: 30 },
};
const AM = '2026-11-02T09:00:00.000Z';

export class Wolke {
  ich: IchAntwort = ALLE_RECHTE;
  epoche = 1;
  readonly alle = new Map<string, Vorgang>();
  /** First answers by commandId; `angehalten` is never among them. */
  readonly gedaechtnis = new Map<string, Result>();
  /** How often a command had an effect. */
  readonly wirkungen = new Map<string, number>();
  private readonly zuletzt = new Map<string, number>();
  private readonly geloescht = new Set<string>();
  private nr = 1;
  private readonly w: Werkbank;

  constructor(w: Werkbank) {
    this.w = w;
    w.cloud.ich = this.ich;
    w.cloud.personen = [{ ...VERA, oe: ['197008'], rollen: ['VERWALTUNG_USER'], darfMitzeichnen: true }];
    w.cloud.organisationseinheiten = [
      { ...RECHTSAMT, mandant: 'flensburg', mandantName: 'Flensburg', eigenerMandant: true },
      { ...FREMDE_STELLE, mandant: 'preetz', mandantName: 'Preetz', eigenerMandant: false },
    ];
    w.cloud.changes = (frage) => this.seite(frage);
    w.cloud.commands = (commands) => this.urteile(commands);
    w.cloud.vorgaenge = { get: (id: string) => this.sichtbarer(id) } as unknown as Map<string, Vorgang>;
    w.cloud.anhangStand = (id) => this.stand(id);
  }

  /** Somebody else, or the administration, has made this of the Vorgang. */
  setze(v: Vorgang): void {
    this.alle.set(v.id, v);
    this.zuletzt.set(v.id, ++this.nr);
  }

  loesche(id: string): void {
    this.alle.delete(id);
    this.geloescht.add(id);
    this.zuletzt.set(id, ++this.nr);
  }

  /** Gone with no word: what a restore has lost. */
  vergiss(id: string): void {
    this.alle.delete(id);
    this.zuletzt.delete(id);
  }

  gibRechte(ich: IchAntwort): void {
    this.ich = ich;
    this.w.cloud.ich = ich;
  }

  sichtbarer(id: string): Vorgang | undefined {
    const v = this.alle.get(id);
    return v && sieht(this.ich, lageVon(v)) ? v : undefined;
  }

  private kennung(): string {
    return `${this.epoche}|${this.ich.rollen.join()}|${this.ich.oe.join()}`;
  }

  private seite({ since }: Parameters<CloudGateway['changes']>[0]): ChangesSeite {
    const rest = { serverTime: AM, dauerMs: 100, unlesbar: 0, unlesbareIds: [] };
    const cursor = `${this.kennung()}#${this.nr}`;
    const zeile = (v: Vorgang) => ({ art: 'vorgang' as const, vorgang: kopfVon(v) });
    if (since === undefined) {
      const changes = [...this.alle.keys()].flatMap((id) => this.sichtbarer(id) ?? []).map(zeile);
      return { changes, cursor, hasMore: true, phase: 'bestand', ...rest };
    }
    const [kennung, nr] = since.split('#');
    const [epoche] = (kennung ?? '').split('|');
    if (epoche !== String(this.epoche)) throw kaputt({ art: 'neu_beginnen', grund: 'neue-epoche' });
    if (kennung !== this.kennung()) throw kaputt({ art: 'neu_beginnen', grund: 'rechte-geaendert' });
    const neue = [...this.zuletzt].filter(([, n]) => n > Number(nr)).map(([id]) => id);
    const changes = neue.map((id) => {
      const v = this.sichtbarer(id);
      if (v) return zeile(v);
      return { art: this.geloescht.has(id) ? ('geloescht' as const) : ('entzogen' as const), id, version: 1_000 };
    });
    return { changes, cursor, hasMore: false, phase: 'folge', ...rest };
  }

  private stand(id: string): ReturnType<NonNullable<Werkbank['cloud']['anhangStand']>> {
    const da = this.w.cloud.anhaenge.get(id);
    if (!da) return { art: 'fehlt' };
    // Test files end with a full stop: so their end is known without a table of sizes.
    return da.at(-1) === '.'.charCodeAt(0) ? { art: 'fertig' } : { art: 'angefangen', offset: da.length };
  }

  private anhang(id: string): Anhang | undefined {
    const bytes = this.stand(id).art === 'fertig' ? this.w.cloud.anhaenge.get(id) : undefined;
    const alt = [...this.alle.values()]
      .flatMap((v) => v.bescheide.flatMap((b) => b.dokument ?? []))
      .find((a) => a.id === id);
    if (!bytes) return alt;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { id, dateiname: 'Datei', contentType: 'text/plain', groesse: bytes.length, sha256 };
  }

  private kontext(): Kontext {
    return {
      person: this.ich,
      am: AM,
      mitzeichnungNoetig: () => false,
      personName: (sub) => (sub === VERA.sub ? VERA.name : sub === this.ich.sub ? this.ich.name : undefined),
      darfMitzeichnen: () => true,
      oe: (id) => this.w.cloud.organisationseinheiten.find((o) => o.id === id),
      anhang: (id) => this.anhang(id),
    };
  }

  private urteile(commands: readonly Command[]): Result[] {
    const gehalten = new Set<string>();
    return commands.map((c) => {
      const bekannt = this.gedaechtnis.get(c.commandId);
      if (bekannt) return bekannt;
      const held = gehalten.has(c.vorgangId) && !UNGEHALTEN.has(c.order);
      const r: Result = held
        ? { commandId: c.commandId, state: 'angehalten', problem: problem('frueherer-befehl') }
        : this.urteil(c);
      if (r.state !== 'angenommen') gehalten.add(c.vorgangId);
      if (r.state !== 'angehalten') this.gedaechtnis.set(c.commandId, r);
      return r;
    });
  }

  private urteil(c: Command): Result {
    const { commandId } = c;
    const v = this.sichtbarer(c.vorgangId);
    if (c.zurueckgenommen) return { commandId, state: 'angenommen', ...(v && { version: v.version }) };
    if (!v) return { commandId, state: 'abgelehnt', problem: problem('nicht-sichtbar') };
    if (genannteAnhaenge(c.body).some((id) => !this.anhang(id))) {
      return { commandId, state: 'angehalten', problem: problem('anhang-fehlt') };
    }
    const gelesen = alsBefehl(c);
    if ('problem' in gelesen) return { commandId, state: 'abgelehnt', problem: gelesen.problem };
    const urteil = apply(v, gelesen.befehl, this.kontext());
    if (urteil.state !== 'angenommen') return { commandId, state: urteil.state, problem: urteil.problem, vorgang: v };
    this.wirkungen.set(commandId, (this.wirkungen.get(commandId) ?? 0) + 1);
    if (urteil.vorgang === null) {
      this.loesche(v.id);
      return { commandId, state: 'angenommen', version: v.version + 1 };
    }
    if (urteil.geaendert) this.setze(urteil.vorgang);
    const zeigen = this.sichtbarer(v.id) !== undefined;
    return {
      commandId,
      state: 'angenommen',
      version: urteil.vorgang.version,
      ...(zeigen && { vorgang: urteil.vorgang }),
    };
  }
}
