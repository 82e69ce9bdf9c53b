/** What cannot be read of a reply stops nothing else in it; what a header says is never taken for more than it is. */
import { describe, expect, it } from 'vitest';
import { kopfVon } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { type Antwortkopf, warteMs } from './klassifizieren.ts';
import { liesAbfrage, liesErgebnisse, liesSeite } from './lesen.ts';
import { EreignisLeser } from './strom.ts';

const antwort = (wert: unknown) => ({
  status: 200,
  kopf: (name: string) => (name === 'content-type' ? 'application/json' : undefined),
  text: JSON.stringify(wert),
});
const gut = { ...vorgang(), id: 'gut' };
const krumm = { ...vorgang(), id: 'krumm', wiedervorlagen: 'keine' };

describe('one row that cannot be read', () => {
  it('[P3] does not stop the page of the feed; its id is told', () => {
    const changes = [
      { art: 'vorgang', vorgang: kopfVon(gut) },
      { art: 'vorgang', vorgang: krumm },
      { art: 'entzogen', id: 'ohne-version' },
      { art: 'neue-art' },
    ];
    const seite = liesSeite(antwort({ changes, cursor: 'c', hasMore: false, phase: 'folge', serverTime: '' }));
    expect(seite).toMatchObject({ cursor: 'c', unlesbar: 3, unlesbareIds: ['krumm', 'ohne-version'] });
    expect(seite.changes).toHaveLength(1);
  });

  it('[P3] does not stop the details of the others', () => {
    expect(
      liesAbfrage(antwort({ vorgaenge: [krumm, gut], serverTime: '' }), ['krumm', 'gut']).map((v) => v.id),
    ).toEqual(['gut']);
  });

  it('[O9] the word on a command counts, whatever the Vorgang beside it looks like', () => {
    const results = [{ commandId: 'c1', state: 'angenommen', version: 3, vorgang: krumm, problem: 7 }];
    const gelesen = liesErgebnisse(antwort({ results, serverTime: '' }), [{ commandId: 'c1' }]);
    expect(gelesen.results).toEqual([{ commandId: 'c1', state: 'angenommen', version: 3 }]);
  });
});

describe('Retry-After', () => {
  const kopf = (wert: string): Antwortkopf => ({ status: 503, kopf: (n) => (n === 'retry-after' ? wert : undefined) });
  const jetzt = Date.parse('2026-11-02T08:00:00.000Z');
  it.each([
    ['7', 7_000],
    ['0', 1_000],
    ['9'.repeat(400), 3_600_000],
    ['Mon, 02 Nov 2026 08:00:30 GMT', 30_000],
    ['Mon, 02 Nov 2020 08:00:00 GMT', 1_000],
    ['-5', undefined],
    ['1.5', undefined],
    ['bald', undefined],
  ])('[O6] %s is never a reason to ask without a pause', (wert, ms) => {
    expect(warteMs(kopf(wert), jetzt)).toBe(ms);
  });
});

describe('events', () => {
  const lies = (...stuecke: string[]): string[] => {
    const gehoert: string[] = [];
    const leser = new EreignisLeser((name) => gehoert.push(name));
    for (const s of stuecke) leser.nimm(s);
    return gehoert;
  };
  it('a line end cut between CR and LF is one end', () => {
    expect(lies('event: changed\r', '\ndata: 1\r', '\n\r', '\n')).toEqual(['changed']);
  });
  it('a line without an end costs neither memory nor time', () => {
    const stueck = 'x'.repeat(1_000);
    const beginn = performance.now();
    expect(lies(...Array.from({ length: 20_000 }, () => stueck), '\nevent: changed\n\n')).toEqual(['changed']);
    expect(performance.now() - beginn).toBeLessThan(2_000);
  });
});
