// What every shell owes the application, as one suite that each implementation must pass. It speaks only through the port
// and through a window's line, never of what a shell is made of.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anwendung, starteAnwendung } from '../../src-main/app/anwendung.ts';
import { liesPolicy } from '../../src-main/app/policy.ts';
import type { Endegrund, Shell, Weckgrund } from '../../src-main/shell/shell.ts';
import type { Verbindung } from '../../src-shared/workspace-api/verbindung.ts';

/** A shell under test, and the hands a test needs on the outside of it. */
export interface Pruefling {
  readonly shell: Shell;
  /** What the window does: opens its line as the renderer's bridge would. */
  verbindeFenster(): Promise<Verbindung>;
  /** The person closes the window, or the system asks for the end. */
  willEnden(): void;
  /** The machine notices something; undefined where this shell cannot be made to notice it in a test. */
  weckt?(grund: Weckgrund): void;
  raeumeAuf(): Promise<void>;
}

/** The application's clock for tests on real processes. */
export const ZEIT = {
  jetzt: () => performance.now(),
  nach: (ms: number, cb: () => void) => {
    const wecker = setTimeout(cb, ms);
    return () => clearTimeout(wecker);
  },
};

const GRENZEN = { erstePause: 20, laengstePause: 200, enden: 4, zeitraum: 10_000, startfrist: 10_000, endfrist: 3_000 };

/** A window's end of the line: asks and waits for the answer. */
export function fensterAn(verbindung: Verbindung) {
  let id = 0;
  const offen = new Map<number, (antwort: unknown) => void>();
  const ende = new Promise<void>((fertig) => verbindung.beendet(fertig));
  verbindung.empfange((n) => {
    const antwort = n as { id: number };
    offen.get(antwort.id)?.(antwort);
  });
  const frage = (
    name: string,
    eingabe: unknown = {},
  ): Promise<{ ok: boolean; wert?: unknown; problem?: { type: string } }> =>
    new Promise((ok) => {
      offen.set(++id, ok as (a: unknown) => void);
      verbindung.sende({ art: 'frage', id, name, eingabe });
    });
  return { frage, ende, schliesse: () => verbindung.schliesse() };
}

/** @param stelleHer makes a fresh shell whose workspace is the double beside this file */
export function shellVertrag(name: string, stelleHer: () => Promise<Pruefling>): void {
  describe(`Vertrag der Shell: ${name}`, () => {
    let p: Pruefling;
    let anwendung: Anwendung;
    const gruende: Endegrund[] = [];

    beforeAll(async () => {
      p = await stelleHer();
      p.shell.aufEnde((grund) => gruende.push(grund));
      const auftrag = {
        profil: '/tmp/kontor-vertrag',
        als: 'sabine.sander',
        policy: liesPolicy({ cloud: 'http://127.0.0.1:1', wiederherstellung: '/etc/kontor/amt.pem' }),
      };
      anwendung = starteAnwendung(p.shell, auftrag, ZEIT, () => undefined, GRENZEN);
    });
    afterAll(async () => {
      await anwendung.beende();
      await p.raeumeAuf();
    });

    it('keeps what a window says before the workspace is there', async () => {
      const fenster = fensterAn(await p.verbindeFenster());
      expect(await fenster.frage('echo', { text: 'Grüße, ß und 😀' })).toMatchObject({
        ok: true,
        wert: { text: 'Grüße, ß und 😀' },
      });
    });

    it('tells the workspace its configuration', async () => {
      const fenster = fensterAn(await p.verbindeFenster());
      const { wert } = await fenster.frage('konfiguration');
      expect(wert).toEqual({
        profil: '/tmp/kontor-vertrag',
        cloud: 'http://127.0.0.1:1',
        als: 'sabine.sander',
        leaseStunden: 120,
        wiederherstellung: '/etc/kontor/amt.pem',
        schluessel: p.shell.schluessel.art,
      });
    });

    it('keeps many windows apart, and large messages whole', async () => {
      const fenster = await Promise.all(Array.from({ length: 5 }, async () => fensterAn(await p.verbindeFenster())));
      const gross = 'ä'.repeat(500_000);
      const antworten = await Promise.all(fenster.map((f, i) => f.frage('echo', { i, gross })));
      expect(antworten.map((a) => (a.wert as { i: number; gross: string }).i)).toEqual([0, 1, 2, 3, 4]);
      expect(antworten.every((a) => (a.wert as { gross: string }).gross === gross)).toBe(true);
      for (const f of fenster) f.schliesse();
    });

    it('answers the wish for the key store, also where there is none', async () => {
      const fenster = fensterAn(await p.verbindeFenster());
      void fenster.frage('schuetze');
      await expect.poll(async () => (await fenster.frage('schutz')).wert).toHaveLength(1);
      const [antwort] = (await fenster.frage('schutz')).wert as Record<string, unknown>[];
      if (p.shell.schluessel.art === 'keine') {
        expect(antwort).toMatchObject({ art: 'schutz', id: 1, problem: { type: 'urn:kontor:problem:schutz-fehlt' } });
      } else {
        const zurueck = await p.shell.schluessel.oeffne(Buffer.from(String(antwort?.daten), 'base64'));
        expect(Buffer.from(zurueck).toString()).toBe('geheim');
      }
    });

    it('passes on why sync should look again', async () => {
      if (p.weckt === undefined) return;
      const fenster = fensterAn(await p.verbindeFenster());
      p.weckt('aufgewacht');
      await expect
        .poll(async () => (await fenster.frage('weckrufe')).wert)
        .toEqual([{ art: 'wecker', grund: 'aufgewacht' }]);
    });

    it('hangs up on the windows when the workspace dies, and joins them to the next one', async () => {
      const fenster = fensterAn(await p.verbindeFenster());
      const vorher = (await fenster.frage('pid')).wert;
      void fenster.frage('stirb');
      await fenster.ende;
      const wieder = fensterAn(await p.verbindeFenster());
      const nachher = (await wieder.frage('pid')).wert;
      expect(nachher).not.toBe(vorher);
    });

    it('lets the workspace hang up on one window only', async () => {
      const bleibt = fensterAn(await p.verbindeFenster());
      const geht = fensterAn(await p.verbindeFenster());
      void geht.frage('leg-auf');
      await geht.ende;
      expect(await bleibt.frage('echo', 1)).toMatchObject({ ok: true, wert: 1 });
    });

    it('says of updates and notifications what it can do', async () => {
      expect(p.shell.aktualisierung).toMatchObject({ art: 'aus', grund: expect.stringMatching(/\.$/) });
      expect(typeof (await p.shell.melde({ titel: 'Kontor', text: 'Es gibt Neues.' }))).toBe('boolean');
    });

    it('does not end by itself, but says when it should; then all is gone', async () => {
      const fenster = fensterAn(await p.verbindeFenster());
      await fenster.frage('pid');
      p.willEnden();
      await anwendung.ende;
      await fenster.ende;
      expect(gruende).toHaveLength(1);
      expect(anwendung.aufsicht.lage().art).toBe('beendet');
      await p.shell.beende();
    });
  });
}
