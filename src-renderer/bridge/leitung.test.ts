/**
 * The standing line: what is repeated after a break, and what never is.
 */
import { describe, expect, it } from 'vitest';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';
import { Leitung } from './leitung.svelte.ts';

/** A line of which the test holds the other end. */
function leitung() {
  const gesendet: { id: number; name: string }[] = [];
  let beiNachricht: (n: unknown) => void = () => {};
  const beiEnde: (() => void)[] = [];
  const verbindung: Verbindung = {
    sende: (n) => gesendet.push(n as { id: number; name: string }),
    empfange: (cb) => {
      beiNachricht = cb;
    },
    beendet: (cb) => beiEnde.push(cb),
    schliesse: () => {},
  };
  return {
    verbindung,
    gesendet,
    antworte: (n: unknown) => beiNachricht(n),
    reisse: () => {
      for (const cb of beiEnde) cb();
    },
  };
}

function aufbau() {
  const enden: ReturnType<typeof leitung>[] = [];
  const wecker: (() => void)[] = [];
  const l = new Leitung(
    async () => {
      const ende = leitung();
      enden.push(ende);
      return ende.verbindung;
    },
    {
      jetzt: () => 0,
      nach: (_ms, cb) => {
        wecker.push(cb);
        return () => {};
      },
    },
  );
  const wecke = async () => {
    wecker.shift()?.();
    await ruhe();
  };
  return { l, enden, wecke };
}
/** Lets every promise that is ready go on. */
const ruhe = () => new Promise((weiter) => setTimeout(weiter, 0));
const gut = (id: number, wert: unknown) => ({ art: 'antwort', id, ok: true, wert });

describe('the standing line', () => {
  it('asks a query again on the new line, since it changes nothing', async () => {
    const { l, enden, wecke } = aufbau();
    await l.beginne();
    const antwort = l.rufe('demoPersonen', {});
    await ruhe();
    enden[0]?.reisse();
    expect(l.zustand).toBe('unterbrochen');
    await wecke();
    expect(l.zustand).toBe('steht');
    await ruhe();
    enden[1]?.antworte(gut(enden[1].gesendet[0]?.id ?? 0, { personen: [] }));
    expect(await antwort).toEqual({ personen: [] });
  });

  it('[O4] [O20] gives an order again only under the id it carried', async () => {
    const { l, enden, wecke } = aufbau();
    await l.beginne();
    const ohne = l.rufe('zuruecknehmen', { commandId: 'x' }).catch((f) => f.problem.type);
    const befehl = { order: 'VORGANG_ANNEHMEN', vorgangId: 'v', body: {} };
    const blind = l.rufe('befehl', befehl).catch((f) => f.problem.type);
    const mit = l.rufe('befehl', { ...befehl, commandId: '0190a3c2-0000-7000-8000-000000000001' });
    await ruhe();
    enden[0]?.reisse();
    await wecke();
    await ruhe();
    expect(await blind).toBe('urn:kontor:problem:arbeitsbereich-fehlt');
    expect(await ohne, 'a commandId that names another command is not its own').toBe(await blind);
    expect(enden[1]?.gesendet.map((g) => g.name)).toEqual(['befehl']);
    for (const g of enden[1]?.gesendet ?? []) enden[1]?.antworte(gut(g.id, { commandId: 'c', state: 'wartet' }));
    expect((await mit).commandId).toBe('c');
  });

  it('listens on every later line and tells its users to ask anew', async () => {
    const { l, enden, wecke } = aufbau();
    let verbunden = 0;
    const gehoert: unknown[] = [];
    l.beiVerbindung(() => {
      verbunden += 1;
    });
    l.bei('sitzung', (s) => gehoert.push(s));
    await l.beginne();
    enden[0]?.reisse();
    await wecke();
    enden[1]?.antworte({ art: 'ereignis', name: 'sitzung', daten: null });
    expect(verbunden).toBe(2);
    expect(gehoert).toEqual([null]);
  });
});
