/** How the clock is judged by the cloud's replies: what counts, what does not, and in which words it is said. */
import { describe, expect, it } from 'vitest';
import { stelluhr } from '../testing/stelluhr.ts';
import type { Antwortkopf } from './klassifizieren.ts';
import { uhrInWorten, Zeitversatz } from './zeitversatz.ts';

const TAG = 86_400_000;
const START = Date.parse('2026-11-02T08:00:00.000Z');
const antwort = (ms: number, mehr: Record<string, string> = { 'x-request-id': 'r' }): Antwortkopf => {
  const kopf: Record<string, string> = { date: new Date(ms).toUTCString(), ...mehr };
  return { status: 200, kopf: (name) => kopf[name] };
};

describe('[S4] the clock', () => {
  it('is called wrong when two replies in a row say so, and right again likewise', () => {
    const uhr = stelluhr(START + TAG);
    const zeit = new Zeitversatz(uhr);
    zeit.beobachte(antwort(START));
    zeit.beobachte(antwort(START));
    expect(zeit.ms).toBe(0);
    zeit.beobachte(antwort(START + 1_000));
    expect(zeit.ms).toBe(TAG - 1_000);
    zeit.beobachte(antwort(START + TAG));
    expect(zeit.ms).toBe(TAG - 1_000);
    zeit.beobachte(antwort(START + TAG + 1_000));
    expect(zeit.ms).toBe(0);
  });

  it("is not judged by what is not marked as the cloud's, by an old reply, or by little", () => {
    const zeit = new Zeitversatz(stelluhr(START));
    for (let i = 0; i < 3; i++) zeit.beobachte(antwort(i * 1_000, {}));
    for (let i = 0; i < 3; i++) zeit.beobachte(antwort(START - TAG + i * 1_000, { 'x-request-id': 'r', age: '86400' }));
    for (let i = 0; i < 3; i++) zeit.beobachte(antwort(START - TAG));
    for (let i = 0; i < 3; i++) zeit.beobachte(antwort(START - 4 * 60_000 + i * 1_000));
    zeit.beobachte(antwort(START));
    zeit.beobachte(antwort(START - TAG));
    zeit.beobachte(antwort(START));
    expect(zeit.ms).toBe(0);
  });

  it.each([
    [TAG, '1 Tag vor'],
    [-3 * 3_600_000, '3 Stunden nach'],
    [12 * 60_000, '12 Minuten vor'],
    [-2 * TAG + 10_000, '2 Tage nach'],
  ])('%i ms: %s', (ms, worte) => {
    expect(uhrInWorten(ms)).toBe(`Die Uhr dieses Geräts geht ${worte}.`);
  });
});
