/** What windows are told and when: a click before it is answered, everything else gathered. */
import { describe, expect, it } from 'vitest';
import type { StatusAnsicht } from '../../../src-shared/workspace-api/ansichten.ts';
import { stelluhr } from '../testing/stelluhr.ts';
import { Melder } from './melder.ts';

const eins = { geaendert: ['v1'], entfernt: [], behalten: [] };

function aufbau() {
  const uhr = stelluhr();
  const jetzt = { pending: 0 };
  const melder = new Melder(uhr, () => ({ ...jetzt }) as StatusAnsicht);
  const gehoert: [string, unknown][] = [];
  melder.bei((name, daten) => gehoert.push([name, daten]));
  const setze = (pending: number): void => void Object.assign(jetzt, { pending });
  return { uhr, melder, gehoert, setze };
}

describe('windows are told', () => {
  it('[P4] of a click at once: nobody reads "alles übertragen" beside a confirmed click', async () => {
    const { uhr, melder, gehoert, setze } = aufbau();
    setze(1);
    melder.geaendert(eins, 'klick');
    expect(gehoert).toEqual([['status', { pending: 1 }]]);
    await uhr.gehe(1_000);
    expect(gehoert.filter(([name]) => name === 'status')).toHaveLength(1);
  });

  it('of everything else once each tenth of a second, and only when it is another', async () => {
    const { uhr, melder, gehoert, setze } = aufbau();
    for (let i = 1; i <= 5; i++) {
      setze(i);
      melder.geaendert(eins, 'antwort');
    }
    expect(gehoert).toEqual([]);
    await uhr.gehe(200);
    melder.statusVielleicht();
    await uhr.gehe(200);
    expect(gehoert.filter(([name]) => name === 'status')).toEqual([['status', { pending: 5 }]]);
  });
});
