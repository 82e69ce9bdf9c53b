/** The offline lease: judged by the highest clock ever seen; past it nothing is shown, and what is unsent stays and is sent. */
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { seite, type Werkbank, werkbank } from '../testing/werkbank.ts';
import type { Arbeitsplatz } from './arbeitsplatz.ts';
import type { MotorDienste } from './dienste.ts';
import { Motor } from './motor.ts';
import { lease } from './status.ts';

const STUNDE_MS = 3_600_000;
let w: Werkbank;
beforeEach(() => {
  w = werkbank();
});
afterEach(() => w.raeumeAb());

const dienste = (jetzt = () => w.uhr.jetzt()): MotorDienste =>
  ({
    ...{ uhr: { ...w.uhr, jetzt }, log: w.u.log, leaseStunden: 120, profil: tmpdir(), cloud: 'http://127.0.0.1:1' },
    ...{ issuer: 'http://127.0.0.1:1/oidc', schutz: { art: 'keiner' } },
  }) as unknown as MotorDienste;
const platz = () => ({ bestand: w.bestand, zustand: w.u.zustand }) as unknown as Arbeitsplatz;
/** An engine with this workspace open, as a window asks it. */
const motor = (d = dienste()): Motor =>
  Object.assign(new Motor(d, { offline: false, dauerhaft: false }), { offen: platz() });
const sync = () =>
  w.bestand.schreiber.uebernimmSeite({
    ...seite([vorgang()], 'c'),
    sicht: 'kopf',
    am: new Date(w.uhr.jetzt()).toISOString(),
  });

describe('the lease', () => {
  it('[L7] past it the cache locks, unsent work stays and may be sent, and the next word of the cloud opens it', async () => {
    expect(lease(dienste(), platz())).toEqual({ abgelaufen: false });
    sync();
    w.bestand.schreiber.stelleEin({ vorgangId: vorgang().id, order: 'VORGANG_ANNEHMEN', body: {} });
    await w.uhr.gehe(120 * STUNDE_MS);
    expect(motor().platz().bestand).toBe(w.bestand);
    await w.uhr.gehe(1);
    expect(() => motor().platz()).toThrow('lease-abgelaufen');
    expect(motor().platz(true).bestand.leser.outboxZahlen().pending).toBe(1);
    expect(w.bestand.schreiber.naechsteSendung({ jetztMs: w.uhr.jetzt(), max: 5 }).commands).toHaveLength(1);
    sync();
    expect(motor().platz().bestand).toBe(w.bestand);
  });

  it('[L7] a clock that is set back does not lengthen it', async () => {
    sync();
    await w.uhr.gehe(121 * STUNDE_MS);
    w.bestand.schreiber.merkeUhr();
    const zurueck = dienste(() => w.uhr.jetzt() - 100 * STUNDE_MS);
    expect(() => motor(zurueck).platz()).toThrow('lease-abgelaufen');
  });

  it('[L7] lasts as long as the cloud’s policy says, else as long as IT’s', () => {
    const ich = w.bestand.leser.ich()!;
    sync();
    const stunden = () => (Date.parse(lease(dienste(), platz()).bis ?? '') - w.uhr.jetzt()) / STUNDE_MS;
    w.bestand.schreiber.merkeIch({ ...ich, richtlinie: { ...ich.richtlinie, leaseHours: 8 } });
    expect(stunden()).toBe(8);
  });
});
