/** Heads and details: what a broken, expired or lying feed does, and that nothing of it loses rows. */

import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import { ICH, kaputt, seite, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { ladeAnhang, Nachladen } from './nachladen.ts';
import { Pull } from './pull.ts';

const ID = (n: number): string => `01931f00-0000-7000-8000-00000000f${String(n).padStart(3, '0')}`;
const fall = (n: number, mehr: Partial<Vorgang> = {}): Vorgang => vorgang({ id: ID(n), nummer: `FL-${n}`, ...mehr });
const nie = new AbortController().signal;
let w: Werkbank;

beforeEach(() => {
  w = werkbank();
});
afterEach(() => w.raeumeAb());

const nummern = (): string[] =>
  w.bestand.leser
    .liste({ filter: { ansicht: 'alle' }, sortierung: 'eingang', limit: 50 })
    .vorgaenge.map((v) => v.nummer)
    .sort();

describe('pull', () => {
  it('[Z1] [B8] goes page by page from the stored cursor, mine first, and stops when there is no more', async () => {
    const seiten = {
      '-': seite([fall(1)], 'a', { phase: 'bestand', hasMore: true }),
      a: seite([fall(2)], 'b', { phase: 'bestand', hasMore: true }),
      b: seite([fall(3)], 'c'),
    };
    w.cloud.changes = (frage) => {
      expect(frage).toMatchObject({ sicht: 'kopf', zuerst: 'meine' });
      return seiten[(frage.since ?? '-') as keyof typeof seiten];
    };
    const pull = new Pull(w.u);
    expect(await pull.ziehe(nie)).toMatchObject({ geladen: 3, neuBegonnen: false });
    expect(nummern()).toEqual(['FL-1', 'FL-2', 'FL-3']);
    expect(w.bestand.leser.lesestand()).toMatchObject({ cursor: 'c', phase: 'fertig' });
    w.cloud.changes = () => seite([], 'c');
    await pull.ziehe(nie);
    expect(w.gerufen.filter((r) => r.startsWith('changes'))).toEqual([
      'changes -',
      'changes a',
      'changes b',
      'changes c',
    ]);
  });

  it('[B8] a break keeps the pages before it and goes on there', async () => {
    w.cloud.changes = (frage) => {
      if (frage.since === undefined) return seite([fall(1)], 'a', { phase: 'bestand', hasMore: true });
      throw kaputt({ art: 'cloud_nicht_erreichbar', grund: 'abgerissen' });
    };
    const pull = new Pull(w.u);
    await expect(pull.ziehe(nie)).rejects.toThrow();
    expect(nummern()).toEqual(['FL-1']);
    w.cloud.changes = () => seite([fall(2)], 'b');
    await pull.ziehe(nie);
    expect(w.gerufen.at(-1)).toBe('changes a');
    expect(nummern()).toEqual(['FL-1', 'FL-2']);
  });

  it('[B7] [B6] 410 begins again and keeps rows and outbox; who is gone by then leaves', async () => {
    w.cloud.changes = () => seite([fall(1), fall(2)], 'alt');
    const pull = new Pull(w.u);
    await pull.ziehe(nie);
    w.bestand.schreiber.uebernimmDetails([fall(1), fall(2)]);
    w.bestand.schreiber.stelleEin({ vorgangId: ID(1), order: 'VORGANG_ANNEHMEN', body: {} });
    w.cloud.changes = (frage) => {
      if (frage.since === 'alt') throw kaputt({ art: 'neu_beginnen', grund: 'neue-epoche' });
      return seite([fall(1)], 'neu');
    };
    expect(await pull.ziehe(nie)).toMatchObject({ neuBegonnen: true, entfernt: 1 });
    expect(nummern()).toEqual(['FL-1']);
    expect(w.bestand.leser.outboxZahlen().pending).toBe(1);
  });

  it('[R1] [B7] after a restore the cloud’s older word wins, and what it had confirmed and not yet told is sent again under the same id', async () => {
    w.cloud.changes = () => seite([fall(1, { version: 5, status: 'IN_BEARBEITUNG' }), fall(2)], 'alt');
    const pull = new Pull(w.u);
    await pull.ziehe(nie);
    const { schreiber, leser } = w.bestand;
    schreiber.uebernimmDetails([fall(1, { version: 5, status: 'IN_BEARBEITUNG' }), fall(2)]);
    const klick = (n: number, order: 'AKTENZEICHEN_SETZEN' | 'VORGANG_ANNEHMEN', body = {}) =>
      schreiber.stelleEin({ vorgangId: ID(n), order, body }).commandId;
    const bestaetigt = klick(1, 'AKTENZEICHEN_SETZEN', { aktenzeichen: 'A1' });
    schreiber.alsWirdGesendet([bestaetigt]);
    schreiber.uebernimmErgebnisse([{ commandId: bestaetigt, state: 'angenommen', version: 6 }], 'x');
    expect(leser.vorgang(ID(1)).vorgang.aktenzeichen).toBe('A1');
    const wartend = klick(2, 'VORGANG_ANNEHMEN');

    w.cloud.changes = (frage) => {
      if (frage.since === 'alt') throw kaputt({ art: 'neu_beginnen', grund: 'neue-epoche' });
      return seite([fall(1, { version: 3, status: 'ANGENOMMEN' }), fall(2)], 'neu');
    };
    await pull.ziehe(nie);
    const danach = leser.vorgang(ID(1));
    expect(danach).toMatchObject({ basisVersion: 3, details: 'veraltet', vorgang: { status: 'ANGENOMMEN' } });
    expect(danach.pending.map((e) => e.commandId)).toEqual([bestaetigt]);
    expect(leser.veralteteDetails(9)).toEqual([ID(1), ID(2)]);
    schreiber.uebernimmDetails([fall(1, { version: 3, status: 'ANGENOMMEN' })]);
    expect(leser.vorgang(ID(1)).details).toBe('aktuell');
    expect(leser.outboxZahlen().pending).toBe(2);
    const { commands } = schreiber.naechsteSendung({ jetztMs: w.uhr.jetzt(), max: 9 });
    expect(commands.map((c) => c.commandId)).toEqual([bestaetigt, wartend]);
    expect(leser.vorgang(ID(2)).vorgang.status).toBe('ANGENOMMEN');
  });

  it('[B2] [B7] another end of the cursor leaves versions as they are: an older word does not win', async () => {
    w.cloud.changes = () => seite([fall(1, { version: 5, status: 'IN_BEARBEITUNG' })], 'alt');
    const pull = new Pull(w.u);
    await pull.ziehe(nie);
    w.cloud.changes = (frage) => {
      if (frage.since === 'alt') throw kaputt({ art: 'neu_beginnen', grund: 'rechte-geaendert' });
      return seite([fall(1, { version: 4, status: 'ANGENOMMEN' })], 'neu');
    };
    await pull.ziehe(nie);
    expect(w.bestand.leser.vorgang(ID(1))).toMatchObject({ basisVersion: 5, vorgang: { status: 'IN_BEARBEITUNG' } });
  });

  it('a cloud that answers 410 to a fresh start is an error, not a loop', async () => {
    w.cloud.changes = () => {
      throw kaputt({ art: 'neu_beginnen', grund: 'cursor-ungueltig' });
    };
    await expect(new Pull(w.u).ziehe(nie)).rejects.toThrow();
    expect(w.gerufen).toHaveLength(1);
  });

  it('a cloud that ends every cursor is not asked in circles', async () => {
    w.cloud.changes = (frage) => {
      if (frage.since !== undefined) throw kaputt({ art: 'neu_beginnen', grund: 'rechte-geaendert' });
      return seite([fall(1)], 'a', { phase: 'bestand', hasMore: true });
    };
    await expect(new Pull(w.u).ziehe(nie)).rejects.toThrow();
    expect(w.gerufen.length).toBeLessThan(8);
    expect(nummern()).toEqual(['FL-1']);
  });

  it('[T1] entzogen leaves the lists, with unsent work it stays as an item', async () => {
    w.cloud.changes = () => seite([fall(1), fall(2)], 'a');
    const pull = new Pull(w.u);
    await pull.ziehe(nie);
    w.bestand.schreiber.stelleEin({ vorgangId: ID(1), order: 'VORGANG_ANNEHMEN', body: {} });
    const weg = [ID(1), ID(2)].map((id) => ({ art: 'entzogen' as const, id, version: 2 }));
    w.cloud.changes = () => ({ ...seite([], 'b'), changes: weg });
    expect(await pull.ziehe(nie)).toMatchObject({ entfernt: 2 });
    expect(nummern()).toEqual([]);
    expect(w.bestand.leser.outbox()).toHaveLength(1);
  });
});

describe('after the heads', () => {
  it('details come for all, and only once', async () => {
    for (const n of [1, 2, 3]) w.cloud.vorgaenge.set(ID(n), fall(n));
    w.cloud.changes = () => seite([...w.cloud.vorgaenge.values()], 'a');
    await new Pull(w.u).ziehe(nie);
    const nachladen = new Nachladen(w.u);
    const laden = nachladen.lade(nie);
    await w.uhr.gehe(10);
    await laden;
    expect(w.bestand.leser.vorgang(ID(2)).details).toBe('aktuell');
    const vorher = w.gerufen.length;
    await nachladen.lade(nie);
    expect(w.gerufen.length).toBe(vorher);
  });

  it('[Z3] [X3] an attachment resumes at its byte, and wrong bytes are never shown', async () => {
    const bytes = new Uint8Array(1_000).map((_, i) => i % 7);
    const anhang = {
      id: ID(900),
      dateiname: 'plan.pdf',
      contentType: 'application/pdf',
      groesse: 1_000,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    const v = fall(1, { bearbeiter: { sub: ICH.sub, name: ICH.name } });
    v.eingang = { ...v.eingang, anhaenge: [anhang] };
    w.cloud.changes = () => seite([v], 'a');
    await new Pull(w.u).ziehe(nie);
    w.bestand.schreiber.schreibeAnhang(ID(1), anhang, 0, bytes.subarray(0, 400));
    w.cloud.anhaenge.set(anhang.id, bytes);
    await ladeAnhang(w.u, ID(1), anhang, nie);
    expect(w.gerufen.at(-1)).toBe(`runter ${anhang.id} 400`);
    expect(Buffer.from(w.bestand.leser.anhang(anhang.id)?.bytes ?? []).equals(bytes)).toBe(true);

    const falsch = { ...anhang, id: ID(901) };
    w.cloud.anhaenge.set(falsch.id, new Uint8Array(1_000));
    await expect(ladeAnhang(w.u, ID(1), falsch, nie)).rejects.toMatchObject({
      problem: { type: expect.stringContaining('pruefsumme-falsch') },
    });
    expect(w.bestand.leser.anhang(falsch.id)).toBeUndefined();
  });
});
