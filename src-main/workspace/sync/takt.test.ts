/** Backoff, page size and the worker that never runs twice at once. */
import { describe, expect, it } from 'vitest';
import { stelluhr } from '../testing/stelluhr.ts';
import { Arbeiter } from './arbeiter.ts';
import { backoffMs, gestreut } from './backoff.ts';
import { Seitenmass } from './seitenmass.ts';

describe('backoff', () => {
  it('[O6] [Z5] grows from a second to five minutes, with full jitter', () => {
    const uhr = stelluhr();
    uhr.wuerfle(1);
    expect([1, 2, 3, 9, 40].map((n) => backoffMs(n, uhr))).toEqual([1_000, 2_000, 4_000, 256_000, 300_000]);
    uhr.wuerfle(0.25);
    expect(backoffMs(9, uhr)).toBe(64_000);
    uhr.wuerfle(0);
    expect(backoffMs(9, uhr)).toBe(250);
    expect([0, 0.999].map((z) => gestreut(60_000, { zufall: () => z }))).toEqual([48_000, 71_976]);
  });
});

describe('page size', () => {
  it('[Z2] grows on a fast line, shrinks on a slow one, and does not blame the round trip', () => {
    const m = new Seitenmass(100, 20, 500);
    for (let i = 0; i < 3; i++) m.gemessen(m.limit, 60);
    expect(m.limit).toBe(500);
    m.gemessen(500, 4_060);
    expect(m.limit).toBe(125);
    const lang = new Seitenmass(100, 20, 500);
    for (let i = 0; i < 4; i++) lang.gemessen(lang.limit, 1_500 + lang.limit);
    expect(lang.limit).toBe(500);
  });

  it('[Z2] a page that is not full says nothing; a broken one asks for less', () => {
    const m = new Seitenmass(100, 20, 500);
    m.gemessen(3, 30_000);
    expect(m.limit).toBe(100);
    for (let i = 0; i < 9; i++) m.gescheitert();
    expect(m.limit).toBe(20);
  });
});

describe('worker', () => {
  it('sleeps as long as its job says, wakes earlier, runs once at a time, ends', async () => {
    const uhr = stelluhr();
    let laeufe = 0;
    let gleichzeitig = 0;
    const a = new Arbeiter(
      uhr,
      async () => {
        laeufe += 1;
        gleichzeitig += 1;
        expect(gleichzeitig).toBe(1);
        await new Promise((f) => setImmediate(f));
        gleichzeitig -= 1;
        return 10_000;
      },
      (f) => expect.unreachable(String(f)),
    );
    a.starte();
    await uhr.gehe(9_000);
    expect(laeufe).toBe(1);
    await uhr.gehe(1_500);
    expect(laeufe).toBe(2);
    a.wecke();
    a.wecke();
    await uhr.gehe(0);
    expect(laeufe).toBe(4);
    await a.halte();
    await uhr.gehe(60_000);
    expect(laeufe).toBe(4);
    expect(uhr.gestellt()).toEqual([]);
  });

  it('[P3] a defect is told and tried again after a minute, not at once', async () => {
    const uhr = stelluhr();
    const defekte: unknown[] = [];
    const a = new Arbeiter(
      uhr,
      async () => {
        throw new TypeError('x');
      },
      (f) => void defekte.push(f),
    );
    a.starte();
    await uhr.gehe(59_000);
    expect(defekte).toHaveLength(1);
    await uhr.gehe(2_000);
    expect(defekte).toHaveLength(2);
    await a.halte();
  });
});
