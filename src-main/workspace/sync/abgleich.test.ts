/** The background at work: it drains by itself, asks within a bounded time, wakes on hints, and does nothing in between. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { Abgleich } from './abgleich.ts';

let w: Werkbank;
let a: Abgleich;

beforeEach(() => {
  w = werkbank();
  a = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
  w.cloud.vorgaenge.set(vorgang().id, vorgang());
  w.cloud.changes = (f) => (f.since === undefined ? seite([vorgang()], 'a') : seite([], 'a'));
});
afterEach(async () => {
  await a.halte();
  expect(w.uhr.gestellt()).toEqual([]);
  w.raeumeAb();
});

const annehmen = (): string =>
  w.bestand.schreiber.stelleEin({ vorgangId: vorgang().id, order: 'VORGANG_ANNEHMEN', body: {} }).commandId;
const abrufe = (): number => w.gerufen.filter((r) => r.startsWith('changes')).length;

describe('background sync', () => {
  it('fetches who I am, heads, details, and holds the stream', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    expect(w.u.zustand.state).toBe('online');
    expect(w.gerufen.filter((r) => !r.startsWith('strom')).slice(0, 3)).toEqual(['root', 'ich', 'changes -']);
    expect(w.gerufen).toContain('strom');
    expect(w.bestand.leser.vorgang(vorgang().id).details).toBe('aktuell');
  });

  it('[F4] after a 410 it asks at once who I am now: what is offered rests on the new rights, not on the next poll', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    w.cloud.ich = { ...w.cloud.ich, rollen: ['VERWALTUNG_LEITUNG'] };
    w.cloud.changes = (f) => {
      if (f.since === 'a') throw kaputt({ art: 'neu_beginnen', grund: 'rechte-geaendert' });
      return seite([vorgang()], 'b');
    };
    // One poll, and not the one after it.
    await w.uhr.gehe(80_000);
    expect(w.gerufen.filter((r) => r === 'changes a').length).toBeGreaterThan(0);
    expect(w.bestand.leser.ich()?.rollen).toEqual(['VERWALTUNG_LEITUNG']);
  });

  it('a click goes out at once', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    annehmen();
    a.klick();
    await w.uhr.gehe(0);
    expect(w.gesendet).toHaveLength(1);
  });

  it('[P3] [O6] while the cloud is away it asks at least every 15 s and not more often than its backoff; then all drains', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    // The longest waits that chance can give: the outbox' own backoff would be far from over when the cloud is back.
    w.uhr.wuerfle(0.99);
    w.cloud.stoerung = WEG;
    const id = annehmen();
    a.klick();
    await w.uhr.gehe(90_000);
    expect(w.u.zustand.lage()).toMatchObject({ state: 'cloud_nicht_erreichbar', ursache: expect.any(String) });
    const davor = w.gerufen.length;
    await w.uhr.gehe(300_000);
    const versuche = w.gerufen.length - davor;
    expect(versuche).toBeGreaterThan(15);
    expect(versuche).toBeLessThan(120);
    expect(a.naechsterAbrufS()).toBeLessThanOrEqual(15);
    w.cloud.stoerung = undefined;
    await w.uhr.gehe(16_000);
    expect(w.u.zustand.state).toBe('online');
    expect(w.gesendet.flat().map((c) => c.commandId)).toContain(id);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
  });

  it('[P3] [O6] what was put off for minutes is tried at once when the cloud answers again', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    w.cloud.stoerung = WEG;
    const id = annehmen();
    a.klick();
    await w.uhr.gehe(20_000);
    expect(w.u.zustand.state).toBe('cloud_nicht_erreichbar');
    w.bestand.schreiber.wiederWartend([id], w.uhr.jetzt() + 300_000);
    w.cloud.stoerung = undefined;
    // The next poll is the first that notices; the command's own time would be far off then.
    await w.uhr.gehe(80_000);
    expect(w.u.zustand.state).toBe('online');
    expect(w.gesendet.flat().map((c) => c.commandId)).toContain(id);
  });

  it('[O7] while the cloud is known to be away nothing leaves the device: a click can be taken back, the others go out', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    w.cloud.stoerung = WEG;
    a.wecke();
    await w.uhr.gehe(5_000);
    expect(w.u.zustand.state).toBe('cloud_nicht_erreichbar');
    const annahme = annehmen();
    a.klick();
    await w.uhr.gehe(60_000);
    expect(w.bestand.leser.outbox()).toMatchObject([{ state: 'wartet', ruecknehmbar: true }]);
    w.bestand.schreiber.nimmZurueck(annahme);
    const zweite = annehmen();
    a.klick();
    w.cloud.stoerung = undefined;
    await w.uhr.gehe(16_000);
    expect(w.gesendet.flat().map((c) => c.commandId)).toEqual([zweite]);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
  });

  it('[P4] heals a missed hint by a poll within the time it shows, and asks nothing in between', async () => {
    a.starte();
    await w.uhr.gehe(5_000);
    const davor = abrufe();
    const bis = a.naechsterAbrufS() ?? Number.NaN;
    expect(bis).toBeGreaterThan(30);
    expect(bis).toBeLessThanOrEqual(72);
    await w.uhr.gehe((bis - 2) * 1_000);
    expect(abrufe()).toBe(davor);
    await w.uhr.gehe(4_000);
    expect(abrufe()).toBe(davor + 1);
  });

  it('offline by choice touches nothing until it is taken back', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    w.u.zustand.nimm('offline_gewaehlt');
    annehmen();
    a.klick();
    await w.uhr.gehe(120_000);
    const davor = w.gerufen.length;
    await w.uhr.gehe(600_000);
    expect(w.gerufen.length).toBe(davor);
    w.u.zustand.nimm('online_gewaehlt');
    a.wecke();
    await w.uhr.gehe(1_000);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
  });

  it('[O6] obeys Retry-After in everything', async () => {
    a.starte();
    await w.uhr.gehe(2_000);
    w.cloud.stoerung = { art: 'gedrosselt', status: 429, warteMs: 600_000 };
    annehmen();
    a.klick();
    await w.uhr.gehe(5_000);
    const davor = w.gerufen.length;
    await w.uhr.gehe(500_000);
    expect(w.gerufen.length).toBe(davor);
    await expect(a.jetzt(false)).resolves.toMatchObject({ pending: 1, fehler: { art: 'gedrosselt' } });
    expect(w.gerufen.length).toBe(davor);
    w.cloud.stoerung = undefined;
    await w.uhr.gehe(120_000);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
  });
});

describe('by hand', () => {
  it('[O8] until quiet: sends, waits out the ten seconds, reports what it did', async () => {
    const erst = a.jetzt(false);
    await w.uhr.gehe(100);
    expect(await erst).toMatchObject({ state: 'online', pulled: 1, pushed: 0, cursorAlter: 0 });
    w.bestand.schreiber.stelleEin({
      vorgangId: vorgang().id,
      order: 'NACHRICHT_SENDEN',
      body: { nachrichtId: w.uhr.id(), betreff: 'Unterlagen', text: 'Bitte nachreichen', antwortErlaubt: false },
    });
    const ruhig = a.jetzt(true);
    await w.uhr.gehe(11_000);
    expect(await ruhig).toMatchObject({ state: 'online', pushed: 1, pending: 0 });
  });

  it('a cloud that is away ends it at once and is said', async () => {
    w.cloud.stoerung = WEG;
    const bericht = a.jetzt(true);
    await w.uhr.gehe(0);
    expect(await bericht).toMatchObject({ state: 'cloud_nicht_erreichbar', cursorAlter: null });
  });

  it('a line that breaks once does not end it', async () => {
    let einmal = true;
    w.cloud.changes = () => {
      if (einmal) {
        einmal = false;
        w.cloud.stoerung = { art: 'cloud_nicht_erreichbar', grund: 'abgerissen' };
        w.uhr.nach(100, () => {
          w.cloud.stoerung = undefined;
        });
      }
      return seite([], 'a');
    };
    const bericht = a.jetzt(true);
    await w.uhr.gehe(10_000);
    expect(await bericht).toMatchObject({ state: 'online' });
  });
});
