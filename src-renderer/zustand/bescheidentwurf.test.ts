/**
 * The Bescheid while it is written: beginning, what is missing.
 */
import { describe, expect, it } from 'vitest';
import type { Dienst } from '../../src-shared/cloud-api/root.ts';
import type { Bescheid } from '../../src-shared/domain/vorgang.ts';
import { beginn, feldName, maengel } from './bescheidentwurf.ts';

const dienst = {
  vorlagen: [
    { id: 'standard', name: 'Standard' },
    { id: 'gebuehr', name: 'Mit Gebühr', pflichtfelder: ['gebuehr'] },
  ],
} as unknown as Dienst;

describe('the Bescheid while it is written', () => {
  it('begins empty on the first template, or with what the draft holds', () => {
    expect(beginn(undefined, 'n', dienst.vorlagen)).toMatchObject({ bescheidId: 'n', vorlageId: 'standard', text: '' });
    const alt = {
      id: 'b',
      entscheidung: 'BEWILLIGT',
      vorlageId: 'gebuehr',
      felder: { gebuehr: 12, x: null },
      text: 'T',
    };
    expect(beginn(alt as unknown as Bescheid, 'n', [])).toMatchObject({
      bescheidId: 'b',
      felder: { gebuehr: '12', x: '' },
    });
  });
  it('names what is missing and nothing else', () => {
    const b = beginn(undefined, 'n', dienst.vorlagen);
    expect(Object.keys(maengel(b, dienst))).toEqual(['entscheidung', 'text']);
    expect(Object.keys(maengel({ ...b, entscheidung: 'BEWILLIGT', text: 'T', vorlageId: 'gebuehr' }, dienst))).toEqual([
      'gebuehr',
    ]);
    expect(
      maengel({ ...b, entscheidung: 'BEWILLIGT', text: 'T', vorlageId: 'gebuehr', felder: { gebuehr: '5' } }, dienst),
    ).toEqual({});
  });
  it('makes words of field names', () => {
    expect(feldName('gebuehrInEuro')).toBe('Gebuehr In Euro');
    expect(feldName('gueltig_bis')).toBe('Gueltig bis');
  });
});
