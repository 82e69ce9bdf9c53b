/**
 * Drafts are kept as typed, and never over what is being typed.
 */
import { describe, expect, it } from 'vitest';
import type { Leitung } from '../bridge/leitung.svelte.ts';
import { Entwurf } from './entwurf.svelte.ts';
import { Meldungen } from './meldungen.svelte.ts';

function aufbau(da: Record<string, unknown> | null = null) {
  const gespeichert: unknown[] = [];
  const wecker: (() => void)[] = [];
  const uhr = {
    jetzt: () => 0,
    nach: (_ms: number, cb: () => void) => {
      wecker.push(cb);
      return () => wecker.splice(wecker.indexOf(cb), 1);
    },
  };
  const leitung = {
    rufe: async (name: string, e: { inhalt?: unknown }) => {
      if (name === 'entwurf') return { inhalt: da };
      gespeichert.push(e.inhalt);
      return { gespeichertAm: '2026-01-01T00:00:00.000Z' };
    },
  } as unknown as Leitung;
  const entwurf = new Entwurf({ leitung, uhr, meldungen: new Meldungen(uhr) }, 'v', 'kommentar', { text: '' });
  return {
    entwurf,
    gespeichert,
    wecke: () =>
      wecker.splice(0).forEach((w) => {
        w();
      }),
  };
}

describe('a draft is kept as typed', () => {
  it('is stored after a pause, once for many keystrokes', async () => {
    const { entwurf, gespeichert, wecke } = aufbau();
    entwurf.setze({ text: 'A' });
    entwurf.setze({ text: 'AB' });
    wecke();
    await entwurf.speichere();
    expect(gespeichert).toEqual([{ text: 'AB' }]);
  });
  it('comes back, but never over what is being typed', async () => {
    const a = aufbau({ text: 'von gestern' });
    await a.entwurf.hole();
    expect(a.entwurf.inhalt.text).toBe('von gestern');
    const b = aufbau({ text: 'von gestern' });
    b.entwurf.setze({ text: 'neu' });
    await b.entwurf.hole();
    expect(b.entwurf.inhalt.text).toBe('neu');
  });
  it('refuses a text about something else', async () => {
    const { entwurf } = aufbau({ text: 'zu einem anderen Bescheid' });
    await entwurf.hole(() => false);
    expect(entwurf.inhalt.text).toBe('');
  });
  it('is not stored again by the act that used it', async () => {
    const { entwurf, gespeichert } = aufbau();
    entwurf.setze({ text: 'fertig' });
    entwurf.verbraucht();
    await entwurf.speichere();
    expect(gespeichert).toEqual([]);
  });
});
