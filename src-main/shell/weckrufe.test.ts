// Sleep and network as Node can notice them, with clock and addresses in hand.

import { expect, it } from 'vitest';
import type { Weckgrund } from './shell.ts';
import { beobachte } from './weckrufe.ts';

function aufbau() {
  let zeit = 0;
  let netz = '192.0.2.1';
  let takt = (): void => undefined;
  let laeuft = true;
  const gemeldet: Weckgrund[] = [];
  const haltAn = beobachte(
    {
      uhr: () => zeit,
      netz: () => netz,
      alle: (_ms, cb) => {
        takt = cb;
        return () => {
          laeuft = false;
        };
      },
    },
    (grund) => gemeldet.push(grund),
  );
  const vergeht = (ms: number, neuesNetz = netz): void => {
    zeit += ms;
    netz = neuesNetz;
    takt();
  };
  return { vergeht, gemeldet, haltAn, laeuft: () => laeuft };
}

it('says nothing while nothing happens', () => {
  const { vergeht, gemeldet } = aufbau();
  for (let i = 0; i < 5; i++) vergeht(5_000);
  expect(gemeldet).toEqual([]);
});

it('notices another network and sleep, once each', () => {
  const { vergeht, gemeldet } = aufbau();
  vergeht(5_000, '198.51.100.7');
  vergeht(5_000);
  vergeht(3_600_000, '');
  vergeht(5_000);
  expect(gemeldet).toEqual(['netz', 'aufgewacht']);
});

it('stops watching', () => {
  const { haltAn, laeuft } = aufbau();
  haltAn();
  expect(laeuft()).toBe(false);
});
