/**
 * The window's state in one piece, made once and handed to every view by context: which parts there are and how they
 * hear of changes. Each part is a class of its own; here is only what needs more than one of them.
 */
import { createContext, tick } from 'svelte';
import { problemCode } from '../../src-shared/domain/problem.ts';
import type { Ansicht } from '../../src-shared/workspace-api/tabelle.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import { Leitung } from '../bridge/leitung.svelte.ts';
import type { Uhr } from '../bridge/uhr.ts';
import { alsProblem } from '../format/sicherheit.ts';
import { heuteIn } from '../format/zeit.ts';
import { DialogStand } from './dialoge.svelte.ts';
import type { Einstellungen } from './einstellungen.svelte.ts';
import { type AbschnittName, FallStand } from './fall.svelte.ts';
import { Fokus } from './fokus.svelte.ts';
import { Handeln } from './handeln.svelte.ts';
import { LageStand } from './lage.svelte.ts';
import { ListenStand } from './liste.svelte.ts';
import { Meldungen } from './meldungen.svelte.ts';
import { SuchStand } from './suche.svelte.ts';
import { Verzeichnis } from './verzeichnis.svelte.ts';

/** How often words like "seit 5 Minuten" and today's date are looked at anew, milliseconds. */
const ZEIT_MS = 20_000;

export class Fenster {
  readonly leitung: Leitung;
  readonly uhr: Uhr;
  readonly einstellungen: Einstellungen;
  readonly meldungen: Meldungen;
  readonly lage: LageStand;
  readonly liste: ListenStand;
  readonly suche: SuchStand;
  readonly fall: FallStand;
  readonly verzeichnis: Verzeichnis;
  readonly dialoge = new DialogStand();
  readonly fokus = new Fokus();
  readonly handeln: Handeln;
  jetzt = $state(0);
  /** `YYYY-MM-DD` in Germany. */
  heute = $derived(heuteIn(this.jetzt));
  /** In a narrow window one pane is shown at a time; this says which. */
  imFall = $state(false);

  constructor(oeffne: () => Promise<Verbindung>, uhr: Uhr, einstellungen: Einstellungen) {
    this.uhr = uhr;
    this.jetzt = uhr.jetzt();
    this.einstellungen = einstellungen;
    this.leitung = new Leitung(oeffne, uhr);
    this.meldungen = new Meldungen(uhr);
    this.lage = new LageStand(this.leitung, this.meldungen, uhr);
    this.liste = new ListenStand(this.leitung, uhr);
    this.suche = new SuchStand(this.leitung, uhr);
    this.fall = new FallStand(this.leitung, uhr);
    this.verzeichnis = new Verzeichnis(this.leitung, this.meldungen);
    this.handeln = new Handeln(this);
    this.leitung.bei('geaendert', ({ ids }) => this.stosseAn(ids));
    this.leitung.beiVerbindung(() => void this.#beginneNeu());
    this.leitung.bei('sitzung', (s) => (s ? void this.#angemeldet() : this.fall.schliesse()));
  }

  beginne(): void {
    this.#ticke();
    void this.leitung.beginne();
  }

  /** Something changed in these cases (null: anywhere). */
  stosseAn(ids: readonly string[] | null = null): void {
    this.lage.stosseAn();
    this.liste.stosseAn();
    this.suche.stosseAn();
    this.fall.stosseAn(ids);
  }

  zeigeAnsicht(ansicht: Ansicht): void {
    this.suche.leere();
    this.imFall = false;
    this.liste.zeige(ansicht);
    this.fokus.gehe('liste');
  }

  /** Chooses a case in list or search and opens it; `hinein` also puts the focus there. */
  oeffne(id: string, hinein = false): void {
    if (this.suche.aktiv) this.suche.auswahl = id;
    else this.liste.waehle(id);
    const da = this.fall.oeffne(id);
    if (!hinein) return;
    this.imFall = true;
    void da.then(tick).then(() => this.fokus.gehe('vorgang'));
  }

  geheInListe(schritt: number): void {
    const id = this.suche.aktiv ? this.suche.gehe(schritt) : this.liste.gehe(schritt);
    if (id !== undefined) void this.fall.oeffne(id);
  }

  zurueckZurListe(): void {
    this.imFall = false;
    void tick().then(() => this.fokus.gehe('liste'));
  }

  /** Shows a section of the open case and puts the focus on an element in it. */
  zeigeAbschnitt(name: AbschnittName, elementId?: string): void {
    this.fall.abschnitt = name;
    if (elementId) void tick().then(() => document.getElementById(elementId)?.focus());
  }

  async gleicheAb(): Promise<void> {
    this.meldungen.sage('Der Abgleich läuft.');
    try {
      await this.leitung.rufe('sync', { bisRuhig: false });
      this.meldungen.sage('Der Abgleich ist fertig.');
    } catch (fehler) {
      this.meldungen.melde(fehler);
    }
  }

  async schalteOffline(): Promise<void> {
    try {
      const an = this.lage.status?.state !== 'offline_gewaehlt';
      this.lage.status = await this.leitung.rufe('offlineWaehlen', { an });
      this.meldungen.sage(an ? 'Sie arbeiten jetzt offline.' : 'Sie arbeiten wieder mit der Cloud.');
    } catch (fehler) {
      this.meldungen.melde(fehler);
    }
  }

  /** Hands the passphrase over; answers what is wrong with it, for its field. */
  async entsperre(passphrase: string): Promise<string | undefined> {
    try {
      const status = await this.leitung.rufe('entsperren', { passphrase });
      // Who is signed in is asked anew; until then nobody is asked to sign in.
      Object.assign(this.lage, { sitzung: undefined, status });
      await this.#beginneNeu();
    } catch (fehler) {
      const p = alsProblem(fehler);
      const code = problemCode(p);
      if (code === 'passphrase-falsch' || code === 'passphrase-ungeeignet')
        return `${p.title} ${p.detail ?? ''}`.trim();
      this.meldungen.melde(fehler);
    }
    return undefined;
  }

  /** Signs in, in the demo by name, else in the browser. */
  async meldeAn(person?: string): Promise<void> {
    try {
      this.lage.sitzung = await this.leitung.rufe('anmelden', person ? { person } : {});
      await this.#angemeldet();
    } catch (fehler) {
      this.meldungen.melde(fehler);
    }
  }

  async meldeAb(): Promise<void> {
    try {
      await this.leitung.rufe('abmelden', {});
      this.lage.sitzung = null;
      this.fall.schliesse();
    } catch (fehler) {
      this.meldungen.melde(fehler);
    }
  }

  async #beginneNeu(): Promise<void> {
    await this.lage.beginne();
    if (this.lage.sitzung) await this.#angemeldet();
  }

  async #angemeldet(): Promise<void> {
    this.lage.stosseAn();
    void this.verzeichnis.lade();
    this.fall.stosseAn(null);
    if (this.liste.zeilen.length === 0) await this.liste.lade();
    else this.liste.stosseAn();
  }

  #ticke(): void {
    this.uhr.nach(ZEIT_MS, () => {
      this.jetzt = this.uhr.jetzt();
      this.#ticke();
    });
  }
}

/** Hands the window to the views below; every view takes it from here. */
export const [fenster, gibFenster] = createContext<Fenster>();
