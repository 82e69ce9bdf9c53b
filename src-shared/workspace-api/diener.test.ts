/** Both ends of the bridge on one line: what goes through, and that nothing of a bad caller reaches the engine. */
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../domain/problem.ts';
import { bediene } from './diener.ts';
import { verbinde } from './klient.ts';
import type { WorkspaceApi } from './tabelle.ts';
import type { Verbindung } from './verbindung.ts';

/** Two ends of a line in memory; messages pass through JSON as on every real one. */
function leitung(): { a: Verbindung; b: Verbindung; roh: (n: unknown) => void; antworten: unknown[] } {
  const an = { a: (_: unknown) => {}, b: (_: unknown) => {} };
  const ende: (() => void)[] = [];
  const antworten: unknown[] = [];
  const seite = (eigene: 'a' | 'b', andere: 'a' | 'b'): Verbindung => ({
    sende: (n) => {
      if (eigene === 'b') antworten.push(n);
      const kopie = JSON.parse(JSON.stringify(n));
      queueMicrotask(() => an[andere](kopie));
    },
    empfange: (cb) => {
      an[eigene] = cb;
    },
    beendet: (cb) => {
      ende.push(cb);
    },
    schliesse: () => {
      for (const cb of ende) cb();
    },
  });
  return { a: seite('a', 'b'), b: seite('b', 'a'), roh: (n) => an.b(n), antworten };
}

const gerufen: string[] = [];
const api = new Proxy({} as WorkspaceApi, {
  get: (_, name) => async (eingabe: { id?: string; text?: string }) => {
    gerufen.push(String(name));
    if (eingabe.id === 'fehlt') throw new ProblemError('nicht-gefunden');
    if (eingabe.id === 'kaputt') throw new TypeError('geheimer Inhalt');
    return { name, eingabe };
  },
});

describe('bridge', () => {
  it('answers, fills defaults, and keeps answers apart', async () => {
    const l = leitung();
    bediene(l.b, api, () => {});
    const k = verbinde(l.a);
    const [eins, zwei] = await Promise.all([k.rufe('liste', {}), k.rufe('suche', { text: 'öl' })]);
    expect(eins).toMatchObject({
      name: 'liste',
      eingabe: { limit: 50, sortierung: 'eingang', filter: { ansicht: 'alle' } },
    });
    expect(zwei).toMatchObject({ name: 'suche', eingabe: { text: 'öl' } });
  });
  it('typed problems come through; a foreign error shows nothing of its content', async () => {
    const gemeldet: unknown[] = [];
    const l = leitung();
    bediene(l.b, api, (name, p, fehler) => gemeldet.push([name, p.type, fehler instanceof TypeError]));
    const k = verbinde(l.a);
    await expect(k.rufe('vorgang', { id: 'fehlt' })).rejects.toMatchObject({
      problem: { type: 'urn:kontor:problem:nicht-gefunden' },
    });
    await expect(k.rufe('vorgang', { id: 'kaputt' })).rejects.toMatchObject({
      problem: { type: 'urn:kontor:problem:interner-fehler' },
    });
    expect(JSON.stringify(l.antworten)).not.toContain('geheim');
    expect(gemeldet).toEqual([
      ['vorgang', 'urn:kontor:problem:nicht-gefunden', false],
      ['vorgang', 'urn:kontor:problem:interner-fehler', true],
    ]);
  });
  it('unknown names, inherited names, wrong inputs and unknown fields never reach the engine', async () => {
    const l = leitung();
    bediene(l.b, api, () => {});
    gerufen.length = 0;
    const bad = [
      { name: 'loescheAlles', eingabe: {} },
      { name: 'constructor', eingabe: {} },
      { name: 'liste', eingabe: { limit: 501 } },
      { name: 'liste', eingabe: { limit: '5; DROP TABLE' } },
      { name: 'vorgang', eingabe: { id: 7 } },
      { name: 'vorgang', eingabe: { id: 'x', mehr: true } },
      { name: 'befehl', eingabe: [] },
      { name: 'sync', eingabe: 'x' },
    ];
    for (const [i, b] of bad.entries()) l.roh({ art: 'frage', id: i, ...b });
    l.roh({ art: 'frage', id: 99, name: 'status', eingabe: {}, mehr: 1 });
    l.roh(null);
    l.roh('x'.repeat(1000));
    await new Promise((r) => setTimeout(r, 20));
    expect(gerufen).toEqual([]);
    expect(l.antworten).toHaveLength(bad.length + 1);
    expect(l.antworten.every((a) => (a as { ok: boolean }).ok === false)).toBe(true);
  });
  it('a question without a name is answered too, and one without input has none', async () => {
    const l = leitung();
    bediene(l.b, api, () => {});
    l.roh({ art: 'frage', id: 1 });
    l.roh({ art: 'frage', id: 2, name: 'liste' });
    await new Promise((r) => setTimeout(r, 20));
    expect(l.antworten).toMatchObject([
      { id: 1, ok: false, problem: { type: 'urn:kontor:problem:eingabe-ungueltig' } },
      { id: 2, ok: true },
    ]);
  });
  it('when the line ends, every open question fails and later ones at once', async () => {
    const l = leitung();
    const k = verbinde(l.a);
    const offen = k.rufe('status', {});
    l.a.schliesse();
    await expect(offen).rejects.toMatchObject({ problem: { type: 'urn:kontor:problem:arbeitsbereich-fehlt' } });
    await expect(k.rufe('status', {})).rejects.toBeInstanceOf(ProblemError);
  });
});
