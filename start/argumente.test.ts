// What `npm start --` understands, and that it refuses the rest by name.

import { describe, expect, it } from 'vitest';
import { Aufruffehler, liesArgumente } from './argumente.ts';

describe('Argumente von npm start', () => {
  it('has a default for everything', () => {
    expect(liesArgumente([], '/kontor')).toEqual({
      daten: '/kontor/.kontor',
      vorgaenge: null,
      keinFenster: false,
      shell: null,
      zeiten: false,
      hilfe: false,
    });
  });

  it('reads folder, number and window', () => {
    const a = liesArgumente(['--daten', '/tmp/x', '--vorgaenge', '40000', '--kein-fenster', '--zeiten'], '/kontor');
    expect(a).toMatchObject({ daten: '/tmp/x', vorgaenge: 40_000, keinFenster: true, zeiten: true });
    expect(liesArgumente(['--vorgaenge', '0'], '/kontor').vorgaenge).toBe(0);
  });

  it.each([
    [['--dtaen', '/x'], '--dtaen'],
    [['los'], 'los'],
    [['--daten'], '--daten'],
    [['--vorgaenge', '01'], '„01“'],
    [['--vorgaenge', '1e9'], '„1e9“'],
    [['--shell', 'tauri'], '„tauri“'],
    [['--shell', 'electron', '--kein-fenster'], '--shell browser'],
  ])('refuses %j and says what', (argv, was) => {
    expect(() => liesArgumente(argv, '/kontor')).toThrow(Aufruffehler);
    expect(() => liesArgumente(argv, '/kontor')).toThrow(was);
    expect(() => liesArgumente(argv, '/kontor')).toThrow('--kein-fenster');
  });
});
