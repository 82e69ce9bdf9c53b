/** What heals by itself once its cause is gone: a clock that was put back, a cloud of another version, sight lost for a moment. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { problem } from '../../../src-shared/domain/problem.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { kaputt, seite, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { Abgleich } from './abgleich.ts';

let w: Werkbank;
let a: Abgleich;
const v = vorgang();

beforeEach(() => {
  w = werkbank();
  a = new Abgleich(w.u, { nachAnmeldung: async () => undefined, fortschritt: () => undefined });
  w.cloud.vorgaenge.set(v.id, v);
  w.cloud.changes = (f) => (f.since === undefined ? seite([v], 'a') : seite([], 'a'));
});
afterEach(async () => {
  await a.halte();
  w.raeumeAb();
});

const pending = (): number => w.bestand.leser.outboxZahlen().pending;

/** The device's clock alone; what is measured goes on. */
function stelleUhrZurueck(ms: number): void {
  const echt = w.uhr.jetzt;
  w.uhr.jetzt = () => echt() - ms;
}

it('[P3] [O8] a message is sent within its ten seconds of grace and ten more, also where the clock is put back by a day', async () => {
  a.starte();
  await w.uhr.gehe(2_000);
  const body = { nachrichtId: w.uhr.id(), betreff: 'Rückfrage', text: 'Bitte', antwortErlaubt: true };
  w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'NACHRICHT_SENDEN', body });
  a.klick();
  await w.uhr.gehe(1_000);
  expect(pending()).toBe(1);
  stelleUhrZurueck(26 * 3_600_000);
  await w.uhr.gehe(20_000);
  expect(w.gesendet.flat().map((c) => c.order)).toEqual(['NACHRICHT_SENDEN']);
  expect(pending()).toBe(0);
});

it('[P3] [O6] a try that was put off is made in time, also where the clock is put back by a day', async () => {
  a.starte();
  await w.uhr.gehe(2_000);
  w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'VORGANG_ANNEHMEN', body: {} });
  const [eintrag] = w.bestand.leser.outbox();
  w.bestand.schreiber.wiederWartend([eintrag?.commandId ?? ''], w.uhr.jetzt() + 60_000);
  stelleUhrZurueck(26 * 3_600_000);
  const { commands } = w.bestand.schreiber.naechsteSendung({ jetztMs: w.uhr.jetzt(), max: 1 });
  expect(commands).toHaveLength(1);
});

it('[O12] what a cloud did not know goes out without a click when the cloud is another version', async () => {
  a.starte();
  await w.uhr.gehe(2_000);
  w.cloud.commands = () => {
    throw kaputt({ art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') });
  };
  w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'VORGANG_ANNEHMEN', body: {} });
  a.klick();
  await w.uhr.gehe(1_000);
  expect(w.bestand.leser.outbox()).toMatchObject([{ state: 'cloud-zu-alt' }]);
  w.cloud.commands = (commands) => commands.map((c) => ({ commandId: c.commandId, state: 'angenommen', version: 2 }));
  const { apiVersion, ...root } = await w.u.gateway.root();
  w.u.gateway = new Proxy(w.u.gateway, {
    get: (z, name) =>
      name === 'root' ? async () => ({ ...root, apiVersion: `${apiVersion}.1` }) : Reflect.get(z, name),
  });
  a.verzeichnisVeraltet();
  await w.uhr.gehe(75_000);
  expect(pending()).toBe(0);
  expect(w.gesendet.flat()).toHaveLength(2);
});

it('[P4] [B5] details that the cloud did not answer once are asked for again, also after a new start', async () => {
  w.cloud.vorgaenge.clear();
  a.starte();
  await w.uhr.gehe(2_000);
  expect(w.bestand.leser.vorgang(v.id).details).toBe('fehlen');
  w.cloud.vorgaenge.set(v.id, v);
  await w.uhr.gehe(21_000);
  expect(w.bestand.leser.vorgang(v.id).details).toBe('aktuell');
});

it('[P4] asks for details that stay out of sight ever less often', async () => {
  w.cloud.vorgaenge.clear();
  a.starte();
  await w.uhr.gehe(3_600_000);
  const gefragt = w.gerufen.filter((r) => r === 'abfrage').length;
  expect(gefragt).toBeGreaterThan(5);
  expect(gefragt).toBeLessThan(14);
});

it('[P2] [V6] when the person may no longer do what is pending, list and case show the same', () => {
  w.bestand.schreiber.uebernimmSeite({ ...seite([v], 'a'), sicht: 'kopf', am: v.eingangAm });
  w.bestand.schreiber.stelleEin({ vorgangId: v.id, order: 'VORGANG_ANNEHMEN', body: {} });
  const gezeigt = (): (string | undefined)[] => [
    w.bestand.leser.liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 5 }).vorgaenge[0]?.status,
    w.bestand.leser.vorgang(v.id).vorgang.status,
  ];
  expect(gezeigt()).toEqual(['ANGENOMMEN', 'ANGENOMMEN']);
  w.bestand.schreiber.merkeIch({ ...w.cloud.ich, rollen: ['VERWALTUNG_LEITUNG'] });
  expect(gezeigt()).toEqual(['NEU', 'NEU']);
});
