// The supervision of the workspace, with time and processes in hand: when it starts again, when it gives up, and that it
// never runs two at once.

import { describe, expect, it } from 'vitest';
import type { Arbeitsprozess, Prozessende } from '../shell/shell.ts';
import { beaufsichtige, type Grenzen } from './aufsicht.ts';
import type { Arbeitskonfiguration } from './steuerkanal.ts';

const GRENZEN: Grenzen = {
  erstePause: 100,
  laengstePause: 1000,
  enden: 4,
  zeitraum: 10_000,
  startfrist: 5_000,
  endfrist: 500,
};
const KONFIGURATION: Arbeitskonfiguration = {
  profil: '/p',
  cloud: 'http://127.0.0.1:1',
  schluessel: 'keine',
  leaseStunden: 120,
};

class Prozess implements Arbeitsprozess {
  readonly pid = 1;
  readonly gesendet: unknown[] = [];
  getoetet = false;
  private hoerer: ((n: unknown) => void)[] = [];
  private endehoerer: ((e: Prozessende) => void)[] = [];
  sende(n: unknown): void {
    this.gesendet.push(n);
  }
  empfange(cb: (n: unknown) => void): void {
    this.hoerer.push(cb);
  }
  beendet(cb: (e: Prozessende) => void): void {
    this.endehoerer.push(cb);
  }
  verbinde(): void {}
  toete(): void {
    this.getoetet = true;
    this.stirb(null);
  }
  sagt(n: unknown): void {
    for (const cb of this.hoerer) cb(n);
  }
  stirb(code: number | null): void {
    for (const cb of this.endehoerer.splice(0)) cb({ code, signal: code === null ? 'SIGKILL' : null });
  }
}

function aufbau() {
  let zeit = 0;
  let wecker: { um: number; cb: () => void }[] = [];
  const prozesse: Prozess[] = [];
  const aufsicht = beaufsichtige(
    {
      jetzt: () => zeit,
      nach: (ms, cb) => {
        const eintrag = { um: zeit + ms, cb };
        wecker.push(eintrag);
        return () => {
          wecker = wecker.filter((w) => w !== eintrag);
        };
      },
      starteArbeitsprozess: () => {
        const prozess = new Prozess();
        prozesse.push(prozess);
        return prozess;
      },
    },
    KONFIGURATION,
    GRENZEN,
  );
  const warte = (ms: number): void => {
    zeit += ms;
    const faellig = wecker.filter((w) => w.um <= zeit);
    wecker = wecker.filter((w) => w.um > zeit);
    for (const w of faellig) w.cb();
  };
  const letzter = (): Prozess => prozesse.at(-1) as Prozess;
  return { aufsicht, prozesse, letzter, warte };
}

describe('Aufsicht über den Arbeitsbereich', () => {
  it('starts the workspace with its configuration and runs when it is ready', () => {
    const { aufsicht, letzter } = aufbau();
    expect(letzter().gesendet).toEqual([{ art: 'start', konfiguration: KONFIGURATION }]);
    expect(aufsicht.lage().art).toBe('startet');
    letzter().sagt({ art: 'bereit' });
    expect(aufsicht.lage().art).toBe('laeuft');
  });

  it('starts it again after an end, with growing pauses', () => {
    const { prozesse, letzter, warte } = aufbau();
    letzter().sagt({ art: 'bereit' });
    letzter().stirb(1);
    warte(99);
    expect(prozesse).toHaveLength(1);
    warte(1);
    expect(prozesse).toHaveLength(2);
    letzter().stirb(1);
    warte(199);
    expect(prozesse).toHaveLength(2);
    warte(1);
    expect(prozesse).toHaveLength(3);
  });

  it('gives up when it keeps dying, says what is safe, and tries once more when asked later', () => {
    const { aufsicht, prozesse, letzter, warte } = aufbau();
    for (let i = 0; i < 4; i++) {
      letzter().stirb(7);
      warte(1000);
    }
    expect(prozesse).toHaveLength(4);
    const lage = aufsicht.lage();
    expect(lage).toMatchObject({ art: 'gescheitert', problem: { type: 'urn:kontor:problem:arbeitsbereich-fehlt' } });
    expect(lage.art === 'gescheitert' && lage.problem.detail).toContain('gespeicherte Arbeit');
    aufsicht.nochmal();
    expect(prozesse).toHaveLength(5);
    letzter().sagt({ art: 'bereit' });
    expect(aufsicht.lage().art).toBe('laeuft');
  });

  it('forgets old ends: one crash an hour is never too many', () => {
    const { prozesse, letzter, warte } = aufbau();
    for (let i = 0; i < 20; i++) {
      letzter().stirb(1);
      warte(100);
      letzter().sagt({ art: 'bereit' });
      warte(3_600_000);
    }
    expect(prozesse).toHaveLength(21);
  });

  it('does not restart a workspace that says why it cannot start', () => {
    const { aufsicht, prozesse, letzter, warte } = aufbau();
    letzter().sagt({ art: 'fehler', problem: { type: 'urn:kontor:problem:profil-belegt', title: 'Belegt.' } });
    expect(letzter().gesendet.at(-1)).toEqual({ art: 'beenden' });
    aufsicht.nochmal();
    letzter().stirb(0);
    warte(500);
    aufsicht.nochmal();
    expect(prozesse).toHaveLength(1);
    expect(aufsicht.lage()).toMatchObject({ art: 'gescheitert', problem: { title: 'Belegt.' } });
    warte(500);
    aufsicht.nochmal();
    expect(prozesse).toHaveLength(2);
  });

  it('ends a workspace that does not get ready', () => {
    const { aufsicht, letzter, warte } = aufbau();
    warte(5_000);
    expect(letzter().getoetet).toBe(true);
    expect(aufsicht.lage().art).toBe('pause');
  });

  it('stops in order, and the hard way when the workspace does not follow', async () => {
    const { aufsicht, prozesse, letzter, warte } = aufbau();
    letzter().sagt({ art: 'bereit' });
    const ende = aufsicht.beende();
    expect(letzter().gesendet.at(-1)).toEqual({ art: 'beenden' });
    warte(500);
    await ende;
    expect(letzter().getoetet).toBe(true);
    warte(10_000);
    expect(prozesse).toHaveLength(1);
  });

  it('stops within a pause without starting again', async () => {
    const { aufsicht, prozesse, letzter, warte } = aufbau();
    letzter().stirb(1);
    await aufsicht.beende();
    warte(10_000);
    expect(prozesse).toHaveLength(1);
  });
});
