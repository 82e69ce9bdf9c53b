/** The standing line when it breaks with a question open: asked again on the next line, without a busy loop before it. */
import { expect, it, vi } from 'vitest';
import { ProblemError } from '../../src-shared/domain/problem.ts';
import type { Klient } from '../../src-shared/workspace-api/klient.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import { Leitung } from './leitung.svelte.ts';

let rufe = 0;
vi.mock('../../src-shared/workspace-api/klient.ts', async (echt) => {
  const { verbinde } = await echt<typeof import('../../src-shared/workspace-api/klient.ts')>();
  return {
    verbinde: (verbindung: Verbindung): Klient => {
      const klient = verbinde(verbindung);
      return {
        ...klient,
        rufe: (name, eingabe) => {
          rufe += 1;
          // A loop of microtasks would never let a timer end this test; this ends the loop instead.
          if (rufe > 20) return Promise.reject(new ProblemError('interner-fehler'));
          return klient.rufe(name, eingabe);
        },
      };
    },
  };
});

/** A line whose end is told as the browser tells it: listener by listener, microtasks between them. */
function leitungZumReissen(antwortet: boolean) {
  const enden: (() => void)[] = [];
  let empfange: (n: unknown) => void = () => {};
  const verbindung: Verbindung = {
    sende: (n) => {
      if (antwortet)
        queueMicrotask(() => empfange({ art: 'antwort', id: (n as { id: number }).id, ok: true, wert: null }));
    },
    empfange: (cb) => {
      empfange = cb;
    },
    beendet: (cb) => {
      enden.push(cb);
    },
    schliesse: () => {},
  };
  const reisse = async () => {
    for (const ende of enden) {
      ende();
      for (let i = 0; i < 100; i++) await Promise.resolve();
    }
  };
  return { verbindung, reisse };
}

it('a question open at the break is asked once more on the next line', async () => {
  const erste = leitungZumReissen(false);
  const zweite = leitungZumReissen(true);
  const verbindungen = [erste.verbindung, zweite.verbindung];
  const wartende: (() => void)[] = [];
  const leitung = new Leitung(async () => verbindungen.shift() as Verbindung, {
    jetzt: () => 0,
    nach: (_ms: number, cb: () => void) => {
      wartende.push(cb);
      return () => {};
    },
  });
  await leitung.beginne();
  const antwort = leitung.rufe('sitzung', {});
  await Promise.resolve();
  await erste.reisse();
  expect(leitung.zustand).toBe('unterbrochen');
  expect(rufe).toBe(1);
  expect(wartende).toHaveLength(1);
  wartende[0]?.();
  await expect(antwort).resolves.toBeNull();
  expect(rufe).toBe(2);
});
