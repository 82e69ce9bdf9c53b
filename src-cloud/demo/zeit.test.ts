/**
 * Local time, working hours and the streams of chance that the demo data rest on.
 */
import { expect, test } from 'vitest';
import { alsMs, arbeitszeit, instant, ortszeit, tag } from './zeit.ts';
import { Zufall } from './zufall.ts';

test('Germany changes its clocks on the last Sundays of March and October', () => {
  const stunde = (am: string) => instant(ortszeit(Date.parse(am))).slice(11, 16);
  expect(stunde('2026-03-29T00:59:00Z')).toBe('01:59');
  expect(stunde('2026-03-29T01:00:00Z')).toBe('03:00');
  expect(stunde('2026-10-25T00:59:00Z')).toBe('02:59');
  expect(stunde('2026-10-25T01:00:00Z')).toBe('02:00');
  expect(tag(Date.parse('2026-06-30T22:30:00Z'))).toBe('2026-07-01');
});

test('a day begins and ends in Germany; an instant is taken as it is', () => {
  expect(instant(alsMs('2026-07-01', 'beginn'))).toBe('2026-06-30T22:00:00.000Z');
  expect(instant(alsMs('2026-07-01', 'ende'))).toBe('2026-07-01T21:59:59.999Z');
  expect(instant(alsMs('2026-03-29', 'ende'))).toBe('2026-03-29T21:59:59.999Z');
  expect(instant(alsMs('2026-03-29', 'beginn'))).toBe('2026-03-28T23:00:00.000Z');
  expect(instant(alsMs('2026-07-01T08:00:00.000Z', 'ende'))).toBe('2026-07-01T08:00:00.000Z');
});

test('work waits for the next working day: over Easter from Thursday evening to Tuesday', () => {
  const nurVormittag = Array.from({ length: 24 }, (_, h) => (h >= 8 && h < 12 ? 1 : 0));
  const gruendonnerstag = Date.parse('2026-04-02T18:00:00Z');
  expect(tag(arbeitszeit(gruendonnerstag, nurVormittag, new Zufall('test', 1)))).toBe('2026-04-07');
  const imDienst = Date.parse('2026-04-07T07:15:00Z');
  expect(arbeitszeit(imDienst, nurVormittag, new Zufall('test', 1))).toBe(imDienst);
});

test('streams differ by name, seed and number, and are even', () => {
  const erste = (z: Zufall) => [z.anteil(), z.anteil(), z.anteil()];
  const proben = [
    new Zufall('a', 1, 0),
    new Zufall('b', 1, 0),
    new Zufall('a', 2, 0),
    new Zufall('a', 1, 1),
    new Zufall('a', 2 ** 40 + 1, 0),
  ].map((z) => JSON.stringify(erste(z)));
  expect(new Set(proben).size).toBe(proben.length);
  expect(JSON.stringify(erste(new Zufall('a', 1, 0)))).toBe(proben[0]);
  const z = new Zufall('eben', 1);
  const gruppen = Map.groupBy(
    Array.from({ length: 10_000 }, () => z.ganz(1, 10)),
    (n) => n,
  );
  expect(gruppen.size).toBe(10);
  for (const g of gruppen.values()) expect(Math.abs(g.length - 1000)).toBeLessThan(150);
});

test('quantiles are met, choices keep their order and weights', () => {
  const z = new Zufall('quantil', 1);
  const werte = Array.from({ length: 4000 }, () => z.quantil({ p: [0, 0.5, 1], werte: [0, 10, 100] }));
  expect(werte.filter((w) => w <= 10).length / 4000).toBeCloseTo(0.5, 1);
  expect(Math.max(...werte)).toBeGreaterThan(90);
  expect(z.mehrere([1, 2, 3, 4, 5], 3)).toHaveLength(3);
  expect(z.mehrere([1, 2], 9)).toEqual([1, 2]);
  const viele = Array.from({ length: 2000 }, () => z.gewichtet(['selten', 'oft'], (t) => (t === 'oft' ? 9 : 1)));
  expect(viele.filter((t) => t === 'oft').length / 2000).toBeCloseTo(0.9, 1);
  expect(() => z.aus([])).toThrow(RangeError);
});
