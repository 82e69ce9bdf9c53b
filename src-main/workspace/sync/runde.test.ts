/** The round by hand, the directory, and what every request tells the state: nothing is claimed, nothing asked in circles. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../src-shared/domain/problem.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { CloudFehler, type CloudFehlerArt } from '../cloud/fehler.ts';
import { stelleUm } from '../testing/umstellen.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { runde, type Schritte } from './runde.ts';
import { erneuerePerson, erneuereVerzeichnis } from './verzeichnis.ts';

const nie = new AbortController().signal;
let w: Werkbank;
let gelaufen: number;

beforeEach(() => {
  w = werkbank();
  gelaufen = 0;
});
afterEach(() => w.raeumeAb());

/** Steps that all succeed, but for what the test says. */
const schritte = (teile: Partial<Schritte> = {}): Schritte => ({
  verzeichnis: async () => void gelaufen++,
  schiebe: async () => ({ bestaetigt: 0, naechsteInMs: null }),
  ziehe: async () => ({ geladen: 0, entfernt: 0 }),
  lade: async () => undefined,
  ...teile,
});
async function laufe(teile: Partial<Schritte>, bisRuhig: boolean, ms = 60_000, signal = nie) {
  const lauf = runde(w.u, schritte(teile), bisRuhig, signal);
  await w.uhr.gehe(ms);
  return lauf;
}
const wirft = (art: CloudFehlerArt) => ({
  verzeichnis: async () => {
    gelaufen++;
    throw kaputt(art);
  },
});

describe('a round', () => {
  it.each<[CloudFehlerArt, boolean, number]>([
    [{ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' }, true, 4],
    [{ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' }, false, 1],
    [{ art: 'gedrosselt', status: 429, warteMs: 1_000 }, true, 4],
    [WEG, true, 1],
    [{ art: 'sitzung_abgelaufen' }, true, 1],
  ])('%j, until quiet %s: tried %d times, and the report says which fault it was', async (art, bisRuhig, mal) => {
    expect(await laufe(wirft(art), bisRuhig)).toMatchObject({ fehler: art });
    expect(gelaufen).toBe(mal);
  });

  it('[O6] waits for the cloud’s Retry-After where it may take its time, and asks nothing where it may not', async () => {
    w.u.drossel.warteAb(30_000);
    expect(await laufe({}, false)).toMatchObject({ fehler: { art: 'gedrosselt', warteMs: 30_000 } });
    expect(gelaufen).toBe(0);
    w.u.drossel.warteAb(30_000);
    const lauf = runde(w.u, schritte(), true, nie);
    await w.uhr.gehe(29_000);
    expect(gelaufen).toBe(0);
    await w.uhr.gehe(2_000);
    expect(await lauf).not.toHaveProperty('fehler');
    expect(gelaufen).toBe(1);
  });

  it('[P3] until quiet goes on as long as something is to be sent, at the pace of the outbox', async () => {
    const v = vorgang();
    w.bestand.schreiber.uebernimmSeite({ ...seite([v], 'a'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
    w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'VORGANG_ANNEHMEN', body: {} });
    const schiebe: Schritte['schiebe'] = async () => {
      if (gelaufen < 3) return { bestaetigt: 0, naechsteInMs: gelaufen === 1 ? null : 5_000 };
      const [c] = w.bestand.schreiber.naechsteSendung({ jetztMs: w.uhr.jetzt(), max: 1 }).commands;
      w.bestand.schreiber.alsWirdGesendet([c!.commandId]);
      w.bestand.schreiber.uebernimmErgebnisse([{ commandId: c!.commandId, state: 'angenommen', version: 2 }], 'x');
      return { bestaetigt: 1, naechsteInMs: null };
    };
    expect(await laufe({ schiebe }, true)).toMatchObject({ pushed: 1, pending: 0 });
    expect(gelaufen).toBe(3);
  });

  it('[P4] what stopped the sending is told, and the pull waits for the next round', async () => {
    const ziehe = async () => expect.unreachable('pulled');
    const r = await laufe({ schiebe: async () => ({ bestaetigt: 2, naechsteInMs: 9, fehler: WEG }), ziehe }, false);
    expect(r).toMatchObject({ pushed: 2, fehler: WEG });
  });

  it('a defect is no fault of the line; ended from outside it ends', async () => {
    const lade = async () => Promise.reject(new TypeError('x'));
    const lauf = runde(w.u, schritte({ lade }), true, nie).catch((f: unknown) => f);
    await w.uhr.gehe(1);
    expect(await lauf).toBeInstanceOf(TypeError);
    const ende = new AbortController();
    const abbruch = { art: 'cloud_nicht_erreichbar', grund: 'abgerissen' } as const;
    const verzeichnis = async () => {
      gelaufen++;
      ende.abort();
      throw kaputt(abbruch);
    };
    expect(await laufe({ verzeichnis }, true, 60_000, ende.signal)).toMatchObject({ fehler: abbruch });
    expect(gelaufen).toBe(2);
  });
});

describe('the directory', () => {
  it('[O12] another API version is learnt here, and what the cloud did not know is tried again', async () => {
    const v = vorgang();
    w.bestand.schreiber.uebernimmSeite({ ...seite([v], 'a'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
    const { commandId } = w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'VORGANG_ANNEHMEN', body: {} });
    await erneuerePerson(w.u);
    w.bestand.schreiber.parke({ commandId, state: 'cloud-zu-alt', problem: problem('cloud-zu-alt') });
    await erneuerePerson(w.u);
    expect(w.bestand.leser.outbox()[0]?.state).toBe('cloud-zu-alt');
    const root = await w.u.gateway.root({});
    stelleUm(w, { root: async () => ({ ...root, apiVersion: '1.1' }) });
    await erneuerePerson(w.u);
    expect(w.bestand.leser.outbox()[0]?.state).toBe('wartet');
    expect(w.bestand.leser.gemerkt('apiVersion')).toBe('1.1');
  });

  it('a list that a role may not read or a cloud does not have is no fault; any other fault is', async () => {
    const nicht = (art: CloudFehlerArt) => async (): Promise<never> => Promise.reject(kaputt(art));
    const vermisst = { art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') } as const;
    const verboten = { art: 'verweigert', status: 403, problem: problem('nicht-berechtigt') } as const;
    const oe = { id: '1', name: 'Eins', mandant: 'm', mandantName: 'M', eigenerMandant: true };
    stelleUm(w, { dienste: nicht(verboten), personen: nicht(vermisst), organisationseinheiten: async () => [oe] });
    await erneuereVerzeichnis(w.u);
    expect(w.bestand.leser.organisationseinheiten()).toEqual([oe]);
    stelleUm(w, { dienste: nicht(WEG) });
    await expect(erneuereVerzeichnis(w.u)).rejects.toMatchObject({ fehler: WEG });
    stelleUm(w, { dienste: async () => Promise.reject(new TypeError('x')) });
    await expect(erneuereVerzeichnis(w.u)).rejects.toThrow(TypeError);
  });
});

describe('what a request tells the state', () => {
  it('[S1] an answer of the session is a success, the open root and the stream are none', async () => {
    await w.u.gateway.root({});
    expect(w.u.zustand.state).toBe('cloud_nicht_erreichbar');
    await w.u.gateway.ich({});
    expect(w.u.zustand.state).toBe('online');
  });

  it('[S1] [O6] a fault is one whatever the call was; Retry-After holds for all, and a shorter one does not shorten it', async () => {
    await w.u.gateway.ich({});
    w.cloud.stoerung = { art: 'gedrosselt', status: 503, warteMs: 90_000 };
    await expect(w.u.gateway.dienste({})).rejects.toBeInstanceOf(CloudFehler);
    expect([w.u.zustand.state, w.u.drossel.restMs()]).toEqual(['cloud_nicht_erreichbar', 90_000]);
    w.u.drossel.warteAb(10);
    expect(w.u.drossel.restMs()).toBe(90_000);
    await w.uhr.gehe(90_001);
    expect(w.u.drossel.restMs()).toBe(0);
  });

  it('[S1] a defect of our own says nothing of the connection', async () => {
    await w.u.gateway.ich({});
    stelleUm(w, { ich: async () => Promise.reject(new TypeError('x')) });
    await expect(w.u.gateway.ich({})).rejects.toThrow(TypeError);
    expect(w.u.zustand.state).toBe('online');
  });
});
