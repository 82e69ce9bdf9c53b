/** The outbox under everything a line and a cloud can do to it: nothing lost, nothing done twice, nothing stuck. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../src-shared/cloud-api/commands.ts';
import { problem } from '../../../src-shared/domain/problem.ts';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import type { CloudFehlerArt } from '../cloud/fehler.ts';
import { kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { Push } from './push.ts';

const ID = (n: number): string => `01931f00-0000-7000-8000-00000000f${String(n).padStart(3, '0')}`;
const nie = new AbortController().signal;
let w: Werkbank;
let push: Push;

function lade(...vorgaenge: Vorgang[]): void {
  const { schreiber } = w.bestand;
  schreiber.uebernimmSeite({ ...seite(vorgaenge, 'c1'), sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
  schreiber.uebernimmDetails(vorgaenge);
}

const fall = (n: number): Vorgang => vorgang({ id: ID(n), nummer: `FL-${n}` });
const klick = (
  n: number,
  order: 'VORGANG_ANNEHMEN' | 'VORGANG_BEARBEITEN' | 'AKTENZEICHEN_SETZEN',
  body = {},
): string => w.bestand.schreiber.stelleEin({ vorgangId: ID(n), order, body }).commandId;
const kommentar = (n: number): string =>
  w.bestand.schreiber.stelleEin({
    vorgangId: ID(n),
    order: 'KOMMENTAR_ANLEGEN',
    body: { kommentarId: w.uhr.id(), text: 'Rückruf' },
  }).commandId;
const stand = (): Record<string, string> =>
  Object.fromEntries(w.bestand.leser.outbox().map((e) => [e.commandId, e.state]));
const schiebe = () => push.schiebe(nie);
const gut = (commandId: string): Result => ({ commandId, state: 'angenommen', version: 2 });

beforeEach(() => {
  w = werkbank();
  push = new Push(w.u);
});
afterEach(() => w.raeumeAb());

describe('push', () => {
  it('[O3] sends what is there in one request, in order, and is quiet afterwards', async () => {
    lade(fall(1), fall(2));
    const ids = [klick(1, 'VORGANG_ANNEHMEN'), klick(1, 'VORGANG_BEARBEITEN'), klick(2, 'VORGANG_ANNEHMEN')];
    expect(await schiebe()).toMatchObject({ bestaetigt: 3, naechsteInMs: null });
    expect(w.gesendet.map((b) => b.map((c) => c.commandId))).toEqual([ids]);
    expect(w.gesendet[0]?.[0]?.erwartet).toEqual({ status: 'NEU' });
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
    await schiebe();
    expect(w.gesendet).toHaveLength(1);
  });

  it('[S7] [O3] a long absence: 500 waiting changes go out in five requests, each case in its order', async () => {
    const faelle = Array.from({ length: 100 }, (_, n) => fall(n));
    lade(...faelle);
    const ids = [0, 1, 2, 3, 4].flatMap(() => faelle.map((_, n) => kommentar(n)));
    expect(await schiebe()).toMatchObject({ bestaetigt: 500, naechsteInMs: null });
    expect(w.gesendet.map((b) => b.length)).toEqual([100, 100, 100, 100, 100]);
    expect(w.gesendet.flat().map((c) => c.commandId)).toEqual(ids);
  });

  it('sends nothing more once the person has chosen to work offline, though it was under way', async () => {
    lade(fall(1), fall(2));
    klick(1, 'VORGANG_ANNEHMEN');
    let spaeter = '';
    w.cloud.commands = (commands) => {
      w.u.zustand.nimm('offline_gewaehlt');
      spaeter = klick(2, 'VORGANG_ANNEHMEN');
      return commands.map((c) => gut(c.commandId));
    };
    expect(await schiebe()).toMatchObject({ bestaetigt: 1, naechsteInMs: null });
    expect(w.gesendet).toHaveLength(1);
    expect(stand()).toEqual({ [spaeter]: 'wartet' });
    expect(w.bestand.leser.outbox()[0]?.ruecknehmbar).toBe(true);
    w.u.zustand.nimm('online_gewaehlt');
    w.cloud.commands = (commands) => commands.map((c) => gut(c.commandId));
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
  });

  it('[S2] one by one, too: the choice to work offline holds between two requests', async () => {
    lade(fall(1), fall(2), fall(3));
    const ids = [klick(1, 'VORGANG_ANNEHMEN'), klick(2, 'VORGANG_ANNEHMEN'), klick(3, 'VORGANG_ANNEHMEN')];
    w.cloud.commands = (commands) => {
      if (commands.length > 1) throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'server-fehler' });
      w.u.zustand.nimm('offline_gewaehlt');
      return commands.map((c) => gut(c.commandId));
    };
    expect(await schiebe()).toMatchObject({ bestaetigt: 1, naechsteInMs: null });
    expect(w.gesendet.map((b) => b.length)).toEqual([3, 1]);
    expect(stand()).toEqual({ [ids[1] ?? '']: 'wartet', [ids[2] ?? '']: 'wartet' });
  });

  it('[O4] [O9] a lost answer is asked for again under the same id', async () => {
    lade(fall(1));
    const id = klick(1, 'VORGANG_ANNEHMEN');
    w.cloud.commands = () => {
      throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' });
    };
    const bericht = await schiebe();
    expect(bericht.fehler?.art).toBe('cloud_nicht_erreichbar');
    expect(stand()).toEqual({ [id]: 'wartet' });
    expect(bericht.naechsteInMs).toBeGreaterThan(0);
    w.cloud.commands = (commands) => commands.map((c) => gut(c.commandId));
    expect(await schiebe()).toMatchObject({ bestaetigt: 0 });
    await w.uhr.gehe(2_000);
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
    expect(w.gesendet.map((b) => b[0]?.commandId)).toEqual([id, id]);
  });

  it('[O5] [O3] a conflict holds its Vorgang only; a Kommentar passes', async () => {
    lade(fall(1), fall(2));
    const erster = klick(1, 'VORGANG_ANNEHMEN');
    const zweiter = klick(1, 'VORGANG_BEARBEITEN');
    const notiz = kommentar(1);
    const anderer = klick(2, 'VORGANG_ANNEHMEN');
    w.cloud.commands = (commands) =>
      commands.map((c) => {
        if (c.commandId === erster)
          return { commandId: erster, state: 'konflikt', problem: problem('konflikt'), vorgang: fall(1) };
        if (c.commandId === zweiter)
          return { commandId: zweiter, state: 'angehalten', problem: problem('frueherer-befehl') };
        return gut(c.commandId);
      });
    expect(await schiebe()).toMatchObject({ bestaetigt: 2, konflikte: 1, naechsteInMs: null });
    expect(stand()).toMatchObject({ [erster]: 'konflikt', [zweiter]: 'angehalten' });
    expect(stand()[notiz] ?? 'bestaetigt').toBe('bestaetigt');
    expect(stand()[anderer] ?? 'bestaetigt').toBe('bestaetigt');
    expect(w.gesendet).toHaveLength(1);
  });

  it('[O11] a refused batch goes one by one; the one refused alone is parked, the others pass', async () => {
    lade(fall(1), fall(2), fall(3));
    const [a, gift, c] = [klick(1, 'VORGANG_ANNEHMEN'), klick(2, 'VORGANG_ANNEHMEN'), klick(3, 'VORGANG_ANNEHMEN')];
    w.cloud.commands = (commands) => {
      if (commands.some((x) => x.commandId === gift)) {
        throw kaputt({ art: 'eingabe_abgelehnt', status: 422, vomDienst: true, problem: problem('eingabe-ungueltig') });
      }
      return commands.map((x) => gut(x.commandId));
    };
    expect(await schiebe()).toMatchObject({ bestaetigt: 2, abgelehnt: 1, naechsteInMs: null });
    expect(stand()[gift]).toBe('abgelehnt');
    expect([a, c].map((id) => stand()[id] ?? 'bestaetigt')).toEqual(['bestaetigt', 'bestaetigt']);
  });

  it('[O9] a box on the way that finds a batch too large does not park anything', async () => {
    lade(fall(1));
    const id = klick(1, 'VORGANG_ANNEHMEN');
    w.cloud.commands = () => {
      throw kaputt({ art: 'eingabe_abgelehnt', status: 413, vomDienst: false, problem: problem('zu-gross') });
    };
    const bericht = await schiebe();
    expect(stand()[id]).toBe('wartet');
    expect(bericht.naechsteInMs).toBeGreaterThan(0);
  });

  it('[P3] one that makes the cloud fail does not hold up the rest', async () => {
    lade(fall(1), fall(2));
    const gift = klick(1, 'VORGANG_ANNEHMEN');
    klick(2, 'VORGANG_ANNEHMEN');
    w.cloud.commands = (commands) => {
      if (commands.some((x) => x.commandId === gift)) {
        throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'server-fehler', status: 500 });
      }
      return commands.map((x) => gut(x.commandId));
    };
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
    expect(stand()[gift]).toBe('wartet');
  });

  const unbekannt: [string, () => Result[]][] = [
    [
      'the route',
      () => {
        throw kaputt({ art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') });
      },
    ],
    [
      'the order',
      () =>
        w.gesendet[0]?.map((c) => ({
          commandId: c.commandId,
          state: 'abgelehnt',
          problem: problem('order-unbekannt'),
        })) ?? [],
    ],
  ];
  it.each(unbekannt)(
    '[O12] a cloud that does not know %s parks it until its version changes',
    async (_was, antwort) => {
      lade(fall(1));
      const id = klick(1, 'VORGANG_ANNEHMEN');
      w.bestand.schreiber.merkeApiVersion('1.0');
      w.cloud.commands = antwort;
      await schiebe();
      expect(stand()[id]).toBe('cloud-zu-alt');
      w.cloud.commands = (commands) => commands.map((x) => gut(x.commandId));
      w.bestand.schreiber.merkeApiVersion('1.1');
      expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
    },
  );

  const wartend: [CloudFehlerArt][] = [
    [{ art: 'sitzung_abgelaufen' }],
    [{ art: 'kein_zugang' }],
    [{ art: 'client_zu_alt' }],
    [{ art: 'kein_netz', code: 'ENOTFOUND' }],
    [WEG],
  ];
  it.each(wartend)('[P3] [O10] [O13] %o keeps the outbox and drains when it is over', async (stoerung) => {
    lade(fall(1));
    const id = klick(1, 'VORGANG_ANNEHMEN');
    w.cloud.stoerung = stoerung;
    expect(await schiebe()).toMatchObject({ fehler: stoerung });
    expect(stand()[id]).toBe('wartet');
    w.cloud.stoerung = undefined;
    push.vergissBackoff();
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
  });

  it('[O6] obeys Retry-After', async () => {
    lade(fall(1));
    klick(1, 'VORGANG_ANNEHMEN');
    w.cloud.stoerung = { art: 'gedrosselt', status: 503, warteMs: 90_000 };
    expect(await schiebe()).toMatchObject({ naechsteInMs: 90_000 });
    expect(w.u.drossel.restMs()).toBe(90_000);
    w.cloud.stoerung = undefined;
    await w.uhr.gehe(89_000);
    expect(await schiebe()).toMatchObject({ bestaetigt: 0 });
    await w.uhr.gehe(1_001);
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
  });

  it('[O8] a message waits its ten seconds, then goes', async () => {
    lade(fall(1));
    w.bestand.schreiber.stelleEin({
      vorgangId: ID(1),
      order: 'NACHRICHT_SENDEN',
      body: { nachrichtId: w.uhr.id(), betreff: 'Unterlagen', text: 'Bitte reichen Sie nach.', antwortErlaubt: true },
    });
    expect(await schiebe()).toMatchObject({ bestaetigt: 0, naechsteInMs: 10_000 });
    await w.uhr.gehe(10_000);
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
  });
});

describe('uploads', () => {
  const bytes = new Uint8Array(600_000).map((_, i) => i % 251);
  const anhang = (): Parameters<Werkbank['bestand']['schreiber']['legeUploadAb']>[1] => ({
    id: '01931f00-0000-7000-8000-0000000000e1',
    dateiname: 'Lageplan.pdf',
    contentType: 'application/pdf',
    groesse: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  function mitAnhang(): string {
    w.bestand.schreiber.legeUploadAb(ID(1), anhang(), bytes);
    const body = { kommentarId: w.uhr.id(), text: 'Plan', anhaenge: [anhang().id] };
    return w.bestand.schreiber.stelleEin({ vorgangId: ID(1), order: 'KOMMENTAR_ANLEGEN', body }).commandId;
  }

  it('[O14] go before the command that names them, in pieces', async () => {
    lade(fall(1));
    mitAnhang();
    expect(await schiebe()).toMatchObject({ bestaetigt: 1 });
    expect(w.gerufen.filter((r) => /hoch|commands/.test(r)).map((r) => r.replace(anhang().id, ''))).toEqual([
      'hoch  0',
      'hoch  262144',
      'hoch  524288',
      'commands',
    ]);
    expect(Buffer.from(w.cloud.anhaenge.get(anhang().id) ?? []).equals(bytes)).toBe(true);
  });

  it('[O14] come again when the cloud has lost them', async () => {
    lade(fall(1));
    mitAnhang();
    let erste = true;
    w.cloud.commands = (commands) =>
      commands.map((c) => {
        if (!erste) return gut(c.commandId);
        erste = false;
        w.cloud.anhaenge.clear();
        return { commandId: c.commandId, state: 'angehalten', problem: problem('anhang-fehlt') };
      });
    const bericht = await schiebe();
    await w.uhr.gehe(bericht.naechsteInMs ?? 0);
    await schiebe();
    await w.uhr.gehe(10_000);
    await schiebe();
    expect(w.cloud.anhaenge.get(anhang().id)?.length).toBe(bytes.length);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(0);
  });

  it('[O7] what is taken back while a file goes up is not sent', async () => {
    lade(fall(1), fall(2));
    mitAnhang();
    const bereut = klick(2, 'VORGANG_ANNEHMEN');
    const ablage = w.cloud.anhaenge;
    const lege = ablage.set.bind(ablage);
    ablage.set = (id, stueck) => {
      if (stand()[bereut] === 'wartet') w.bestand.schreiber.nimmZurueck(bereut);
      return lege(id, stueck);
    };
    expect(await schiebe()).toMatchObject({ bestaetigt: 1, naechsteInMs: null });
    expect(w.gesendet.flat().map((c) => c.order)).toEqual(['KOMMENTAR_ANLEGEN']);
  });
});
