/** What the background does about each kind of fault: when it asks again, what it believes, and that no fault stops the rest. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../src-shared/domain/problem.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import type { CloudFehlerArt } from '../cloud/fehler.ts';
import type { CloudGateway } from '../cloud/gateway.ts';
import { stelleUm } from '../testing/umstellen.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { Abgleich } from './abgleich.ts';

let w: Werkbank;
let defekte: string[];
let offen: Abgleich[];

beforeEach(() => {
  w = werkbank();
  defekte = [];
  offen = [];
  w.u.log = { ...w.u.log, fehler: (ereignis, _f, mehr) => void defekte.push(`${ereignis} ${mehr?.name}`) };
  w.cloud.changes = (f) => (f.since === undefined ? seite([vorgang()], 'a') : seite([], 'a'));
  w.cloud.vorgaenge.set(vorgang().id, vorgang());
});
afterEach(async () => {
  for (const a of offen) await a.halte();
  expect(w.uhr.gestellt()).toEqual([]);
  w.raeumeAb();
});

function starte(): Abgleich {
  const a = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
  offen.push(a);
  a.starte();
  return a;
}
const annehmen = (): string =>
  w.bestand.schreiber.stelleEin({ vorgangId: vorgang().id, order: 'VORGANG_ANNEHMEN', body: {} }).commandId;
const abrufe = (): number => w.gerufen.filter((r) => r.startsWith('changes')).length;
/** A stream in the test's hand. */
function stromInHand() {
  const hand = { hinweis: () => {}, ende: (_f: unknown) => {}, geoeffnet: 0 };
  const strom: CloudGateway['strom'] = (hoerer, ruf) =>
    new Promise((_gut, schlecht) => {
      hand.geoeffnet += 1;
      hand.hinweis = () => hoerer.hinweis();
      hand.ende = schlecht;
      hoerer.offen();
      ruf?.signal?.addEventListener('abort', () => schlecht(kaputt({ art: 'abgebrochen' })));
    });
  stelleUm(w, { strom });
  return hand;
}

describe('when it asks again', () => {
  const faelle: [CloudFehlerArt, number, number][] = [
    [WEG, 0, 15],
    [{ art: 'kein_netz', code: 'ENOTFOUND' }, 0, 15],
    [{ art: 'sitzung_abgelaufen' }, 48, 72],
    [{ art: 'kein_zugang' }, 48, 72],
  ];
  it.each(faelle)(
    '[O6] [O10] after %j: in %d to %d s at the latest, and drains when it is over',
    async (art, von, bis) => {
      const a = starte();
      await w.uhr.gehe(2_000);
      w.uhr.wuerfle(0.99);
      w.cloud.stoerung = art;
      a.wecke();
      await w.uhr.gehe(20 * 60_000);
      const rest = a.naechsterAbrufS() ?? Number.NaN;
      expect(rest).toBeLessThanOrEqual(bis);
      await w.uhr.gehe(rest * 1_000);
      await w.uhr.gehe(1_000);
      expect(a.naechsterAbrufS()).toBeGreaterThanOrEqual(von - 1);
      const id = annehmen();
      w.cloud.stoerung = undefined;
      await w.uhr.gehe(bis * 1_000);
      expect(w.gesendet.flat().filter((c) => c.commandId === id)).toHaveLength(1);
      expect(w.u.zustand.state).toBe('online');
    },
  );

  it('[O6] a refusal by the cloud is asked again ever more rarely, five minutes apart at most', async () => {
    const a = starte();
    await w.uhr.gehe(2_000);
    w.uhr.wuerfle(0.99);
    w.cloud.stoerung = { art: 'verweigert', status: 403, problem: problem('nicht-berechtigt') };
    a.wecke();
    const pausen: number[] = [];
    for (let n = 0; n < 12; n++) {
      await w.uhr.gehe(0);
      pausen.push(a.naechsterAbrufS() ?? Number.NaN);
      await w.uhr.gehe(pausen.at(-1)! * 1_000);
    }
    expect(pausen.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(pausen.slice(-2)).toEqual([297, 297]);
    expect(w.u.zustand.state).toBe('online');
  });

  it('before its start and by choice offline it plans nothing', async () => {
    const a = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
    offen.push(a);
    expect(a.naechsterAbrufS()).toBeUndefined();
    w.u.zustand.nimm('offline_gewaehlt');
    a.starte();
    await w.uhr.gehe(1_000);
    expect([a.naechsterAbrufS(), w.gerufen]).toEqual([undefined, []]);
  });

  it('woken and ended in the same moment, it stays ended', async () => {
    const a = starte();
    await w.uhr.gehe(2_000);
    a.wecke();
    await a.halte();
    const davor = w.gerufen.length;
    await w.uhr.gehe(600_000);
    expect(w.gerufen.length).toBe(davor);
  });
});

describe('the stream', () => {
  it('[S5] its end says nothing by itself: the state stays, a real request follows, and it is opened anew', async () => {
    const hand = stromInHand();
    starte();
    await w.uhr.gehe(2_000);
    expect(w.u.zustand.state).toBe('online');
    const davor = abrufe();
    hand.ende(kaputt({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' }));
    await w.uhr.gehe(0);
    expect(w.u.zustand.state).toBe('online');
    expect(abrufe()).toBe(davor + 1);
    await w.uhr.gehe(60_000);
    expect(hand.geoeffnet).toBeGreaterThan(1);
  });

  it('[S5] where the request after it fails as well, that one is believed', async () => {
    const hand = stromInHand();
    starte();
    await w.uhr.gehe(2_000);
    w.cloud.stoerung = WEG;
    hand.ende(kaputt({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' }));
    await w.uhr.gehe(0);
    expect(w.u.zustand.state).toBe('cloud_nicht_erreichbar');
  });

  it('[F7] [Z5] many hints in a moment are one poll, and the next hint is heard again', async () => {
    const hand = stromInHand();
    starte();
    await w.uhr.gehe(2_000);
    const davor = abrufe();
    for (let n = 0; n < 50; n++) hand.hinweis();
    await w.uhr.gehe(1_000);
    expect(abrufe()).toBe(davor + 1);
    hand.hinweis();
    await w.uhr.gehe(1_000);
    expect(abrufe()).toBe(davor + 2);
  });

  it('ended while a hint waits, nothing is asked any more', async () => {
    const hand = stromInHand();
    const a = starte();
    await w.uhr.gehe(2_000);
    hand.hinweis();
    const davor = abrufe();
    await a.halte();
    await w.uhr.gehe(1_000);
    expect(abrufe()).toBe(davor);
  });
});

describe('a defect', () => {
  it.each([
    ['kopf', { changes: async () => Promise.reject(new TypeError('x')) }],
    ['laden', { abfrage: async () => Promise.reject(new TypeError('x')) }],
    ['hoeren', { strom: async () => Promise.reject(new TypeError('x')) }],
  ] as [string, Partial<CloudGateway>][])(
    '[P3] in “%s” is told and holds up neither outbox nor the rest',
    async (name, teile) => {
      w.bestand.schreiber.uebernimmSeite({ ...seite([vorgang()], 'a'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
      stelleUm(w, teile);
      const a = starte();
      await w.uhr.gehe(1_000);
      expect(new Set(defekte)).toEqual(new Set([`sync-defekt ${name}`]));
      annehmen();
      a.klick();
      await w.uhr.gehe(1_000);
      expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
    },
  );
});
