/**
 * A workspace for the window's tests: keeps cases in memory, applies orders with the domain's own `apply`, and lets a
 * test cut the cloud, bring in cases and make conflicts. It speaks through the real serving end of the API, so every
 * input of the window is checked against the table. Never used outside of tests.
 */
import { randomUUID } from 'node:crypto';
import { kleinesPdf } from '../../src-cloud/demo/pdf.ts';
import { angebote } from '../../src-main/workspace/cache/angebote.ts';
import { sichtVon, vergleiche } from '../../src-main/workspace/cache/konfliktfelder.ts';
import { apply } from '../../src-shared/domain/apply.ts';
import { type Befehl, ORDER_TITEL, type Order } from '../../src-shared/domain/befehle.ts';
import { erwartetVon } from '../../src-shared/domain/erwartung.ts';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import type { Kontext } from '../../src-shared/domain/kontext.ts';
import { ProblemError, problem } from '../../src-shared/domain/problem.ts';
import type { Anhang, Vorgang } from '../../src-shared/domain/vorgang.ts';
import type {
  DateiInhalt,
  KonfliktAnsicht,
  OutboxEintrag,
  Sitzung,
  StatusAnsicht,
} from '../../src-shared/workspace-api/ansichten.ts';
import type { Ereignisse, WorkspaceApi } from '../../src-shared/workspace-api/tabelle.ts';
import { dienste, ich, kopf, personen, sitzung, stellen } from './bestand.ts';
import { liste, suche, zaehler } from './doppel-listen.ts';

export class WorkspaceDoppel {
  readonly vorgaenge = new Map<string, Vorgang>();
  readonly outbox: OutboxEintrag[] = [];
  readonly entwuerfe = new Map<string, Record<string, unknown>>();
  readonly konflikte: KonfliktAnsicht[] = [];
  /** Every order stored, in order: what a test asks. */
  readonly gegeben: { order: string; body: Record<string, unknown> }[] = [];
  sitzung: Sitzung | null = sitzung;
  /** What the window must ask for, and the passphrase that is right. */
  passphrase: { lage: 'neu' | 'noetig'; richtig: string } | undefined;
  erstabgleich: StatusAnsicht['erstabgleich'];
  #offlineSeit: string | undefined;
  #hoerer = new Set<(name: keyof Ereignisse, daten: unknown) => void>();
  #vorher = new Map<string, Vorgang>();

  constructor(vorgaenge: readonly Vorgang[]) {
    for (const v of vorgaenge) this.vorgaenge.set(v.id, v);
  }

  get jetzt(): string {
    return new Date().toISOString();
  }
  get heute(): string {
    return tagInBerlin(this.jetzt);
  }

  bei(cb: (name: keyof Ereignisse, daten: unknown) => void): () => void {
    this.#hoerer.add(cb);
    return () => this.#hoerer.delete(cb);
  }
  melde<E extends keyof Ereignisse>(name: E, daten: Ereignisse[E]): void {
    for (const cb of this.#hoerer) cb(name, daten);
  }
  geaendert(ids: string[] | null, grund: Ereignisse['geaendert']['grund']): void {
    this.melde('geaendert', { ids, grund });
    this.melde('status', this.status());
  }

  /** A case comes in from the cloud. */
  kommtAn(v: Vorgang): void {
    this.vorgaenge.set(v.id, v);
    this.geaendert([v.id], 'abruf');
  }
  /** Cuts or restores the cloud; what waited is then confirmed. */
  cloud(da: boolean): void {
    this.#offlineSeit = da ? undefined : this.jetzt;
    if (da)
      for (const e of this.outbox)
        if (e.state === 'wartet') Object.assign(e, { state: 'bestaetigt', ruecknehmbar: false });
    this.geaendert(null, 'antwort');
  }
  /** The last order of a case meets a newer state of the cloud. */
  machtKonflikt(vorgangId: string, jetzt: Vorgang): void {
    const eintrag = this.outbox.findLast((e) => e.vorgangId === vorgangId);
    const gesehen = this.#vorher.get(eintrag?.commandId ?? '');
    const gewollt = this.vorgaenge.get(vorgangId);
    if (!eintrag || !gesehen || !gewollt) throw new Error('Für einen Konflikt fehlt der Befehl.');
    Object.assign(eintrag, { state: 'konflikt', ruecknehmbar: false, problem: problem('konflikt') });
    const felder = vergleiche(
      sichtVon(gesehen, eintrag.body),
      sichtVon(gewollt, eintrag.body),
      sichtVon(jetzt, eintrag.body),
    );
    this.vorgaenge.set(vorgangId, jetzt);
    this.konflikte.push({
      eintrag,
      vorgangNummer: jetzt.nummer,
      felder,
      jetzt: { von: 'Jan Petersen', am: this.jetzt, version: jetzt.version },
      wege: ['erneut', 'bearbeiten', 'kommentar', 'verwerfen'],
    });
    this.geaendert([vorgangId], 'antwort');
  }

  status(): StatusAnsicht {
    const offen = this.outbox.filter((e) => e.state === 'wartet').length;
    return {
      state: this.#offlineSeit ? 'cloud_nicht_erreichbar' : 'online',
      seit: this.#offlineSeit ?? this.jetzt,
      letzterSync: this.#offlineSeit ?? this.jetzt,
      naechsterAbrufS: 60,
      ...(this.#offlineSeit ? { rat: 'Sie können weiterarbeiten; Ihre Änderungen sind gespeichert.' } : {}),
      pending: offen,
      konflikte: this.konflikte.length,
      abgelehnt: 0,
      ...(this.erstabgleich ? { erstabgleich: this.erstabgleich } : {}),
      lease: { abgelaufen: false },
      schutz: 'datei',
      ...(this.passphrase ? { passphrase: this.passphrase.lage } : {}),
      groessen: { datenbankBytes: 5_400_000, vorgaenge: this.vorgaenge.size, anhaengeBytes: 1_200_000 },
      versionen: { kontor: '0.1.0', cacheSchema: 1, apiVersion: '1.0' },
    };
  }

  kontext(v: Vorgang): Kontext {
    return {
      person: ich,
      am: this.jetzt,
      mitzeichnungNoetig: (id) => dienste.find((d) => d.id === id)?.mitzeichnung === true,
      personName: (sub) => personen.find((p) => p.sub === sub)?.name,
      darfMitzeichnen: (sub) => personen.find((p) => p.sub === sub)?.darfMitzeichnen,
      oe: (id) => stellen.find((o) => o.id === id),
      anhang: (id) => (id === DOKUMENT.id ? DOKUMENT : v.bescheide.find((b) => b.dokument?.id === id)?.dokument),
    };
  }
  #vorgang(id: string): Vorgang {
    const v = this.vorgaenge.get(id) ?? [...this.vorgaenge.values()].find((x) => x.nummer === id);
    if (!v) throw new ProblemError('nicht-sichtbar');
    return v;
  }
  pending(id: string): OutboxEintrag[] {
    return this.outbox.filter((e) => e.vorgangId === id && ['wartet', 'konflikt', 'abgelehnt'].includes(e.state));
  }
  kopf(v: Vorgang) {
    const p = this.pending(v.id);
    const konflikt = p.some((e) => e.state === 'konflikt');
    return kopf(v, this.heute, konflikt ? 'konflikt' : p.length > 0 ? 'wartet' : undefined, p.length);
  }

  #gib(vorgangId: string, order: Order, body: Record<string, unknown>, commandId: string = randomUUID()) {
    const v = this.#vorgang(vorgangId);
    const roh = { commandId, vorgangId: v.id, order, body, createdAt: this.jetzt } as Befehl;
    const urteil = apply(v, { ...roh, erwartet: erwartetVon(v, roh) }, this.kontext(v));
    if (urteil.state !== 'angenommen') throw new ProblemError(urteil.problem);
    this.#vorher.set(commandId, v);
    if (urteil.vorgang) this.vorgaenge.set(v.id, urteil.vorgang);
    else this.vorgaenge.delete(v.id);
    this.gegeben.push({ order, body });
    this.outbox.push({
      commandId,
      vorgangId: v.id,
      vorgangNummer: v.nummer,
      order,
      titel: ORDER_TITEL[order].titel,
      body,
      state: 'wartet',
      erstelltAm: this.jetzt,
      versuche: 0,
      ruecknehmbar: true,
    });
    if (!this.#offlineSeit && order !== 'BESCHEID_ZEICHNEN')
      Object.assign(this.outbox.at(-1) as OutboxEintrag, { state: 'bestaetigt', ruecknehmbar: false });
    this.geaendert([v.id], 'klick');
    return { commandId, state: 'wartet' as const };
  }
  #nimmZurueck(commandId: string) {
    const e = this.outbox.find((x) => x.commandId === commandId);
    const vorher = this.#vorher.get(commandId);
    if (e?.state === 'bestaetigt') throw new ProblemError('nicht-gefunden');
    if (!e || !vorher || e.state !== 'wartet') throw new ProblemError('nicht-zuruecknehmbar');
    Object.assign(e, { state: 'zurueckgenommen', ruecknehmbar: false });
    this.vorgaenge.set(vorher.id, vorher);
    this.geaendert([vorher.id], 'klick');
    return { commandId, state: 'zurueckgenommen' as const };
  }
  #loese(commandId: string) {
    const i = this.konflikte.findIndex((k) => k.eintrag.commandId === commandId);
    const k = this.konflikte.splice(i, 1)[0];
    if (!k) throw new ProblemError('objekt-unbekannt');
    Object.assign(k.eintrag, { state: 'zurueckgenommen' });
    this.geaendert([k.eintrag.vorgangId], 'klick');
    return { commandId, state: 'zurueckgenommen' as const };
  }

  /** The whole API of one window. */
  api(): WorkspaceApi {
    const schluessel = (e: { vorgangId: string; art: string }): string => `${e.vorgangId}/${e.art}`;
    return {
      ...this.#lesend(),
      befehl: async (e) => {
        const a = this.#gib(e.vorgangId, e.order as Order, e.body, e.commandId);
        if (e.entwurf) this.entwuerfe.delete(schluessel({ vorgangId: e.vorgangId, art: e.entwurf }));
        return a;
      },
      zeichne: async (e) => {
        const order = e.art === 'ZEICHNEN' ? 'BESCHEID_ZEICHNEN' : 'BESCHEID_MITZEICHNEN';
        const body = { bescheidId: e.bescheidId ?? '', dokument: { anhangId: DOKUMENT.id, sha256: DOKUMENT.sha256 } };
        return { ...this.#gib(e.vorgangId, order, body, e.commandId), dokument: DOKUMENT, warnungen: [] };
      },
      zurMitzeichnung: async (e) => {
        const body = {
          bescheidId: e.bescheidId,
          an: e.an,
          dokument: { anhangId: DOKUMENT.id, sha256: DOKUMENT.sha256 },
        };
        return { ...this.#gib(e.vorgangId, 'BESCHEID_ZUR_MITZEICHNUNG_GEBEN', body), warnungen: [] };
      },
      zuruecknehmen: async (e) => this.#nimmZurueck(e.commandId),
      loese: async (e) => this.#loese(e.commandId),
      entwurfSpeichern: async (e) => {
        if (e.inhalt) this.entwuerfe.set(schluessel(e), e.inhalt);
        else this.entwuerfe.delete(schluessel(e));
        return { gespeichertAm: this.jetzt };
      },
      anhangAnfuegen: async () => DOKUMENT,
      sync: async () => ({
        state: 'online',
        pulled: 0,
        removed: 0,
        pushed: 0,
        pending: 0,
        konflikte: 0,
        cursorAlter: 1,
        dauerMs: 3,
      }),
      entsperren: async ({ passphrase }) => {
        if (passphrase !== this.passphrase?.richtig) throw new ProblemError('passphrase-falsch');
        this.passphrase = undefined;
        this.sitzung = sitzung;
        return this.status();
      },
      anmelden: async () => {
        this.sitzung = sitzung;
        return sitzung;
      },
      abmelden: async () => {
        this.sitzung = null;
        return { pending: 0 };
      },
      offlineWaehlen: async () => this.status(),
    };
  }

  #lesend(): Omit<
    WorkspaceApi,
    | 'befehl'
    | 'zeichne'
    | 'zurMitzeichnung'
    | 'zuruecknehmen'
    | 'loese'
    | 'entwurfSpeichern'
    | 'anhangAnfuegen'
    | 'sync'
    | 'entsperren'
    | 'anmelden'
    | 'abmelden'
    | 'offlineWaehlen'
  > {
    return {
      sitzung: async () => this.sitzung,
      status: async () => this.status(),
      zaehler: async () => zaehler(this),
      liste: async (e) => liste(this, e),
      suche: async (e) => suche(this, e.text),
      vorgang: async ({ id }) => {
        const v = this.#vorgang(id);
        const dienst = dienste.find((d) => d.id === v.dienst.id);
        const marke = this.kopf(v).marke;
        return {
          vorgang: v,
          basisVersion: v.version,
          details: 'aktuell',
          pending: this.pending(v.id),
          vorlagen: dienst?.vorlagen ?? [],
          ...(dienst ? { dienst } : {}),
          angebote: angebote(v, this.kontext(v), 'aktuell', false),
          ...(marke ? { marke } : {}),
        };
      },
      dienste: async () => ({ dienste }),
      personen: async () => ({ personen }),
      organisationseinheiten: async ({ suche: text }) => ({
        organisationseinheiten: stellen.filter((o) => o.name.toLowerCase().includes((text ?? '').toLowerCase())),
      }),
      outbox: async () => ({ eintraege: this.outbox }),
      konflikte: async () => ({ konflikte: this.konflikte }),
      journal: async () => ({ akte: [] }),
      journalPruefen: async () => ({ gueltig: true, geprueft: 0, fehler: [], hinweise: [] }),
      beleg: async () => ({ ...PDF, ankerFingerprint: 'aa:bb', fehlendeDokumente: [] }),
      ausfuhr: async () => ({ ...PDF, hinweise: [] }),
      diagnose: async () => PDF,
      anhang: async () => PDF,
      bescheidVorschau: async () => ({ ...PDF, warnungen: [] }),
      entwurf: async (e) => ({ inhalt: this.entwuerfe.get(`${e.vorgangId}/${e.art}`) ?? null }),
      demoPersonen: async () => ({
        personen: personen.map((p) => ({ username: p.sub, name: p.name, rolle: 'Sachbearbeitung' })),
      }),
    };
  }
}

const bytes = kleinesPdf('Bescheid', ['Ihrem Antrag wird stattgegeben.']);
const DOKUMENT: Anhang = {
  id: '01900000-0000-7000-8000-000000000001',
  dateiname: 'Bescheid.pdf',
  contentType: 'application/pdf',
  groesse: bytes.length,
  sha256: 'a'.repeat(64),
};
const PDF: DateiInhalt = {
  dateiname: 'Bescheid.pdf',
  contentType: 'application/pdf',
  sha256: DOKUMENT.sha256,
  base64: bytes.toString('base64'),
};
