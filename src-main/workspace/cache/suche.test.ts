/**
 * Promises about search: German spelling does not matter, the last word is a beginning, words are found within words,
 * newest first, pages exact, what is gone is not found.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { id, kopf, type Platz, platz, seite, vorgang } from '../../../tests/cache/muster.ts';
import { falte } from './suchtext.ts';

let p: Platz;
beforeEach(() => {
  p = platz();
});
afterEach(() => p.raeume());

const person = (n: number, nachname: string, mehr = {}, version = 1) =>
  vorgang(n, { version, name: 'Antrag', dienst: { id: 'd', name: 'Antrag' }, antragsteller: { nachname, ...mehr } });
const laden = (...vs: Parameters<typeof seite>[0]) => {
  p.bestand.schreiber.uebernimmSeite(seite(vs));
  while (p.bestand.schreiber.indexiereSuche(50) > 0);
};
const finde = (text: string, limit = 50) => p.bestand.leser.suche({ text, limit });
const ids = (text: string) => finde(text).vorgaenge.map((v) => v.id);

describe('German spelling', () => {
  it.each([
    ['Müller', 'müller', 'Mueller', 'MULLER', 'muell'],
    ['Groß', 'gross', 'Groß', 'GROSS', 'gro'],
    ['Strauß', 'strauss', 'STRAUSS', 'Strauß', 'straus'],
    ['Öztürk', 'oeztuerk', 'ozturk', 'Öztürk', 'öz'],
    ['Zoë', 'zoe', 'Zoë', 'ZOE', 'zoe'],
    ['Bauer', 'bauer', 'Bauer', 'BAUER', 'bau'],
    ['Łukasz', 'lukasz', 'Łukasz', 'łuk', 'luk'],
  ])('finds %s by %s, %s, %s and %s', (name, ...fragen) => {
    laden(person(0, name), person(1, 'Andersen'));
    for (const frage of fragen) expect(ids(frage)).toEqual([id(0)]);
  });

  it('folds a beginning to the beginning of the folded word', () => {
    for (const wort of ['Maerz', 'Soest', 'Neue', 'Steuer', 'Gäste', 'Aue', 'Israel']) {
      for (let i = 1; i <= wort.length; i++) expect(falte(wort).startsWith(falte(wort.slice(0, i)))).toBe(true);
    }
  });
});

describe('what is found', () => {
  it.each([
    ['number', 'FL-2026-100000'],
    ['part of a number', '00000'],
    ['name', 'Jürgen Müller'],
    ['address', 'Große Straße'],
    ['e-mail', 'person0@beispiel.de'],
    ['form data', 'Möbelwagen'],
    ['within a word', 'belwag'],
    ['registration', 'FL-XY 1000'],
    ['date as written', '01.07.2026'],
    ['attachment’s name', 'lageplan_0'],
    ['beginning of the last word', 'Umzug mit möb'],
  ])('by %s', (_was, frage) => {
    laden(vorgang(0));
    expect(ids(frage)).toEqual([id(0)]);
  });

  it('needs all words, in any order and field', () => {
    laden(vorgang(0));
    expect(ids('möbelwagen jürgen')).toEqual([id(0)]);
    expect(ids('möbelwagen anke')).toEqual([]);
    expect(ids('   –  ')).toEqual([]);
    expect(ids('" OR * NOT')).toEqual([]);
  });

  it('shows where, with the hit marked', () => {
    laden(vorgang(0));
    expect(finde('mobelwagen').vorgaenge[0]?.fundstelle).toEqual({
      feld: 'Zweck',
      text: 'Umzug mit «Möbelwagen», Wohnung 0',
    });
    expect(finde('mueller').vorgaenge[0]?.fundstelle).toEqual({ feld: 'Antragsteller', text: 'Jürgen «Müller»' });
  });

  it('finds heads at once, and form data once the details are here', () => {
    p.bestand.schreiber.uebernimmSeite(seite([kopf(0)]));
    expect(ids('Müller')).toEqual([id(0)]);
    expect(ids('Möbelwagen')).toEqual([]);
    p.bestand.schreiber.uebernimmDetails([vorgang(0)]);
    expect(ids('Möbelwagen')).toEqual([id(0)]);
  });

  it('keeps a beginning that another word of the Vorgang still has', () => {
    laden(vorgang(0, { aktenzeichen: 'Quarz Quelle' }));
    expect(ids('qu')).toEqual([id(0)]);
    laden(vorgang(0, { version: 2, aktenzeichen: 'Quelle' }));
    for (const frage of ['qu', 'que', 'quell', 'uelle']) expect(ids(frage)).toEqual([id(0)]);
    for (const frage of ['qua', 'quarz', 'uarz']) expect(ids(frage)).toEqual([]);
    laden(vorgang(0, { version: 3 }));
    expect(ids('qu')).toEqual([]);
  });

  it('forgets the old text when a Vorgang changes', () => {
    laden(vorgang(0, { aktenzeichen: 'altesZeichen' }));
    laden(vorgang(0, { version: 2, aktenzeichen: 'neuesZeichen' }));
    expect(ids('alteszeichen')).toEqual([]);
    expect(ids('teszei')).toEqual([]);
    expect(ids('neueszeichen')).toEqual([id(0)]);
  });
});

it('finds exactly what is there after many changes and removals', () => {
  const WORTE = ['Quelle', 'Quarz', 'Au', 'Hafen', 'Hafermarkt', 'x', 'Straße', 'Strasse', '12', 'Zitronenhafen'];
  let saat = 7;
  const zufall = (bis: number) => {
    saat = (saat * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((saat / 2_147_483_648) * bis);
  };
  const da = new Map<number, string>();
  for (let version = 1; version <= 120; version++) {
    const n = zufall(4);
    if (zufall(4) === 0 && da.delete(n)) p.bestand.schreiber.entferne([id(n)], 'entzogen');
    const text = WORTE.filter(() => zufall(3) === 0).join(' ') || '–';
    da.set(n, text);
    p.bestand.schreiber.uebernimmSeite(seite([person(n, 'Name', { firma: text }, version)]));
    if (zufall(2) === 0) p.bestand.schreiber.indexiereSuche(10);
  }
  while (p.bestand.schreiber.indexiereSuche(10) > 0);
  for (const frage of ['qu', 'qua', 'hafen', 'hafer', 'afen', 'strasse', 'zitro']) {
    const soll = [...da].filter(([, text]) => falte(text).includes(frage)).map(([n]) => id(n));
    expect([...ids(frage)].sort()).toEqual(soll.sort());
  }
});

describe('what is shown of a hit', () => {
  const lang = (wort: string) =>
    `${'vorne '.repeat(40)}${wort} ${'mitte '.repeat(5)}${wort} ${'hinten '.repeat(40)}${wort}`;

  it('is the text around the first hit, with marks where it goes on, and each hit within it', () => {
    laden(vorgang(0, { kommentare: [notiz(lang('Deichtor'))] }));
    const { feld, text } = finde('deichtor').vorgaenge[0]?.fundstelle ?? { feld: '', text: '' };
    expect(feld).toBe('Kommentar');
    expect(text).toMatch(/^….*«Deichtor» mitte.*«Deichtor».*…$/);
    expect(text.match(/«/g)).toHaveLength(2);
    expect(text.length).toBeLessThan(200);
  });
  const notiz = (text: string) => ({
    ...{ id: id(1, 5), text, von: { sub: 'jan', name: 'Jan' }, am: vorgang(0).eingangAm, anhaenge: [] },
  });
});

describe('order and pages', () => {
  it('a page that whole words fill goes on with those within words', () => {
    laden(person(0, 'Haltestelle'), person(1, 'Haltestelle'), person(2, 'Bushaltestelle'));
    const erste = finde('haltestelle', 2);
    expect(erste.vorgaenge.map((v) => v.id)).toEqual([id(0), id(1)]);
    const zweite = p.bestand.leser.suche({ text: 'haltestelle', limit: 2, nach: erste.weiter });
    expect([zweite.vorgaenge.map((v) => v.id), zweite.weiter]).toEqual([[id(2)], undefined]);
  });

  it('whole words first, then within words, each newest first; nothing twice, nothing missing', () => {
    const alle = Array.from({ length: 40 }, (_, n) => person(n, n % 2 ? 'Haltestelle' : 'Bushaltestelle'));
    laden(...alle);
    const gefunden: string[] = [];
    let nach: string | undefined;
    do {
      const s = p.bestand.leser.suche({ text: 'haltestelle', limit: 7, ...(nach === undefined ? {} : { nach }) });
      gefunden.push(...s.vorgaenge.map((v) => v.id));
      expect(s.gesamt).toBe(40);
      nach = s.weiter;
    } while (nach !== undefined);
    const nummern = alle.map((_, n) => n);
    expect(gefunden).toEqual(
      [...nummern.filter((n) => n % 2), ...nummern.filter((n) => n % 2 === 0)].map((n) => id(n)),
    );
  });

  it('is exact up to 1,000 hits and says at least 1,000 above', () => {
    const viele = (von: number, bis: number) => Array.from({ length: bis - von }, (_, n) => person(von + n, 'Meier'));
    p.bestand.schreiber.uebernimmSeite(seite(viele(0, 1_000)));
    expect(finde('meier').gesamt).toBe(1_000);
    p.bestand.schreiber.uebernimmSeite(seite(viele(1_000, 1_001)));
    expect(finde('meier').gesamt).toEqual({ mindestens: 1_000 });
  });
});
