/**
 * The cache that is damaged: 240 Vorgänge and a morning's work, once closed by order and once as a power cut left it (WAL
 * not folded back), as bytes by file name; and what it holds, to compare with. Made once a process, deterministic.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bestand, BestandOptionen } from '../../src-main/workspace/cache/bestand.ts';
import { oeffneBestand } from '../../src-main/workspace/cache/oeffnen.ts';
import { arbeite, richteEin, vorgaenge } from '../cache/arbeit.ts';
import { id, JETZT, OVERLAY, SCHLUESSEL, seite } from '../cache/muster.ts';

export const ANZAHL = 240;
export const NAME = 'bestand.db';

/** Files of a cache by name. */
export type Dateien = Map<string, Buffer>;

export interface Vorlage {
  name: 'sauber' | 'absturz';
  dateien: Dateien;
  soll: Inhalt;
}

/** What a cache shows, each thing as text under its name. */
export interface Inhalt {
  /** What the person did. */
  arbeit: Map<string, string>;
  /** What the cloud told, as it is shown. */
  basis: Map<string, string>;
}

/** Ids never given before in this process. */
let naechste = 0;

export function optionen(pfad: string, mehr: Partial<BestandOptionen> = {}): BestandOptionen {
  return {
    pfad,
    schluessel: SCHLUESSEL,
    uhr: { jetzt: () => JETZT },
    neueId: () => id(naechste++, 0xfd),
    overlay: OVERLAY,
    ...mehr,
  };
}

export function liesOrdner(ordner: string): Dateien {
  const namen = readdirSync(ordner).filter((n) => !n.endsWith('-shm'));
  return new Map(namen.map((n) => [n, readFileSync(join(ordner, n))]));
}

export function schreibeOrdner(ordner: string, dateien: Dateien): void {
  for (const [name, bytes] of dateien) writeFileSync(join(ordner, name), bytes);
}

const BEFEHLSFELDER = ['vorgangId', 'order', 'body', 'state', 'erstelltAm', 'ersetzt', 'problem'] as const;

/** The person's work, thing by thing. Each read stands for itself: `lies` decides what a failure of one means. */
export function arbeitVon({ leser }: Bestand, lies: (tat: () => void) => void): Map<string, string> {
  const alles = new Map<string, string>();
  lies(() => {
    for (const e of leser.outbox()) {
      alles.set(`befehl ${e.commandId}`, JSON.stringify(BEFEHLSFELDER.map((f) => e[f] ?? null)));
    }
  });
  for (const [n, art] of (['kommentar', 'bescheid', 'wiedervorlage', 'nachricht'] as const).entries()) {
    lies(() => {
      const e = leser.entwurf(id(n), art);
      if (e !== null) alles.set(`entwurf ${art}`, JSON.stringify(e));
    });
  }
  lies(() => {
    for (const u of leser.uploads()) {
      lies(() => {
        const bytes = leser.uploadBytes(u.anhang.id, 0, u.anhang.groesse);
        alles.set(
          `datei ${u.anhang.id}`,
          JSON.stringify([u.anhang, u.vorgangId, Buffer.from(bytes).toString('latin1')]),
        );
      });
    }
  });
  lies(() => {
    for (const a of leser.akte()) alles.set(`akt ${a.seq}`, JSON.stringify(a));
  });
  const merke = (name: string, wert: unknown): void => {
    if (wert !== undefined) alles.set(name, JSON.stringify(wert));
  };
  lies(() => merke('sitzung', leser.gemerkt('sitzung')));
  lies(() => merke('ich', leser.ich()));
  return alles;
}

const LISTE = { filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 500 } as const;

/** All that is shown, by every call of the reader that a window or sync makes. */
export function basisVon({ leser }: Bestand, lies: (tat: () => void) => void): Map<string, string> {
  const alles = new Map<string, string>();
  const zeige = (name: string, wert: () => unknown): void => lies(() => alles.set(name, JSON.stringify(wert())));
  for (let n = 0; n < ANZAHL; n++) zeige(`vorgang ${n}`, () => ohneRuecknehmbar(leser.vorgang(id(n))));
  zeige('liste', () => leser.liste(LISTE).vorgaenge);
  zeige('zaehler', () => leser.zaehler());
  for (const text of ['Müller', 'Umzug', 'ahrweg', 'FL-XY 10'])
    zeige(`suche ${text}`, () => leser.suche({ text, limit: 50 }));
  zeige('konflikte', () => leser.konflikte().map((k) => [k.eintrag.commandId, k.felder]));
  zeige('zahlen', () => [leser.outboxZahlen(), leser.giftstuecke(), leser.veralteteDetails(9), leser.entfernungen(9)]);
  zeige('nachlass', () => leser.nachlass());
  zeige('anhaenge', () => leser.fehlendeAnhaenge({ maxBytes: 100, limit: 9 }));
  zeige('stand', () => [
    leser.lesestand(),
    leser.personen(),
    leser.organisationseinheiten(),
    leser.versionen([id(5)]).get(id(5)),
  ]);
  return alles;
}

/** Counts of attempts and what can be taken back change with a new start; they are no content. */
const ohneRuecknehmbar = (wert: object): unknown =>
  JSON.parse(JSON.stringify(wert, (feld, x) => (feld === 'ruecknehmbar' ? undefined : x)));

export function inhaltVon(bestand: Bestand, lies: (tat: () => void) => void): Inhalt {
  return { arbeit: arbeitVon(bestand, lies), basis: basisVon(bestand, lies) };
}

const direkt = (tat: () => void): void => tat();

function sollVon(dateien: Dateien): Inhalt {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-soll-'));
  schreibeOrdner(ordner, dateien);
  const bestand = oeffneBestand(optionen(join(ordner, NAME)));
  const soll = inhaltVon(bestand, direkt);
  bestand.schliesse();
  rmSync(ordner, { recursive: true });
  return soll;
}

/** Makes both. */
export function vorlagen(): Vorlage[] {
  const ordner = mkdtempSync(join(tmpdir(), 'kontor-vorlage-'));
  const pfad = join(ordner, NAME);
  let bestand = oeffneBestand(optionen(pfad));
  richteEin(bestand, ANZAHL);
  bestand.schliesse();
  bestand = oeffneBestand(optionen(pfad));
  arbeite(bestand);
  bestand.schreiber.leereWal();
  const kommentar = (n: number, k: number): void => {
    const body = { kommentarId: id(k, 5), text: 'Nachtrag. '.repeat(30) };
    bestand.schreiber.stelleEin({ vorgangId: id(n), order: 'KOMMENTAR_ANLEGEN', body, commandId: id(k, 0xfc) });
  };
  for (let n = 0; n < 6; n++) kommentar(n * 3, n);
  const neue = vorgaenge(ANZAHL)
    .slice(200)
    .map((v) => ({ ...v, version: 2, aktenzeichen: `N-${v.nummer}` }));
  bestand.schreiber.uebernimmSeite(seite(neue, { cursor: 'c2', phase: 'folge', hasMore: false }));
  kommentar(9, 99);
  const absturz = liesOrdner(ordner);
  bestand.schliesse();
  const sauber = liesOrdner(ordner);
  rmSync(ordner, { recursive: true });
  return [
    { name: 'sauber', dateien: sauber, soll: sollVon(sauber) },
    { name: 'absturz', dateien: absturz, soll: sollVon(absturz) },
  ];
}
