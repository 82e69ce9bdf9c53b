/**
 * The cloud as a pure model: the contract of cloud-api.md in memory, built on the shared domain and nothing of the real
 * cloud, so that both can be held against the same client. State lies in one record of maps whose values are never
 * changed in place; a restore is going back to a copy of it.
 */
import { createHash } from 'node:crypto';
import { CloudFehler } from '../../src-main/workspace/cloud/fehler.ts';
import type { AnhangStand, AnhangStueck, ChangesFrage } from '../../src-main/workspace/cloud/gateway.ts';
import type { Command } from '../../src-shared/cloud-api/commands.ts';
import { tagInBerlin } from '../../src-shared/domain/fristen.ts';
import { darfZeichnen, type Kontext } from '../../src-shared/domain/kontext.ts';
import { problem } from '../../src-shared/domain/problem.ts';
import { lageVon, sieht } from '../../src-shared/domain/sicht.ts';
import type { Rolle, Vorgang } from '../../src-shared/domain/vorgang.ts';
import { DIENSTE, eingangVon, ichVon, type Mitspieler, OES, PERSONEN } from './buehne.ts';
import type { Gedaechtnis, Gegenstelle, Route } from './gegenstelle.ts';
import { type Feedstand, seite, type Zeile } from './modell-feed.ts';
import { type Gemerkt, type ModellAnhang, urteile } from './modell-urteil.ts';

interface Stand {
  zeilen: Map<string, Zeile>;
  zaehler: number;
  gemerkt: Map<string, Map<string, Gemerkt>>;
  objekte: Map<string, string>;
  anhaenge: Map<string, ModellAnhang>;
  /** By device: content by number. */
  akte: Map<string, Map<number, string>>;
  wirkungen: Map<string, number>;
}

const kopie = (s: Stand): Stand => ({
  zeilen: new Map(s.zeilen),
  zaehler: s.zaehler,
  gemerkt: new Map([...s.gemerkt].map(([k, m]) => [k, new Map(m)])),
  objekte: new Map(s.objekte),
  anhaenge: new Map(s.anhaenge),
  akte: new Map([...s.akte].map(([k, m]) => [k, new Map(m)])),
  wirkungen: new Map(s.wirkungen),
});

const nichtDa = (): never => {
  throw new CloudFehler({ art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') });
};

export class ModellCloud implements Gegenstelle {
  private readonly jetzt: () => string;
  private readonly personen = new Map<string, Mitspieler>(PERSONEN.map((p) => [p.sub, p]));
  private stand: Stand = {
    zeilen: new Map(),
    zaehler: 0,
    gemerkt: new Map(),
    objekte: new Map(),
    anhaenge: new Map(),
    akte: new Map(),
    wirkungen: new Map(),
  };
  private sicherung: Stand = kopie(this.stand);
  private epoche = 1;
  private ausgabe = 1;
  private gueltigAb = 0;
  private apiVersion = '1.0';
  private unbekannt: ReadonlySet<string> = new Set();
  private readonly hoerer: (() => void)[] = [];
  private readonly gebrochen: string[] = [];

  /** `jetzt`: the cloud's instant, RFC 3339. */
  constructor(jetzt: () => string) {
    this.jetzt = jetzt;
  }

  rufe(sub: string, route: Route, args: readonly unknown[]): unknown {
    const p = this.person(sub);
    switch (route) {
      case 'root':
        return { _links: {}, apiVersion: this.apiVersion, minClientVersion: '0.1.0', serverTime: this.jetzt() };
      case 'ich':
        return ichVon(p);
      case 'dienste':
        return DIENSTE;
      case 'personen':
        return this.kollegen();
      case 'organisationseinheiten':
        return OES.map((o) => ({ ...o, mandant: o.eigenerMandant ? 'flensburg' : 'preetz', mandantName: 'Stadt' }));
      case 'changes':
        this.ausgabe += 1;
        return seite(this.feedstand(), p, args[0] as ChangesFrage, this.jetzt());
      case 'abfrage':
        return (args[0] as string[]).flatMap((id) => this.sichtbar(p, id) ?? []);
      case 'commands':
        return { results: this.befehle(p, args[0] as Command[]), serverTime: this.jetzt() };
      case 'anhangStand':
        return this.anhangStand(args[0] as string);
      case 'anhangHoch':
        return this.anhangHoch(p, args[0] as string, args[1] as AnhangStueck);
      case 'anhangRunter':
        return this.anhangRunter(p, args[0] as string, args[1] as number);
      case 'geraetAnmelden':
        return { deviceId: sub, bescheinigung: { aussage: {}, wert: 'x' } };
    }
  }

  /** The model takes every device. */
  meldeAn(): void {}

  bei(cb: () => void): void {
    this.hoerer.push(cb);
  }

  eingang(nr: number, id: string): void {
    this.setze(id, eingangVon(nr, id, this.jetzt()));
    this.melde();
  }

  rechte(sub: string, rollen: readonly Rolle[], oe: readonly string[]): void {
    this.personen.set(sub, { ...this.person(sub), rollen, oe });
  }

  beendeLesestaende(grund: 'cursor-abgelaufen' | 'neue-epoche'): void {
    if (grund === 'neue-epoche') this.epoche += 1;
    else {
      this.ausgabe += 1;
      this.gueltigAb = this.ausgabe;
    }
  }

  sichere(): void {
    this.sicherung = kopie(this.stand);
  }

  stelleWiederHer(): void {
    this.stand = kopie(this.sicherung);
    this.epoche += 1;
    this.melde();
  }

  fassung(apiVersion: string, unbekannt: readonly string[]): void {
    this.apiVersion = apiVersion;
    this.unbekannt = new Set(unbekannt);
  }

  versende(): void {
    for (const z of this.stand.zeilen.values()) {
      const v = z.vorgang;
      if (!v?.bescheide.some((b) => b.stand === 'GEZEICHNET')) continue;
      const bescheide = v.bescheide.map((b) =>
        b.stand === 'GEZEICHNET' ? { ...b, stand: 'VERSENDET', versendetAm: this.jetzt() } : b,
      );
      this.setze(z.id, { ...v, bescheide, version: v.version + 1, geaendertAm: this.jetzt() });
    }
    this.melde();
  }

  sichtbare(sub: string): Vorgang[] {
    const p = this.person(sub);
    return [...this.stand.zeilen.keys()].flatMap((id) => this.sichtbar(p, id) ?? []);
  }

  gedaechtnis(sub: string): ReadonlyMap<string, Gedaechtnis> {
    return new Map([...(this.stand.gemerkt.get(sub) ?? [])].map(([id, g]) => [id, g.state]));
  }

  wirkungen(): ReadonlyMap<string, number> {
    return this.stand.wirkungen;
  }

  anhaenge(): ReadonlySet<string> {
    return new Set([...this.stand.anhaenge].filter(([, a]) => a.komplett).map(([id]) => id));
  }

  brueche(): readonly string[] {
    return this.gebrochen;
  }

  private person(sub: string): Mitspieler {
    return this.personen.get(sub) as Mitspieler;
  }

  private sichtbar(p: Mitspieler, id: string): Vorgang | undefined {
    const v = this.stand.zeilen.get(id)?.vorgang;
    return v && sieht(p, lageVon(v)) ? v : undefined;
  }

  private feedstand(): Feedstand {
    const { epoche, ausgabe, gueltigAb } = this;
    return { zeilen: this.stand.zeilen, zaehler: this.stand.zaehler, epoche, ausgabe, gueltigAb };
  }

  private kollegen() {
    return [...this.personen.values()].map(({ sub, name, oe, rollen, zeichnung }) => {
      return { sub, name, oe: [...oe], rollen: [...rollen], darfMitzeichnen: zeichnung.length > 0 };
    });
  }

  private melde(): void {
    for (const cb of this.hoerer) cb();
  }

  private setze(id: string, roh: Vorgang | null): void {
    // As it goes over the wire: what is undefined is not there.
    const vorgang = roh === null ? null : (JSON.parse(JSON.stringify(roh)) as Vorgang);
    const alt = this.stand.zeilen.get(id);
    this.stand.zaehler += 1;
    const nr = this.stand.zaehler;
    const vorher = alt?.vorgang ? [...alt.vorher, { bisNr: nr, lage: lageVon(alt.vorgang) }] : (alt?.vorher ?? []);
    const version = vorgang?.version ?? (alt?.version ?? 0) + 1;
    this.stand.zeilen.set(id, { id, vorgang, version, nr, vorher });
  }

  private kontext(p: Mitspieler, vorgangId: string, geraetAm: string): Kontext {
    const am = this.jetzt();
    const kollege = (sub: string): Mitspieler | undefined => {
      const k = this.personen.get(sub);
      return k?.rollen.includes('VERWALTUNG_USER') ? k : undefined;
    };
    return {
      person: p,
      am,
      geraetAm,
      mitzeichnungNoetig: (id) => DIENSTE.some((d) => d.id === id && d.mitzeichnung),
      personName: (sub) => kollege(sub)?.name,
      darfMitzeichnen: (sub, dienstId) => {
        const k = kollege(sub);
        return k !== undefined && darfZeichnen(k, dienstId, tagInBerlin(am));
      },
      oe: (id) => OES.find((o) => o.id === id),
      anhang: (id) => {
        const a = this.stand.anhaenge.get(id);
        const darf = a?.komplett && a.vorgangId === vorgangId && (a.benannt || a.uploader === p.sub);
        return darf ? a.anhang : undefined;
      },
    };
  }

  private befehle(p: Mitspieler, commands: readonly Command[]) {
    const { stand } = this;
    const gemerkt = stand.gemerkt.get(p.sub) ?? new Map<string, Gemerkt>();
    stand.gemerkt.set(p.sub, gemerkt);
    const vorher = stand.zaehler;
    const results = urteile(
      {
        person: p,
        am: this.jetzt(),
        unbekannt: this.unbekannt,
        kontext: (id, geraetAm) => this.kontext(p, id, geraetAm),
        vorgang: (id) => stand.zeilen.get(id)?.vorgang,
        setze: (id, v) => this.setze(id, v),
        gemerkt,
        objekte: stand.objekte,
        anhaenge: stand.anhaenge,
        wirkte: (id) => stand.wirkungen.set(id, (stand.wirkungen.get(id) ?? 0) + 1),
        akt: (c) => this.nimmAkt(c),
      },
      commands,
    );
    if (stand.zaehler > vorher) this.melde();
    return results;
  }

  private nimmAkt({ signatur, commandId }: Command): boolean {
    const header = signatur?.header;
    if (header === undefined) return true;
    const kette = this.stand.akte.get(header.deviceId) ?? new Map<number, string>();
    this.stand.akte.set(header.deviceId, kette);
    const da = kette.get(header.seq);
    if (da === undefined) kette.set(header.seq, header.inhaltSha256);
    const gut = da === undefined || da === header.inhaltSha256;
    if (!gut) this.gebrochen.push(`[E3] Das Gerät gab die Nummer ${header.seq} zweimal (Befehl ${commandId}).`);
    return gut;
  }

  private anhangStand(id: string): AnhangStand {
    const a = this.stand.anhaenge.get(id);
    if (a === undefined) return { art: 'fehlt' };
    return a.komplett ? { art: 'fertig' } : { art: 'angefangen', offset: a.bytes.length };
  }

  private anhangHoch(p: Mitspieler, id: string, s: AnhangStueck): void {
    const { vorgangId, dateiname, contentType, sha256, groesse, ab, bytes } = s;
    const anhang = { id, dateiname, contentType, groesse, sha256 };
    const da = this.stand.anhaenge.get(id);
    if (da && da.anhang.sha256 !== sha256) {
      throw new CloudFehler({ art: 'verweigert', status: 409, problem: problem('anhang-abweichend') });
    }
    if (da?.komplett) return;
    const bisher = da?.bytes ?? new Uint8Array();
    if (ab > bisher.length) {
      throw new CloudFehler({ art: 'verweigert', status: 416, problem: problem('bereich-ungueltig') });
    }
    const ganz = Buffer.concat([bisher.subarray(0, ab), bytes]);
    const komplett = ganz.length === groesse && createHash('sha256').update(ganz).digest('hex') === sha256;
    this.stand.anhaenge.set(id, { anhang, vorgangId, uploader: p.sub, bytes: ganz, komplett, benannt: false });
  }

  private anhangRunter(p: Mitspieler, id: string, ab: number): Uint8Array {
    const a = this.stand.anhaenge.get(id);
    if (!a?.komplett) return nichtDa();
    const darf = a.benannt ? this.sichtbar(p, a.vorgangId) !== undefined : a.uploader === p.sub;
    return darf ? a.bytes.subarray(ab) : nichtDa();
  }
}
