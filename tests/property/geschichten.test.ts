/**
 * Stories that are played again for ever: the classic ones written by hand, and every one that showed a broken promise. Each
 * says what must have happened in it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buehne } from './lauf.ts';
import type { GespeicherteGeschichte } from './schritte.ts';

const ORDNER = join(import.meta.dirname, 'geschichten');
const b = buehne();
afterAll(() => b.raeumeAb());

const alle = readdirSync(ORDNER).filter((d) => d.endsWith('.json'));

it('there are stories', () => {
  expect(alle.length).toBeGreaterThan(8);
});
it.each(alle)('%s', async (datei) => {
  const g = JSON.parse(readFileSync(join(ORDNER, datei), 'utf8')) as GespeicherteGeschichte;
  const { brueche, chronik, klicks, angenommen, geparkt } = await b.spiele(g);
  expect(brueche, `${g.titel}\n${chronik.join('\n')}`).toEqual([]);
  expect({ klicks, angenommen, geparkt }).toEqual(g.ergebnis);
});
