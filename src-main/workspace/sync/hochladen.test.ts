/** Files go before the commands that name them: resumed, refused for good or for now, and never in anybody's way. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ProblemCode, problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import type { CloudFehlerArt } from '../cloud/fehler.ts';
import { stelleUm } from '../testing/umstellen.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { Push } from './push.ts';

const ID = (n: number): string => `01931f00-0000-7000-8000-00000000f${String(n).padStart(3, '0')}`;
const nie = new AbortController().signal;
let w: Werkbank;
let push: Push;

beforeEach(() => {
  w = werkbank();
  push = new Push(w.u);
  lade(fall(1), fall(2), fall(3), fall(4));
});
afterEach(() => w.raeumeAb());

const fall = (n: number): Vorgang => vorgang({ id: ID(n), nummer: `FL-${n}` });
function lade(...vorgaenge: Vorgang[]): void {
  const { schreiber } = w.bestand;
  schreiber.uebernimmSeite({ ...seite(vorgaenge, 'c1'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
  schreiber.uebernimmDetails(vorgaenge);
}
const annehmen = (n: number): string =>
  w.bestand.schreiber.stelleEin({ vorgangId: ID(n), order: 'VORGANG_ANNEHMEN', body: {} }).commandId;
const eintrag = (id: string) => w.bestand.leser.outbox().find((e) => e.commandId === id);
const stand = (id: string): string => eintrag(id)?.state ?? 'bestaetigt';
const schiebe = () => push.schiebe(nie);
const wirf = (art: CloudFehlerArt) => async (): Promise<never> => Promise.reject(kaputt(art));
const abgelehnt = (code: ProblemCode, vomDienst = true): CloudFehlerArt => ({
  ...{ art: 'eingabe_abgelehnt', status: 422, vomDienst, problem: problem(code) },
});

describe('files', () => {
  const bytes = new Uint8Array(600_000).map((_, i) => i % 251);
  const anhang: Anhang = {
    id: ID(900),
    dateiname: 'Lageplan.pdf',
    contentType: 'application/pdf',
    groesse: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const mitAnhang = (): string => {
    w.bestand.schreiber.legeUploadAb(ID(1), anhang, bytes);
    const body = { kommentarId: w.uhr.id(), text: 'Plan', anhaenge: [anhang.id] };
    return w.bestand.schreiber.stelleEin({ vorgangId: ID(1), order: 'KOMMENTAR_ANLEGEN', body }).commandId;
  };

  it.each([
    ['has', 262_144, 262_144],
    ['claims to have, which is more than there is,', 9_000_000, 600_000],
  ])('[X1] an upload goes on at the byte the cloud %s', async (_was, offset, ab) => {
    mitAnhang();
    stelleUm(w, { anhangStand: async () => ({ art: 'angefangen', offset, groesse: bytes.length }) });
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
    expect(w.gerufen.find((r) => r.startsWith('hoch'))).toBe(`hoch ${anhang.id} ${ab}`);
  });

  it('[X1] one that the cloud has already is not sent again', async () => {
    mitAnhang();
    w.cloud.anhaenge.set(anhang.id, bytes);
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
    expect(w.gerufen.filter((r) => r.startsWith('hoch'))).toEqual([]);
  });

  it.each<[string, CloudFehlerArt, string]>([
    ['too large for the cloud', abgelehnt('zu-gross'), 'zu-gross'],
    [
      'another one under this id',
      { art: 'verweigert', status: 409, problem: problem('anhang-abweichend') },
      'anhang-abweichend',
    ],
    [
      'a Vorgang out of sight',
      { art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') },
      'nicht-sichtbar',
    ],
  ])(
    '[O14] refused for good (%s): the commands that name it are parked, the file stays, others go',
    async (_was, art, code) => {
      const id = mitAnhang();
      const anderer = annehmen(2);
      stelleUm(w, { anhangHoch: wirf(art) });
      await schiebe();
      expect(eintrag(id)).toMatchObject({ state: 'abgelehnt', problem: { type: `urn:kontor:problem:${code}` } });
      expect(stand(anderer)).toBe('bestaetigt');
      expect(w.bestand.leser.anhang(anhang.id)?.bytes.length).toBe(bytes.length);
    },
  );

  it('[P3] refused for good, it wakes nobody when its pause would be over', async () => {
    mitAnhang();
    stelleUm(w, { anhangHoch: wirf(abgelehnt('zu-gross')) });
    await schiebe();
    await w.uhr.gehe(600_000);
    expect((await schiebe()).naechsteInMs).toBeNull();
  });

  describe('[P1] [O14] refused for a command that may have been accepted already', () => {
    const weg: CloudFehlerArt = { art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') };
    /** Sent, the answer lost; and the file has to be looked after once more, as after a salvage. */
    const schonGesendet = (): string => {
      const id = mitAnhang();
      w.bestand.schreiber.alsWirdGesendet([id]);
      w.bestand.schreiber.wiederWartend([id], 0);
      stelleUm(w, { anhangStand: async () => ({ art: 'fehlt' }), anhangHoch: wirf(weg) });
      return id;
    };

    it('the cloud is asked for the command, and what it says counts', async () => {
      const id = schonGesendet();
      expect(await schiebe()).toMatchObject({ bestaetigt: 1, abgelehnt: 0 });
      expect(w.gesendet.flat().map((c) => c.commandId)).toEqual([id]);
    });

    it('where it misses the file the command is parked, and not asked for in a circle', async () => {
      const id = schonGesendet();
      const fehlt = { state: 'angehalten', problem: problem('anhang-fehlt') } as const;
      w.cloud.commands = (commands) => commands.map(({ commandId }) => ({ commandId, ...fehlt }));
      for (let n = 0; n < 4; n++) {
        await schiebe();
        await w.uhr.gehe(60_000);
      }
      expect(eintrag(id)).toMatchObject({ state: 'abgelehnt', problem: { type: 'urn:kontor:problem:nicht-sichtbar' } });
      expect(w.gesendet).toHaveLength(1);
    });
  });

  it.each<[string, CloudFehlerArt]>([
    ['bytes changed on the way', abgelehnt('pruefsumme-falsch')],
    ['the cloud is at another byte', abgelehnt('bereich-ungueltig')],
    ['a box on the way', abgelehnt('zu-gross', false)],
    ['another refusal', { art: 'verweigert', status: 403, problem: problem('nicht-berechtigt') }],
  ])('[O14] worth another try (%s): it comes again after a pause, and holds up nobody', async (_was, art) => {
    const id = mitAnhang();
    const anderer = annehmen(2);
    const heil = w.u.gateway;
    stelleUm(w, { anhangHoch: wirf(art) });
    const bericht = await schiebe();
    expect([stand(id), stand(anderer)]).toEqual(['wartet', 'bestaetigt']);
    expect(bericht.naechsteInMs).toBeGreaterThan(0);
    w.u.gateway = heil;
    expect((await schiebe()).bestaetigt).toBe(0);
    await w.uhr.gehe(bericht.naechsteInMs ?? 0);
    expect((await schiebe()).bestaetigt).toBe(1);
  });

  it('[S2] offline by choice holds between two pieces and before the next file; what was sent stays sent', async () => {
    const id = mitAnhang();
    const anderer = annehmen(2);
    const heil = w.u.gateway;
    stelleUm(w, {
      anhangHoch: async (...args) => {
        await heil.anhangHoch(...args);
        w.u.zustand.nimm('offline_gewaehlt');
      },
    });
    expect(await schiebe()).toMatchObject({ bestaetigt: 0, naechsteInMs: null });
    expect(w.gerufen.filter((r) => /hoch|commands/.test(r))).toEqual([`hoch ${anhang.id} 0`]);
    expect(w.bestand.leser.uploads()[0]?.offset).toBe(262_144);
    w.u.gateway = heil;
    w.u.zustand.nimm('online_gewaehlt');
    w.cloud.anhaenge.clear();
    expect(await schiebe()).toMatchObject({ bestaetigt: 2 });
    expect([stand(id), stand(anderer)]).toEqual(['bestaetigt', 'bestaetigt']);
  });

  it('[O9] a cloud that is away during an upload stops all; a defect is one', async () => {
    const id = mitAnhang();
    const anderer = annehmen(2);
    stelleUm(w, { anhangHoch: wirf(WEG) });
    expect((await schiebe()).fehler).toEqual(WEG);
    expect([stand(id), stand(anderer), w.gesendet]).toEqual(['wartet', 'wartet', []]);
    stelleUm(w, { anhangHoch: async () => Promise.reject(new TypeError('x')) });
    await expect(schiebe()).rejects.toThrow(TypeError);
  });
});
