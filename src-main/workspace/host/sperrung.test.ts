/** A locked device: all its work is handed over before the keys go, also what was on its way when the cloud said so. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../src-shared/cloud-api/commands.ts';
import { ProblemError } from '../../../src-shared/domain/problem.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { Push } from '../sync/push.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import type { MotorDienste } from './dienste.ts';
import { Sperrung } from './sperrung.ts';

const ID = (n: number): string => `01931f00-0000-7000-8000-00000000f${String(n).padStart(3, '0')}`;
let w: Werkbank;
beforeEach(() => {
  w = werkbank();
});
afterEach(() => w.raeumeAb());

it('[L9] hands over what was being sent and what is parked, tries again when the line breaks; then the keys are destroyed', async () => {
  const faelle = [1, 2, 3].map((n) => vorgang({ id: ID(n), nummer: `FL-${n}` }));
  w.bestand.schreiber.uebernimmSeite({ ...seite(faelle, 'c'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
  const klick = (n: number) =>
    w.bestand.schreiber.stelleEin({ vorgangId: ID(n), order: 'VORGANG_ANNEHMEN', body: {} }).commandId;
  const ids = [klick(1), klick(2), klick(3)];
  w.bestand.schreiber.parke({
    commandId: ids[1] as string,
    state: 'cloud-zu-alt',
    problem: { type: 'urn:kontor:problem:cloud-zu-alt', title: '' },
  });
  const uebergeben: Command[] = [];
  const vernichtet: string[] = [];
  let ausfaelle = 1;
  const platz = {
    ordner: '/profil',
    zustand: w.u.zustand,
    bestand: w.bestand,
    sitzung: { geraet: () => undefined },
    geraet: async () => ({ deviceId: 'g' }),
    gateway: {
      nachlass: async (_geraet: string, commands: readonly Command[]) => {
        if (ausfaelle-- > 0) throw kaputt(WEG);
        uebergeben.push(...commands);
        return { uebernommen: commands.length };
      },
    },
  } as unknown as Arbeitsplatz;
  const ablage = { lies: async () => undefined, schreibe: async () => undefined, vernichte: async () => undefined };
  const dienste = {
    uhr: w.uhr,
    log: w.u.log,
    ablage: { ...ablage, vernichte: async (pfad: string) => void vernichtet.push(pfad) },
  } as unknown as MotorDienste;
  let fertig = false;
  const sperrung = new Sperrung(dienste, platz, async () => {
    fertig = true;
  });
  w.cloud.commands = () => {
    throw kaputt({ art: 'geraet_gesperrt' });
  };
  await new Push(w.u).schiebe(new AbortController().signal);
  await w.uhr.gehe(60_000);
  expect(fertig).toBe(true);
  expect(uebergeben.map((c) => c.commandId)).toEqual(ids);
  expect(vernichtet.length).toBeGreaterThan(1);
  sperrung.halte();
});

describe('a device key that cannot be opened', () => {
  /** A lock told by the cloud, on a device whose key is broken; `sagt` is the device in the token. */
  async function sperre(sagt: string | undefined) {
    w.bestand.schreiber.uebernimmSeite({ ...seite([vorgang()], 'c'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
    w.bestand.schreiber.stelleEin({ vorgangId: vorgang().id, order: 'VORGANG_ANNEHMEN', body: {} });
    const uebergeben: [string, number][] = [];
    const vernichtet: string[] = [];
    const platz = {
      ordner: '/profil',
      zustand: w.u.zustand,
      bestand: w.bestand,
      sitzung: { geraet: () => sagt },
      geraet: async () => {
        throw new ProblemError('geraeteschluessel-unbrauchbar');
      },
      gateway: { nachlass: async (id: string, c: readonly Command[]) => void uebergeben.push([id, c.length]) },
    } as unknown as Arbeitsplatz;
    const ablage = { lies: async () => undefined, vernichte: async (pfad: string) => void vernichtet.push(pfad) };
    const dienste = { uhr: w.uhr, log: w.u.log, ablage } as unknown as MotorDienste;
    const sperrung = new Sperrung(dienste, platz, async () => undefined);
    w.u.zustand.fehler({ art: 'geraet_gesperrt' });
    await w.uhr.gehe(60_000);
    sperrung.halte();
    return { uebergeben, vernichtet };
  }

  it('[L9] the token says which device it is: the work is handed over and the keys go', async () => {
    const { uebergeben, vernichtet } = await sperre('g7');
    expect(uebergeben).toEqual([['g7', 1]]);
    expect(vernichtet.length).toBeGreaterThan(1);
  });

  it('[L9] where nothing says it, the keys go all the same', async () => {
    const { uebergeben, vernichtet } = await sperre(undefined);
    expect(uebergeben).toEqual([]);
    expect(vernichtet.length).toBeGreaterThan(1);
  });
});
