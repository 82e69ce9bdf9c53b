/**
 * The demo's directory: the counts of the champions, the people cli.md names, and who sees what.
 */
import { describe, expect, test } from 'vitest';
import { diensteVon } from './dienste.ts';
import { erzeugeVorgaenge } from './generator.ts';
import { MANDANTEN, mandantVon } from './mandanten.ts';
import { rolloutGemeinden, rolloutKennzahlen } from './rollout.ts';

describe('Dienste', () => {
  test('58 in Flensburg, 42 in Herzogtum Lauenburg, 40 in Preetz', () => {
    expect(MANDANTEN.map((m) => [m.id, diensteVon(m.id).length])).toEqual([
      ['flensburg', 58],
      ['preetz', 40],
      ['herzogtum-lauenburg', 42],
    ]);
  });

  test.each(MANDANTEN.map((m) => m.id))('%s: keys and ids unique, OE known, one inquiry without a key', (id) => {
    const dienste = diensteVon(id);
    const leika = dienste.flatMap((d) => d.leikaId ?? []);
    expect(new Set(dienste.map((d) => d.id)).size).toBe(dienste.length);
    expect(new Set(leika).size).toBe(dienste.length - 1);
    expect(leika.every((key) => /^99\d{12}$/.test(key))).toBe(true);
    expect(dienste.filter((d) => d.art === 'ANFRAGE').map((d) => [d.id, d.leikaId])).toEqual([
      ['allgemeine-anfrage', undefined],
    ]);
    const oes = mandantVon(id).oes.map((o) => o.id);
    for (const d of dienste) {
      expect(oes).toContain(d.oe);
      expect(d.vorlagen).toEqual([{ id: 'standard', name: 'Standard' }]);
      expect(d.versandNachMin).toBe(0);
      expect(d.liveSeit).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });

  test('only Baumfällung and Sondernutzung ask for a Mitzeichnung; Gewerbeanmeldung lies with 197008', () => {
    const flensburg = diensteVon('flensburg');
    expect(flensburg.filter((d) => d.mitzeichnung).map((d) => d.id)).toEqual(['sondernutzung', 'baumfaellung']);
    const gewerbe = flensburg.find((d) => d.leikaId === '99050012104000');
    expect(gewerbe).toMatchObject({ oe: '197008', formIds: ['Gewerbeanmeldung'], leikaName: 'Gewerbe Anmeldung' });
  });
});

describe('people', () => {
  test('the six of cli.md in every Mandant, named after an @ but in the first', () => {
    const namen = ['sabine.sander', 'jan.petersen', 'petra.post', 'vera.vogt', 'lars.loesch', 'lena.leitung'];
    expect(mandantVon('flensburg').personen.map((p) => p.username)).toEqual(namen);
    expect(mandantVon('preetz').personen.map((p) => p.username)).toEqual(namen.map((n) => `${n}@preetz`));
    expect(mandantVon('preetz').personen.map((p) => p.sub)).toEqual(namen.map((n) => `preetz:${n}`));
  });

  test('Sabine and Vera may sign, nobody else', () => {
    const duerfen = MANDANTEN.flatMap((m) => m.personen).filter((p) => p.zeichnung.length > 0);
    expect(duerfen.map((p) => p.sub.split(':')[1])).toEqual(Array(3).fill(['sabine.sander', 'vera.vogt']).flat());
  });

  test.each(MANDANTEN.map((m) => m.id))('%s: Sabine sees every seeded case; two OEs have nobody', (id) => {
    const { oes, personen } = mandantVon(id);
    const sabine = personen.find((p) => p.username.startsWith('sabine'));
    for (const v of erzeugeVorgaenge({ mandant: id, anzahl: 300, seed: 1, bis: '2026-07-01' })) {
      expect(sabine?.oe).toContain(v.antrag.control.zustaendigeStelle);
    }
    const leer = oes.filter((o) => !personen.some((p) => p.oe.includes(o.id)));
    expect(leer.map((o) => o.name)).toContain('Zentrale Poststelle');
    expect(leer).toHaveLength(2);
  });

  test('no OE id comes twice in the whole demo', () => {
    const ids = MANDANTEN.flatMap((m) => m.oes.map((o) => o.id));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^\d+$/.test(id))).toBe(true);
  });
});

describe('Rollout', () => {
  test('73 municipalities, the three champions first with what their Mandanten offer, all others below', () => {
    const gemeinden = rolloutGemeinden();
    expect(gemeinden).toHaveLength(73);
    expect(new Set(gemeinden.map((g) => g.ars)).size).toBe(73);
    expect(gemeinden.slice(0, 3).map((g) => [g.ars, g.name, g.dienste.length])).toEqual([
      ['010010000000', 'Flensburg', 58],
      ['010530000000', 'Kreis Herzogtum Lauenburg', 42],
      ['010570062062', 'Preetz', 40],
    ]);
    expect(Math.max(...gemeinden.slice(3).map((g) => g.dienste.length))).toBeLessThan(40);
    expect(Math.min(...gemeinden.map((g) => g.dienste.length))).toBeGreaterThan(0);
    for (const g of gemeinden) expect(new Set(g.dienste.map((d) => d.leikaId)).size).toBe(g.dienste.length);
  });

  test('figures are of the other municipalities only, the same each time, about 63,000 cases a year', () => {
    const zahlen = [...rolloutKennzahlen('2025-07-01', '2026-06-30')];
    expect([...rolloutKennzahlen('2025-07-01', '2026-06-30')]).toEqual(zahlen);
    expect(new Set(zahlen.map((k) => k.ars)).size).toBe(70);
    expect(zahlen.some((k) => MANDANTEN.some((m) => m.ars === k.ars))).toBe(false);
    const summe = zahlen.reduce((s, k) => s + k.vorgaenge, 0);
    expect(summe).toBeGreaterThan(50_000);
    expect(summe).toBeLessThan(80_000);
    for (const k of zahlen) {
      expect(k.ueberfaellig).toBeLessThanOrEqual(k.vorgaenge);
      expect(k.ohneMedienbruch).toBeLessThanOrEqual(k.vorgaenge);
    }
  });
});
