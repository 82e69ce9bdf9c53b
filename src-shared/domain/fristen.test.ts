/** Fristen by the law's own examples, and holidays against `feiertagejs` as a second opinion over a century. */
import { getHolidays } from 'feiertagejs';
import { describe, expect, it } from 'vitest';
import {
  bekanntgegebenAm,
  feiertag,
  fristEnde,
  istWerktag,
  ostersonntag,
  plusMonate,
  plusTage,
  tageZwischen,
  tagInBerlin,
  widerspruchsfristEnde,
} from './fristen.ts';
import { LAENDER } from './land.ts';

const SH = LAENDER.SH!;
const BY = LAENDER.BY!;

describe('Fristen', () => {
  it('§ 188 Abs. 3 BGB: a month ends on its last day where the number is missing', () => {
    expect(plusMonate('2026-01-31', 1)).toBe('2026-02-28');
    expect(plusMonate('2028-01-31', 1)).toBe('2028-02-29');
    expect(plusMonate('2026-10-31', 13)).toBe('2027-11-30');
  });
  it('§ 193 BGB: an end on a weekend or holiday moves to the next working day of that Land', () => {
    expect(fristEnde('2026-11-13', { tage: 1 }, SH)).toBe('2026-11-16');
    expect(fristEnde('2026-10-30', { tage: 1 }, SH)).toBe('2026-11-02');
    expect(fristEnde('2026-12-23', { tage: 2 }, SH)).toBe('2026-12-28');
    expect(fristEnde('2027-05-26', { tage: 1 }, BY)).toBe('2027-05-28');
    expect(fristEnde('2027-05-26', { tage: 1 }, SH)).toBe('2027-05-27');
  });
  it('§ 41 Abs. 2 VwVfG: four days since 2025, three before; no shift at a weekend here', () => {
    expect(bekanntgegebenAm('2026-11-10', SH)).toBe('2026-11-14');
    expect(bekanntgegebenAm('2024-12-30', SH)).toBe('2025-01-02');
  });
  it('a Land whose law shifts the day of notification from a weekend has it on the next working day', () => {
    const bekanntgabe = [{ ab: '2025-01-01', tage: 4, verschiebtAmWochenende: true }];
    const land = { ...SH, bekanntgabe };
    expect(bekanntgegebenAm('2026-11-10', land)).toBe('2026-11-16');
    expect(bekanntgegebenAm('2026-11-09', land)).toBe('2026-11-13');
    expect(bekanntgegebenAm('2024-12-30', { ...SH, bekanntgabe })).toBe('2025-01-03');
  });
  it('§§ 70, 58 VwGO: one month, one year without a right Belehrung', () => {
    expect(widerspruchsfristEnde('2026-11-14', SH)).toBe('2026-12-14');
    expect(widerspruchsfristEnde('2026-11-14', SH, false)).toBe('2027-11-15');
  });
  it('days are German days, also at midnight and at the clock shift', () => {
    expect(tagInBerlin('2026-06-30T22:30:00.000Z')).toBe('2026-07-01');
    expect(tagInBerlin('2026-12-31T22:59:59.999Z')).toBe('2026-12-31');
    expect(plusTage('2026-10-24', 2)).toBe('2026-10-26');
    expect(tageZwischen('2026-03-28', '2026-03-30')).toBe(2);
  });
});

describe('Feiertage', () => {
  for (const land of [SH, BY]) {
    it(`${land.name}: same days as feiertagejs, 2018 to 2060`, () => {
      for (let jahr = 2018; jahr <= 2060; jahr++) {
        // Augsburg, Ostersonntag and Pfingstsonntag, Mariä Himmelfahrt: regional or always Sundays, not in our table.
        const fremd = getHolidays(jahr, land.id as 'SH')
          .filter((h) => !['AUGSBURGER_FRIEDENSFEST', 'MARIAHIMMELFAHRT'].includes(h.name))
          .map((h) => h.dateString)
          .filter((t) => new Date(`${t}T00:00:00Z`).getUTCDay() !== 0);
        const eigene = Array.from({ length: 366 }, (_, i) => plusTage(`${jahr}-01-01`, i))
          .filter((t) => t.startsWith(String(jahr)) && new Date(`${t}T00:00:00Z`).getUTCDay() !== 0)
          .filter((t) => feiertag(t, land) !== undefined);
        expect(eigene).toEqual([...new Set(fremd)].sort());
      }
    });
  }
  it('knows the one-off day of 2017', () => {
    expect(istWerktag('2017-10-31', SH)).toBe(false);
    expect(istWerktag('2016-10-31', SH)).toBe(true);
    expect(ostersonntag(2038)).toBe('2038-04-25');
  });
});
