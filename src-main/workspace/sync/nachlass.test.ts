/** The work of a locked device, fetched, decided and told, with the background at work and a line that breaks. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import type { NachlassEintrag } from '../../../src-shared/cloud-api/geraete.ts';
import { problem } from '../../../src-shared/domain/problem.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { stelleUm } from '../testing/umstellen.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { Abgleich } from './abgleich.ts';

let w: Werkbank;
let a: Abgleich;
const neuerAbgleich = (): Abgleich =>
  new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });

beforeEach(() => {
  w = werkbank();
  a = neuerAbgleich();
  w.cloud.vorgaenge.set(vorgang().id, vorgang());
  w.cloud.changes = (f) => (f.since === undefined ? seite([vorgang()], 'a') : seite([], 'a'));
});
afterEach(async () => {
  await a.halte();
  w.raeumeAb();
});

const AM = '2026-11-01T08:00:00.000Z';
const ID = (n: number): string => `01931f00-0000-7000-8000-0000000e${String(n).padStart(4, '0')}`;
const eintrag = (n: number, mehr: Partial<Command> = {}): NachlassEintrag => ({
  id: ID(900),
  deviceId: 'verloren',
  uebergebenAm: AM,
  command: {
    commandId: ID(n),
    vorgangId: vorgang().id,
    order: 'KOMMENTAR_ANLEGEN',
    body: { kommentarId: ID(100 + n), text: `Notiz ${n}` },
    createdAt: AM,
    ...mehr,
  },
  anhaenge: [],
});
const geparkt = () => w.bestand.leser.konflikte().map((k) => k.eintrag.commandId);
const gemeldet = () => w.gerufen.filter((r) => r.startsWith('erledigt'));
const vonHand = async () => {
  const runde = a.jetzt(false);
  await w.uhr.gehe(1_000);
  return runde;
};
const verwirf = (n: number): void => {
  w.bestand.schreiber.loese(ID(n), 'verwerfen');
  a.klick();
};

describe('a locked device’s work', () => {
  it('[L22] is parked once the heads are here, nothing of it is sent, and each decision is told', async () => {
    w.cloud.nachlass = [eintrag(1), eintrag(2)];
    a.starte();
    await w.uhr.gehe(2_000);
    expect(geparkt()).toEqual([ID(1), ID(2)]);
    expect(w.gesendet).toEqual([]);
    verwirf(1);
    await w.uhr.gehe(0);
    expect(w.cloud.nachlass.map((e) => e.command.commandId)).toEqual([ID(2)]);
    const { neu } = w.bestand.schreiber.loese(ID(2), 'erneut');
    a.klick();
    await w.uhr.gehe(0);
    expect(w.gesendet.flat()).toMatchObject([{ commandId: neu, ersetzt: ID(2) }]);
    expect([w.cloud.nachlass, geparkt(), gemeldet()]).toEqual([[], [], ['erledigt 1', 'erledigt 1']]);
    await w.uhr.gehe(3_600_000);
    expect([w.gesendet.length, gemeldet().length]).toEqual([1, 2]);
  });

  it('[L22] by hand it is there after the first round of a new device', async () => {
    w.cloud.nachlass = [eintrag(1)];
    await vonHand();
    expect(geparkt()).toEqual([ID(1)]);
    w.bestand.schreiber.loese(ID(1), 'verwerfen');
    await vonHand();
    expect([w.cloud.nachlass, geparkt()]).toEqual([[], []]);
  });

  it('[L22] [O6] while the cloud is away the decision waits, and is told by itself; after a crash too', async () => {
    w.cloud.nachlass = [eintrag(1), eintrag(2)];
    a.starte();
    await w.uhr.gehe(2_000);
    w.cloud.stoerung = WEG;
    verwirf(1);
    await w.uhr.gehe(30_000);
    expect(w.cloud.nachlass).toHaveLength(2);
    w.cloud.stoerung = undefined;
    await w.uhr.gehe(20_000);
    expect(w.cloud.nachlass.map((e) => e.command.commandId)).toEqual([ID(2)]);

    await a.halte();
    w.bestand.schreiber.loese(ID(2), 'verwerfen');
    w.starteNeu();
    a = neuerAbgleich();
    a.starte();
    await w.uhr.gehe(2_000);
    expect([w.cloud.nachlass, geparkt()]).toEqual([[], []]);
  });

  it('[L22] [O6] a word that is lost on the way is said again, not in a loop', async () => {
    w.cloud.nachlass = [eintrag(1)];
    a.starte();
    await w.uhr.gehe(2_000);
    let versuche = 0;
    stelleUm(w, {
      nachlassErledigt: async () => {
        versuche += 1;
        if (versuche < 3) throw kaputt(WEG);
      },
    });
    verwirf(1);
    await w.uhr.gehe(300);
    expect(versuche).toBeLessThanOrEqual(2);
    await w.uhr.gehe(60_000);
    expect([versuche, w.bestand.leser.nachlassZuMelden()]).toEqual([3, []]);
  });

  it('[L22] chosen offline nothing is told', async () => {
    w.cloud.nachlass = [eintrag(1)];
    a.starte();
    await w.uhr.gehe(2_000);
    w.u.zustand.nimm('offline_gewaehlt');
    verwirf(1);
    await w.uhr.gehe(60_000);
    expect(gemeldet()).toEqual([]);
    w.u.zustand.nimm('online_gewaehlt');
    a.wecke();
    await w.uhr.gehe(2_000);
    expect(gemeldet()).toEqual(['erledigt 1']);
  });

  it('[L23] what belongs to Vorgänge that are not here waits with the cloud until they are', async () => {
    const fremd = { ...vorgang(), id: ID(500), nummer: 'FL-2026-9' };
    w.cloud.nachlass = [1, 2, 3].map((n) => eintrag(n, { vorgangId: fremd.id }));
    a.starte();
    await w.uhr.gehe(2_000);
    expect([geparkt(), w.bestand.leser.gemerkt('nachlass')]).toEqual([[], { hier: [], ohneVorgang: 3, unlesbar: 0 }]);
    w.cloud.changes = () => seite([fremd], 'b');
    await vonHand();
    expect(geparkt()).toEqual([ID(1), ID(2), ID(3)]);
  });

  it('[L22] [O12] a cloud that refuses the list is no fault', async () => {
    stelleUm(w, {
      nachlassOffen: async () => {
        throw kaputt({ art: 'verweigert', status: 403, problem: problem('nicht-berechtigt') });
      },
    });
    expect(await vonHand()).toMatchObject({ state: 'online' });
    expect(w.bestand.leser.gemerkt('nachlass')).toBeUndefined();
  });
});
