/** The outbox where requests fail: what counts as an attempt, and that no fault stops another. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, Result } from '../../../src-shared/cloud-api/commands.ts';
import { type ProblemCode, problem } from '../../../src-shared/domain/problem.ts';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import type { CloudFehlerArt } from '../cloud/fehler.ts';
import { stelleUm } from '../testing/umstellen.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { nochWeg } from './anklopfen.ts';
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
const gut = (c: Command): Result => ({ commandId: c.commandId, state: 'angenommen', version: 2 });
const abgelehnt = (code: ProblemCode, vomDienst = true): CloudFehlerArt => ({
  ...{ art: 'eingabe_abgelehnt', status: 422, vomDienst, problem: problem(code) },
});

describe('attempts', () => {
  it.each<[CloudFehlerArt, number]>([
    [{ art: 'sitzung_abgelaufen' }, 0],
    [{ art: 'kein_zugang' }, 0],
    [{ art: 'client_zu_alt' }, 0],
    [{ art: 'abgebrochen' }, 0],
    [WEG, 1],
    [{ art: 'gedrosselt', status: 429, warteMs: 1 }, 1],
  ])('[O10] after %j: %d counted, and it is due at once where none is', async (art, versuche) => {
    const id = annehmen(1);
    w.cloud.stoerung = art;
    await schiebe();
    expect(eintrag(id)).toMatchObject({ state: 'wartet', versuche });
    w.cloud.stoerung = undefined;
    expect((await schiebe()).bestaetigt).toBe(versuche === 0 ? 1 : 0);
  });

  it('[O6] [O9] each entry waits longer with every failure, and goes at once when the line is back', async () => {
    const id = annehmen(1);
    w.uhr.wuerfle(1);
    w.cloud.stoerung = { art: 'cloud_nicht_erreichbar', grund: 'zeit-ueberschritten' };
    for (const s of [1, 2, 4]) {
      await schiebe();
      expect(Date.parse(eintrag(id)?.naechsterVersuchAm ?? '') - w.uhr.jetzt()).toBe(s * 1_000);
      await w.uhr.gehe(s * 1_000);
    }
    await schiebe();
    w.cloud.stoerung = undefined;
    expect((await schiebe()).bestaetigt).toBe(0);
    push.vergissBackoff();
    expect((await schiebe()).bestaetigt).toBe(1);
  });
});

describe('one among many', () => {
  it('[P3] three commands in a row that make the cloud fail: it is the cloud; nothing more is sent, all wait', async () => {
    const ids = [1, 2, 3, 4].map(annehmen);
    w.cloud.commands = () => {
      throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'server-fehler', status: 500 });
    };
    const bericht = await schiebe();
    expect(bericht.fehler).toMatchObject({ grund: 'server-fehler' });
    expect(w.gesendet.map((b) => b.length)).toEqual([4, 1, 1, 1]);
    expect(ids.map(stand)).toEqual(['wartet', 'wartet', 'wartet', 'wartet']);
  });

  it('[O3] sent one by one, what comes after one that did not pass waits for it', async () => {
    const [a, anderer] = [annehmen(1), annehmen(2)];
    const spaeter = w.bestand.schreiber.stelleEin({
      vorgangId: ID(1),
      order: 'VORGANG_BEARBEITEN',
      body: {},
    }).commandId;
    w.cloud.commands = (commands) => {
      if (commands.some((x) => x.commandId === a)) {
        throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'server-fehler', status: 500 });
      }
      return commands.map(gut);
    };
    await schiebe();
    expect([a, spaeter, anderer].map(stand)).toEqual(['wartet', 'wartet', 'bestaetigt']);
    expect(w.gesendet.flat().filter((x) => x.commandId === spaeter)).toHaveLength(1);
  });

  it('[O9] one by one, a line that breaks stops the rest, and none is parked', async () => {
    const ids = [1, 2, 3].map(annehmen);
    w.cloud.commands = (commands) => {
      throw kaputt(commands.length > 1 ? abgelehnt('eingabe-ungueltig') : WEG);
    };
    expect((await schiebe()).fehler).toEqual(WEG);
    expect(w.gesendet.map((b) => b.length)).toEqual([3, 1]);
    expect(ids.map(stand)).toEqual(['wartet', 'wartet', 'wartet']);
  });

  it('[O9] one by one, the last of them cut off: it waits, the others are done', async () => {
    const ids = [1, 2].map(annehmen);
    w.cloud.commands = (commands) => {
      if (commands.length > 1) throw kaputt(abgelehnt('eingabe-ungueltig'));
      if (commands[0]?.commandId === ids[1]) throw kaputt(WEG);
      return commands.map(gut);
    };
    expect(await schiebe()).toMatchObject({ bestaetigt: 1, fehler: WEG });
    expect(ids.map(stand)).toEqual(['bestaetigt', 'wartet']);
  });

  it('[O12] an answer about an order nobody knows parks it, one about a file nobody named asks for none', async () => {
    const [a, b] = [annehmen(1), annehmen(2)];
    w.cloud.commands = (commands) =>
      commands.map((c) => ({
        commandId: c.commandId,
        ...(c.commandId === a
          ? { state: 'abgelehnt' as const, problem: problem('order-unbekannt') }
          : { state: 'angehalten' as const, problem: problem('anhang-fehlt') }),
      }));
    await schiebe();
    expect(stand(a)).toBe('cloud-zu-alt');
    expect(stand(b)).not.toBe('bestaetigt');
    expect(w.gerufen.filter((r) => r.startsWith('hoch'))).toEqual([]);
  });

  it('[O17] a withdrawn act waits like any other when the cloud is away, and is told when it is back', async () => {
    const v = { ...fall(1), status: 'IN_BEARBEITUNG', version: 2 };
    lade(v);
    const bescheidId = ID(800);
    const entwurf = { bescheidId, entscheidung: 'BEWILLIGT', vorlageId: 's', felder: {}, text: 'Ja.' };
    w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'BESCHEID_ENTWERFEN', body: entwurf });
    const bytes = Buffer.from('%PDF');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const dokument = { id: ID(801), dateiname: 'b.pdf', contentType: 'application/pdf', groesse: 4, sha256 };
    const { commandId } = w.bestand.schreiber.stelleEin({
      ...{ vorgangId: v.id, order: 'BESCHEID_ZEICHNEN', dokument: { anhang: dokument, bytes }, deviceId: 'dev' },
      body: { bescheidId, dokument: { anhangId: dokument.id, sha256 } },
      signiere: ({ deviceId, seq, prev, commandId, createdAt }) => ({
        header: { v: 1, deviceId, seq, prev, inhaltSha256: 'a'.repeat(64) },
        inhalt: {
          ...{ commandId, vorgangId: v.id, order: 'BESCHEID_ZEICHNEN', bescheidId, bescheidVersion: 1 },
          ...{ entscheidung: 'BEWILLIGT', dokumentSha256: sha256, sub: 's', createdAt, salz: 'salz' },
        },
        wert: 'sig',
      }),
    });
    w.bestand.schreiber.nimmZurueck(commandId);
    w.cloud.stoerung = WEG;
    expect((await schiebe()).fehler).toEqual(WEG);
    w.cloud.stoerung = undefined;
    expect((await schiebe()).naechsteInMs).toBeGreaterThan(0);
    await w.uhr.gehe(2_000);
    await schiebe();
    expect(w.gesendet.at(-1)).toMatchObject([
      { order: 'BESCHEID_ENTWERFEN' },
      { commandId, zurueckgenommen: true, signatur: { header: { seq: 1 } } },
    ]);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
  });

  it('[O4] a defect of our own leaves nothing on its way', async () => {
    const id = annehmen(1);
    w.cloud.commands = () => {
      throw new TypeError('x');
    };
    await expect(schiebe()).rejects.toThrow(TypeError);
    expect(stand(id)).toBe('wartet');
  });

  it('[P1] a sending that is ended says so and keeps what it had not sent', async () => {
    const ende = new AbortController();
    ende.abort();
    const id = annehmen(1);
    expect(await push.schiebe(ende.signal)).toMatchObject({ naechsteInMs: null, fehler: { art: 'abgebrochen' } });
    expect([stand(id), w.gesendet]).toEqual(['wartet', []]);
  });

  it('[O2] a refusal for this person parks the command with the cloud’s reason', async () => {
    const id = annehmen(1);
    w.cloud.stoerung = { art: 'verweigert', status: 403, problem: problem('nicht-berechtigt') };
    expect(await schiebe()).toMatchObject({ abgelehnt: 1 });
    expect(eintrag(id)).toMatchObject({ state: 'abgelehnt', problem: { type: 'urn:kontor:problem:nicht-berechtigt' } });
  });
});

describe('the question that goes before the outbox', () => {
  const frage = () => nochWeg(w.u, nie);

  it('[O7] [O9] is asked only where the cloud is known to be away and something waits', async () => {
    w.u.zustand.fehler(WEG);
    expect(await frage()).toBeUndefined();
    expect(w.gerufen).toEqual([]);
    annehmen(1);
    w.cloud.stoerung = WEG;
    expect((await frage())?.fehler).toEqual(WEG);
    w.u.zustand.nimm('erfolg');
    expect(await frage()).toBeUndefined();
    expect(w.gerufen).toEqual(['root']);
  });

  it('[O9] any word of the cloud is an answer; a defect is none', async () => {
    annehmen(1);
    w.u.zustand.fehler(WEG);
    w.cloud.stoerung = { art: 'client_zu_alt' };
    expect(await frage()).toBeUndefined();
    w.u.zustand.fehler({ art: 'kein_netz', code: 'ENOTFOUND' });
    stelleUm(w, { root: async () => Promise.reject(new TypeError('x')) });
    await expect(frage()).rejects.toThrow(TypeError);
  });
});
