// Progress in a pipe and on a terminal.

import { expect, it } from 'vitest';
import { macheAnzeige, sekunden } from './anzeige.ts';

function aufbau(isTTY: boolean) {
  let zeit = 0;
  let text = '';
  const aus = {
    isTTY,
    write: (t: string) => {
      text += t;
    },
  };
  const anzeige = macheAnzeige(aus, () => zeit);
  return {
    anzeige,
    text: () => text,
    vergeht: (ms: number) => {
      zeit += ms;
    },
  };
}

it('writes one plain line per step into a pipe', async () => {
  const { anzeige, text, vergeht } = aufbau(false);
  await anzeige.schritt('Datenbank und Cloud starten', async () => vergeht(3210));
  expect(text()).toBe('  ✓ Datenbank und Cloud starten (3,2 s)\n');
  expect(anzeige.abschnitte()).toEqual([{ name: 'Datenbank und Cloud starten', von: 0, bis: 3210 }]);
});

it('marks the step that failed and passes on why', async () => {
  const { anzeige, text } = aufbau(false);
  await expect(anzeige.schritt('Bauen', () => Promise.reject(new Error('nein')))).rejects.toThrow('nein');
  expect(text()).toBe('  ✗ Bauen (0,0 s)\n');
});

it('shows on a terminal what is under way, and leaves only what is done', async () => {
  const { anzeige, text } = aufbau(true);
  const { promise, resolve } = Promise.withResolvers<void>();
  const schritt = anzeige.schritt('Bauen', () => promise);
  expect(text()).toContain('… Bauen');
  resolve();
  await schritt;
  expect(text().endsWith('\x1b[1A\x1b[0J  ✓ Bauen (0,0 s)\n')).toBe(true);
});

it('writes seconds in German', () => {
  expect(sekunden(12_345)).toBe('12,3 s');
});
