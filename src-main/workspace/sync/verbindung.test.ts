/** Every cell of the connection's state × event table, and what people are told. */
import { describe, expect, it } from 'vitest';
import { VERBINDUNG, type VerbindungState } from '../../../src-shared/workspace-api/ansichten.ts';
import { stelluhr } from '../testing/stelluhr.ts';
import { VERBINDUNG_EREIGNIS, type VerbindungEreignis, Verbindungszustand } from './verbindung.ts';

const S: Record<string, VerbindungState> = {
  on: 'online',
  kn: 'kein_netz',
  cn: 'cloud_nicht_erreichbar',
  kz: 'kein_zugang',
  sa: 'sitzung_abgelaufen',
  of: 'offline_gewaehlt',
  gg: 'geraet_gesperrt',
};

/** Rows: state; columns in the order of VERBINDUNG_EREIGNIS. Written out by hand, so that a change of the table shows. */
const ERWARTET: Record<VerbindungState, string> = {
  //                      erfolg kein_netz nicht_err. kein_zugang sitzung gesperrt offline online angemeldet
  online: '                 on     kn        cn         kz          sa      gg       of      on     on',
  kein_netz: '              on     kn        cn         kz          sa      gg       of      kn     on',
  cloud_nicht_erreichbar: ' on     kn        cn         kz          sa      gg       of      cn     on',
  kein_zugang: '            on     kn        cn         kz          sa      gg       of      kz     on',
  sitzung_abgelaufen: '     on     sa        sa         kz          sa      gg       of      sa     on',
  offline_gewaehlt: '       of     of        of         of          of      gg       of      cn     of',
  geraet_gesperrt: '        gg     gg        gg         gg          gg      gg       gg      gg     gg',
};

const zellen = VERBINDUNG.flatMap((von) =>
  VERBINDUNG_EREIGNIS.map((ereignis, i): [VerbindungState, VerbindungEreignis, VerbindungState] => [
    von,
    ereignis,
    S[ERWARTET[von].trim().split(/\s+/)[i] ?? ''] as VerbindungState,
  ]),
);

describe('connection state', () => {
  it.each(zellen)('[S2] %s, %s → %s', (von, ereignis, nach) => {
    const z = new Verbindungszustand(stelluhr(), von);
    z.nimm(ereignis);
    expect(z.state).toBe(nach);
  });

  it('[P4] claims nothing before the first answer', () => {
    const z = new Verbindungszustand(stelluhr());
    expect(z.lage()).toMatchObject({
      state: 'cloud_nicht_erreichbar',
      ursache: expect.stringContaining('noch nicht gefragt'),
    });
    z.erfolg();
    expect(z.lage()).not.toHaveProperty('ursache');
  });

  it('[S6] says since when, why, and what to do; the same state keeps its beginning', async () => {
    const uhr = stelluhr();
    const z = new Verbindungszustand(uhr, 'online');
    await uhr.gehe(60_000);
    z.fehler({ art: 'cloud_nicht_erreichbar', grund: 'abgelehnt' });
    await uhr.gehe(60_000);
    z.fehler({ art: 'cloud_nicht_erreichbar', grund: 'fremde-antwort' });
    expect(z.lage()).toMatchObject({
      state: 'cloud_nicht_erreichbar',
      seit: '2026-11-02T08:01:00.000Z',
      ursache: expect.stringContaining('auf dem Weg dorthin'),
      rat: expect.stringContaining('von selbst'),
    });
  });

  it('[S1] a busy cloud is not reachable, a throttled client is connected', () => {
    const z = new Verbindungszustand(stelluhr(), 'kein_netz');
    z.fehler({ art: 'gedrosselt', status: 429, warteMs: 1000 });
    expect(z.state).toBe('online');
    z.fehler({ art: 'gedrosselt', status: 503, warteMs: 1000 });
    expect(z.state).toBe('cloud_nicht_erreichbar');
  });

  it('[S1] [O13] a refusal by the cloud is its answer; a request ended by ourselves says nothing', () => {
    const z = new Verbindungszustand(stelluhr(), 'kein_netz');
    z.fehler({ art: 'abgebrochen' });
    expect(z.state).toBe('kein_netz');
    z.fehler({ art: 'client_zu_alt' });
    expect(z.lage()).toMatchObject({ state: 'online', ursache: expect.stringContaining('zu alt') });
  });

  it('[S2] a fault of the line does not become the cause of a state that it cannot move', () => {
    const z = new Verbindungszustand(stelluhr(), 'sitzung_abgelaufen');
    z.fehler({ art: 'cloud_nicht_erreichbar', grund: 'abgelehnt' });
    expect(z.lage()).toMatchObject({ state: 'sitzung_abgelaufen', ursache: 'Die Anmeldung ist abgelaufen.' });
    const offline = new Verbindungszustand(stelluhr(), 'offline_gewaehlt');
    offline.fehler({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' });
    expect(offline.lage().ursache).toContain('auf eigenen Wunsch');
  });

  it('[S3] [S4] names portal, proxy, certificate and DNS, and what one can do', () => {
    const z = new Verbindungszustand(stelluhr(), 'online');
    z.fehler({ art: 'cloud_nicht_erreichbar', grund: 'anmeldeseite' });
    expect(z.lage()).toMatchObject({
      ursache: expect.stringContaining('Anmeldeseite'),
      rat: expect.stringContaining('Browser'),
    });
    z.fehler({ art: 'cloud_nicht_erreichbar', grund: 'zertifikat-zukunft' });
    expect(z.lage().rat).toContain('Uhrzeit');
    z.fehler({ art: 'kein_netz', code: 'ENOTFOUND' });
    expect(z.lage()).toMatchObject({ state: 'kein_netz', ursache: expect.stringContaining('DNS') });
    z.fehler({ art: 'kein_netz', code: 'EHOSTUNREACH' });
    expect(z.lage().ursache).toContain('kein Weg');
  });

  it('[S4] a wrong clock is said in every state and moves none', () => {
    const z = new Verbindungszustand(stelluhr(), 'online');
    const gesagt: string[] = [];
    z.bei((lage) => gesagt.push(lage.rat ?? ''));
    z.uhrGeht(86_400_000);
    expect(z.lage()).toMatchObject({ state: 'online', ursache: 'Die Uhr dieses Geräts geht 1 Tag vor.' });
    z.fehler({ art: 'cloud_nicht_erreichbar', grund: 'abgelehnt' });
    expect(z.lage().ursache).toBe('Die Cloud nimmt keine Verbindung an. Die Uhr dieses Geräts geht 1 Tag vor.');
    z.uhrGeht(0);
    expect(z.lage().ursache).toBe('Die Cloud nimmt keine Verbindung an.');
    expect(gesagt).toHaveLength(3);
  });
});
