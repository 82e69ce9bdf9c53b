/** What follows the heads: attachments of one's own up to the policy's size, in order, and none holds up another. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problem } from '../../../src-shared/domain/problem.ts';
import type { Anhang, Vorgang } from '../../../src-shared/domain/vorgang.ts';
import { vorgang } from '../../../src-shared/testing/fall.ts';
import type { CloudGateway } from '../cloud/gateway.ts';
import { stelleUm } from '../testing/umstellen.ts';
import { ICH, kaputt, seite, WEG, type Werkbank, werkbank } from '../testing/werkbank.ts';
import { raeumeAuf } from './aufraeumen.ts';
import { ladeAnhang, Nachladen } from './nachladen.ts';

const ID = (n: number): string => `01931f00-0000-7000-8000-00000000f${String(n).padStart(3, '0')}`;
const nie = new AbortController().signal;
const ich = { sub: ICH.sub, name: ICH.name };
const TAG_MS = 86_400_000;
let w: Werkbank;

beforeEach(() => {
  w = werkbank();
});
afterEach(() => w.raeumeAb());

const inhalt = (n: number, laenge: number): Uint8Array => new Uint8Array(laenge).fill(n);
function datei(n: number, laenge: number): Anhang {
  const bytes = inhalt(n, laenge);
  w.cloud.anhaenge.set(ID(n), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { id: ID(n), dateiname: `${n}.pdf`, contentType: 'application/pdf', groesse: laenge, sha256 };
}
function fall(n: number, mehr: Partial<Vorgang>, ...anhaenge: Anhang[]): Vorgang {
  const eingangAm = `2026-10-${String(28 - n).padStart(2, '0')}T08:00:00.000Z`;
  const v = vorgang({ id: ID(n), nummer: `FL-${n}`, eingangAm, geaendertAm: eingangAm, ...mehr });
  return { ...v, eingang: { ...v.eingang, anhaenge } };
}
function lade(...vorgaenge: Vorgang[]): void {
  for (const v of vorgaenge) w.cloud.vorgaenge.set(v.id, v);
  const s = seite(vorgaenge, 'c1');
  w.bestand.schreiber.uebernimmSeite({ ...s, sicht: 'kopf', am: '2026-11-02T08:00:00.000Z' });
}
async function laufe(nachladen: Nachladen): Promise<void> {
  const fertig = nachladen.lade(nie);
  await w.uhr.gehe(1_000);
  await fertig;
}
const geholt = (): string[] => w.gerufen.filter((r) => r.startsWith('runter')).map((r) => r.split(' ')[1] ?? '');
const da = (a: Anhang): boolean => w.bestand.leser.anhang(a.id) !== undefined;

describe('details that lag', () => {
  it('[P3] a head that comes while its details are asked for is asked for at once', async () => {
    lade(fall(1, { version: 5 }));
    let erste = true;
    stelleUm(w, {
      abfrage: async () => {
        w.gerufen.push('abfrage');
        if (!erste) return [fall(1, { version: 6 })];
        erste = false;
        lade(fall(1, { version: 6 }));
        return [fall(1, { version: 5 })];
      },
    });
    await laufe(new Nachladen(w.u));
    expect(w.bestand.leser.vorgang(ID(1))).toMatchObject({ details: 'aktuell', basisVersion: 6 });
    expect(w.gerufen.filter((r) => r === 'abfrage')).toHaveLength(2);
  });

  it('[P3] an answer older than the head is asked for again later, not in a circle', async () => {
    lade(fall(1, { version: 5 }));
    w.cloud.vorgaenge.set(ID(1), fall(1, { version: 4 }));
    const nachladen = new Nachladen(w.u);
    await laufe(nachladen);
    expect(w.gerufen.filter((r) => r === 'abfrage')).toHaveLength(1);
    expect(w.bestand.leser.vorgang(ID(1)).details).not.toBe('aktuell');
    w.cloud.vorgaenge.set(ID(1), fall(1, { version: 5 }));
    await w.uhr.gehe(nachladen.naechsteInMs() ?? Number.NaN);
    await laufe(nachladen);
    expect(w.bestand.leser.vorgang(ID(1)).details).toBe('aktuell');
  });
});

describe('attachments', () => {
  it('[Z1] come for my cases only, newest first, after all details, up to the size the policy says', async () => {
    w.bestand.schreiber.merkeIch({ ...ICH, richtlinie: { ...ICH.richtlinie, attachmentBytes: 1_000 } });
    const [alt, neu, gross, fremd] = [datei(901, 10), datei(902, 1_000), datei(903, 1_001), datei(904, 10)];
    lade(fall(2, { bearbeiter: ich }, alt), fall(1, { bearbeiter: ich }, neu, gross), fall(3, {}, fremd));
    await laufe(new Nachladen(w.u));
    expect(geholt()).toEqual([neu.id, alt.id]);
    expect([alt, neu, gross, fremd].map(da)).toEqual([true, true, false, false]);
    expect(w.gerufen.lastIndexOf('abfrage')).toBeLessThan(w.gerufen.findIndex((r) => r.startsWith('runter')));
  });

  it('where the policy allows none, none is fetched', async () => {
    w.bestand.schreiber.merkeIch({ ...ICH, richtlinie: { ...ICH.richtlinie, attachmentBytes: 0 } });
    lade(fall(1, { bearbeiter: ich }, datei(901, 10)));
    const nachladen = new Nachladen(w.u);
    await laufe(nachladen);
    expect([geholt(), nachladen.offeneAnhaenge()]).toEqual([[], 0]);
  });

  it('[Z3] one that cannot be had is left alone for a quarter of an hour and holds up no other', async () => {
    const [weg, falsch, gut] = [datei(901, 10), datei(902, 10), datei(903, 10)];
    lade(fall(1, { bearbeiter: ich }, weg, falsch, gut));
    w.cloud.anhaenge.set(falsch.id, inhalt(7, 10));
    const heil = w.u.gateway;
    const runter: CloudGateway['anhangRunter'] = async (id, ...rest) => {
      if (id !== weg.id) return heil.anhangRunter(id, ...rest);
      w.gerufen.push(`runter ${id}`);
      throw kaputt({ art: 'dort_unbekannt', status: 404, problem: problem('nicht-gefunden') });
    };
    stelleUm(w, { anhangRunter: runter });
    const nachladen = new Nachladen(w.u);
    await laufe(nachladen);
    expect([weg, falsch, gut].map(da)).toEqual([false, false, true]);
    expect(nachladen.offeneAnhaenge()).toBe(0);
    await laufe(nachladen);
    expect(geholt()).toHaveLength(3);
    await w.uhr.gehe(15 * 60_000);
    w.u.gateway = heil;
    w.cloud.anhaenge.set(falsch.id, inhalt(902 % 256, 10));
    await laufe(nachladen);
    expect(da(weg)).toBe(true);
  });

  it('[B8] [Z3] a line that breaks keeps what came, ends the run, and the next one goes on there', async () => {
    const gross = datei(901, 700_000);
    lade(fall(1, { bearbeiter: ich }, gross));
    const heil = w.u.gateway;
    stelleUm(w, {
      anhangRunter: async (_id, ab, stueck) => {
        stueck(inhalt(901, 700_000).subarray(ab, ab + 300_000));
        throw kaputt(WEG);
      },
    });
    const lauf = new Nachladen(w.u).lade(nie).catch((f: unknown) => f);
    await w.uhr.gehe(1_000);
    expect(await lauf).toMatchObject({ fehler: WEG });
    expect(w.bestand.leser.anhangFortschritt(gross.id)).toBe(300_000);
    w.u.gateway = heil;
    await laufe(new Nachladen(w.u));
    expect(w.gerufen.at(-1)).toBe(`runter ${gross.id} 300000`);
    expect(w.bestand.leser.anhang(gross.id)?.bytes.length).toBe(700_000);
  });

  it('an empty one is here after its request', async () => {
    const leer = datei(901, 0);
    lade(fall(1, { bearbeiter: ich }));
    await ladeAnhang(w.u, ID(1), leer);
    expect(w.bestand.leser.anhang(leer.id)?.bytes.length).toBe(0);
  });
});

describe('details', () => {
  it('[Z2] a page that does not come asks for fewer next time; the fault ends the run', async () => {
    lade(...Array.from({ length: 26 }, (_, n) => fall(n, {})));
    const gefragt: number[] = [];
    const heil = w.u.gateway;
    stelleUm(w, {
      abfrage: async (ids, ruf) => {
        gefragt.push(ids.length);
        if (gefragt.length === 1) throw kaputt(WEG);
        return heil.abfrage(ids, ruf);
      },
    });
    const nachladen = new Nachladen(w.u);
    await expect(nachladen.lade(nie)).rejects.toMatchObject({ fehler: WEG });
    await laufe(nachladen);
    expect(gefragt.slice(0, 2)).toEqual([25, 13]);
    expect(w.bestand.leser.veralteteDetails(100)).toEqual([]);
  });

  it('ended from outside it stops between two pages', async () => {
    lade(...Array.from({ length: 60 }, (_, n) => fall(n % 27, { id: ID(n) })));
    const ende = new AbortController();
    const lauf = new Nachladen(w.u).lade(ende.signal, () => ende.abort());
    await w.uhr.gehe(1_000);
    await lauf;
    expect(w.gerufen.filter((r) => r === 'abfrage')).toHaveLength(1);
  });
});

describe('retention', () => {
  const zu = (n: number, tage: number) =>
    fall(n, { status: 'ABGESCHLOSSEN', geaendertAm: new Date(w.uhr.jetzt() - tage * TAG_MS).toISOString() });

  it('[L13] once a day closed cases beyond the policy’s days leave, through the gate, and it is told', async () => {
    const gesagt: string[] = [];
    w.u.geaendert = (a, grund) => void gesagt.push(...a.entfernt.map((id) => `${grund} ${id}`));
    lade(zu(1, 91), zu(2, 89), zu(3, 91));
    w.bestand.schreiber.speichereEntwurf(ID(3), 'kommentar', { text: 'halb' });
    expect(raeumeAuf(w.u)).toBe(1);
    expect(gesagt).toEqual([`entzogen ${ID(1)}`]);
    expect(w.bestand.leser.vorgang(ID(3)).marke).toBe('entzogen');
    await w.uhr.gehe(2 * TAG_MS - 1);
    expect(raeumeAuf(w.u)).toBe(1);
    expect(raeumeAuf(w.u)).toBe(0);
  });

  it('[L13] does nothing within a day, and nothing before the cloud has said how long', () => {
    lade(zu(1, 1));
    expect(raeumeAuf(w.u)).toBe(0);
    lade(zu(2, 100));
    expect(raeumeAuf(w.u)).toBe(0);
    w.bestand.schreiber.entferneAlle('abmeldung');
    expect(w.bestand.leser.ich()).toBeUndefined();
    expect(raeumeAuf(w.u)).toBe(0);
  });
});
