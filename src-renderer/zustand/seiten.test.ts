/**
 * The list never jumps: rows are renewed in place, new ones only counted.
 */
import { describe, expect, it } from 'vitest';
import { frischeAuf, gehe, type Seite } from './seiten.ts';

const z = (id: string, status = 'NEU') => ({ id, status });
const seite = (...ids: string[]): Seite<{ id: string; status: string }> => ({
  nach: undefined,
  zeilen: ids.map((i) => z(i)),
});
const bekannt = (...ids: string[]) => new Set(ids);

describe('what arrives never moves a row', () => {
  it('counts a new row and leaves the order as it is', () => {
    const s = seite('a', 'b', 'c');
    const r = frischeAuf(s, [z('neu'), z('a'), z('b'), z('c')], bekannt('a', 'b', 'c'), true);
    expect(r.zeilen.map((x) => x.id)).toEqual(['a', 'b', 'c']);
    expect(r.neue).toEqual(['neu']);
    expect(r.entfallen).toEqual([]);
  });

  it('renews a changed row in its place', () => {
    const r = frischeAuf(seite('a', 'b'), [z('a'), z('b', 'ANGENOMMEN')], bekannt('a', 'b'), true);
    expect(r.zeilen[1]?.status).toBe('ANGENOMMEN');
  });

  it('names a vanished row between two that are there', () => {
    const r = frischeAuf(seite('a', 'b', 'c'), [z('a'), z('c')], bekannt('a', 'b', 'c'), false);
    expect(r.entfallen).toEqual(['b']);
  });

  it('does not call a row vanished that new ones pushed past the end of the answer', () => {
    const r = frischeAuf(seite('a', 'b', 'c'), [z('n1'), z('a'), z('b')], bekannt('a', 'b', 'c'), false);
    expect(r.entfallen).toEqual([]);
  });

  it('calls the last rows vanished where the answer reaches the end', () => {
    const r = frischeAuf(seite('a', 'b', 'c'), [z('a')], bekannt('a', 'b', 'c'), true);
    expect(r.entfallen).toEqual(['b', 'c']);
  });

  it('does not count a row of the next page as new', () => {
    const r = frischeAuf(seite('a', 'b'), [z('a'), z('c')], bekannt('a', 'b', 'c'), false);
    expect(r.neue).toEqual([]);
  });
});

describe('going through the list', () => {
  const liste = seite('a', 'b', 'c').zeilen;
  it('begins at the first, stops at both ends', () => {
    expect(gehe(liste, null, 1)).toBe('a');
    expect(gehe(liste, 'c', 1)).toBe('c');
    expect(gehe(liste, 'a', -10)).toBe('a');
    expect(gehe([], null, 1)).toBeUndefined();
  });
});
