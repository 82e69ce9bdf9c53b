/**
 * What differs between the Länder, as dated data: public holidays, the fiction of notification, names of acts.
 * A further Land is a further row. Nothing here is computed into a Frist; that is `fristen.ts`.
 * Sources: SFTG SH § 2 (Reformationstag since 2018), BayFTG Art. 1; § 41 Abs. 2 VwVfG in the version of 1 January 2025
 * (four days; before: three), § 110 Abs. 2 LVwG SH, Art. 41 Abs. 2 BayVwVfG.
 */

/** A holiday: a fixed month-day, or days from Easter Sunday; `ab`/`bis` are years in which it holds. */
export type Feiertag = { name: string; ab?: number; bis?: number } & ({ fest: string } | { ostern: number });

export interface Land {
  id: string;
  name: string;
  feiertage: readonly Feiertag[];
  /** Days from posting to notification, the newest row whose `ab` is not after the posting applies. */
  bekanntgabe: readonly { ab: string; tage: number; verschiebtAmWochenende: boolean }[];
  verwaltungsverfahrensgesetz: string;
}

const BUNDESWEIT: readonly Feiertag[] = [
  { name: 'Neujahr', fest: '01-01' },
  { name: 'Karfreitag', ostern: -2 },
  { name: 'Ostermontag', ostern: 1 },
  { name: 'Tag der Arbeit', fest: '05-01' },
  { name: 'Christi Himmelfahrt', ostern: 39 },
  { name: 'Pfingstmontag', ostern: 50 },
  { name: 'Tag der Deutschen Einheit', fest: '10-03' },
  { name: 'Reformationsjubiläum', fest: '10-31', ab: 2017, bis: 2017 },
  { name: 'Erster Weihnachtstag', fest: '12-25' },
  { name: 'Zweiter Weihnachtstag', fest: '12-26' },
];

const BEKANNTGABE = [
  { ab: '0001-01-01', tage: 3, verschiebtAmWochenende: false },
  { ab: '2025-01-01', tage: 4, verschiebtAmWochenende: false },
] as const;

export const LAENDER: Readonly<Record<string, Land>> = {
  SH: {
    id: 'SH',
    name: 'Schleswig-Holstein',
    feiertage: [...BUNDESWEIT, { name: 'Reformationstag', fest: '10-31', ab: 2018 }],
    bekanntgabe: BEKANNTGABE,
    verwaltungsverfahrensgesetz: 'LVwG',
  },
  BY: {
    id: 'BY',
    name: 'Bayern',
    feiertage: [
      ...BUNDESWEIT,
      { name: 'Heilige Drei Könige', fest: '01-06' },
      { name: 'Fronleichnam', ostern: 60 },
      { name: 'Allerheiligen', fest: '11-01' },
    ],
    bekanntgabe: BEKANNTGABE,
    verwaltungsverfahrensgesetz: 'BayVwVfG',
  },
};
